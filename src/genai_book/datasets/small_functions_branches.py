"""Small functions of one or two values, and of the entries of a dictionary: chains of changes, and cases."""

import itertools
import random

from genai_book.datasets.small_functions_parts import CHANGES, CONDITIONS, Filled, changed, fill, verb
from genai_book.datasets.small_functions_pipelines import Drawn, draw_changes, said_changes, said_condition

_PARAMETERS = {"number": ("n", "x", "value", "number"), "word": ("word", "text", "name", "s")}
_LABELS = (("yes", "no"), ("big", "small"), ("good", "bad"), ("left", "right"), ("on", "off"), ("hot", "cold"))
_OTHERS = ("other", "middle", "none", "unknown")
_PAIRS = (  # key, code, binds, phrase
    ("sum", "a + b", 1, "the sum of a and b"),
    ("product", "a * b", 2, "the product of a and b"),
    ("difference", "a - b", 1, "a minus b"),
    ("distance", "abs(a - b)", 4, "the absolute difference of a and b"),
    ("larger", "max(a, b)", 4, "the larger of a and b"),
    ("smaller", "min(a, b)", 4, "the smaller of a and b"),
)


def draw(rng: random.Random) -> Drawn:
    """One function without a sequence."""
    return rng.choices((_chain, _check, _cases, _labels, _choose, _pair, _entries), (2, 2, 3, 2, 2, 2, 4))[0](rng)


def _conditions(rng: random.Random, kind: str, most: int = 2) -> tuple[list[Filled], str, list[str]]:
    """One or `most` conditions, the word that joins them, and a phrase for each."""
    drawn = [fill(rng, part) for part in rng.sample(CONDITIONS[kind], rng.choice((1, most)))]
    joiner = rng.choice(("and", "or"))
    phrases = [rng.choice(one.part.phrases) for one in drawn]
    return drawn, joiner, phrases


def _keys(conditions: list[Filled], joiner: str) -> list[str]:
    return sorted(f"if {one.key}" for one in conditions) + (["or"] if joiner == "or" and len(conditions) > 1 else [])


def _code(conditions: list[Filled], joiner: str, x: str) -> str:
    return f" {joiner} ".join(one.code(x) for one in conditions)


def _of(rng: random.Random, changes: list[Filled], x: str) -> str:
    """`x squared and then doubled`, or `the square of x`."""
    if len(changes) == 1 and changes[0].part.noun and rng.random() < 0.5:
        return f"the {changes[0].part.noun} of {x}"
    return f"{x} {said_changes(rng, changes)}"


def _chain(rng: random.Random) -> Drawn:
    kind = rng.choice(("number", "word"))
    x = rng.choice(_PARAMETERS[kind])
    changes = draw_changes(rng, kind, rng.choice((1, 2, 2, 3)))
    code = changed(changes, x)
    return Drawn(
        rng.choice((f"change_{kind}", f"transform_{kind}", "compute")),
        ((x, kind),),
        f"Return {_of(rng, changes, x)}.",
        (f"return {code}",) if rng.random() < 0.8 else (f"result = {code}", "return result"),
        (f"chain {kind}", *sorted(f"each {one.key}" for one in changes)),
    )


def _check(rng: random.Random) -> Drawn:
    kind = rng.choice(("number", "word"))
    x = rng.choice(_PARAMETERS[kind])
    conditions, joiner, phrases = _conditions(rng, kind)
    said = said_condition(conditions, joiner, phrases, False)
    return Drawn(
        rng.choice((f"check_{kind}", f"is_{conditions[0].part.short or 'good'}", f"test_{kind}")),
        ((x, kind),),
        rng.choice(("Check whether {} {}.", "Return True if {} {}.", "Return whether {} {}.")).format(x, said),
        (f"return {_code(conditions, joiner, x)}",),
        (f"check {kind}", *_keys(conditions, joiner)),
    )


