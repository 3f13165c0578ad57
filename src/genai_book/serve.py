"""What `genai-book app` does: serves the app until Ctrl-C, or writes the folder of a Space."""

import contextlib
from argparse import Namespace
from typing import TYPE_CHECKING

from .errors import AppError
from .hosting import is_loopback

if TYPE_CHECKING:
    from .partners import Partner


def run(arguments: Namespace) -> int:
    """Serves or exports as the command's arguments say. Raises AppError for those that contradict each other."""
    if arguments.model is not None and arguments.gemini is not None:
        raise AppError("--model and --gemini name two partners, and the app has one. Leave one of them out.")
    if arguments.static is not None and (
        arguments.export_space is None or (arguments.model, arguments.gemini) != (None, None)
    ):
        raise AppError(
            "--static writes the built book, with no model behind it: `genai-book app --export-space DIR --static`."
        )
    if arguments.export_space is not None:
        return _export(arguments)
    from .app import App

    # Ctrl-C is how this command ends, wherever it is heard.
    with contextlib.suppress(KeyboardInterrupt), App(_partner(arguments)).start(arguments.host, arguments.port) as app:
        print(f"The app is at {app.address} - open it in a browser. Ctrl-C stops it.", flush=True)
        if not is_loopback(app.host):
            print(
                f"It is served at {app.host}: whoever reaches this machine can use it, without a password. Each "
                f"visitor may send {app.limits.messages} messages in {app.limits.window_seconds:g} seconds.",
                flush=True,
            )
        app.wait()
    print("Stopped.")
    return 0


def _partner(arguments: Namespace) -> "Partner":
    if arguments.gemini is not None:
        from .gemini import Gemini

        return Gemini(arguments.gemini or None)
    from .partners import CatalogueModel

    return CatalogueModel(arguments.model or "gpt2", source=arguments.source)


def _export(arguments: Namespace) -> int:
    from . import device, space

    if arguments.static is not None:
        written = space.export_site(arguments.export_space, arguments.static)
    else:
        gemini = None if arguments.gemini is None else arguments.gemini or device.gemini_model()
        written = space.export(arguments.export_space, arguments.model, source=arguments.source, gemini=gemini)
    print(
        f"Written: {arguments.export_space}, {len(written)} files. Its README.md says how to upload it, and the rules."
    )
    return 0
