"""Gemini's client, its real HTTP layer against a server on loopback: what comes through, and what a reader is told."""

import logging
import time
import traceback

import pytest

from genai_book import gemini
from genai_book.errors import (
    AppError,
    BlockedError,
    GenaiBookError,
    KeyMissingError,
    KeyRefusedError,
    QuotaError,
    ServiceError,
    ServiceTimeoutError,
)
from genai_book.gemini import Gemini, Patience
from genai_book.rehearsal import Rehearsal, Scene

KEY = "AIza-this-one-is-made-up-and-must-not-be-seen"
GOOD = Scene(("A tree ", "grows."))
INVALID_KEY = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}


def retry_in(seconds: str) -> dict[str, str]:
    return {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": seconds}


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY", "GEMINI_MODEL", "GOOGLE_GENAI_USE_VERTEXAI"):
        monkeypatch.delenv(name, raising=False)


def test_the_pieces_come_as_they_are_sent() -> None:
    with Rehearsal([Scene(("Once ", "upon ", "a time."), pause_seconds=0.5)]) as stage:
        times = []
        pieces = []
        for piece in stage.gemini().reply([], "Begin"):
            pieces.append(piece)
            times.append(time.monotonic())
    assert pieces == ["Once ", "upon ", "a time."]
    assert times[2] - times[0] > 0.3  # not all at the end


def test_what_is_sent_is_the_protocol_of_the_service() -> None:
    """https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent"""
    with Rehearsal([GOOD]) as stage:
        list(stage.gemini("some-model", key=KEY, answer_tokens=7).reply([("What grows?", "A tree.")], "Which?"))
        (body,), (headers,), (path,) = stage.requests, stage.headers, stage.paths
    assert path.endswith("/models/some-model:streamGenerateContent?alt=sse")
    assert [(one["role"], one["parts"]) for one in body["contents"]] == [
        ("user", [{"text": "What grows?"}]),
        ("model", [{"text": "A tree."}]),
        ("user", [{"text": "Which?"}]),
    ]
    assert body["generationConfig"] == {"maxOutputTokens": 7}  # Google deprecated temperature and its like
    assert headers["x-goog-api-key"] == KEY and KEY not in path


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_service_is_asked_again(code: int) -> None:
    with Rehearsal([Scene(code=code), Scene(code=code), GOOD]) as stage:
        assert "".join(stage.gemini().reply([], "Hi")) == "A tree grows."
        assert len(stage.requests) == 3


def test_the_pause_doubles_or_is_what_the_service_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(gemini.time, "sleep", slept.append)
    asked = Scene(code=429, reasons=(retry_in("3.5s"),))
    with Rehearsal([Scene(code=503), Scene(code=503), asked, GOOD]) as stage:
        list(stage.gemini(patience=Patience()).reply([], "Hi"))
    assert [one for one in slept if one >= 0.1] == [1.0, 2.0, 3.5]


REFUSALS = {
    "quota": (Scene(code=429), QuotaError, "allowance for this key is used up", 4),
    "quota for long": (Scene(code=429, reasons=(retry_in("37s"),)), QuotaError, "again in 37 seconds", 1),
    "overloaded": (Scene(code=503), ServiceError, "overloaded (503 UNAVAILABLE). It was asked 4 times.", 4),
    "invalid key": (Scene(code=400, reasons=(INVALID_KEY,)), KeyRefusedError, "refused the key (400", 1),
    "forbidden": (Scene(code=403), KeyRefusedError, "refused the key (403 PERMISSION_DENIED)", 1),
    "no such model": (Scene(code=404), AppError, "has no model 'rehearsal' (404 NOT_FOUND)", 1),
    "bad request": (Scene(code=400), ServiceError, "refused the request (400 INVALID_ARGUMENT)", 1),
    "broken": (Scene(code=500), ServiceError, "refused the request (500 INTERNAL)", 1),
    "question blocked": (Scene(blocked="SAFETY"), BlockedError, "its safety filter judged the content harmful", 1),
    "answer blocked": (Scene(("It ",), "RECITATION"), BlockedError, "too close to a text it has read", 1),
    "blocked, no reason": (Scene(("It ",), "OTHER"), BlockedError, "it gives no closer reason (OTHER)", 1),
    "cut off": (Scene(("A tree ", "grows."), breaks=True), ServiceError, "The connection broke before", 1),
    "no end": (Scene(("A tree ",), finish=None), ServiceError, "The connection broke before", 1),
    "thought too long": (Scene((), "MAX_TOKENS"), ServiceError, "used up the 2048 tokens", 1),
    "empty": (Scene(()), ServiceError, "answered with no text", 1),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_every_refusal_is_said_in_plain_words(
    case: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    scene, kind, says, requests = REFUSALS[case]
    caplog.set_level(logging.DEBUG)
    with Rehearsal([scene]) as stage:
        talker = stage.gemini(key=KEY)
        with pytest.raises(kind) as caught:
            list(talker.reply([], "Hi"))
        assert len(stage.requests) == requests
    text = str(caught.value)
    assert says in text and "as rehearsed" not in text and "\n" not in text
    written = "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(capfd.readouterr())
    assert KEY not in written + repr(talker) + text
    assert "google.genai.errors" not in written  # no library's own exception shines through


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    silent, slow = Scene(("late",), pause_seconds=0.6), Scene(("a", "b", "c", "d"), pause_seconds=0.2)
    for scene in (silent, slow):
        with Rehearsal([scene]) as stage:
            start = time.monotonic()
            with pytest.raises(ServiceTimeoutError, match=r"did not finish within 0\.4 seconds"):
                list(stage.gemini(patience=Patience(answer_seconds=0.4)).reply([], "Hi"))
            assert time.monotonic() - start < 5


def test_nobody_is_there() -> None:
    with Rehearsal([GOOD]) as stage:
        address = stage.address
    with pytest.raises(ServiceError, match="could not be reached"):
        list(Gemini("some-model", key=KEY, address=address).reply([], "Hi"))


def test_once_a_word_has_come_nothing_is_asked_again() -> None:
    with Rehearsal([Scene(("half an ", "answer"), breaks=True), GOOD]) as stage:
        pieces = []
        with pytest.raises(ServiceError):
            pieces.extend(stage.gemini().reply([], "Hi"))
        assert pieces == [] or pieces[0] == "half an "
        assert len(stage.requests) == 1


def test_a_mistake_of_the_program_is_not_explained_away(monkeypatch: pytest.MonkeyPatch) -> None:
    with Rehearsal([GOOD]) as stage:
        with pytest.raises(ValueError, match="zip"):
            list(stage.gemini().reply([("a turn with no answer",)], "Hi"))  # type: ignore[list-item]
        assert not stage.requests


def test_key_and_model_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AppError, match="--gemini NAME` or in GEMINI_MODEL"):
        Gemini()
    monkeypatch.setenv("GEMINI_MODEL", "models/some-model")
    with pytest.raises(KeyMissingError, match="neither GEMINI_API_KEY nor GOOGLE_API_KEY is set"):
        Gemini()
    monkeypatch.setenv("GEMINI_API_KEY", f" {KEY}\n")
    with Rehearsal([GOOD]) as stage:
        talker = Gemini(address=stage.address)
        list(talker.reply([], "Hi"))
        monkeypatch.setenv("GOOGLE_API_KEY", "the-other")  # the library prefers this one
        list(Gemini(address=stage.address).reply([], "Hi"))
    assert talker.model == "some-model" and KEY not in talker.about and "some-model" in talker.about
    assert [one["x-goog-api-key"] for one in stage.headers] == [KEY, "the-other"]


@pytest.mark.parametrize("wrong", ["two words", "line\nbreak", "schlüssel"])
def test_what_cannot_be_a_key_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", wrong)
    with pytest.raises(KeyMissingError, match=rf"GEMINI_API_KEY holds \({len(wrong)} characters\)") as caught:
        Gemini("some-model")
    assert wrong not in "".join(traceback.format_exception(caught.value))


def test_a_name_that_cannot_be_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a b", "../x", "<b>"):
        with pytest.raises(AppError, match="is no name of a Gemini model"):
            Gemini(name, key=KEY)


def test_every_error_is_one_of_the_package() -> None:
    assert all(issubclass(kind, GenaiBookError) for _, kind, _, _ in REFUSALS.values())
