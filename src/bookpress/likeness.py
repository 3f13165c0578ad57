"""One picture against another, pixel by pixel: how far apart, and where.

Two measures, because either alone is blind: the root mean square over all pixels sees a change of the whole, the
worst small block sees a changed detail. Neither knows what the picture shows.
"""

import base64
import io
import warnings

BLOCK_PIXELS = 8  # edge of the block in which a detail is looked for


def differences(stored: str | bytes, fresh: str | bytes, rms_fraction: float, block_fraction: float) -> list[str]:
    """What differs between two encoded pictures (bytes or base64) in words; empty when they are alike.

    `rms_fraction` limits the root mean square difference, `block_fraction` the mean difference of the worst
    8 by 8 block; both are fractions of full scale. Size and number of frames must be equal.
    """
    if stored == fresh:
        return []
    import numpy as np

    try:
        old, new = _frames(stored), _frames(fresh)
    except (OSError, ValueError) as error:
        return [f"a picture cannot be read ({error})"]
    if len(old) != len(new):
        return [f"stored {len(old)} frames, came {len(new)}"]
    for number, (a, b) in enumerate(zip(old, new, strict=True), 1):
        frame = f"frame {number}: " if len(old) > 1 else ""
        if a.shape != b.shape:
            return [f"{frame}stored a picture of {_size(a)} pixels, came one of {_size(b)}"]
        gap = np.abs(a - b)
        rms = float(np.sqrt((gap**2).mean()))
        block, x, y = _worst_block(gap.max(axis=2))
        if rms > rms_fraction or block > block_fraction:
            return [
                f"{frame}the pictures differ by {rms:.2%} (root mean square; allowed {rms_fraction:.2%}) and by "
                f"{block:.1%} in the worst block, at pixel ({x}, {y}) (allowed {block_fraction:.1%})"
            ]
    return []


def _frames(data: str | bytes) -> list:
    """Every frame as a float array (height, width, 4), colour multiplied by alpha, 0 to 1."""
    import numpy as np
    from PIL import Image, ImageSequence

    raw = base64.b64decode(data) if isinstance(data, str) else data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd palettes; the pixels are what counts
        with Image.open(io.BytesIO(raw)) as image:
            pixels = [np.asarray(f.convert("RGBA"), dtype=np.float64) / 255 for f in ImageSequence.Iterator(image)]
    for frame in pixels:
        frame[..., :3] *= frame[..., 3:]
    return pixels


def _size(frame) -> str:
    return f"{frame.shape[1]} by {frame.shape[0]}"


def _worst_block(gap) -> tuple[float, int, int]:
    """Largest mean of an 8 by 8 block of `gap` (height, width), and the block's corner (x, y)."""
    import numpy as np

    height, width = gap.shape
    rows, columns = range(0, height, BLOCK_PIXELS), range(0, width, BLOCK_PIXELS)
    sums = np.add.reduceat(np.add.reduceat(gap, list(rows), axis=0), list(columns), axis=1)
    sizes = np.outer([min(BLOCK_PIXELS, height - r) for r in rows], [min(BLOCK_PIXELS, width - c) for c in columns])
    means = sums / sizes
    row, column = np.unravel_index(means.argmax(), means.shape)
    return float(means[row, column]), int(column) * BLOCK_PIXELS, int(row) * BLOCK_PIXELS
