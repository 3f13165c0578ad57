"""One text against another: words exact, written numbers within a tolerance.

What changes from run to run without meaning anything (colours of a terminal, addresses, temporary folders, process
numbers, the intermediate states of a progress bar) is taken out of both first. It does not understand the text: a
number is whatever looks like one.
"""

import re
from collections.abc import Callable, Iterator

_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
_TEMPORARY = re.compile(r"(?<![\w.])/(?:private/)?(?:tmp|var/tmp|var/folders/\w+/\w+/T)/[^\s/'\"<>:,;)\]]+")
_PROCESS = re.compile(r"\b(pid|process id)(\s*[=:]?\s*)\d+", re.IGNORECASE)
_BAR_TIMES = re.compile(r"\[\d+:\d\d[^\[\]]*\]")  # the [00:03<00:00, 15.2it/s] of tqdm
_BACKSPACE = re.compile(r"[^\n\x08]\x08")

NUMBER = re.compile(
    r"(?<![\w.])(?:[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf|NaN|Infinity)(?!\w))", re.ASCII
)
_TIME = re.compile(
    rf"(?:(?<![\w.])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|{NUMBER.pattern})"
    r"(?=\s?(?:ns|[µμu]s|ms|s|sec|seconds?|min|minutes?|hours?|h)\b|\s?[A-Za-z]{1,10}/s\b)"
)

_SHOWN = 5  # differences of one text that are worth reading


def sanitise(text: str) -> str:
    """`text` without what differs between two runs that did the same thing."""
    text = _ANSI.sub("", text).replace("\r\n", "\n")
    if "\r" in text or "\x08" in text:
        text = "\n".join(_overprint(line) for line in text.split("\n"))
    text = _ADDRESS.sub("at 0x…", text)
    text = _TEMPORARY.sub("<temporary>", text)
    return _PROCESS.sub(r"\1\2…", text)


def _overprint(line: str) -> str:
    """What is left on a terminal of a line that returned to its start or stepped back over characters."""
    shown = next((part for part in reversed(line.split("\r")) if part.strip()), "")
    if "\r" in line:
        shown = _BAR_TIMES.sub("[…]", shown)
    while "\x08" in shown:
        shorter = _BACKSPACE.sub("", shown)
        shown = shorter if shorter != shown else shown.replace("\x08", "")
    return shown


def agree(stored: str, fresh: str, relative: float, absolute: float) -> bool:
    """Whether two written numbers are the same fact.

    Integers agree only when equal. Floats agree within `relative` or `absolute`; or when both are written with four or
    more digits, equally many after the point, and differ by one in the last: a sum that rounds to 0.12345 on one
    processor and 0.12346 on another is the same sum, and the step is at most one part in a thousand.
    """
    if stored == fresh:
        return True
    if _is_integer(stored) or _is_integer(fresh) or (stored.endswith(".") and fresh.endswith(".")):
        return False  # subtle: "2019." may close a sentence as well as be a float of NumPy's
    a, b = float(stored), float(fresh)
    if not (abs(a) < float("inf") and abs(b) < float("inf")):  # also true of nan
        return False
    gap = abs(a - b)
    if gap <= max(absolute, relative * max(abs(a), abs(b))):
        return True
    (digits_a, decimals_a, power_a), (digits_b, decimals_b, power_b) = _written(stored), _written(fresh)
    if min(digits_a, digits_b) < 4 or decimals_a != decimals_b or power_a != power_b:
        return False
    return gap < 1.5 * 10.0 ** (power_a - decimals_a)


def _is_integer(number: str) -> bool:
    return number.lstrip("+-").isdigit()


def _written(number: str) -> tuple[int, int, int]:
    """Significant digits, digits after the point, and power of ten of a float as it is written."""
    mantissa, _, power = number.lower().partition("e")
    whole, _, decimals = mantissa.lstrip("+-").partition(".")
    return len((whole + decimals).lstrip("0")), len(decimals), int(power or 0)


def differences(
    stored: str,
    fresh: str,
    relative: float,
    absolute: float,
    timings: bool = False,
    same_number: Callable[[str, str], bool] | None = None,
) -> list[str]:
    """What differs between two texts, in words; empty when they say the same.

    `timings=True` leaves out numbers that a unit of time or rate follows. `same_number` replaces the rule for numbers.
    """
    stored, fresh = sanitise(stored).rstrip(), sanitise(fresh).rstrip()
    if timings:
        stored, fresh = _TIME.sub("<time>", stored), _TIME.sub("<time>", fresh)
    if stored == fresh:
        return []
    same = same_number or (lambda a, b: agree(a, b, relative, absolute))
    old, new = list(NUMBER.finditer(stored)), list(NUMBER.finditer(fresh))
    if len(old) != len(new) or not _same_words(stored, fresh, old, new):
        return [_first_difference(stored, fresh, len(old), len(new))]
    found = [_off(a[0], b[0], fresh, b) for a, b in zip(old, new, strict=True) if not same(a[0], b[0])]
    if len(found) > _SHOWN:
        found[_SHOWN:] = [f"and {len(found) - _SHOWN} more of its {len(new)} numbers"]
    return found


def _gaps(text: str, numbers: list[re.Match]) -> Iterator[str]:
    at = 0
    for number in numbers:
        yield text[at : number.start()]
        at = number.end()
    yield text[at:]


def _same_words(stored: str, fresh: str, old: list[re.Match], new: list[re.Match]) -> bool:
    """Whether the text between the numbers is equal; blanks beside a number may follow its width."""
    widths = [len(a[0]) == len(b[0]) for a, b in zip(old, new, strict=True)]
    for i, (a, b) in enumerate(zip(_gaps(stored, old), _gaps(fresh, new), strict=True)):
        if a == b:
            continue
        if all(widths[max(0, i - 1) : i + 1]):
            return False
        if _blanks(a) != _blanks(b):
            return False
    return True


def _blanks(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip(" ")


def _off(stored: str, fresh: str, text: str, at: re.Match) -> str:
    said = f"stored {stored}, came {fresh}"
    try:
        a, b = float(stored), float(fresh)
    except ValueError:
        a = b = float("nan")
    gap = abs(a - b)
    if gap < float("inf"):
        size = max(abs(a), abs(b))
        said += f", off by {gap:.3g}" + (f" ({gap / size:.1e} of it)" if size else "")
    return said + f", in {_around(text, at.start(), at.end())}"


def _first_difference(stored: str, fresh: str, old: int, new: int) -> str:
    at = next((i for i, (a, b) in enumerate(zip(stored, fresh, strict=False)) if a != b), min(len(stored), len(fresh)))
    line = fresh.count("\n", 0, at) + 1
    said = f"the text differs from its line {line} on: stored {_around(stored, at, at)}, came {_around(fresh, at, at)}"
    return said + (f" ({old} numbers stored, {new} came)" if old != new else "")


def _around(text: str, start: int, end: int, reach: int = 40) -> str:
    """The place in `text` with a little of what surrounds it, on one line, quoted."""
    left, right = max(0, start - reach), min(len(text), end + reach)
    cut = text[left:right].replace("\n", "⏎")
    return f"'{'…' if left else ''}{cut}{'…' if right < len(text) else ''}'"