def _cases(rng: random.Random) -> Drawn:
    """One change where a condition holds, and another where it does not."""
    kind = rng.choice(("number", "number", "word"))
    x = rng.choice(_PARAMETERS[kind])
    conditions, joiner, phrases = _conditions(rng, kind)
    said = said_condition(conditions, joiner, phrases, False)
    yes, no = (draw_changes(rng, kind, rng.choice((1, 1, 2))) for _ in range(2))
    if rng.random() < 0.25:
        no = []
    first, second = _of(rng, yes, x), _of(rng, no, x) if no else f"{x} unchanged"
    condition, one, other = _code(conditions, joiner, x), changed(yes, x), changed(no, x)
    body = (
        (f"return {one} if {condition} else {other}",)
        if rng.random() < 0.5
        else (f"if {condition}:", f"    return {one}", f"return {other}")
    )
    return Drawn(
        rng.choice((f"adjust_{kind}", f"change_{kind}", "adjust")),
        ((x, kind),),
        rng.choice(
            (
                f"Return {first} if {x} {said}, otherwise {second}.",
                f"If {x} {said}, return {first}; otherwise return {second}.",
            )
        ),
        body,
        (f"cases {kind}", *_keys(conditions, joiner), *(f"then {c.key}" for c in yes), *(f"else {c.key}" for c in no)),
    )


def _labels(rng: random.Random) -> Drawn:
    """Two or three labels."""
    kind = rng.choice(("number", "word"))
    x = rng.choice(_PARAMETERS[kind])
    labels = [repr(label) for label in rng.sample(rng.choice(_LABELS), 2)] + [repr(rng.choice(_OTHERS))]
    first, second = (fill(rng, part) for part in rng.sample(CONDITIONS[kind], 2))
    said = [one.said(verb(rng.choice(one.part.phrases), False)) for one in (first, second)]
    keys = (f"labels {kind}", f"if {first.key}")
    name = rng.choice((f"label_{kind}", "classify", f"describe_{kind}"))
    if rng.random() < 0.4:
        return Drawn(
            name,
            ((x, kind),),
            f"Return {labels[0]} if {x} {said[0]} and {labels[1]} otherwise.",
            (f"return {labels[0]} if {first.code(x)} else {labels[1]}",),
            (*keys, "two"),
        )
    return Drawn(
        name,
        ((x, kind),),
        f"Return {labels[0]} if {x} {said[0]}, {labels[1]} if it {said[1]}, and {labels[2]} otherwise.",
        (
            f"if {first.code(x)}:",
            f"    return {labels[0]}",
            f"if {second.code(x)}:",
            f"    return {labels[1]}",
            f"return {labels[2]}",
        ),
        (*keys, f"if {second.key}"),
    )


def _choose(rng: random.Random) -> Drawn:
    """Each element changed where a condition holds, and changed otherwise or kept where it does not."""
    kind = rng.choice(("number", "word"))
    name, noun, x = {"number": ("numbers", "number", "n"), "word": ("words", "word", "word")}[kind]
    conditions, joiner, phrases = _conditions(rng, kind)
    said = said_condition(conditions, joiner, phrases, False)
    yes = draw_changes(rng, kind, 1)
    no = draw_changes(rng, kind, 1) if rng.random() < 0.5 else []
    other = said_changes(rng, no) if no else "unchanged"
    element = f"{changed(yes, x)} if {_code(conditions, joiner, x)} else {changed(no, x)}"
    body = (f"return [{element} for {x} in {name}]",)
    if rng.random() < 0.3:
        body = (
            "result = []",
            f"for {x} in {name}:",
            f"    if {_code(conditions, joiner, x)}:",
            f"        result.append({changed(yes, x)})",
            "    else:",
            f"        result.append({changed(no, x)})",
            "return result",
        )
    return Drawn(
        rng.choice((f"change_{name}", f"adjust_{name}", f"update_{name}")),
        ((name, name),),
        f"Return a list of the {noun}s in {name}, each {said_changes(rng, yes)} if it {said}, and {other} if not.",
        body,
        (f"choose {kind}", *_keys(conditions, joiner), *(f"then {c.key}" for c in yes), *(f"else {c.key}" for c in no)),
    )


