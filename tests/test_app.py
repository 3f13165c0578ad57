"""The app, served on loopback and driven by Gradio's own client as a program would."""

import logging
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from genai_book import cli
from genai_book.app import App
from genai_book.errors import AppError, BlockedError, GenaiBookError, MessageError, UnknownModelError
from genai_book.limits import Limits
from genai_book.partners import CatalogueModel
from genai_book.rehearsal import Rehearsal, Scene

pytestmark = [
    pytest.mark.app,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),  # of what Gradio asks of pandas
    pytest.mark.usefixtures("gradio_is_swept_up"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(autouse=True)
def no_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gradio's client tells its makers that it was started, unless this says no."""
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")


KEY = "AIza-this-one-is-made-up-and-must-not-be-seen"


class Echo:
    """Says what it is told, word by word, and how much it remembers."""

    has_temperature = True
    about = "You are talking to an echo."

    def reply(self, turns: list, message: str, temperature: float) -> Iterator[str]:
        if message == "no":
            raise BlockedError("An echo does not say <no>.")
        if message == "silence":
            return
        yield from (word + " " for word in message.split())
        yield f"({len(turns)})"


@contextmanager
def client(app: App) -> Iterator[Any]:
    from gradio_client import Client

    with app.start(host="127.0.0.1", port=0):
        one = Client(app.address, verbose=False, analytics_enabled=False)
        yield one
        one.close() if hasattr(one, "close") else None


def refusal(one: Any, message: Any) -> str:
    from gradio_client.exceptions import AppError as Refused

    with pytest.raises(Refused) as caught:
        one.predict(message, 0, api_name="/reply")
    assert "Traceback" not in str(caught.value)
    return str(caught.value)


def test_a_conversation() -> None:
    with client(App(Echo())) as one:
        assert one.predict("hello", 0, api_name="/reply") == "hello (0)"
        assert one.predict("hello again", 0, api_name="/reply") == "hello again (1)"
        shown = list(one.submit("one two", 0, api_name="/reply"))  # pieces that come within a moment are shown at once
        assert shown[0] == "one " and shown[-1] == "one two (2)"
        assert refusal(one, "no") == "An echo does not say <no>."
        assert "had nothing to add" in refusal(one, "silence")
        assert refusal(one, "") == "The message is empty. Write something, for example: Once upon a time"
        assert "3,000 characters and the app takes 2,000" in refusal(one, "x" * 3000)
        assert one.predict("and", 0, api_name="/reply") == "and (3)"  # what was refused is not remembered


def test_each_visitor_has_a_conversation_of_their_own() -> None:
    from gradio_client import Client

    with client(App(Echo(), Limits(turns=2))) as one:
        for turn in range(4):
            assert one.predict("a", 0, api_name="/reply") == f"a ({min(turn, 2)})"  # older turns are not sent along
        other = Client(one.src, verbose=False, analytics_enabled=False)
        assert other.predict("a", 0, api_name="/reply") == "a (0)"


def test_too_many_messages() -> None:
    with client(App(Echo(), Limits(messages=2))) as one:
        for _ in range(2):
            one.predict("a", 0, api_name="/reply")
        assert "2 messages within 60 seconds" in refusal(one, "a")


def test_the_embedded_model_answers_as_it_does_in_a_cell() -> None:
    partner = CatalogueModel("text", source="embedded")
    prompt = "Once upon a time in a magical forest,"
    with client(App(partner)) as one:
        answer = one.predict(prompt, 0, api_name="/reply")
        assert prompt + answer == partner.model(prompt, max_new_tokens=120)[0]["generated_text"]
        sampled = one.predict(prompt, 0.7, api_name="/reply")
        assert prompt + sampled == partner.model(prompt, 120, temperature=0.7, seed=1)[0]["generated_text"]
        pieces = list(one.submit(prompt, 0, api_name="/reply"))
        assert len(pieces) > 1 and pieces[-1] == answer and all(answer.startswith(piece) for piece in pieces)
        assert "this model reads at most" in refusal(one, "word " * 399)


def test_every_text_model_of_the_book_can_be_talked_to() -> None:
    for name, prompt in (("code", "def add"), ("sums-steps", "12+34="), ("numbers", "forty-two")):
        partner = CatalogueModel(name, source="embedded", new_tokens=3)
        assert "".join(partner.reply([], prompt)) and partner.model.name in partner.about
    with pytest.raises(AppError, match=r"is a model for question-answering\. Choose one of gpt2"):
        CatalogueModel("answers")
    with pytest.raises(UnknownModelError, match="did you mean 'gpt2'"):
        CatalogueModel("gpt3")
    partner = CatalogueModel("text", source="embedded")
    with pytest.raises(MessageError, match="reads at most"):
        list(partner.reply([], "word " * 600))


def test_gemini_behind_the_app(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    busy, blocked = Scene(code=503), Scene(("It ",), "SAFETY")
    scenes = [busy, Scene(("Good ", "day.")), blocked, Scene(("Yes.",))]
    with Rehearsal(scenes) as stage, client(App(stage.gemini(key=KEY))) as one:
        assert list(one.submit("Hello", 0, api_name="/reply"))[-1] == "Good day."
        assert "safety filter" in refusal(one, "Something else")
        assert one.predict("Are you there?", 0, api_name="/reply") == "Yes."
        assert [part["role"] for part in stage.requests[-1]["contents"]] == ["user", "model", "user"]
        page = urllib.request.urlopen(one.src).read().decode() + str(one.config)
    assert KEY not in page + caplog.text + "".join(capfd.readouterr())


def test_the_page_is_kept_to_its_own_server() -> None:
    with client(App(Echo())) as one, urllib.request.urlopen(one.src) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "googleapis" not in answer.read().decode()
        assert one.config["analytics_enabled"] is False


def test_a_mistake_of_the_program_is_not_shown_to_visitors() -> None:
    class Broken(Echo):
        def reply(self, turns: list, message: str, temperature: float) -> Iterator[str]:
            raise RuntimeError("a path, a secret")
            yield

    with client(App(Broken())) as one:
        assert "secret" not in refusal(one, "a")


def test_ports_and_hosts() -> None:
    app = App(Echo())
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(AppError, match=r"Port \d+ at 127\.0\.0\.1 cannot be used: Address already in use"):
            app.start(port=taken.getsockname()[1])
    with pytest.raises(AppError, match="The port is 70000"):
        app.start(port=70_000)
    with pytest.raises(AppError, match="is no name or address of this machine"):
        app.start(host="no such host")
    app.close()  # of what never ran


def test_the_environment_may_name_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    from genai_book import device

    monkeypatch.delenv("GRADIO_SERVER_NAME", raising=False)
    monkeypatch.delenv("GRADIO_SERVER_PORT", raising=False)
    assert device.app_address() == ("127.0.0.1", 7860)
    monkeypatch.setenv("GRADIO_SERVER_PORT", "http")
    with pytest.raises(AppError, match="GRADIO_SERVER_PORT is 'http'"):
        device.app_address()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--model", "gpt2", "--gemini"), "--model and --gemini name two partners"),
        (("--static",), "--static writes the built book"),
        (("--static", "--model", "text", "--export-space", "x"), "--static writes the built book"),
        (("--gemini",), "No Gemini model is named"),
        (("--gemini", "some-model"), "There is no key for Gemini"),
        (("--model", "scenes"), "is a model for text-to-image"),
    ],
)
def test_the_command_refuses_in_one_paragraph(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GEMINI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main(["app", *arguments]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.startswith("genai-book: ") and captured.err.count("\n") == 1
    assert says in captured.err


def test_the_command_serves_until_ctrl_c() -> None:
    command = [sys.executable, "-m", "genai_book", "app", "--model", "text", "--port", "0"]
    environment = {**os.environ, "GENAI_BOOK_SOURCE": "embedded", "GENAI_BOOK_DEVICE": "cpu"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as app:
        assert "embedded model" in app.stdout.readline()
        line = app.stdout.readline()
        address = line.partition("The app is at ")[2].split()[0]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as answer:
            assert answer.status == 200
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
        assert (app.returncode, out, err) == (0, "Stopped.\n", "")


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, genai_book.app, genai_book.gemini, genai_book.partners, genai_book.serve, genai_book.space\n"
        "print(sorted({'torch', 'gradio', 'google.genai', 'httpx', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_errors_of_the_app_are_those_of_the_package() -> None:
    assert issubclass(AppError, GenaiBookError) and issubclass(AppError, ValueError)
