"""How kinds of subjects, and what can be said of them, are written down.

In a template `{s}` is the subject, `{p}` its possessive, `{v}` the fact and `{e}` the subject's name in a question.
"""

from dataclasses import dataclass

from genai_book.datasets.facts_words import Maker


@dataclass(frozen=True)
class Relation:
    """One kind of fact: how it is said and how it is asked for.

    The last one of `says`, of `asks` and (where it has several) of `which` is held out: training never uses it.
    """

    key: str
    value: Maker | None  # None = the subject brings its own facts
    says: tuple[str, ...]
    asks: tuple[str, ...]
    which: tuple[str, ...]  # questions for the subject, given the fact


@dataclass(frozen=True)
class Topic:
    """One kind of subject."""

    kind: str  # the noun: "the town"
    name: Maker | None  # None = it comes from a list
    relations: tuple[Relation, ...]
    persons: bool = False  # he or she, not it


def says(key: str, value: Maker | None, templates: str) -> Relation:
    """A relation from its templates, one a line: statements, then questions, then questions for the subject."""
    lines = [line.strip() for line in templates.splitlines() if line.strip()]
    which = tuple(line for line in lines if line.endswith("?") and "{v}" in line)
    asks = tuple(line for line in lines if line.endswith(("?", ".")) and line not in which)
    return Relation(key, value, tuple(line for line in lines if line not in (*which, *asks)), asks, which)
