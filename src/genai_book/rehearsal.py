"""A server on this machine that speaks Gemini's protocol and says what it was told to say.

It stands in for Gemini where a key, a network or a bill would be in the way: in tests, and in the chapter on building
an app. No model is behind it; every word it sends was written by whoever made the scene. What it speaks is the one
method `streamGenerateContent`, as server-sent events (https://ai.google.dev/api/generate-content).
"""

import contextlib
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from .gemini import Gemini, Patience

_STATUS = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


@dataclass(frozen=True)
class Scene:
    """How one request is answered."""

    pieces: tuple[str, ...] = ()  # of the answer, each sent as an event of its own
    finish: str | None = "STOP"  # the reason the answer ends with; None = the stream ends without one
    code: int = 200  # another status refuses the request
    reasons: tuple[dict[str, Any], ...] = ()  # the details of a refusal, as google.rpc writes them
    blocked: str | None = None  # the reason why the question itself is not taken
    pause_seconds: float = 0.0  # before every piece
    breaks: bool = False  # the connection is cut in the middle of the last event
    headers: dict[str, str] = field(default_factory=dict)


class Rehearsal:
    """Use as a context manager: `with Rehearsal([Scene(("Good ", "day."))]) as stage: stage.gemini().reply([], "Hi")`.

    Each request gets the next scene, and all further ones the last. `requests` holds the bodies that came.
    """

    def __init__(self, scenes: Sequence[Scene]):
        self.scenes = list(scenes)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stage": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def gemini(self, model: str = "rehearsal", key: str = "no-key-is-needed-here", **options: Any) -> Gemini:
        """google-genai's client, with this server in place of Google's."""
        return Gemini(
            model, key=key, address=self.address, **{"patience": Patience(first_wait_seconds=0.01), **options}
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_scene(self) -> Scene:
        return self.scenes.pop(0) if len(self.scenes) > 1 else self.scenes[0]


class _Handler(BaseHTTPRequestHandler):
    stage: Rehearsal
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.stage.requests.append(json.loads(body))
        self.stage.headers.append(dict(self.headers))
        self.stage.paths.append(self.path)
        with contextlib.suppress(ConnectionError):  # the client did not wait
            self._play(self.stage.next_scene())
        self.close_connection = True

    def _play(self, scene: Scene) -> None:
        if scene.code != 200:
            error = {"code": scene.code, "message": "as rehearsed", "status": _STATUS.get(scene.code, "UNKNOWN")}
            refusal = json.dumps({"error": {**error, "details": list(scene.reasons)}}).encode()
            self._begin(scene, "application/json", {"Content-Length": str(len(refusal)), "Connection": "close"})
            self.wfile.write(refusal)
            return
        self._begin(scene, "text/event-stream", {"Transfer-Encoding": "chunked", "Connection": "close"})
        events = [_candidate(piece) for piece in scene.pieces]
        if scene.blocked:
            events.append({"promptFeedback": {"blockReason": scene.blocked}})
        elif scene.finish:
            events.append(_candidate("", scene.finish))
        for number, event in enumerate(events, 1):
            time.sleep(scene.pause_seconds)
            data = f"data: {json.dumps(event)}\r\n\r\n".encode()
            if scene.breaks and number == len(events):
                self._chunk(data[: len(data) // 2])
                return  # without the empty chunk that says: this is all
            self._chunk(data)
        self.wfile.write(b"0\r\n\r\n")

    def _begin(self, scene: Scene, kind: str, more: dict[str, str]) -> None:
        self.send_response(scene.code)
        for name, value in {"Content-Type": kind, **more, **scene.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()


def _candidate(text: str, finish: str | None = None) -> dict[str, Any]:
    one: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}
    return {"candidates": [{**one, **({"finishReason": finish} if finish else {})}]}