def _pair(rng: random.Random) -> Drawn:
    """Two numbers made one, changed, perhaps compared."""
    key, code, binds, phrase = rng.choice(_PAIRS)
    if rng.random() < 0.4:
        condition = fill(rng, rng.choice(CONDITIONS["number"]))
        said = condition.said(verb(rng.choice(condition.part.phrases), False))
        element = code if binds == 4 else f"({code})"
        return Drawn(
            rng.choice(("check_pair", "check", "compare")),
            (("a", "number"), ("b", "number")),
            rng.choice(("Check whether {} {}.", "Return True if {} {}.")).format(phrase, said),
            (f"return {condition.code(element)}",),
            ("pair", key, f"if {condition.key}"),
        )
    changes = draw_changes(rng, "number", rng.choice((1, 2)))
    element = code if binds >= changes[0].part.needs else f"({code})"
    if rng.random() < 0.4:
        body = (f"result = {code}", f"return {changed(changes, 'result')}")
    else:
        rest = changes[0].code(element)
        for before, change in itertools.pairwise(changes):
            rest = change.code(rest if before.part.binds >= change.part.needs else f"({rest})")
        body = (f"return {rest}",)
    return Drawn(
        rng.choice(("combine", f"{key}_of_two", "compute")),
        (("a", "number"), ("b", "number")),
        f"Return {phrase}, {said_changes(rng, changes)}.",
        body,
        ("pair", key, *sorted(f"each {one.key}" for one in changes)),
    )


_ENTRIES = (  # key, phrase, expression; {K} and {V} are key and value, {v} the changed value
    ("dict", "Return a dictionary of the entries of {p} {w}{m}.", "{{K}: {v} for {K}, {V} in {p}.items() if {c}}"),
    ("keys", "Return a list of the keys of {p} {w}.", "[{K} for {K}, {V} in {p}.items() if {c}]"),
    ("values", "Return a list of the values of {p} {w}{m}.", "[{v} for {K}, {V} in {p}.items() if {c}]"),
    ("sum", "Return the sum of the values of {p} {w}{m}.", "sum({v} for {K}, {V} in {p}.items() if {c})"),
    ("count", "Count the entries of {p} {w}.", "sum(1 for {K}, {V} in {p}.items() if {c})"),
    ("sorted", "Return the sorted keys of {p} {w}.", "sorted({K} for {K}, {V} in {p}.items() if {c})"),
    ("swapped", "Return a dictionary from value to key of the entries of {p} {w}.",
     "{{V}: {K} for {K}, {V} in {p}.items() if {c}}"),
)  # fmt: skip


def _entries(rng: random.Random) -> Drawn:
    """The entries of a dictionary from strings to numbers, chosen by key, by value or by both."""
    name = rng.choice(("table", "scores", "prices", "ages", "stock"))
    k, v = rng.choice((("key", "value"), ("k", "v")))
    by_key = fill(rng, rng.choice(CONDITIONS["word"]))
    by_value = fill(rng, rng.choice(CONDITIONS["number"]))
    which = rng.choice(("key", "value", "value", "both"))
    said, codes, keys = [], [], []
    for one, what, x in ((by_key, "key", k), (by_value, "value", v)):
        if which in (what, "both"):
            said.append(f"whose {what} {one.said(verb(rng.choice(one.part.phrases), False))}")
            codes.append(one.code(x))
            keys.append(f"{what} {one.key}")
    key, phrase, expression = rng.choice(_ENTRIES)
    changes: list[Filled] = []
    if "{m}" in phrase and rng.random() < 0.4:
        changes = [fill(rng, rng.choice([part for part in CHANGES["number"] if not part.gives]))]
    values = {
        "p": name,
        "w": " and ".join(said),
        "m": f", each value {said_changes(rng, changes)}" if changes else "",
        "c": " and ".join(codes),
        "v": changed(changes, v),
        "K": k,
        "V": v,
    }
    for placeholder, value in values.items():
        phrase = phrase.replace(f"{{{placeholder}}}", value)
        expression = expression.replace(f"{{{placeholder}}}", value)
    return Drawn(
        rng.choice((f"{key}_of_entries", f"select_{name}", f"{key}_{name}")),
        ((name, "table"),),
        phrase,
        (f"return {expression}",),
        ("entries", *keys, *(f"each {one.key}" for one in changes), f"end {key}"),
    )
