"""Small functions over a sequence: where elements come from, which are kept, how each is changed, what is made of them.

`draw(rng)` makes one. Every function is total on the inputs that `small_functions.arguments` draws: an empty input has
an answer, which the docstring names.
"""

import random
from dataclasses import dataclass, replace

from genai_book.datasets.small_functions_parts import CHANGES, CONDITIONS, Filled, changed, fill, verb

INDENT = "    "


@dataclass(frozen=True)
class Drawn:
    """A function in parts; `small_functions` puts it together."""

    name: str
    parameters: tuple[tuple[str, str], ...]  # name and kind, which says how test inputs are drawn
    docstring: str
    body: tuple[str, ...]  # lines without the indentation of the function
    combination: tuple[str, ...]  # keys of its parts; no constants, no names, no style


@dataclass(frozen=True)
class Source:
    """Where the elements come from."""

    kind: str  # of the elements
    parameters: tuple[tuple[str, str], ...]
    code: str  # an iterable
    nouns: str  # what the elements are called, plural
    place: str  # "in values", or "" where `nouns` says it all
    setup: tuple[str, ...] = ()  # lines before it
    sliced: bool = True  # is `code` a name that can be sliced


@dataclass(frozen=True)
class Ending:
    """What is made of the elements: `expression` in one line, `loop` as (start, step of each element, result).

    Placeholders: `{gen}` a generator or the iterable itself, `{list}` a list, `{x}` element, `{e}` changed element,
    `{c}` condition, `{it}` iterable; in phrases `{X}` the changed elements, `{S}` all, `{I}` those kept.
    """

    key: str
    kinds: str  # first letters of the kinds of the changed element: n, w, c
    phrases: tuple[str, ...]
    expression: str = ""
    loop: tuple[str, str, str] | None = None
    setup: str = ""  # a line before the expression
    conditions: str = "any"  # "any", "some" or "single" condition is needed
    changes: str = "any"  # "any", "some" or "none"
    short: str = ""  # in the name of the function


