"""How every figure of the book looks and how it reaches the page: one style, one palette, one way to show."""

import base64
import io
import re
from dataclasses import dataclass
from html import escape
from importlib.resources import files

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

INK = "#1b1b1a"  # axes and text; becomes currentColor, so that a figure reads in dark mode and in print
# The Okabe-Ito colours, told apart by readers with any common colour blindness: https://jfly.uni-koeln.de/color/
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"


def use_style() -> None:
    """Makes every figure drawn from here on look like the book's. Call it once, in a chapter's first cell."""
    plt.style.use(str(files("genai_book") / "book.mplstyle"))


@dataclass(frozen=True)
class Picture:
    """An image with its description; what a cell shows when a figure is its last value.

    `mime` is `image/svg+xml` (then `data` is text) or `image/png` (then `data` is bytes). The description is the
    output's `text/plain`: the page, the Word file and a screen reader all take the alternative text from there.
    """

    mime: str
    data: str | bytes
    alt: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str | bytes]:
        return {self.mime: self.data, "text/plain": self.alt}

    @property
    def html(self) -> str:
        """The picture as HTML that needs no other file."""
        if isinstance(self.data, str):
            return self.data
        return f'<img src="data:{self.mime};base64,{base64.b64encode(self.data).decode()}" alt="{escape(self.alt)}">'


def show(figure: Figure, alt: str) -> Picture:
    """Turns a Matplotlib figure into SVG: the same on every run, in the ink of the page, described by `alt`.

    Closes the figure, so that it is shown once. Raises ValueError when `alt` is too short to describe anything.
    """
    _require_description(alt)
    buffer = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "genai-book"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    plt.close(figure)
    return Picture("image/svg+xml", _for_the_page(buffer.getvalue(), alt), alt)


def picture(image: "np.ndarray", alt: str, scale: int = 1) -> Picture:
    """Shows pixels as they are: `image` is (H, W) or (H, W, 3), floats in [0, 1] or uint8; `scale` repeats each pixel.

    Raises ValueError on another shape, and when `alt` is too short to describe anything.
    """
    from PIL import Image

    _require_description(alt)
    pixels = np.asarray(image)
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise ValueError(f"An image is (H, W) or (H, W, 3); this array is {pixels.shape}.")
    if pixels.dtype != np.uint8:
        pixels = (np.clip(pixels, 0, 1) * 255).round().astype(np.uint8)
    pixels = pixels.repeat(scale, axis=0).repeat(scale, axis=1)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG", optimize=True)
    return Picture("image/png", buffer.getvalue(), alt)


def digit_sheet(rows: "np.ndarray | list", alt: str, scale: int = 5) -> Picture:
    """Shows digits of 8 x 8 pixels in rows and columns: `rows` is (rows, columns, 64) or (rows, columns, 8, 8), from -1
    (paper) to 1 (ink); what lies beyond is shown as the nearest of the two.

    Raises ValueError on another shape, and when `alt` is too short to describe anything.
    """
    pixels = np.asarray(rows, dtype=float)
    if pixels.ndim not in (3, 4) or pixels[0, 0].size != 64:
        raise ValueError(f"A sheet of digits is (rows, columns, 64) or (rows, columns, 8, 8); this is {pixels.shape}.")
    pixels = pixels.reshape(*pixels.shape[:2], 8, 8)
    framed = np.pad((1 - pixels.clip(-1, 1)) / 2, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=1)
    return picture(framed.swapaxes(1, 2).reshape(10 * pixels.shape[0], 10 * pixels.shape[1]), alt, scale)


def tokens(
    pieces: list[str],
    alt: str,
    numbers: list[int] | None = None,
    width: int = 56,
    shades: list[float] | None = None,
) -> Picture:
    """Draws `pieces` of text as boxes, with their ids in `numbers` underneath; a line holds `width` characters.

    Spaces are drawn as \u2423 and line ends as \u21b5, so that what belongs to which token can be seen. `shades`, one
    a token from 0 (pale) to 1 (deep), replace the three alternating colours by one.
    """
    placed, x, line = [], 0.0, 0
    for i, piece in enumerate(pieces):
        text = _visible(piece)
        number = "" if numbers is None else str(numbers[i])
        length = max(len(text), 0.75 * len(number)) + 0.7
        if x and x + length > width:
            x, line = 0.0, line + 1
        paint = ((BLUE, VERMILION, GREEN)[i % 3], 0.18)
        if shades is not None:
            paint = (VERMILION, round(0.05 + 0.75 * shades[i], 2))
        placed.append((x, line, length, text, number, paint))
        x += length
    height = 2.4 if numbers else 1.6
    em = 6.4 / width / 0.602 * 72  # font size in points that fits `width` monospaced characters into 6.4 inches
    figure = plt.figure(figsize=(6.4, (line + 1) * height * em * 1.1 / 72), layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(-(line + 1) * height, 0))
    axes.axis("off")
    for x, line, length, text, number, (colour, alpha) in placed:
        box = dict(xy=(x + 0.1, -line * height - 1.3), width=length - 0.2, height=1.2)
        axes.add_patch(plt.Rectangle(**box, facecolor=colour, alpha=alpha, linewidth=0))
        middle = dict(ha="center", va="center", fontfamily="monospace")
        axes.text(x + length / 2, -line * height - 0.72, text, fontsize=em * 0.95, **middle)
        axes.text(x + length / 2, -line * height - 1.8, number, fontsize=em * 0.7, alpha=0.7, **middle)
    return show(figure, alt)


