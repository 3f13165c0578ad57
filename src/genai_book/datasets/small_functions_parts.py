"""The parts that small functions are made of: conditions on an element and changes of an element, in words and in code.

In `code` the element is `{x}`; the other placeholders are constants, drawn from `CONSTANTS`. A phrase begins with a
verb in its base form (`be even`, `start with 'a'`), or gives singular and plural with a bar between them.
"""

import random
from dataclasses import dataclass

CONSTANTS: dict[str, tuple[object, ...]] = {
    "k": (*range(1, 21), 25, 30, 50, 100),  # what a number is compared with or changed by
    "m": tuple(range(2, 10)),  # divisors
    "t": tuple(range(2, 11)),  # factors
    "d": tuple(range(10)),
    "n": tuple(range(2, 8)),  # lengths of words
    "j": tuple(range(2, 6)),  # how many to take
    "c": tuple("aeiostrnlcmp"),
    "e": tuple("aeioutrn"),
    "s": ("-", "_", "!", "*", "#"),
}


@dataclass(frozen=True)
class Condition:
    """Something that is true or false of an element."""

    key: str
    code: str  # compares more weakly than arithmetic and more strongly than `not`
    phrases: tuple[str, ...]
    adjective: str = ""  # "even" in "even numbers"; "" = it has none
    short: str = ""  # in the name of a function


@dataclass(frozen=True)
class Change:
    """Something that makes another element of an element."""

    key: str
    code: str
    needs: int  # how tightly the operand must bind: 4 a name or call, 3 a power, 2 a product, 1 a sum, 0 anything
    binds: int  # how tightly the result does
    participles: tuple[str, ...]  # after "each number"
    noun: str = ""  # "square" in "the squares of the numbers"; "" = it has none
    gives: str = ""  # kind of the result; "" = that of the element


def _conditions(*rows: tuple) -> tuple[Condition, ...]:
    return tuple(Condition(*row) for row in rows)


def _changes(*rows: tuple) -> tuple[Change, ...]:
    return tuple(Change(*row) for row in rows)


CONDITIONS = {
    "number": _conditions(
        ("even", "{x} % 2 == 0", ("be even",), "even", "even"),
        ("odd", "{x} % 2 == 1", ("be odd",), "odd", "odd"),
        ("positive", "{x} > 0", ("be positive", "be greater than zero"), "positive", "positive"),
        ("negative", "{x} < 0", ("be negative", "be less than zero"), "negative", "negative"),
        ("above", "{x} > {k}", ("be greater than {k}", "be larger than {k}", "exceed {k}"), "", "large"),
        ("below", "{x} < {k}", ("be less than {k}", "be smaller than {k}", "be below {k}"), "", "small"),
        ("at least", "{x} >= {k}", ("be at least {k}", "be greater than or equal to {k}")),
        ("at most", "{x} <= {k}", ("be at most {k}", "be less than or equal to {k}")),
        ("multiple", "{x} % {m} == 0", ("be divisible by {m}", "be a multiple of {m}|are multiples of {m}")),
        ("no multiple", "{x} % {m} != 0", ("be not divisible by {m}",)),
        ("remainder", "{x} % {m} == 1", ("leave a remainder of 1 when divided by {m}",)),
        ("last digit", "abs({x}) % 10 == {d}", ("end in the digit {d}", "have {d} as last digit")),
        ("other", "{x} != {k}", ("be not equal to {k}", "differ from {k}")),
        ("two digits", "10 <= abs({x}) <= 99", ("have exactly two digits",), "two-digit", "two_digit"),
        ("between", "{m} <= {x} <= {k10}", ("lie between {m} and {k10} inclusive", "be from {m} to {k10}")),
    ),
    "word": _conditions(
        ("longer", "len({x}) > {n}", ("have more than {n} characters", "be longer than {n} characters"), "", "long"),
        (
            "shorter",
            "len({x}) < {n}",
            ("have fewer than {n} characters", "be shorter than {n} characters"),
            "",
            "short",
        ),
        ("length", "len({x}) == {n}", ("have exactly {n} characters", "be {n} characters long")),
        ("even length", "len({x}) % 2 == 0", ("have an even number of characters", "have even length")),
        ("odd length", "len({x}) % 2 == 1", ("have an odd number of characters", "have odd length")),
        ("starts", "{x}.startswith({c})", ("start with {c}", "begin with {c}"), "", "starting"),
        ("ends", "{x}.endswith({c})", ("end with {c}", "end in {c}"), "", "ending"),
        ("contains", "{c} in {x}", ("contain {c}", "contain the letter {c}"), "", "containing"),
        ("lacks", "{c} not in {x}", ("do not contain {c}", "do not contain the letter {c}")),
        ("upper", "{x}.isupper()", ("be in upper case", "be written in capitals"), "upper-case", "upper"),
        ("lower", "{x}.islower()", ("be in lower case",), "lower-case", "lower"),
        ("capital", "{x}[0].isupper()", ("start with a capital letter",), "capitalised", "capitalised"),
        ("vowel", "{x}[0] in 'aeiou'", ("start with a vowel", "begin with a vowel")),
        ("palindrome", "{x} == {x}[::-1]", ("be a palindrome|are palindromes", "read the same backwards")),
        ("digits", "{x}.isdigit()", ("consist of digits only", "consist only of digits")),
    ),
    "character": _conditions(
        ("vowel", "{x} in 'aeiou'", ("be a vowel|are vowels",), "", "vowel"),
        ("no vowel", "{x} not in 'aeiou'", ("be not a vowel|are not vowels",)),
        ("digit", "{x}.isdigit()", ("be a digit|are digits",), "", "digit"),
        ("no digit", "not {x}.isdigit()", ("be not a digit|are not digits",)),
        ("letter", "{x}.isalpha()", ("be a letter|are letters",), "alphabetic", "letter"),
        (
            "upper",
            "{x}.isupper()",
            ("be in upper case", "be a capital letter|are capital letters"),
            "upper-case",
            "upper",
        ),
        ("lower", "{x}.islower()", ("be in lower case",), "lower-case", "lower"),
        ("space", "{x} == ' '", ("be a space|are spaces",), "", "space"),
        ("no space", "{x} != ' '", ("be not a space|are not spaces",)),
        ("equal", "{x} == {c}", ("be equal to {c}", "equal {c}")),
        ("other", "{x} != {c}", ("be not equal to {c}", "differ from {c}")),
        ("alphanumeric", "{x}.isalnum()", ("be a letter or a digit|are letters or digits",), "alphanumeric"),
        ("among", "{x} in {set}", ("be one of the characters in {set}|are among the characters in {set}",)),
    ),
}