ENDINGS = (
    Ending("sum", "n", ("Return the sum of {X}.", "Add up {X}.", "Compute the total of {X}."),
           "sum({gen})", ("total = 0", "total += {e}", "total"), short="sum"),
    Ending("product", "n", ("Return the product of {X}.", "Multiply {X}."),
           loop=("product = 1", "product *= {e}", "product"), short="product"),
    Ending("largest", "n", ("Return the largest of {X}, or None if there are none.",
           "Find the maximum of {X}, or None if there are none."), "max({arg}, default=None)", short="largest"),
    Ending("smallest", "n", ("Return the smallest of {X}, or None if there are none.",
           "Find the minimum of {X}, or None if there are none."), "min({arg}, default=None)", short="smallest"),
    Ending("average", "n", ("Return the average of {X}, or 0 if there are none.",
           "Compute the mean of {X}, or 0 if there are none."),
           "sum(chosen) / len(chosen) if chosen else 0", setup="chosen = {list}", short="average"),
    Ending("spread", "n",
           ("Return the difference between the largest and the smallest of {X}, or 0 if there are none.",),
           "max(chosen) - min(chosen) if chosen else 0", setup="chosen = {list}", short="spread"),
    Ending("running", "n", ("Return the running totals of {X}.", "Return the list of the cumulative sums of {X}."),
           loop=("total = 0\nresult = []", "total += {e}\nresult.append(total)", "result"), short="running"),
    Ending("list", "nw", ("Return a list of {X}.", "Return {X}, as a list.", "Collect {X} in a list."),
           "{list}", ("result = []", "result.append({e})", "result"), short="list"),
    Ending("list", "c", ("Return a list of {X}.",), "{list}", ("result = []", "result.append({e})", "result"),
           short="list"),
    Ending("ascending", "nwc", ("Return {X}, sorted.", "Return a sorted list of {X}."), "sorted({gen})",
           short="sorted"),
    Ending("descending", "nwc", ("Return {X}, sorted in descending order.",
           "Return a list of {X}, in descending order."), "sorted({arg}, reverse=True)", short="descending"),
    Ending("unique", "nwc", ("Return a list of {X}, without duplicates.", "Return {X}, each different one only once."),
           "list(dict.fromkeys({gen}))", ("result = []", "if {e} not in result:\n    result.append({e})", "result"),
           short="unique"),
    Ending("backwards", "nwc", ("Return a list of {X}, in reverse order.", "Return {X}, last one first."),
           "{list}[::-1]", short="reversed"),
    Ending("head", "nwc", ("Return the first {j} of {X}.", "Return a list of the first {j} of {X}."), "{list}[:{j}]",
           short="first"),
    Ending("tail", "nwc", ("Return the last {j} of {X}.",), "{list}[-{j}:]", short="last"),
    Ending("different", "nwc", ("Count how many different values there are among {X}.",
           "Return the number of distinct values among {X}."), "len(set({gen}))",
           ("seen = set()", "seen.add({e})", "len(seen)"), short="distinct"),
    Ending("tally", "nwc", ("Return a dictionary that counts how often each value occurs among {X}.",
           "Count the occurrences of {X} in a dictionary."),
           loop=("counts = {}", "counts[{e}] = counts.get({e}, 0) + 1", "counts"), short="tally"),
    Ending("first", "nwc", ("Return the first of {X}, or None if there are none.",
           "Find the first of {X}; None if there are none."), "next({it_gen}, None)",
           ("", "return {e}", "None"), conditions="some", short="first"),
    Ending("final", "nwc", ("Return the last of {X}, or None if there are none.",),
           loop=("result = None", "result = {e}", "result"), conditions="some", short="last"),
    Ending("count", "nwc", ("Count {I}.", "Return how many there are of {I}.", "Return the number of {J}."),
           "sum(1 for {x} in {it} if {c})", ("count = 0", "count += 1", "count"), conditions="some", changes="none",
           short="count"),
    Ending("any", "nwc", ("Check whether any of {S} {C1}.", "Return True if at least one of {S} {C1}."),
           "any({c} for {x} in {it})", ("", "return True", "False"), conditions="some", changes="none", short="any"),
    Ending("all", "nwc", ("Check whether all {J0} {C}.", "Return True if all {J0} {C}."),
           "all({c} for {x} in {it})", conditions="some", changes="none", short="all"),
    Ending("positions", "nwc", ("Return the indices of {I}.", "Return a list of the positions of {I}."),
           "[i for i, {x} in enumerate({it}) if {c}]", conditions="some", changes="none", short="indices"),
    Ending("position", "nwc", ("Return the index of the first of {I}, or -1 if there are none.",),
           "next((i for i, {x} in enumerate({it}) if {c}), -1)", conditions="some", changes="none", short="index"),
    Ending("partition", "nwc", ("Return two lists: {I}, and all the others.", "Split {S} into two lists: those that "
           "{C}, and the rest."), "[{x} for {x} in {it} if {c}], [{x} for {x} in {it} if not ({c})]",
           conditions="single", changes="none", short="split"),
    Ending("mapping", "nwc", ("Return a dictionary whose keys are {I} and whose values are the same, each {M}.",
           "Map {I} to themselves, each {M}, in a dictionary."), "{{x}: {e} for {x} in {it}{if}}",
           ("result = {}", "result[{x}] = {e}", "result"), changes="some", short="map"),
    Ending("group", "nwc", ("Group {I} in a dictionary whose keys are the same, each {M}.",),
           loop=("groups = {}", "groups.setdefault({e}, []).append({x})", "groups"), changes="some", short="group"),
    Ending("join", "w", ("Join {X} with {sep}.", "Return {X}, joined by {sep}."), "{sep}.join({gen})", short="join"),
    Ending("longest", "w", ("Return the longest of {X}, or an empty string if there are none.",),
           "max({arg}, key=len, default='')", short="longest"),
    Ending("shortest", "w", ("Return the shortest of {X}, or an empty string if there are none.",),
           "min({arg}, key=len, default='')", short="shortest"),
    Ending("text", "cw", ("Return a string made of {X}.", "Return {X}, put together in one string."), "''.join({gen})",
           ("result = ''", "result += {e}", "result"), short="text"),
    Ending("earliest", "wc", ("Return the first of {X} in alphabetical order, or an empty string if there are none.",),
           "min({arg}, default='')", short="earliest"),
)  # fmt: skip

_NAMES = {
    "number": ("numbers", "values", "data", "items", "nums", "scores"),
    "word": ("words", "names", "strings", "items"),
    "character": ("text", "string", "sentence", "line"),
}
_NOUNS = {
    "number": ("numbers", "integers", "values"),
    "word": ("words", "strings"),
    "character": ("characters",),
}
_ELEMENTS = {"number": ("n", "x", "value"), "word": ("word", "w", "s"), "character": ("char", "c")}


