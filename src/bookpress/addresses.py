"""Where the book lives: its repository and its site. Both may be unknown, and then nothing links to them."""

import os
import re

from .errors import ExportError
from .resolved import Book

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_GITHUB = re.compile(r"(?:https://github\.com/)?([\w.-]+/[\w.-]+?)(?:\.git)?/?")


def repository(book: Book) -> str | None:
    """`owner/name` on GitHub: the environment's GITHUB_REPOSITORY, else `github` of the project in myst.yml.

    Raises ExportError where either is set and names no repository.
    """
    if name := os.environ.get("GITHUB_REPOSITORY"):
        if not _NAME.fullmatch(name):
            raise ExportError(
                f"GITHUB_REPOSITORY is {name!r}, which is not of the form owner/name. Set it, or unset it."
            )
        return name
    given = book.project.get("github")
    if not given:
        return None
    match = _GITHUB.fullmatch(given)
    if not match:
        raise ExportError(f"`github` in myst.yml is {given!r}, which is no GitHub repository such as owner/name.")
    return match[1]


def site(book: Book) -> str | None:
    """The site's address, no slash at its end: the theme's `site_url`, else where GitHub serves the repository."""
    options = {**book.config, **(book.config.get("options") or {})}
    if url := options.get("site_url"):
        return url.rstrip("/")
    name = repository(book)
    if name is None:
        return None
    owner, _, repo = name.partition("/")
    host = f"https://{owner.lower()}.github.io"
    return host if repo.lower() == f"{owner.lower()}.github.io" else f"{host}/{repo}"


def page(book: Book, slug: str, fragment: str = "") -> str | None:
    """The address of a page on the site; None where the site's is unknown."""
    origin = site(book)
    if origin is None:
        return None
    path = "/" if slug == book.index else f"/{slug.replace('.', '/')}/"
    return origin + path + (f"#{fragment}" if fragment else "")
