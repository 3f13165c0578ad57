"""Rules of a page's text: names that mystmd, the glossary and the bibliography know, described pictures, plain words.

Works on lines, not on a parsed document: what spans lines (a link, a role) may escape it, and the strict build has the
last word on references.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .chapter import Chapter
from .myst_names import DIRECTIVES, ROLES
from .settings import Settings

_DIRECTIVE = re.compile(r"^\s*(?:>\s*)*(?:[-*]\s+)?(?::{3,}|`{3,}|~{3,})\s*\{\s*([^}\s]+)[^}]*\}\s*(.*)$")
_ROLE = re.compile(r"(?<!\\)\{\s*([A-Za-z][\w:-]*)[^}`]*\}(`+)(?!`)(.+?)(?<!`)\2(?!`)")
_CITED = re.compile(r"\[(?:[^\]@]*\s)?-?@[^\]]+\]")
_KEY = re.compile(r"(?<!\w)@\{?([A-Za-z0-9][\w:./+-]*\w)")
_IMAGE = re.compile(r"!\[\s*\]\(")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2705\u2728\u274c\u274e\u2753-\u2757\u2b50\ufe0f]")
_MACHINE = re.compile(
    r"(?<![\w.~/$}-])/(?:home|Users|root|tmp|var/tmp|var/folders|private|work|workspace|workspaces|mnt|media)/[\w.-]+"
    r"|\b[A-Za-z]:\\+Users\\+\w+"
)
_SECRET = re.compile(
    r"AIza[\w-]{35}|hf_[A-Za-z0-9]{30,}|\bsk-[\w-]{20,}|gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{30,}|AKIA[A-Z0-9]{16}"
    r"|xox[abprs]-[\w-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
_SKIPPED_FOLDERS = ("node_modules", "theme")


@dataclass(frozen=True)
class Known:
    """What the pages of a book may refer to."""

    terms: frozenset[str] = field(default_factory=frozenset)  # of every {glossary}, in lower case
    citations: frozenset[str] = field(default_factory=frozenset)  # keys of every .bib file


def known(settings: Settings) -> Known:
    """Terms and citations of all pages and .bib files of the book's folder, hidden and built folders left out."""
    terms, citations = set(), set()
    for folder, inside, names in os.walk(settings.root):
        inside[:] = [i for i in inside if not i.startswith((".", "_")) and i not in _SKIPPED_FOLDERS]
        if any(Path(folder, i, "pyproject.toml").is_file() for i in inside):
            inside[:] = [i for i in inside if not Path(folder, i, "pyproject.toml").is_file()]  # another book
        for name in names:
            if name.endswith(".bib"):
                text = Path(folder, name).read_text(encoding="utf-8", errors="replace")
                citations.update(re.findall(r"^\s*@(?!comment|string|preamble)\w+\s*\{\s*([^,\s]+)", text, re.I | re.M))
            elif name.endswith(".md"):
                text = Path(folder, name).read_text(encoding="utf-8", errors="replace")
                if "{glossary}" in text:
                    terms.update(_terms(text))
    return Known(frozenset(terms), frozenset(citations))


def _terms(text: str) -> Iterator[str]:
    """What stands before the `: definition` lines of a page's {glossary} directives."""
    for block in re.finditer(r"^(:{3,}|`{3,})\s*\{glossary\}(.*?)^\1\s*$", text, re.MULTILINE | re.DOTALL):
        for entry in re.finditer(r"((?:^[^:\s\n].*\n)+)(?=:\s)", block[2], re.MULTILINE):
            yield from (line.strip().lower() for line in entry[1].splitlines())


def problems(chapter: Chapter, known: Known, settings: Settings) -> Iterator[tuple[int, str]]:
    """Line and description of everything wrong with the text of a page or chapter."""
    banned = [(w, re.compile(rf"(?<!\w){re.escape(w)}", re.IGNORECASE)) for w in settings.banned_words]
    lines = [line for cell in chapter.cells for line in cell.prose()]
    for at, (number, line) in enumerate(lines):
        if directive := _DIRECTIVE.match(line):
            yield from ((number, said) for said in _directive(directive[1], directive[2], lines, at))
        for role in _ROLE.finditer(line):
            yield from ((number, said) for said in _role(role[1], role[3], known))
        for cited in _CITED.finditer(line):
            yield from ((number, _uncited(key)) for key in _KEY.findall(cited[0]) if not _is_cited(key, known))
        if _IMAGE.search(line):
            yield number, "a picture has no description: write what it shows between the brackets of ![…]."
        for word, pattern in banned:
            if found := pattern.search(line):
                yield (
                    number,
                    f"'{found[0]}' says nothing (banned_words has '{word}'). Say what you mean, or leave it out.",
                )
        if found := _EMOJI.search(line):
            yield number, f"the emoji '{found[0]}' stands in the prose."
    for number, line in enumerate(chapter.text.split("\n"), 1):
        yield from ((number, said) for said in leaks(line, settings))


def leaks(text: str, settings: Settings) -> Iterator[str]:
    """Paths of one machine and keys of one person, which no reader can use."""
    found = _MACHINE.search(text)
    if found or str(settings.root) in text:
        path = found[0] if found else str(settings.root)
        yield f"the path '{path}' exists on one machine only. Use a path relative to the notebook, or do not print it."
    if found := _SECRET.search(text):
        yield f"'{found[0][:6]}…' looks like a secret key. Revoke it, and read it from the environment instead."


def _directive(name: str, argument: str, lines: list[tuple[int, str]], at: int) -> Iterator[str]:
    if name not in DIRECTIVES:
        yield f"mystmd knows no directive {{{name}}}; it would show its source. Mend the name."
    if name in ("figure", "image") and not argument.startswith("#"):
        options = []
        for _, line in lines[at + 1 :]:
            if not line.lstrip().startswith(":") or line.lstrip().startswith(":::"):
                break
            options.append(line.strip())
        if not any(re.match(r":alt:\s*\S", option) for option in options):
            yield f"a {{{name}}} has no description: give it an option `:alt:`."


def _role(name: str, body: str, known: Known) -> Iterator[str]:
    if name not in ROLES:
        yield f"mystmd knows no role {{{name}}}; it would show its source. Mend the name."
    elif name == "term":
        term = re.sub(r"^.*<(.+)>\s*$", r"\1", body).strip()
        if term.lower() not in known.terms:
            yield f"'{term}' is in no glossary. Define it there, or write it without {{term}}."
    elif name.startswith("cite"):
        for key in body.split(","):
            key = re.sub(r"^\{[^}]*\}|\{[^}]*\}$", "", key.strip())
            if not _is_cited(key, known):
                yield _uncited(key)


def _is_cited(key: str, known: Known) -> bool:
    return key in known.citations or key.startswith(("10.", "http"))  # mystmd resolves a DOI by itself


def _uncited(key: str) -> str:
    return f"'{key}' is in no .bib file of the book. Add the entry, or mend the key."