def _source(rng: random.Random) -> Source:
    kind = rng.choices(("number", "word", "character"), (5, 4, 3))[0]
    name, nouns = rng.choice(_NAMES[kind]), rng.choice(_NOUNS[kind])
    chance = rng.random()
    if kind == "number" and chance > 0.6:
        return rng.choice(
            (
                Source(kind, (("n", "natural"),), "range(1, n + 1)", "numbers from 1 to n", "", sliced=False),
                Source(kind, (("n", "natural"),), "range(n)", "numbers from 0 to n - 1", "", sliced=False),
                Source(kind, (("n", "natural"),), "digits", "digits", "of n", ("digits = [int(d) for d in str(n)]",)),
                Source(kind, (("table", "table"),), "table.values()", "values", "of the dictionary table",
                       sliced=False),
                Source(kind, (("first", "numbers"), ("second", "numbers")), "sums", "sums",
                       "of the elements of first and second at the same place",
                       ("sums = [a + b for a, b in zip(first, second)]",)),
            )
        )  # fmt: skip
    if kind == "word" and chance > 0.6:
        return rng.choice(
            (
                Source(kind, (("text", "sentence"),), "text.split()", "words", "in the string text", sliced=False),
                Source(kind, (("table", "table"),), "table", "keys", "of the dictionary table", sliced=False),
            )
        )
    return Source(kind, ((name, f"{kind}s"),), name, nouns, rng.choice(("in {}", "of {}")).format(name))


_SLICES = (  # key, code, phrase; j is a constant
    ("head", "[:{j}]", "among the first {j} elements of {p}"),
    ("tail", "[-{j}:]", "among the last {j} elements of {p}"),
    ("skip", "[{j}:]", "in {p} after the first {j} elements"),
    ("drop", "[:-{j}]", "in {p} before the last {j} elements"),
    ("even places", "[::2]", "at the even indices of {p}"),
    ("odd places", "[1::2]", "at the odd indices of {p}"),
)


def draw(rng: random.Random, counts: tuple[int, int] | None = None) -> Drawn:
    """One function over a sequence, with `counts` changes and conditions; if not given, at most two of each."""
    source = _source(rng)
    keys = [source.kind]
    if source.sliced and rng.random() < 0.15:
        key, code, place = rng.choice(_SLICES)
        j = str(rng.randint(2, 5))
        source = replace(
            source, code=source.code + code.replace("{j}", j), place=place.replace("{j}", j).format(p=source.code)
        )
        keys.append(f"slice {key}")
    changes = draw_changes(rng, source.kind, counts[0] if counts else rng.choices((0, 1, 2), (40, 40, 20))[0])
    number = counts[1] if counts else rng.choices((0, 1, 2), (25, 55, 20))[0]
    conditions = [fill(rng, part) for part in rng.sample(CONDITIONS[source.kind], number)]
    kind = next((one.part.gives for one in reversed(changes) if one.part.gives), source.kind)
    endings = [ending for ending in ENDINGS if _fits(ending, kind, changes, conditions)]
    ending = rng.choice(endings)
    joiner = rng.choice(("and", "and", "or")) if len(conditions) > 1 else "and"
    keys += sorted(f"if {one.key}" for one in conditions) + (["or"] if joiner == "or" else [])
    keys += [*sorted(f"each {one.key}" for one in changes), f"end {ending.key}"]
    parameters = source.parameters
    conditions, parameters = _with_parameter(rng, conditions, parameters)
    j, sep = str(rng.randint(2, 5)), repr(rng.choice((" ", "-", ", ", "", "_")))
    words = _words(rng, source, conditions, joiner, changes) | {"j": j, "sep": sep}
    body = _body(rng, source, conditions, joiner, changes, ending, {"j": j, "sep": sep})
    return Drawn(
        _name(rng, ending, conditions, changes, source),
        parameters,
        _put(rng.choice(ending.phrases), words),
        tuple(body),
        tuple(keys),
    )


def draw_changes(rng: random.Random, kind: str, number: int) -> list[Filled]:
    """Up to `number` different changes, each of the kind that the one before gives."""
    found: list[Filled] = []
    for _ in range(number):
        part = rng.choice([part for part in CHANGES[kind] if all(part.key != one.key for one in found)])
        found.append(fill(rng, part))
        kind = part.gives or kind
    return found


def said_condition(conditions: list[Filled], joiner: str, phrases: list[str], plural: bool) -> str:
    """`are even and greater than 3` in full: every condition with its verb."""
    said = [one.said(verb(phrase, plural)) for one, phrase in zip(conditions, phrases, strict=True)]
    return f" {joiner} ".join(said)


def said_changes(rng: random.Random, changes: list[Filled]) -> str:
    """`squared and then increased by 3`."""
    return rng.choice((" and then ", ", then ")).join(one.said(rng.choice(one.part.participles)) for one in changes)


