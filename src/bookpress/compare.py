"""One cell's outputs against another run's: the judgement behind `bookpress verify`.

Every difference is a sentence that says what was stored, what came and by how much. What is exact and what has a
tolerance is in `Tolerance`; the report page prints it from there.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import likeness, wording
from .errors import ChapterError

_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
_WIDGET = "application/vnd.jupyter.widget-view+json"


@dataclass(frozen=True)
class Tolerance:
    """How far a fresh output may be from the stored one and still be the same fact."""

    relative: float = 1e-4  # of a float in text; single precision on another processor stays well inside it
    absolute: float = 1e-8  # of a float in text; below it a single-precision difference is rounding alone
    svg_units: float = 0.011  # of a number in an SVG tag, in user units: one step of the second decimal
    colour_levels: int = 1  # of each channel of a #rrggbb colour in an SVG tag, of 255
    picture_rms_fraction: float = 0.01  # root mean square difference of two pictures, of full scale
    picture_block_fraction: float = 0.05  # mean difference of the worst 8 by 8 block, of full scale
    timings: bool = False  # numbers followed by a unit of time or a rate per second are not compared

    @classmethod
    def of(cls, tags: Iterable[str]) -> "Tolerance":
        """The defaults, changed by a cell's tags `tolerance=1e-3` and `timings`. Raises ChapterError."""
        result = cls()
        for tag in tags:
            if tag == "timings":
                result = replace(result, timings=True)
            elif tag.startswith("tolerance="):
                try:
                    value = float(tag.partition("=")[2])
                except ValueError:
                    value = float("nan")
                if not 0 < value < 1:
                    raise ChapterError(
                        f"The tag '{tag}' is not a tolerance: write a number between 0 and 1, such as tolerance=1e-3."
                    )
                result = replace(
                    result,
                    relative=value,
                    absolute=value,
                    picture_rms_fraction=max(value, result.picture_rms_fraction),
                    picture_block_fraction=max(value, result.picture_block_fraction),
                )
        return result


def compare_outputs(stored: Sequence[Mapping], fresh: Sequence[Mapping], tags: Iterable[str] = ()) -> list[str]:
    """Differences of two output lists of a code cell (nbformat 4), in words; empty when they say the same.

    Number, kind and set of MIME types must be equal. Tracebacks, execution counts and output metadata are not compared.
    """
    tolerance = Tolerance.of(tags)
    old, new = _merge_streams(stored), _merge_streams(fresh)
    if [_kind(o) for o in old] != [_kind(o) for o in new]:
        said = f"stored {_listing(old)}; came {_listing(new)}"
        errors = [o for o in new if o["output_type"] == "error"]
        return [said, *(f"the cell raised {e['ename']}: {e['evalue']}" for e in errors)]
    found = []
    for number, (a, b) in enumerate(zip(old, new, strict=True), 1):
        place = f"output {number} ({_kind(b)})" if len(new) > 1 else f"the output ({_kind(b)})"
        found += [f"{place}: {d}" for d in _compare_one(a, b, tolerance)]
    return found


def compare_expressions(stored: Sequence[Mapping], fresh: Sequence[Mapping], tags: Iterable[str] = ()) -> list[str]:
    """Differences of the values of a text cell's {eval} roles, as jupyterlab-myst stores them; empty when equal."""
    tolerance = Tolerance.of(tags)
    values = {e["expression"]: e.get("result") for e in stored}
    found = []
    for entry in fresh:
        role, result = f"{{eval}}`{entry['expression']}`", entry["result"]
        known = values.get(entry["expression"])
        if result.get("status") == "error":
            found.append(f"{role} raised {result.get('ename')}: {result.get('evalue')}")
        elif known is None:
            found.append(f"{role} has no stored value; it is now {_plain(result)}")
        elif known.get("status") == "error":
            found.append(f"{role} is stored as an error ({known.get('ename')}: {known.get('evalue')})")
        else:
            found += [f"{role}: {d}" for d in _compare_bundles(known["data"], result["data"], tolerance)]
    asked = {e["expression"] for e in fresh}
    found += [f"a value is stored for {{eval}}`{e}`, which the text does not ask for" for e in values if e not in asked]
    return found


