"""Gemini through google-genai: streaming, history, time-outs, back-off, and every refusal in plain words.

The key comes from the environment (`device.gemini_key`) and goes into a header of the request, nowhere else. No text
of the service's error messages is passed on: what is said here is written here, so no key can be in it.
"""

import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from . import device
from .errors import (
    AppError,
    BlockedError,
    GenaiBookError,
    KeyRefusedError,
    QuotaError,
    ServiceError,
    ServiceTimeoutError,
)

_BUSY = {429, 503}  # asked too often; overloaded: both pass, so both are worth a second try
# https://ai.google.dev/api/generate-content#FinishReason and #BlockReason
_WHY_BLOCKED = {
    "SAFETY": "its safety filter judged the content harmful",
    "RECITATION": "the answer came too close to a text it has read",
    "BLOCKLIST": "it holds a word that is not allowed",
    "PROHIBITED_CONTENT": "the content is prohibited",
    "SPII": "it seemed to hold somebody's personal data",
    "LANGUAGE": "the language is not supported",
}
_FINISHED = {"STOP", "MAX_TOKENS"}


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer."""

    answer_seconds: float = 60.0  # for one answer, from the question to its last word; people leave before that
    attempts: int = 4  # how often a busy service is asked: with 1, 2 and 4 seconds between, it has had its chance
    first_wait_seconds: float = 1.0  # before the second attempt; doubled each time
    longest_wait_seconds: float = 20.0  # if the service asks for more, the reader is told and need not wait here


class Gemini:
    """A Gemini model to talk to; see `reply`."""

    has_temperature = False  # Google deprecated the sampling parameters in July 2026

    def __init__(
        self,
        model: str | None = None,
        *,
        key: str | None = None,
        address: str | None = None,
        patience: Patience | None = None,
        answer_tokens: int = 2048,
    ):
        """`model` and `key` left out come from GEMINI_MODEL and from GEMINI_API_KEY or GOOGLE_API_KEY.

        `address` is another server that speaks the protocol, such as a `rehearsal.Rehearsal`. `answer_tokens` limits
        an answer, and what it costs; models that think count their thoughts too. Raises AppError, KeyMissingError.
        """
        self.model = checked_name(model or device.gemini_model())
        from google import genai

        self._patience, self._answer_tokens = patience or Patience(), answer_tokens
        options = {"timeout": round(1000 * self._patience.answer_seconds), "base_url": address}
        self._client = genai.Client(api_key=key or device.gemini_key(), vertexai=False, http_options=options)

    def __repr__(self) -> str:
        return f"<Gemini {self.model}>"

    @property
    def about(self) -> str:
        """What a visitor should know, in a sentence or two."""
        return (
            f"You are talking to Google's {self.model}: what you write is sent to Google. It remembers this "
            "conversation, and it can be wrong."
        )

    def reply(self, turns: Sequence[tuple[str, str]], message: str, temperature: float = 0.0) -> Iterator[str]:
        """The answer to `message`, in pieces as they come; `turns` are the questions and answers before it.

        A busy service (429, 503) is asked again after a pause that doubles, or as long as it says. Once a word has
        come, nothing is asked again. Raises KeyRefusedError, AppError for a model that is not there, QuotaError,
        ServiceTimeoutError, BlockedError, and ServiceError for everything else.
        """
        started, spoken = time.monotonic(), False
        for attempt in itertools.count(1):
            try:
                for piece in self._pieces(turns, message, started):
                    spoken = True
                    yield piece
                return
            except Exception as error:
                wait = None if spoken else self._wait_seconds(error, attempt)
                if wait is None:
                    explained = self._explained(error, attempt)
                    if explained is None:
                        raise  # a mistake in this program, not in the world
                    # subtle: `from None`, or a library's words, a header in them, end up in a traceback.
                    raise explained from None
            time.sleep(wait)

    def _pieces(self, turns: Sequence[tuple[str, str]], message: str, started: float) -> Iterator[str]:
        said = [(role, text) for turn in turns for role, text in zip(("user", "model"), turn, strict=True)]
        contents = [{"role": role, "parts": [{"text": text}]} for role, text in [*said, ("user", message)]]
        config = {"max_output_tokens": self._answer_tokens, "automatic_function_calling": {"disable": True}}
        finish, words = None, False
        for chunk in self._client.models.generate_content_stream(model=self.model, contents=contents, config=config):
            if time.monotonic() - started > self._patience.answer_seconds:
                raise self._too_late()
            if chunk.prompt_feedback and (reason := chunk.prompt_feedback.block_reason):
                raise _blocked("Gemini did not take the question", reason)
            for candidate in (chunk.candidates or [])[:1]:
                parts = candidate.content.parts if candidate.content and candidate.content.parts else []
                for part in parts:
                    if part.text and not part.thought:
                        words = True
                        yield part.text
                finish = candidate.finish_reason or finish
                if finish and _name(finish) not in _FINISHED:
                    raise _blocked("Gemini stopped its answer", finish)
        if finish is None:
            raise _broken()
        if not words:
            thought = _name(finish) == "MAX_TOKENS"
            raise ServiceError(
                f"Gemini used up the {self._answer_tokens} tokens of its answer before it wrote a word, as models that "
                "think first may. Ask for something shorter, or raise `answer_tokens`."
                if thought
                else "Gemini answered with no text. Put the question another way and send it again."
            )

    def _wait_seconds(self, error: Exception, attempt: int) -> float | None:
        """How long to wait before the next attempt, or None if there is none."""
        if getattr(error, "code", None) not in _BUSY or attempt >= self._patience.attempts:
            return None
        asked = _retry_seconds(error)
        wait = self._patience.first_wait_seconds * 2 ** (attempt - 1) if asked is None else asked
        return wait if wait <= self._patience.longest_wait_seconds else None

    def _explained(self, error: Exception, attempt: int) -> GenaiBookError | None:
        from google.genai import errors

        if isinstance(error, GenaiBookError):
            return error
        if isinstance(error, errors.APIError):
            return self._refusal(error, attempt)
        if isinstance(error, _http_errors("TimeoutException")):
            return self._too_late()
        if isinstance(error, _http_errors("ConnectError")):
            return ServiceError(
                "Gemini could not be reached. Check this machine's network, then send the message again."
            )
        if isinstance(error, (*_http_errors("TransportError"), errors.UnknownApiResponseError)):
            return _broken()
        return None

    def _refusal(self, error: Any, attempt: int) -> GenaiBookError:
        code, status, reasons = error.code, error.status or "no status", str(error.details)
        asked = f"It was asked {attempt} times. " if attempt > 1 else ""
        if code in (401, 403) or "API_KEY_INVALID" in reasons:
            return KeyRefusedError(
                f"Gemini refused the key ({code} {status}): it is mistyped, revoked or not allowed this model. Whoever "
                "runs the app makes a new one at https://aistudio.google.com/apikey and puts it into GEMINI_API_KEY."
            )
        if code == 404:
            return AppError(
                f"Gemini has no model {self.model!r} ({code} {status}); models are shut down after a year or two. "
                "Whoever runs the app puts another into GEMINI_MODEL, from https://ai.google.dev/gemini-api/docs/models."
            )
        if code == 429:
            seconds = _retry_seconds(error)
            when = f"in {seconds:.0f} seconds" if seconds is not None and seconds < 3600 else "later"
            return QuotaError(
                f"Gemini's allowance for this key is used up for the moment ({code} {status}). {asked}Send the message "
                f"again {when}; https://ai.google.dev/gemini-api/docs/rate-limits says what the limits are."
            )
        if code == 504:
            return self._too_late()
        if code == 503:
            return ServiceError(
                f"Gemini is overloaded ({code} {status}). {asked}Wait a minute and send the message again."
            )
        return ServiceError(
            f"Gemini refused the request ({code} {status}). If it does so again with another message, whoever runs the "
            "app finds the code explained at https://ai.google.dev/gemini-api/docs/troubleshooting."
        )

    def _too_late(self) -> ServiceTimeoutError:
        return ServiceTimeoutError(
            f"Gemini did not finish within {self._patience.answer_seconds:g} seconds. Send the message again, or ask "
            "for something shorter."
        )


def checked_name(model: str) -> str:
    """The name of a model, without `models/` before it. Raises AppError where it cannot be one."""
    name = model.removeprefix("models/")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise AppError(
            f"{name!r} is no name of a Gemini model: it has only letters, digits, dots and hyphens. The models are "
            "listed at https://ai.google.dev/gemini-api/docs/models."
        )
    return name


def _broken() -> ServiceError:
    return ServiceError("The connection broke before Gemini had finished its answer. Send the message again.")


def _blocked(what: str, reason: Any) -> BlockedError:
    why = _WHY_BLOCKED.get(_name(reason), "it gives no closer reason")
    return BlockedError(
        f"{what}: {why} ({_name(reason)}). Nothing of it is kept. Put it another way, or ask something else."
    )


def _name(reason: Any) -> str:
    return str(getattr(reason, "value", reason))


def _retry_seconds(error: Any) -> float | None:
    """The pause that a refusal asks for, in google.rpc.RetryInfo; None if it names none."""
    found = re.search(r"'retryDelay': '(\d+(?:\.\d+)?)s'", str(getattr(error, "details", "")))
    return float(found[1]) if found else None


def _http_errors(name: str) -> tuple[type[Exception], ...]:
    """The exception `name` of the HTTP libraries that are here; google-genai uses httpx2 where it is, else httpx."""
    return tuple(getattr(import_module(library), name) for library in ("httpx", "httpx2") if find_spec(library))
