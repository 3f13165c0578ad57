import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from bookpress.ebook import check, epub
from regression_export import book, document, ebook

EPUBCHECK = Path("/usr/bin/epubcheck")  # Debian's is a jar by this name


def changed(part: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(ebook())) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    found = next(name for name in sorted(parts) if name.startswith(part) and old.encode() in parts[name])
    parts[found] = parts[found].replace(old.encode(), new.encode(), 1)
    return epub.packed(parts)


def test_the_book_is_sound() -> None:
    assert list(check.problems(ebook())) == []


@pytest.mark.skipif(not (EPUBCHECK.is_file() and shutil.which("java")), reason="epubcheck is not installed")
def test_epubcheck_has_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(ebook())
    done = subprocess.run(
        ["java", "-jar", EPUBCHECK, tmp_path / "book.epub"], capture_output=True, text=True, check=False
    )
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stderr


@pytest.mark.parametrize(
    ("part", "old", "new", "complaint"),
    [
        ("EPUB/text/ch", "</body>", "", "is not well-formed"),
        ("EPUB/text/ch", 'alt="', 'alt="" x="', "without a description"),
        ("EPUB/text/ch", 'href="#', 'href="#gone-', "but nothing there has that name"),
        ("EPUB/text/ch", 'src="../media/', 'src="../gone/', "which is not in the book"),
        ("EPUB/content.opf", 'href="media/', 'href="gone/', "is not in its list"),
        ("EPUB/text/ch", "<math ", '<math xmlns="http://www.w3.org/1998/Math/MathML"/><math ', "has an empty formula"),
    ],
)
def test_what_a_reader_would_refuse_is_found(part: str, old: str, new: str, complaint: str) -> None:
    assert any(complaint in problem for problem in check.problems(changed(part, old, new)))


def test_pages_are_called_by_their_headings_and_parts_have_pages() -> None:
    with zipfile.ZipFile(io.BytesIO(ebook())) as file:
        pages = {name: file.read(name).decode() for name in file.namelist() if name.startswith("EPUB/text/ch")}
        package = file.read("EPUB/content.opf").decode()
        navigation = file.read("EPUB/nav.xhtml").decode()
    titles = [page.split("<title>")[1].split("</title>")[0] for page in pages.values()]
    assert titles[:4] == ["About this book", "Pages of prose", "Every kind of text", "Every kind of block"]
    assert 'property="schema:accessMode">textual' in package
    assert 'properties="nav mathml"' in package
    assert "A second-level heading" in navigation


def test_the_same_book_gives_the_same_file() -> None:
    assert epub.make(book(), document("text")) == epub.make(book(), document("text"))
