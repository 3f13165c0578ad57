"""The notation of the story grammar: templates with choices and slots, and what a plot is.

`<a|b|c>` is a uniform choice and may be nested; `{h}` is a slot. What a slot means stands in `stories.py`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Pick = Callable[[Sequence[str]], str]


@dataclass(frozen=True, init=False)
class Plot:
    """One skeleton: its stages are told in order, and each is a template."""

    name: str
    stages: tuple[str, ...]
    folk: str = ""  # "children" or "animals" where it fits only one of them
    kinds: tuple[str, ...] = ()  # of the first thing; empty: any kind
    nouns: tuple[str, ...] = ()  # of the first thing; empty: any noun
    without: tuple[str, ...] = ()  # nouns that no thing of this plot may have
    not_in: tuple[str, ...] = ()  # worlds (`World.the`) where it makes no sense
    only_in: tuple[str, ...] = ()  # the only worlds where it does; empty: all
    opening: bool = True  # False: it introduces its hero by itself

    def __init__(self, name: str, *stages: str, **limits: object):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "stages", stages)
        for field in ("kinds", "nouns", "without", "not_in", "only_in"):
            object.__setattr__(self, field, limits.pop(field, ()))
        object.__setattr__(self, "folk", limits.pop("folk", ""))
        object.__setattr__(self, "opening", limits.pop("opening", True))
        if limits:
            raise TypeError(f"Plot {name!r} was given unknown limits: {', '.join(sorted(limits))}.")


def expand(template: str, pick: Pick, slot: Callable[[str], str]) -> str:
    """The text of a template: choices made by `pick`, slots filled by `slot`, both in reading order."""
    done = []
    at = 0
    while at < len(template):
        letter = template[at]
        if letter == "<":
            options, at = _options(template, at)
            done.append(expand(pick(options), pick, slot))
        elif letter == "{":
            end = template.index("}", at)
            done.append(expand(slot(template[at + 1 : end]), pick, slot))
            at = end + 1
        else:
            done.append(letter)
            at += 1
    return "".join(done)


def _options(template: str, start: int) -> tuple[list[str], int]:
    """The options of the choice that opens at `start`, and the place behind it."""
    options, depth, begin = [], 0, start + 1
    for at in range(start, len(template)):
        letter = template[at]
        if letter == "<":
            depth += 1
        elif letter == "|" and depth == 1:
            options.append(template[begin:at])
            begin = at + 1
        elif letter == ">":
            depth -= 1
            if depth == 0:
                return [*options, template[begin:at]], at + 1
    raise ValueError(f"Unclosed choice in the template {template!r}: every < needs its >.")


_SENTENCE_START = re.compile(
    r'(^"?|[.!?] "?|\." "?|, "|: "'
    # subtle: after "...!" a sentence begins unless it is the tag of the speech: "Help!" he called.
    r'|[!?]" "?(?!(?:\w+ ){0,4}(?:said|asked|cried|shouted|called|whispered|wondered|sighed|thought)\b))([a-z])'
)
_ARTICLE = re.compile(r"\b([Aa]) (?=(?!uni|use|one)[aeiouAEIOU])")


def polish(text: str) -> str:
    """Capitals at the start of sentences and speech, and `an` before a vowel."""
    return _ARTICLE.sub(r"\1n ", _SENTENCE_START.sub(_capital, text))


def _capital(found: re.Match[str]) -> str:
    before = found.string[: found.start()]
    sentence = max(before.rfind(end) for end in (". ", "! ", "? "))
    if found[1] == ', "' and before.rfind(',"') > sentence:
        return found[0]  # speech that goes on after its tag: "Look," said the owl, "it is mended."
    return found[1] + found[2].upper()