def _plain(result: Mapping) -> str:
    return str(result.get("data", {}).get("text/plain", ""))[:60]


def _merge_streams(outputs: Sequence[Mapping]) -> list[dict]:
    """Outputs with neighbouring streams joined by name: when the two are flushed is the kernel's business."""
    merged: list[dict] = []
    streams: dict[str, str] = {}

    def close() -> None:
        for name in sorted(streams, reverse=True):  # stdout before stderr
            if wording.sanitise(streams[name]).strip():
                merged.append({"output_type": "stream", "name": name, "text": streams[name]})
        streams.clear()

    for output in outputs:
        if output["output_type"] == "stream":
            streams[output["name"]] = streams.get(output["name"], "") + _joined(output["text"])
        else:
            close()
            merged.append(dict(output))
    close()
    return merged


def _joined(text: Any) -> Any:
    """nbformat lets a text be a list of lines."""
    return "".join(text) if isinstance(text, list) and all(isinstance(t, str) for t in text) else text


def _kind(output: Mapping) -> str:
    return output["name"] if output["output_type"] == "stream" else output["output_type"]


def _listing(outputs: Sequence[Mapping]) -> str:
    kinds = ", ".join(map(_kind, outputs))
    return f"{len(outputs)} output{'s' if len(outputs) > 1 else ''} ({kinds})" if outputs else "no output"


def _compare_one(stored: Mapping, fresh: Mapping, tolerance: Tolerance) -> list[str]:
    if stored["output_type"] == "stream":
        return _compare_text(stored["text"], fresh["text"], tolerance)
    if stored["output_type"] == "error":
        old, new = (wording.sanitise(f"{o['ename']}: {o['evalue']}") for o in (stored, fresh))
        return [] if old == new else [f"stored the error '{old}', came '{new}'"]
    return _compare_bundles(stored["data"], fresh["data"], tolerance)


def _compare_bundles(stored: Mapping, fresh: Mapping, tolerance: Tolerance) -> list[str]:
    missing, extra = sorted(set(stored) - set(fresh)), sorted(set(fresh) - set(stored))
    found = [f"stored as {mime}, which did not come" for mime in missing]
    found += [f"came as {mime}, which is not stored" for mime in extra]
    for mime in sorted(set(stored) & set(fresh)):
        found += [f"{mime}: {d}" for d in _compare_mime(mime, _joined(stored[mime]), _joined(fresh[mime]), tolerance)]
    return found


def _compare_mime(mime: str, stored: Any, fresh: Any, tolerance: Tolerance) -> list[str]:
    if stored == fresh:
        return []
    if mime == _WIDGET:
        # Model ids are random; what the widget shows is compared by its other MIME types.
        old, new = ({k: v for k, v in view.items() if k != "model_id"} for view in (stored, fresh))
        return _compare_json(old, new, tolerance)
    if mime in _PICTURES:
        return likeness.differences(stored, fresh, tolerance.picture_rms_fraction, tolerance.picture_block_fraction)
    if isinstance(stored, str) and isinstance(fresh, str):
        if mime == "image/svg+xml":
            return _compare_svg(stored, fresh, tolerance)
        if mime == "application/json" or mime.endswith("+json"):
            return _compare_json(_parsed(stored), _parsed(fresh), tolerance)
        return _compare_text(stored, fresh, tolerance)
    return _compare_json(stored, fresh, tolerance)


