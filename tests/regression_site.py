"""The regression book, built once for all tests of a process."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from bookpress import site
from bookpress.settings import Settings

TESTS = Path(__file__).parent
THEME = TESTS.parent / "book" / "theme"


def copy_of_book(folder: Path) -> Settings:
    """The regression book in `folder`, so that builds leave no traces in the checkout."""
    shutil.copytree(TESTS / "regression_book", folder, ignore=shutil.ignore_patterns("_build"), dirs_exist_ok=True)
    configuration = folder / "myst.yml"
    text = configuration.read_text(encoding="utf-8")
    configuration.write_text(text.replace("../../book/theme", str(THEME)), encoding="utf-8")
    return Settings.find(folder)


@cache
def built_site() -> Path:
    """The folder of the built HTML."""
    folder = Path(tempfile.mkdtemp(prefix="regression-book-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return site.build(copy_of_book(folder))