CHANGES = {
    "number": _changes(
        ("square", "{x} ** 2", 4, 3, ("squared",), "square"),
        ("cube", "{x} ** 3", 4, 3, ("cubed", "raised to the third power"), "cube"),
        ("double", "{x} * 2", 2, 2, ("doubled", "multiplied by two"), "double"),
        ("triple", "{x} * 3", 2, 2, ("tripled", "multiplied by three")),
        ("times", "{x} * {t}", 2, 2, ("multiplied by {t}", "times {t}")),
        ("plus", "{x} + {k}", 1, 1, ("increased by {k}", "plus {k}")),
        ("minus", "{x} - {k}", 1, 1, ("decreased by {k}", "reduced by {k}", "minus {k}")),
        ("negate", "-{x}", 3, 3, ("negated", "with its sign changed"), "negative"),
        ("absolute", "abs({x})", 0, 4, ("replaced by its absolute value",), "absolute value"),
        ("halve", "{x} // 2", 2, 2, ("halved and rounded down", "halved (rounding down)")),
        ("divide", "{x} // {m}", 2, 2, ("divided by {m} and rounded down", "divided by {m} (rounding down)")),
        ("modulo", "{x} % {m}", 2, 2, ("taken modulo {m}", "replaced by its remainder modulo {m}")),
        ("last digit", "abs({x}) % 10", 0, 2, ("replaced by its last digit",), "last digit"),
        ("at most", "min({x}, {k})", 0, 4, ("capped at {k}", "limited to at most {k}")),
        ("at least", "max({x}, {k})", 0, 4, ("raised to at least {k}",)),
        ("from", "{k} - {x}", 2, 1, ("subtracted from {k}",)),
        ("text", "str({x})", 0, 4, ("turned into a string", "converted to a string"), "", "word"),
    ),
    "word": _changes(
        ("upper", "{x}.upper()", 4, 4, ("in upper case", "converted to upper case")),
        ("lower", "{x}.lower()", 4, 4, ("in lower case", "converted to lower case")),
        ("capitalise", "{x}.capitalize()", 4, 4, ("capitalised", "with a capital first letter")),
        ("swap", "{x}.swapcase()", 4, 4, ("with upper and lower case swapped",)),
        ("reverse", "{x}[::-1]", 4, 4, ("reversed", "written backwards")),
        ("head", "{x}[:{j}]", 4, 4, ("cut to its first {j} characters", "shortened to {j} characters")),
        ("tail", "{x}[-{j}:]", 4, 4, ("cut to its last {j} characters",)),
        ("without head", "{x}[{j}:]", 4, 4, ("without its first {j} characters",)),
        ("without tail", "{x}[:-{j}]", 4, 4, ("without its last {j} characters",)),
        ("twice", "{x} * 2", 2, 2, ("written twice", "repeated twice")),
        ("times", "{x} * {t}", 2, 2, ("repeated {t} times",)),
        ("append", "{x} + {s}", 1, 1, ("followed by {s}", "with {s} appended")),
        ("prepend", "{s} + {x}", 1, 1, ("preceded by {s}", "with {s} in front")),
        ("replace", "{x}.replace({c}, {s})", 4, 4, ("with every {c} replaced by {s}",)),
        ("remove", "{x}.replace({c}, '')", 4, 4, ("with every {c} removed",)),
        ("sort", "''.join(sorted({x}))", 0, 4, ("with its characters sorted",)),
        ("length", "len({x})", 0, 4, ("replaced by its length",), "length", "number"),
        ("count", "{x}.count({c})", 4, 4, ("replaced by its number of {c}",), "", "number"),
    ),
    "character": _changes(
        ("upper", "{x}.upper()", 4, 4, ("in upper case", "converted to upper case")),
        ("lower", "{x}.lower()", 4, 4, ("in lower case", "converted to lower case")),
        ("swap", "{x}.swapcase()", 4, 4, ("with upper and lower case swapped",)),
        ("twice", "{x} * 2", 2, 2, ("written twice", "repeated twice"), "", "word"),
        ("times", "{x} * {t}", 2, 2, ("repeated {t} times",), "", "word"),
        ("append", "{x} + {s}", 1, 1, ("followed by {s}", "with {s} appended"), "", "word"),
        ("prepend", "{s} + {x}", 1, 1, ("preceded by {s}",), "", "word"),
        ("next", "chr(ord({x}) + 1)", 0, 4, ("replaced by the next character",)),
        ("code", "ord({x})", 0, 4, ("replaced by its character code",), "character code", "number"),
    ),
}