def _fits(ending: Ending, kind: str, changes: list[Filled], conditions: list[Filled]) -> bool:
    return (
        kind[0] in ending.kinds
        and (ending.changes == "any" or (ending.changes == "some") == bool(changes))
        and (ending.conditions == "any" or bool(conditions))
        and (ending.conditions != "single" or len(conditions) == 1)
        and bool(changes or conditions or ending.key not in ("list", "text"))
    )


def _with_parameter(rng, conditions, parameters):
    """Sometimes the constant of the first condition is a parameter of the function."""
    if conditions and rng.random() < 0.15:
        first = conditions[0]
        for name, choices, kind in (
            ("k", ("limit", "threshold"), "constant"),
            ("n", ("size", "length"), "size"),
            ("c", ("letter", "start"), "letter"),
        ):
            if name in first.values and all(name not in one.values for one in conditions[1:]):
                called = rng.choice(choices)
                conditions = [Filled(first.part, {**first.values, name: called}), *conditions[1:]]
                return conditions, (*parameters, (called, kind))
    return conditions, parameters


def _words(rng, source: Source, conditions, joiner, changes) -> dict[str, str]:
    phrases = [rng.choice(one.part.phrases) for one in conditions]
    place = f" {source.place}" if source.place else ""
    everything = f"{source.nouns}{place}"
    kept = everything
    if conditions:
        adjective = conditions[0].part.adjective
        if adjective and joiner == "and" and rng.random() < 0.5:
            kept = f"{adjective} {everything}"
            if conditions[1:]:
                kept += f" that {said_condition(conditions[1:], joiner, phrases[1:], True)}"
        else:
            kept = f"{everything} that {said_condition(conditions, joiner, phrases, True)}"
    said = said_changes(rng, changes)
    mapped = f"the {kept}"
    if len(changes) == 1 and changes[0].part.noun and rng.random() < 0.5:
        mapped = f"the {changes[0].part.noun}s of the {kept}"
    elif changes:
        mapped = f"the {kept}, each {said}"
    return {
        "X": mapped,
        "I": f"the {kept}",
        "J": kept,
        "S": f"the {everything}",
        "J0": everything,
        "C": said_condition(conditions, joiner, phrases, True),
        "C1": said_condition(conditions, joiner, phrases, False),
        "M": said,
    }


def _put(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _body(rng, source: Source, conditions, joiner, changes, ending: Ending, constants) -> list[str]:
    x = rng.choice(_ELEMENTS[source.kind])
    if any(x == name for name, _ in source.parameters):
        x = "item"
    condition = f" {joiner} ".join(one.code(x) for one in conditions)
    lines, it, element = list(source.setup), source.code, changed(changes, x)
    style = rng.choices(("line", "loop", "steps"), (6, 3, 1))[0]
    if ending.loop and (style == "loop" or not ending.expression):
        return lines + _loop(ending, constants, it, x, element, condition)
    if style == "steps" and conditions and changes and ending.changes == "any":
        lines.append(f"kept = [{x} for {x} in {it} if {condition}]")
        it, condition = "kept", ""
    tail = f" if {condition}" if condition else ""
    plain = element == x and not condition
    gen = it if plain else f"{element} for {x} in {it}{tail}"
    values = {
        "gen": gen,
        "arg": it if plain else f"({gen})",
        "it_gen": f"({element} for {x} in {it}{tail})",
        "list": f"list({it})" if plain else f"[{gen}]",
        "if": tail,
        "c": condition,
        "e": element,
        "it": it,
        "x": x,
        **constants,
    }
    if ending.setup:
        lines.append(_put(ending.setup, values))
    return [*lines, f"return {_put(ending.expression, values)}"]


def _loop(ending: Ending, constants, it: str, x: str, element: str, condition: str) -> list[str]:
    start, step, result = (_put(part, {"e": element, "x": x, **constants}) for part in ending.loop)
    lines = [*(start.splitlines()), f"for {x} in {it}:"]
    inner = INDENT
    if condition:
        lines.append(f"{INDENT}if {condition}:")
        inner *= 2
    return [*lines, *(inner + line for line in step.splitlines()), f"return {result}"]


def _name(rng, ending: Ending, conditions, changes, source: Source) -> str:
    """A name that is true and says less than the docstring."""
    pieces = [ending.short]
    if conditions and conditions[0].part.short and rng.random() < 0.6:
        pieces.append(conditions[0].part.short)
    if len(changes) == 1 and changes[0].part.noun and rng.random() < 0.5:
        pieces.append(changes[0].part.noun.replace(" ", "_") + "s")
    else:
        pieces.append(rng.choice(_NOUNS[source.kind] + (f"{source.kind}s",)))
    return "_".join(pieces)
