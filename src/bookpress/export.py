"""Makes the files that readers carry away, from what mystmd resolved and the twins hold; nothing is executed again."""

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import pandoc, resolved, site
from .errors import ExportError
from .files import write_whole
from .paper import fonts, pdf
from .resolved import Book, Page
from .settings import Settings
from .word import docx

AT_A_TIME = 2  # files; each is mostly one thread of pandoc or Typst
Say = Callable[[str], None]


@dataclass(frozen=True)
class Job:
    """One file to make."""

    path: Path
    pages: tuple[Page, ...]
    make: Callable[[Book, tuple[Page, ...], Say], bytes]


def _pdf(book: Book, pages: tuple[Page, ...], say: Say) -> bytes:
    return pdf.make(book, pandoc.convert(book, list(pages)), len(pages) > 1, say)


def _docx(book: Book, pages: tuple[Page, ...], say: Say) -> bytes:
    return docx.make(book, pandoc.convert(book, list(pages)), len(pages) > 1)


PAGED = {"docx": _docx, "pdf": _pdf}  # the whole book, or one page of it
FORMATS = ("docx", "pdf")


def export(settings: Settings, formats: list[str], chapter: str | None = None, say: Say = print) -> list[Path]:
    """Makes the files of these formats and returns where they lie, below `_build/exports`.

    One chapter where one is named; else the whole book and, beside it, each of its pages. A file that cannot be made
    whole is left as it was, the others are made, and ExportError says what stands in the way, with file and line.
    """
    started = time.monotonic()
    site.resolve(settings, say)
    book = resolved.read(settings)
    fonts.prepare(settings)
    jobs = list(_jobs(book, formats, chapter))
    done, failed = [], []

    def work(job: Job) -> None:
        try:
            write_whole(job.path, job.make(book, job.pages, say))
            done.append(job)
        except ExportError as error:
            failed.append(f"{job.path.name}: {error}")

    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(work, jobs))
    _remember(book, done)
    if failed:
        raise ExportError(f"{len(failed)} of {len(jobs)} files were not made. {' '.join(sorted(failed))}")
    folder = settings.root / "_build" / "exports"
    say(f"Made {len(done)} files in {folder} in {time.monotonic() - started:.1f} s.")
    return [job.path for job in jobs]


def name_of(book: Book) -> str:
    """What the files of the whole book are called."""
    return re.sub(r"[^\w]+", "-", book.identifier.lower()).strip("-") or "book"


def _jobs(book: Book, formats: list[str], chapter: str | None):
    folder = book.settings.root / "_build" / "exports"
    alone = [book.chapter(chapter)] if chapter else [page for page in book.pages if page.slug != book.index]
    for form in formats:
        if not chapter:
            yield Job(folder / f"{name_of(book)}.{form}", tuple(book.pages), PAGED[form])
        for page in alone:
            yield Job(folder / f"{page.source.stem}.{form}", (page,), PAGED[form])


def _remember(book: Book, done: list[Job]) -> None:
    """Notes which state of each page its files show, so that the site offers none that is older than the page."""
    path = book.settings.root / "_build" / "exports" / "downloads.json"
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    for job in done:
        form = job.path.suffix[1:]
        slug = book.index if len(job.pages) > 1 else job.pages[0].slug
        state = "".join(page.data["sha256"] for page in job.pages)
        known.setdefault(slug, {})[form] = {"file": job.path.name, "bytes": job.path.stat().st_size, "state": state}
    write_whole(path, json.dumps(known, indent=1, sort_keys=True) + "\n")
