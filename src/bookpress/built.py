"""What built pages must be, whatever theme made them: whole, self-contained, and without a link that leads nowhere."""

import posixpath
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_LOADED = {"script": "src", "img": "src", "video": "src", "audio": "src", "source": "src", "embed": "src"}
_LINK_KINDS_NOT_LOADED = frozenset({"canonical", "license", "alternate", "author"})
_LEFT_OVER = ("⛔", "{eval}", "{cite", "{ref}", "{term}", "myst_assets_folder")


@dataclass
class _Page(HTMLParser):
    """What one page loads, links to, and can be linked at."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)  # tag, class

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if identifier := values.get("id"):
            if identifier in self.ids:
                self.problems.append(f"has the id {identifier!r} twice")
            self.ids.add(identifier)
        self._collect(tag, values)
        if tag not in _VOID:
            self._open.append((tag, values.get("class", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        # Code may show how MyST is written; a script's data is no text.
        if not any(tag in ("code", "pre", "script", "style", "annotation") for tag, _ in self._open):
            for mark in _LEFT_OVER:
                if mark in data:
                    self.problems.append(
                        f"shows {mark!r} in {' '.join(data.split())[:80]!r}: something was not resolved"
                    )

    def _collect(self, tag: str, values: dict[str, str]) -> None:
        loaded = values.get(_LOADED.get(tag, ""), "")
        if tag == "link" and not _LINK_KINDS_NOT_LOADED & set(values.get("rel", "").split()):
            loaded = values.get("href", "")
        if tag == "iframe" and not urlsplit(values.get("src", "")).netloc:
            loaded = values.get("src", "")
        if loaded and (urlsplit(loaded).scheme in ("http", "https") or loaded.startswith("//")):
            self.problems.append(f"loads {loaded} from another host: bring the file into the book")
        elif loaded and not loaded.startswith("data:"):
            self.links.append(loaded)
        self.links += [values[name] for name in ("data-esm", "data-css", "poster") if values.get(name)]
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "img" and any("output" in name for _, name in self._open) and not values.get("alt", "").strip():
            self.problems.append(f"shows the output {values.get('src', '')[-60:]} without a description (alt is empty)")


def problems(folder: Path, base: str = "") -> list[str]:
    """Everything wrong with the site in `folder`, one sentence each, by page; `base` is the path it will live under."""
    if not (folder / "index.html").is_file():
        return [f"{folder} has no index.html"]
    pages = {path.relative_to(folder).as_posix(): _parse(path) for path in sorted(folder.rglob("*.html"))}
    found = []
    for name, page in pages.items():
        found += [f"{name} {problem}" for problem in page.problems]
        for link in dict.fromkeys(page.links):
            if reason := _dead(link, name, pages, folder, base):
                found.append(f"{name} {reason}")
    return found


def _parse(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def _dead(link: str, name: str, pages: dict[str, _Page], folder: Path, base: str) -> str | None:
    """Why `link` on page `name` leads nowhere; None when it does, or leads out of the site."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    target = name
    if parts.path:
        path = unquote(parts.path)
        if path.startswith("/"):
            if base and path != base and not path.startswith(f"{base}/"):
                return f"links to {link}, which is outside the site's path {base}"
            path = path[len(base) :].lstrip("/")
        else:
            path = posixpath.join(posixpath.dirname(name), path)
        target = posixpath.normpath(path) if path else "."
        if (folder / target).is_dir():
            target = posixpath.normpath(posixpath.join(target, "index.html"))
        if not (folder / target).is_file():
            return f"links to {link}, which the site does not have"
    fragment = unquote(parts.fragment)
    if fragment and target in pages and fragment not in pages[target].ids:
        return f"links to {link}, but nothing on that page is named {fragment!r}"
    return None
