"""Whom the app can talk to: what it asks of a partner, and the partner that is a text model of the catalogue."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from . import catalogue
from .errors import AppError, MessageError

Turns = Sequence[tuple[str, str]]  # the questions and answers of a conversation so far

TASKS = ("text-generation", "translation")  # those that take a text and give one


class Partner(Protocol):
    """What the app needs of whoever answers. `genai_book.gemini.Gemini` is one, `CatalogueModel` another."""

    has_temperature: bool  # whether `reply` heeds its temperature

    @property
    def about(self) -> str:
        """What a visitor should know, in a sentence or two of plain text."""
        ...

    def reply(self, turns: Turns, message: str, temperature: float) -> Iterator[str]:
        """The answer to `message`, in pieces as they come. Raises a GenaiBookError that a visitor can understand."""
        ...


def row_for(name: str) -> catalogue.Row:
    """The catalogue's row of a model that the app can talk to. Raises UnknownModelError, AppError."""
    row = catalogue.find_name(name)
    if row.task not in TASKS:
        usable = ", ".join(one.name for one in catalogue.ROWS if one.task in TASKS)
        raise AppError(
            f"The app sends a text and shows a text, and {row.name} is a model for {row.task}. Choose one of {usable}; "
            "for example `genai-book app --model gpt2`."
        )
    return row


class CatalogueModel:
    """A model that continues or translates what it is sent. It has no memory: each message is read by itself."""

    def __init__(self, name: str = "gpt2", *, source: str = "auto", new_tokens: int = 120):
        """Loads the model, see `genai_book.load`. `new_tokens` limits an answer. Raises what `load` does, AppError."""
        from .models import load

        row = row_for(name)
        self.task, self._new_tokens = row.task, new_tokens
        self.model: Any = load(row.task, name, source=source)
        self.has_temperature = row.task == "text-generation"

    def __repr__(self) -> str:
        return f"<CatalogueModel {self.model.name}>"

    @property
    def about(self) -> str:
        what = (
            "It goes on with the text you begin, and knows no more than the texts it has read. It is not an assistant"
            if self.has_temperature
            else "It translates what you write"
        )
        where = "the book's small model" if self.model.source == "embedded" else "the model"
        return (
            f'You are writing with {where} "{self.model.name}", which runs on this server ({self.model.device}). '
            f"{what}, and it reads each message by itself."
        )

    def reply(self, turns: Turns, message: str, temperature: float = 0.0) -> Iterator[str]:
        """The continuation or translation of `message`; at temperature 0 the likeliest one.

        The seed is the number of turns before it: the same conversation gives the same answers. Raises PromptError,
        MessageError, SettingError.
        """
        if not self.has_temperature:
            yield self.model(message)[0]["translation_text"]
            return
        used, context = len(self.model.tokenizer(message).input_ids), self.model.model.config.max_position_embeddings
        if used >= context:
            raise MessageError(
                f"The message has {used} tokens and this model reads at most {context}, its answer included. "
                "Shorten the message and send it again."
            )
        yield from self.model(
            message,
            max_new_tokens=min(self._new_tokens, context - used),
            temperature=temperature or None,
            seed=len(turns),
            stream=True,
        )
