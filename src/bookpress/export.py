"""Makes the files that readers carry away, from what mystmd resolved and the twins hold; nothing is executed again."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import colab, downloads, pandoc, resolved, site, wheel
from .ebook import epub
from .errors import BookpressError, ExportError
from .files import write_whole
from .paper import fonts, pdf
from .resolved import Book, Page
from .settings import Settings
from .word import docx

FORMATS = ("docx", "pdf", "epub", "colab")
AT_A_TIME = 2  # files; each is mostly one thread of pandoc or Typst
Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """One file to make: of the whole book, or of one page."""

    path: Path
    form: str
    pages: tuple[Page, ...]

    def slug(self, book: Book) -> str:
        """The page that offers it."""
        return self.pages[0].slug if len(self.pages) == 1 else book.index


def export(settings: Settings, formats: list[str], chapter: str | None = None, say: Say = print) -> list[Path]:
    """Makes the files of these formats and returns where they lie, below `_build/exports`.

    One chapter where one is named; else the whole book and, beside it, each of its pages. A file that cannot be made
    whole is left as it was, the others are made, and ExportError says what stands in the way, with file and line.
    """
    started = time.monotonic()
    site.install_theme(site.theme_folder(settings), say)  # the PDF is set in its fonts
    site.resolve(settings, say)
    book = resolved.read(settings)
    fonts.prepare(settings)
    jobs = list(_jobs(book, formats, chapter))
    package = wheel.build(book, downloads.exports(settings)) if "colab" in formats else None
    done: list[Job] = []
    failed: list[str] = []

    def work(job: Job) -> None:
        try:
            write_whole(job.path, _made(book, job, package, say))
            done.append(job)
        except BookpressError as error:
            failed.append(f"{job.path.name}: {error}")

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(work, jobs))
    entries: dict[str, dict] = {}
    for job in done:
        entries.setdefault(job.slug(book), {})[job.form] = _entry(book, job, package)
    downloads.remember(settings, entries)
    if failed:
        raise ExportError(f"{len(failed)} of {len(jobs)} files were not made. {' '.join(sorted(failed))}")
    say(f"Made {len(done)} files in {downloads.exports(settings)} in {time.monotonic() - started:.1f} s.")
    return [job.path for job in jobs]


def name_of(book: Book) -> str:
    """What the files of the whole book are called."""
    return re.sub(r"[^\w]+", "-", book.identifier.lower()).strip("-") or "book"


def _jobs(book: Book, formats: list[str], chapter: str | None) -> Iterator[Job]:
    alone = [book.chapter(chapter)] if chapter else [page for page in book.pages if page.slug != book.index]
    for form in formats:
        suffix = "ipynb" if form == "colab" else form
        if not chapter and form != "colab":
            yield Job(downloads.exports(book.settings) / f"{name_of(book)}.{suffix}", form, tuple(book.pages))
        for page in alone:
            if page.is_notebook if form == "colab" else form != "epub" or chapter:
                yield Job(downloads.exports(book.settings) / f"{page.source.stem}.{suffix}", form, (page,))


def _made(book: Book, job: Job, package: wheel.Package | None, say: Say) -> bytes:
    if job.form == "colab":
        return colab.make(book, job.pages[0], package)
    document = pandoc.convert(book, list(job.pages))
    whole = len(job.pages) > 1
    if job.form == "pdf":
        return pdf.make(book, document, whole, say if whole else lambda line: None)
    return docx.make(book, document, whole) if job.form == "docx" else epub.make(book, document)


def _entry(book: Book, job: Job, package: wheel.Package | None) -> dict:
    """What the site must know of a file before it offers it."""
    entry = {
        "file": job.path.name,
        "bytes": job.path.stat().st_size,
        "sources": {page.twin: page.data["sha256"] for page in job.pages},
    }
    if job.form == "colab":
        entry["address"] = colab.address(book, job.pages[0])
        entry["needs"] = [package.wheel] if package else []
    return entry