@dataclass(frozen=True)
class Filled:
    """A condition or change with its constants: `key` is what a combination is made of, constants are not in it."""

    part: Condition | Change
    values: dict[str, str]

    @property
    def key(self) -> str:
        return self.part.key

    def said(self, phrase: str) -> str:
        for name, value in self.values.items():
            phrase = phrase.replace(f"{{{name}}}", value)
        return phrase

    def code(self, x: str) -> str:
        return self.said(self.part.code).replace("{x}", x)


def fill(rng: random.Random, part: Condition | Change) -> Filled:
    """Draw the constants of a part."""
    values = {}
    for name, choices in CONSTANTS.items():
        if f"{{{name}}}" in part.code:
            value = rng.choice(choices)
            values[name] = repr(value)
    if "{k10}" in part.code:
        values["k10"] = str(int(values["m"]) + rng.randint(3, 20))
    if "{set}" in part.code:
        values["set"] = repr("".join(rng.sample("aeioustrnlcmpxyz", rng.randint(2, 4))))
    return Filled(part, values)


def verb(phrase: str, plural: bool) -> str:
    """`be even` → `is even` or `are even`; `start with 'a'` → `starts with 'a'` or `start with 'a'`."""
    singular_form, _, plural_form = phrase.partition("|")
    if plural and plural_form:
        return plural_form
    first, _, rest = singular_form.partition(" ")
    if plural:
        return f"{'are' if first == 'be' else first} {rest}"
    ending = "es" if first.endswith(("s", "sh", "ch")) else "s"
    irregular = {"be": "is", "have": "has", "do": "does"}
    return f"{irregular.get(first, first + ending)} {rest}"


def changed(changes: list[Filled], x: str) -> str:
    """The code of all changes, one after the other, of `x`; brackets only where they are needed."""
    code, binds = x, 4
    for change in changes:
        code = change.code(code if binds >= change.part.needs else f"({code})")
        binds = change.part.binds
    return code
