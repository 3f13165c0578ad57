"""Builds the HTML of a book with mystmd and the book's own theme, strictly, and serves it while it is written."""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from . import built, downloads, publish
from .errors import BuildError
from .settings import Settings

OLDEST_NODE = 20  # major version; what the theme's package.json asks for
STOP_SECONDS = 5  # given to mystmd, its content server and the theme to end by themselves
LONGEST_COMPLAINT = 12  # lines of a log quoted in an error
_TROUBLE = re.compile(r"⛔|⚠|^theme: |Error fetching|Unhandled|^\s*Error:")
# jupytext keeps in each notebook how its cells are fenced; mystmd does not know the key and needs not.
_HARMLESS = re.compile(r"'jupytext' extra key ignored: default_lexer")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Say = Callable[[str], None]


def build(settings: Settings, base_url: str | None = None, say: Say = print, check_links: bool = False) -> Path:
    """Builds the whole site into `_build/html` and returns that folder.

    `base_url` is the path the site will live under (`/book`), by default the environment's BASE_URL, or the root of
    its host; `check_links` also asks every other host that a page links to. Any error or warning of mystmd or the theme
    and any finding of `built.problems` raises BuildError; the site of the last good build is then what lies in the
    folder.
    """
    base = _base_path(os.environ.get("BASE_URL", "") if base_url is None else base_url)
    _require_node()
    theme = theme_folder(settings)
    install_theme(theme, say)
    published = publish.stage(settings)
    downloads.stage(settings, published)
    target = settings.root / "_build" / "html"
    started = time.monotonic()
    say("Building the pages")
    with _replacing(target):
        links = ["--check-links"] if check_links else []
        log = _run_mystmd(["build", "--html", "--strict", *links], settings, base, say)
        if complaints := _complaints(log):
            raise BuildError(_refusal(complaints, "mystmd built it, but not without complaint"))
        shutil.copytree(published, target, dirs_exist_ok=True)
        say("Checking links, pictures and requests")
        problems = built.problems(target, base)
        if problems:
            raise BuildError(_refusal(problems, "the pages it built are not sound"))
    pages = sum(1 for _ in target.rglob("index.html"))
    say(f"Built {pages} pages into {target} in {time.monotonic() - started:.1f} s. Open it with `make serve`.")
    return target


def resolve(settings: Settings, say: Say = print) -> Path:
    """Lets mystmd read and number the whole book, and returns the folder of what it found: `_build/site`.

    Nothing is drawn and the built HTML is left alone. Raises BuildError at any error or warning.
    """
    _require_node()
    theme_folder(settings)
    say("Reading the book")
    if complaints := _complaints(_run_mystmd(["build", "--site", "--strict"], settings, "", lambda line: None)):
        raise BuildError(_refusal(complaints, "mystmd read it, but not without complaint"))
    return settings.root / "_build" / "site"


def serve(settings: Settings, port: int = 3000, say: Say = print) -> None:
    """Shows the book at http://localhost:`port`, reloading it when a file changes, until Ctrl-C. Raises BuildError."""
    _require_node()
    _require_free(port)
    install_theme(theme_folder(settings), say)
    downloads.stage(settings, publish.stage(settings))
    say(f"Serving the book; it will be at http://localhost:{port}. Stop with Ctrl-C.")
    with _mystmd(["start", "--port", str(port)], settings, "") as process:
        try:
            for line in _lines(process):
                say(line)
        except KeyboardInterrupt:
            say("Stopped.")
            return
    if process.returncode:
        raise BuildError(
            f"The server ended by itself with exit status {process.returncode}; its last lines above say why. "
            "Run `bookpress build` for the whole complaint."
        )


def theme_folder(settings: Settings) -> Path:
    """The folder of the theme that the book's myst.yml names. Raises BuildError where it names none in the book."""
    file = settings.root / "myst.yml"
    try:
        text = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise BuildError(
            f"{file} could not be read ({error.strerror}): the book needs it. Write one and run again."
        ) from error
    except yaml.YAMLError as error:
        raise BuildError(f"{file} is not valid YAML: {' '.join(str(error).split())}. Mend it and run again.") from error
    name = (text.get("site") or {}).get("template")
    folder = settings.root / str(name)
    if not name or not (folder / "template.yml").is_file():
        raise BuildError(
            f"{file} has site.template {name!r}, which is no folder with a template.yml. A theme that is not in "
            "the book would be fetched from the network at every build: name a local one, such as ./book/theme."
        )
    return folder.resolve()