def _compare_text(stored: str, fresh: str, tolerance: Tolerance) -> list[str]:
    return wording.differences(stored, fresh, tolerance.relative, tolerance.absolute, tolerance.timings)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _compare_json(stored: Any, fresh: Any, tolerance: Tolerance, path: str = "$") -> list[str]:
    if type(stored) is not type(fresh):
        return [f"at {path} stored {stored!r:.60}, came {fresh!r:.60}"]
    if isinstance(stored, dict):
        if stored.keys() != fresh.keys():
            return [f"at {path} stored the keys {sorted(stored)}, came {sorted(fresh)}"]
        return [d for key in stored for d in _compare_json(stored[key], fresh[key], tolerance, f"{path}.{key}")]
    if isinstance(stored, list):
        if len(stored) != len(fresh):
            return [f"at {path} stored {len(stored)} entries, came {len(fresh)}"]
        pairs = enumerate(zip(stored, fresh, strict=True))
        return [d for i, (a, b) in pairs for d in _compare_json(a, b, tolerance, f"{path}[{i}]")]
    if isinstance(stored, str):
        return [f"at {path}: {d}" for d in _compare_text(stored, fresh, tolerance)]
    if isinstance(stored, float) and wording.agree(repr(stored), repr(fresh), tolerance.relative, tolerance.absolute):
        return []
    return [] if stored == fresh else [f"at {path} stored {stored!r}, came {fresh!r}"]


_TAG = re.compile(r"(<(?!!--)[^>]+>)")  # comments are text: Matplotlib repeats in them what a label says
_TOKEN = re.compile(r"(data:image/[\w+]+;base64,[A-Za-z0-9+/=\s]+|#[0-9a-fA-F]{6}\b)")
_ID = re.compile(r'\bid="([^"]+)"')


def _compare_svg(stored: str, fresh: str, tolerance: Tolerance) -> list[str]:
    """Equal tags in equal order; the numbers in tags to `svg_units`, the text between them as any other text.

    Not byte by byte: coordinates are computed from single-precision results, and ids are hashes of coordinates.
    """
    old, new = (_TAG.split(_renumbered(wording.sanitise(svg))) for svg in (stored, fresh))
    if len(old) != len(new):
        return [f"stored a drawing of {len(old) // 2} tags, came one of {len(new) // 2}"]
    found: list[str] = []
    for i, (a, b) in enumerate(zip(old, new, strict=True)):
        if a != b:
            found += _compare_tag(a, b, tolerance) if i % 2 else _compare_text(a, b, tolerance)
    return [*found[:5], f"and {len(found) - 5} more"] if len(found) > 6 else found


def _renumbered(svg: str) -> str:
    """The drawing with its ids named by order of appearance, so that only what refers to what counts."""
    names = {name: f"id{i}" for i, name in enumerate(dict.fromkeys(_ID.findall(svg)))}
    svg = _ID.sub(lambda m: f'id="{names[m[1]]}"', svg)
    return re.sub(r'(url\(#|href="#)([^)"]+)', lambda m: m[1] + names.get(m[2], m[2]), svg)


def _compare_tag(stored: str, fresh: str, tolerance: Tolerance) -> list[str]:
    old, new = _TOKEN.split(stored), _TOKEN.split(fresh)
    if len(old) != len(new):
        return [f"stored the tag {stored:.60}…, came {fresh:.60}…"]

    def same(a: str, b: str) -> bool:
        return abs(float(a) - float(b)) <= tolerance.svg_units

    found: list[str] = []
    for a, b in zip(old, new, strict=True):
        if a == b:
            continue
        if a.startswith("data:") and b.startswith("data:"):
            limits = tolerance.picture_rms_fraction, tolerance.picture_block_fraction
            found += likeness.differences(a.partition(",")[2], b.partition(",")[2], *limits)
        elif _TOKEN.fullmatch(a) and _TOKEN.fullmatch(b):
            if any(abs(x - y) > tolerance.colour_levels for x, y in zip(_channels(a), _channels(b), strict=True)):
                found.append(f"stored the colour {a}, came {b}")
        else:
            found += wording.differences(a, b, 0, 0, same_number=same)
    return found


def _channels(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])
