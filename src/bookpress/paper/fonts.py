"""Fonts for paper, made from those of the theme. Typst reads TrueType; the packages of @fontsource hold it compressed,
cut into one file a script."""

import hashlib
import re
from pathlib import Path

from ..errors import ExportError
from ..settings import Settings

BUILT_IN = {  # of Typst itself; they stand in for what a face lacks
    "serif": ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"),
    "sans": ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"),
    "mono": ("DejaVu Sans Mono",),
}
_SCRIPTS = ("latin", "latin-ext", "greek", "greek-ext", "cyrillic")
_FILE = re.compile(rf"(?P<name>.+?)-(?P<script>{'|'.join(_SCRIPTS)})-(?P<weight>400|600)-(?P<style>\w+)\.woff")


def prepare(settings: Settings) -> tuple[Path, dict[str, list[str]]]:
    """A folder of fonts and, by role, the families to try in order.

    `print_fonts` of the settings names the packages: `serif`, `sans` and `mono`. Raises ExportError where one is empty.
    """
    folder = settings.root / "_build" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    families = {}
    for role, fallback in BUILT_IN.items():
        own: list[str] = []
        if role in settings.print_fonts:
            own = _converted(settings.root / settings.print_fonts[role], folder)
        families[role] = [*own, *fallback]
    return folder, families


def _converted(package: Path, folder: Path) -> list[str]:
    """Puts a package's faces into `folder` and returns the names of their families, one a script."""
    found = [(path, match) for path in sorted(package.glob("files/*.woff")) if (match := _FILE.fullmatch(path.name))]
    if not found:
        raise ExportError(
            f"{package} holds no fonts. `bookpress build` installs the theme's packages; run it, or mend `print_fonts` "
            "in pyproject.toml."
        )
    families = {}
    for path, match in found:
        families[match["script"]] = family = f"{_words(match['name'])} {_words(match['script'])}"
        data = path.read_bytes()
        made = folder / f"{path.stem}-{hashlib.sha256(data).hexdigest()[:12]}.ttf"
        if not made.exists():
            _convert(path, made, family)
    return [families[script] for script in _SCRIPTS if script in families]


def _words(name: str) -> str:
    return " ".join(part.capitalize() for part in name.split("-"))


def _convert(path: Path, made: Path, family: str) -> None:
    from fontTools.ttLib import TTFont

    # subtle: all scripts of a face carry one family name, and Typst would look into the first of them only.
    with TTFont(path) as font:
        for record in font["name"].names:
            if record.nameID in (1, 16):
                record.string = family
        font.flavor = None
        part = made.with_suffix(".part")
        font.save(part, reorderTables=False)
    part.replace(made)