def install_theme(theme: Path, say: Say = print) -> None:
    """Installs the theme's packages from its lockfile, where that has changed since the last time.

    Raises BuildError when npm is missing or fails.
    """
    lock = theme / "package-lock.json"
    if not lock.is_file():
        return
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = theme / "node_modules" / ".installed-lock"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("Installing the theme's packages")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=theme, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BuildError("npm was not found. It comes with Node.js: install Node 20 or newer and run again.") from error
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if "npm error" in line or "ERR" in line]
        raise BuildError(
            f"The theme's packages could not be installed: `{' '.join(command)}` in {theme} ended with status "
            f"{done.returncode}: {' '.join(lines[:LONGEST_COMPLAINT])} Check the network and run again."
        )
    stamp.write_text(wanted, encoding="utf-8")


def _base_path(text: str) -> str:
    base = "/" + text.strip("/") if text.strip("/") else ""
    if not re.fullmatch(r"(/[\w.~-]+)*", base):
        raise BuildError(
            f"The base address {text!r} is no path such as /book. Set BASE_URL to the path alone and run again."
        )
    return base


def _require_node() -> None:
    """Without a fitting Node the mystmd package would quietly download one."""
    node = shutil.which("node")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout if node else ""
    match = re.match(r"v(\d+)", said)
    if not match or int(match[1]) < OLDEST_NODE:
        found = f"found {said.strip()} at {node}" if said else "found none"
        raise BuildError(
            f"The site needs Node.js {OLDEST_NODE} or newer on the PATH and {found}. Install it (where "
            "the distribution is new enough by `apt install nodejs npm`, else from https://nodejs.org) and run again."
        )


def _require_free(port: int) -> None:
    if not 0 < port < 65536:
        raise BuildError(
            f"{port} is no port: choose one between 1024 and 65535, such as `bookpress serve --port 3000`."
        )
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(ConnectionError, TimeoutError, OSError), socket.socket(family) as probe:
            probe.settimeout(1)
            if probe.connect_ex((address, port)) == 0:
                raise BuildError(
                    f"Port {port} is taken by another program, perhaps an older `make serve`. Stop that one, or choose "
                    f"another port: `bookpress serve --port {port + 1}`."
                )


@contextlib.contextmanager
def _mystmd(arguments: list[str], settings: Settings, base: str) -> Iterator[subprocess.Popen]:
    """mystmd with everything it starts; when the block is left, for whatever reason, nothing of it is left running."""
    environment = {**os.environ, "BASE_URL": base, "HOST": "localhost", "FORCE_COLOR": "0"}
    if not base:
        del environment["BASE_URL"]
    # For the theme, which mystmd starts in its own folder and tells nothing of the book's.
    environment["BOOK_PUBLISHED"] = str(settings.root / "_build" / "published")
    if settings.modules:
        environment["BOOK_MODULES"] = str(settings.modules)
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter_book", *arguments],
        cwd=settings.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        # subtle: a session of its own, so that its process group is exactly what we started and can be ended whole.
        start_new_session=True,
    )
    # A polite kill ends us as Ctrl-C does: by leaving the block.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if _in_main_thread() else None
    try:
        yield process
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
        _end_group(process)


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _end_group(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def _lines(process: subprocess.Popen) -> Iterator[str]:
    for line in process.stdout or ():
        text = _COLOUR.sub("", line).rstrip()
        if text.strip():
            yield text


def _run_mystmd(arguments: list[str], settings: Settings, base: str, say: Say) -> list[str]:
    """Its log. Raises BuildError when it ends with another status than 0."""
    log = []
    with _mystmd(arguments, settings, base) as process:
        for line in _lines(process):
            log.append(line)
            if match := re.search(r"📖 Built (\S+) in (.+?)\.?$", line):
                say(f"  {match[1]} ({match[2]})")
        status = process.wait()
    if status:
        raise BuildError(_refusal(_complaints(log) or log[-LONGEST_COMPLAINT:], f"mystmd ended with status {status}"))
    return log


def _complaints(log: list[str]) -> list[str]:
    return [line for line in log if _TROUBLE.search(line) and not _HARMLESS.search(line)]


def _refusal(complaints: list[str], why: str) -> str:
    """One paragraph. mystmd tells most complaints twice, once with and once without the file's name."""
    told: list[str] = []
    for line in (re.sub(r"^[\s⛔⚠️\ufe0f-]+", "", each).removeprefix("theme: ").strip(" .") for each in complaints):
        if line and not any(line in other for other in told):
            told = [other for other in told if other not in line] + [line]
    more = len(told) - LONGEST_COMPLAINT
    rest = f" … and {more} more" if more > 0 else ""
    return (
        f"The site was not built: {why}. {'; '.join(told[:LONGEST_COMPLAINT])}{rest}. "
        "The site of the last good build is untouched. Mend what is named and run `bookpress build` again."
    )


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[None]:
    """Puts the old `target` aside, and back again unless the block ends well; undoes a build that was killed."""
    aside = target.with_name(target.name + ".last-good")
    if aside.exists():
        shutil.rmtree(target, ignore_errors=True)
        aside.rename(target)
    if target.exists():
        target.rename(aside)
    try:
        yield
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        if aside.exists():
            aside.rename(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
