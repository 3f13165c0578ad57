"""The app: a conversation in the browser with a model of the catalogue or with Gemini.

Text of a model and of a visitor is shown as text, never as HTML or Markdown. Nothing is asked of any other server: no
telemetry, no fonts or scripts from elsewhere, and the browser is told to refuse them. Conversations live in memory
and end with the browser's tab.
"""

import html
import math
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from . import device
from .errors import AppError, GenaiBookError, MessageError
from .hosting import Headers, free_port
from .limits import Allowance, Limits, checked
from .partners import Partner

if TYPE_CHECKING:
    import gradio as gr

TITLE = "Generative AI with Python: the app"
_UPDATE_SECONDS = 0.05  # between two states of an answer: each passes through several threads and to the browser
_CSS = """
.gradio-container { max-width: 46rem !important; margin: 0 auto !important; }
#conversation .message-content .md { white-space: pre-wrap; overflow-wrap: anywhere; }
#notice:not(:empty) { border-left: 3px solid var(--error-icon-color, #b91c1c); padding-left: 0.8rem; }
"""


class App:
    """The app over one partner, not yet running: `with App(partner).start(port=0) as app: app.address`."""

    def __init__(self, partner: Partner, limits: Limits | None = None):
        self.partner, self.limits = partner, limits or Limits()
        self._allowance = Allowance(self.limits)
        self.host = self.address = ""  # once it runs
        self.blocks = self._build()

    def start(self, host: str | None = None, port: int | None = None) -> Self:
        """Serves the app until `close()`; the thread that called goes on.

        Without arguments at 127.0.0.1, where only this machine can reach it, or where GRADIO_SERVER_NAME says, and at
        port 7860 or GRADIO_SERVER_PORT. Port 0 is any free one. Raises AppError.
        """
        import gradio as gr
        import httpx
        from starlette.middleware import Middleware

        from_environment = device.app_address()
        host, port = host or from_environment[0], from_environment[1] if port is None else port
        port = free_port(host, port)
        system = ("system-ui", "sans-serif"), ("ui-monospace", "monospace")
        theme = gr.themes.Default(primary_hue="blue", font=system[0], font_mono=system[1]).set(
            block_info_text_color="*neutral_600",  # Gradio's own greys are too pale to read
            block_info_text_color_dark="*neutral_300",
            input_placeholder_color="*neutral_500",
            input_placeholder_color_dark="*neutral_400",
        )
        try:
            _, self.address, _ = self.blocks.launch(
                server_name=host,
                server_port=port,
                prevent_thread_lock=True,
                quiet=True,
                inline=False,
                share=False,
                ssr_mode=False,
                mcp_server=False,
                enable_monitoring=False,
                run_history=False,
                footer_links=[],
                theme=theme,
                css=_CSS,
                app_kwargs={"middleware": [Middleware(Headers)]},
            )
        except (OSError, ValueError, httpx.HTTPError, gr.exceptions.ServerFailedToStartError) as error:
            raise AppError(
                f"The app could not be served at {host}, port {port}: {error}. Give another with --host and --port; "
                "if a proxy is set, except this machine from it: NO_PROXY=127.0.0.1,localhost."
            ) from error
        self.host, self.address = host, self.address.rstrip("/")
        return self

    def close(self) -> None:
        """Stops serving. May be called twice."""
        if self.address:
            self.blocks.close(verbose=False)
            self.address = ""

    def wait(self) -> None:
        """Waits until Ctrl-C, then stops serving."""
        try:
            while True:
                time.sleep(3600)  # subtle: a lock without a time-out would not hear Ctrl-C on Windows
        except KeyboardInterrupt:
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def answer(
        self, message: object, temperature: float, turns: list[tuple[str, str]], visitor: str
    ) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """The answer as far as it has come, again and again, and the conversation with it.

        Raises GenaiBookError: what a visitor is to be told.
        """
        message = checked(message, self.limits)
        self._allowance.take(visitor)
        kept = turns[-self.limits.turns :] if self.limits.turns else []
        said = shown = ""
        shown_at = -math.inf
        for piece in self.partner.reply(kept, message, temperature):
            said += piece
            if (now := time.monotonic()) - shown_at >= _UPDATE_SECONDS:
                shown, shown_at = said, now
                yield said, [*turns, (message, said)]
        if said != shown:
            yield said, [*turns, (message, said)]
        if not said:
            raise MessageError(
                "The model had nothing to add: it takes your message for complete. Leave its end open, send it again."
            )

    def _build(self) -> "gr.Blocks":
        import gradio as gr

        with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
            gr.Markdown(f"# {_as_written(TITLE)}\n\n{_as_written(self.partner.about)}")
            turns = gr.State([], time_to_live=3600)
            chat = gr.Chatbot(
                label="Conversation",
                elem_id="conversation",
                height="55vh",
                render_markdown=False,
                sanitize_html=True,
                allow_tags=False,
                latex_delimiters=[],
                line_breaks=False,
                feedback_options=None,
                buttons=[],
                allow_file_downloads=False,
                group_consecutive_messages=False,
            )
            notice = gr.Markdown(elem_id="notice")
            message = gr.Textbox(
                label="Your message",
                placeholder="Once upon a time",
                max_lines=8,
                max_length=self.limits.characters,
                submit_btn="Send",
            )
            temperature = gr.Slider(
                0,
                1.5,
                value=0.7,
                step=0.1,
                label="Temperature",
                info="0 takes the likeliest word each time; higher dares more.",
                visible=self.partner.has_temperature,
            )
            with gr.Row():
                stop = gr.Button("Stop", size="sm")
                new = gr.Button("New conversation", size="sm")

            # subtle: Gradio passes the request to whatever has it as an annotation, which must be the class itself.
            def show(message: str, temperature: float, turns: list, request: gr.Request) -> Iterator[Any]:
                yield from self._show(message, temperature, turns, _visitor(request))

            def reply(message: str, temperature: float, turns: list, request: gr.Request) -> Iterator[Any]:
                yield from self._reply(message, temperature, turns, _visitor(request))

            one_at_a_time = {"concurrency_limit": 1, "concurrency_id": "partner"}
            sent = message.submit(
                show,
                [message, temperature, turns],
                [message, chat, turns, notice],
                show_progress="hidden",
                api_visibility="private",
                **one_at_a_time,
            )
            stop.click(None, cancels=[sent], api_visibility="private")
            for forget in (new.click, chat.clear):
                forget(
                    lambda: ([], [], ""),
                    None,
                    [chat, turns, notice],
                    cancels=[sent],
                    show_progress="hidden",
                    api_visibility="private",
                )
            # What programs call: a text goes in and a text comes out, with the same limits and the same memory.
            said, call = gr.Textbox(visible=False, label="answer"), gr.Button(visible=False)
            call.click(reply, [message, temperature, turns], [said, turns], api_name="reply", **one_at_a_time)
        blocks.queue(max_size=self.limits.waiting, api_open=False)
        return blocks

    def _reply(self, message: str, temperature: float, turns: list, visitor: str) -> Iterator[Any]:
        import gradio as gr

        try:
            yield from self.answer(message, temperature, turns, visitor)
        except GenaiBookError as error:
            yield gr.skip(), turns  # half an answer that was then blocked is not remembered
            raise gr.Error(str(error), print_exception=False) from None

    def _show(self, message: str, temperature: float, turns: list, visitor: str) -> Iterator[Any]:
        yield "", _bubbles([*turns, (message, "")])[:-1], turns, ""
        try:
            for _, now in self.answer(message, temperature, turns, visitor):
                yield "", _bubbles(now), now, ""
        except GenaiBookError as error:
            # What was typed is back in its field and can be sent again; Gradio's own error would hide the conversation.
            yield message, _bubbles(turns), turns, _as_written(str(error))


def _as_written(text: str) -> str:
    """Markdown that shows `text` as it is."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _bubbles(turns: list[tuple[str, str]]) -> list[dict[str, str]]:
    # subtle: without Markdown, Gradio's Chatbot still takes a message for HTML.
    return [
        {"role": role, "content": html.escape(text, quote=False)}
        for turn in turns
        for role, text in zip(("user", "assistant"), turn, strict=True)
    ]


def _visitor(request: Any) -> str:
    """Who asks. Behind a proxy it is the proxy, and all share one allowance, which errs on the owner's side."""
    return request.client.host if request.client else ""