def next_token_bars(
    pieces: list, probabilities: list, alt: str, titles: list[str] | None = None, marked: list | None = None
) -> Picture:
    """Draws how likely each of `pieces` is to come next: one bar a token, its probability in [0, 1] written beside it.

    With `titles` there is one panel a title on a common scale, and every other argument holds one list for each panel.
    `marked` holds the places of the bars that keep their colour while the others fade: what was chosen, or kept.
    """
    if titles is None:
        panels = [("", pieces, probabilities, marked)]
    else:
        panels = list(zip(titles, pieces, probabilities, marked or [None] * len(titles), strict=True))
    top = max(0.01, round(max(float(value) for _, _, values, _ in panels for value in values), 2))
    columns, longest = min(len(panels), 3), max(len(names) for _, names, _, _ in panels)
    rows = -(-len(panels) // columns)
    height = rows * (0.23 * longest + (0.1 if titles is None else 0.4))  # inches
    figure, grid = plt.subplots(rows, columns, figsize=(6.4, height), squeeze=False)
    for axes, (title, names, values, strong) in zip(grid.flat, panels, strict=False):
        values = [round(float(value), 3) for value in values]  # so that the SVG is the same on every CPU
        bars = axes.barh(range(len(names)), values, 0.72, color=BLUE)
        for i, bar in enumerate(bars):
            bar.set_alpha(1 if strong is None or i in strong else 0.3)
        axes.bar_label(bars, [_percent(value) for value in values], padding=3, fontsize=8)
        axes.set_yticks(range(len(names)), [_visible(name) for name in names], fontfamily="monospace")
        axes.set(ylim=(longest - 0.4, -0.6), xlim=(0, 1.3 * top), xticks=[])
        axes.set_title(title, fontsize=9)
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
    for axes in grid.flat[len(panels) :]:
        axes.remove()
    return show(figure, alt)


def _percent(probability: float) -> str:
    if probability < 0.001:
        return "<0.1%"
    return f"{probability:.1%}" if probability < 0.0995 else f"{probability:.0%}" if probability < 0.995 else ">99%"


def _visible(piece: str) -> str:
    """`piece` with its spaces and line ends made visible, and other signs that do not print as U+FFFD."""
    marked = piece.replace(" ", "\u2423").replace("\n", "\u21b5")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in marked)


def _require_description(alt: str) -> None:
    if len(alt.split()) < 4:
        raise ValueError(
            f"{alt!r} does not describe a picture. Say in a sentence what a reader who cannot see it needs to know."
        )


def _for_the_page(svg: str, alt: str) -> str:
    """Makes the SVG fit for inlining: no styles that a strict page refuses, two decimals, the ink of the page."""
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    svg = re.sub(r"<(metadata|style)\b.*?</\1>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r' style="([^"]*)"', lambda style: _as_attributes(style[1]), svg)
    coordinates = r'( (?:d|x|y|transform)=")([^"]*)'
    svg = re.sub(coordinates, lambda match: match[1] + (match[2] if "scale" in match[2] else _rounded(match[2])), svg)
    # subtle: the `color` attribute is what an <img> or a printer takes; the page's own CSS overrides it when inlined.
    root = f'<svg color="{INK}" role="img" stroke-linejoin="round" stroke-linecap="butt"'
    before, start, rest = svg.replace("<svg", root, 1).partition(">")
    return f"{before}{start}\n <title>{escape(alt)}</title>{rest}"


def _as_attributes(style: str) -> str:
    pairs = (declaration.split(":", 1) for declaration in style.split(";") if ":" in declaration)
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)


def _rounded(numbers: str) -> str:
    return re.sub(r"-?\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", numbers).replace("\n", " ")
