"""What bookpress has to know of a book: the [tool.bookpress] table of its pyproject.toml, nothing else."""

import tomllib
from dataclasses import Field, dataclass, field, fields
from pathlib import Path

from .errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """One book. Paths are absolute; in pyproject.toml they are relative to it."""

    root: Path  # folder of pyproject.toml, myst.yml and jupytext.toml
    chapters: Path  # folder of NN-slug.md, the only place where prose and cells are written
    notebooks: Path  # folder of the executed twins, NN-slug.ipynb
    source: tuple[Path, ...] = ()  # roots of the Python source that cells may import and fingerprints follow
    data: tuple[Path, ...] = ()  # folders whose direct children are units of data that cells may read
    lock: Path | None = None  # requirements file with one `name==version` a line
    preload: tuple[str, ...] = ()  # modules a warm kernel's parent imports once; it never computes
    environment: dict[str, str] = field(default_factory=dict)  # added to every kernel's environment
    cell_lines: int = 20  # longest allowed code cell, in lines
    chapter_seconds: int = 60  # compute budget of one chapter on two cores
    cell_timeout_seconds: int = 300  # a cell that takes longer is stopped and the run fails
    chapter_label: str = ""  # how the label before a chapter's title begins, such as "ch-"; empty: none is needed
    opening_class: str = ""  # class of the admonition that every chapter opens with; empty: none is needed
    required_sections: tuple[str, ...] = ()  # headings every chapter has, in this order; "Exercises" needs solutions
    prose_before_cells: bool = False  # whether text must stand before every code cell that is not hidden
    banned_words: tuple[str, ...] = ()  # beginnings of words and phrases that say nothing
    modules: Path | None = None  # folder that relative imports of {anywidget} modules start from; they are bundled
    published: dict[str, str] = field(default_factory=dict)  # place on the site = folder of the book
    report: Path | None = None  # generated page that says how the book is checked
    notebook_hint: tuple[str, ...] = ()  # lines for the first cell of notebooks to carry away, such as which runtime
    # Folders of @fontsource packages for the PDF, by role: serif, sans, mono; empty: Typst's own fonts
    print_fonts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def find(cls, start: Path | None = None) -> "Settings":
        """Settings of the book that `start` (default: the current folder) lies in. Raises SettingsError."""
        here = Path(start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            file = folder / "pyproject.toml"
            if file.is_file():
                table = _read(file).get("tool", {}).get("bookpress")
                if table is not None:
                    return cls._from_table(folder, table)
        raise SettingsError(
            f"No book found in {here} or above it: no pyproject.toml there has a [tool.bookpress] table. "
            "Run the command inside the book's folder."
        )

    @classmethod
    def _from_table(cls, root: Path, table: dict) -> "Settings":
        known = {f.name for f in fields(cls)} - {"root"}
        if unknown := sorted(set(table) - known):
            raise SettingsError(
                f"[tool.bookpress] in {root / 'pyproject.toml'} has unknown keys {', '.join(unknown)}; "
                f"it takes {', '.join(sorted(known))}."
            )
        values = {f.name: _value(f, table[f.name], root) for f in fields(cls) if f.name in table}
        values.setdefault("chapters", root / "chapters")
        values.setdefault("notebooks", root / "notebooks")
        return cls(root=root, **values)


def _value(known: Field, given: object, root: Path) -> object:
    """What a key of the table means for the field of that name."""

    def text(value: object) -> bool:
        return isinstance(value, str)

    wanted, fits = {
        int: ("a whole number", isinstance(given, int) and not isinstance(given, bool)),
        bool: ("true or false", isinstance(given, bool)),
        str: ("a text", text(given)),
        Path: ("a text", text(given)),
        Path | None: ("a text", text(given)),
        tuple[str, ...]: ("a list of texts", isinstance(given, list) and all(map(text, given))),
        tuple[Path, ...]: ("a list of texts", isinstance(given, list) and all(map(text, given))),
        dict[str, str]: ("a table of texts", isinstance(given, dict) and all(map(text, given.values()))),
    }[known.type]
    if not fits:
        raise SettingsError(
            f"[tool.bookpress] in {root / 'pyproject.toml'}: `{known.name}` has to be {wanted}, not {given!r}."
        )
    if known.type in (Path, Path | None):
        return root / given
    if isinstance(given, list):
        return tuple(root / item if known.type == tuple[Path, ...] else item for item in given)
    return given


def _read(file: Path) -> dict:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML ({error}). Mend the line it names and run again.") from error
