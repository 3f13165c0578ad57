"""Where the app is served and what its page may do: a free port, and headers that keep the page to its own server."""

import os
import socket
from typing import Any

from .errors import AppError

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Gradio's page has scripts and styles inline and makes a worker and a manifest of blobs; all else is its server's.
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "manifest-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)


class Headers:
    """Adds to every answer what the browser is to refuse. (Plain ASGI: a stream must pass piece by piece.)"""

    def __init__(self, app: Any):
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                more = {"content-security-policy": _POLICY, "referrer-policy": "no-referrer"}
                more["x-content-type-options"] = "nosniff"
                message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in more.items())]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def free_port(host: str, port: int) -> int:
    """`port` if it is free at `host`, or any free one for 0. Raises AppError."""
    if not 0 <= port <= 65_535:
        raise AppError(f"The port is {port}; it is a number from 1 to 65535, or 0 for any free one.")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name != "nt":  # where it would let two programs share a port
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
            return trial.getsockname()[1]
    except socket.gaierror as error:
        raise AppError(
            f"{host!r} is no name or address of this machine ({error.strerror}). Use 127.0.0.1 for this machine alone, "
            "or 0.0.0.0 for everybody who can reach it."
        ) from error
    except OSError as error:
        raise AppError(
            f"Port {port} at {host} cannot be used: {error.strerror}. Another program may have it: give another with "
            "--port, or --port 0 for any free one."
        ) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    return host in _LOOPBACK
