"""Templates turned: their words in another order, another question word of the same kind, a word of the same meaning.

`{s} was founded in {v}` becomes `In {v} {s} was founded`, `It was in {v} that {s} was founded` and, by WordNet,
`{s} was established in {v}`. For training only; who turns takes care that nothing held out comes of it.
"""

import re
from collections.abc import Callable, Iterable

_BEFORE = "in|at|on|from|by|for|to|with|into|since|after|among|through"
_COPULAS = "is|was|are|were|be|has|have|had|and|than|as"
_TIMES = (
    "When|At what time|At what hour|What time|On which day|On what day|On what date|In which year|In what year|"
    "In which month|What year|By what time|From what time|From when|Since when"
)
_PLACES = "Where|In which place|In what place|At which place|At what place|In which region|In what region"
# Question words of one kind; those of a template are changed for others that its kind of fact is asked with.
_ASKING = (
    *(tuple(words.split("|")) for words in (_TIMES, _PLACES, "Which|What", "How much|What sum", "Why|For what reason")),
    ("How long", "For how long", "How much time"),
)
_NO_SYNONYMS = (  # for their other meanings, or because they only help
    "do does did make makes made put place places set lay found find live lives lived present time times go goes move "
    "moves moved hold holds held being been back turn"
)


def statements(lines: Iterable[str], same: Callable[[str], list[str]], objects: bool = True) -> list[str]:
    """What the statements can be turned into; `same` gives the words of one meaning with a word.

    `objects` = the fact may be what somebody does something to (`a kite`), and not only where or when (`at noon`).
    """
    found = []
    for line in lines:
        if match := re.fullmatch(rf"({{[sp]}} .*?\b(is|was|are|were)?\b.*?) ({_BEFORE}) {{v}}", line):
            clause, verb, before = match.groups()
            found += [f"{before.capitalize()} {{v}} {clause}"]
            found += [f"It {'is' if verb in ('is', 'are') else 'was'} {before} {{v}} that {clause}"] if verb else []
        elif (
            objects
            and (match := re.fullmatch(r"({s} [a-z ]*?([a-z]+)) {v}", line))
            and match[2] not in _COPULAS.split("|")
        ):
            found += [f"What {match[1]} is {{v}}", f"{{v}} is what {match[1]}"]
        found += _with_synonyms(line, same)
    return list(dict.fromkeys(found))


def questions(lines: Iterable[str], same: Callable[[str], list[str]]) -> list[str]:
    """What the questions about one kind of fact can be turned into."""
    lines, found = tuple(lines), []
    for kind in _ASKING:
        used = [word for word in kind if any(line.startswith(f"{word} ") for line in lines)]
        for line in lines:
            # subtle: `What` before a noun may become `Which`, before a verb it may not.
            word = next((word for word in sorted(kind, key=len, reverse=True) if line.startswith(f"{word} ")), None)
            free = word not in ("Which", "What") or re.match(
                r"(Which|What) (?!is|was|does|did|do|are|were|can)\w+ \w+", line
            )
            if word in used and free:
                found += [other + line.removeprefix(word) for other in used if other != word]
    for line in lines:
        found += _with_synonyms(line, same)
    return list(dict.fromkeys(found))


def _with_synonyms(line: str, same: Callable[[str], list[str]]) -> list[str]:
    return [
        line[: match.start()] + other + line[match.end() :]
        for match in re.finditer(r"(?<![{\w])[a-z]{4,}(?![}\w'])", line)
        if match[0] not in _NO_SYNONYMS.split()
        for other in same(match[0])
    ]
