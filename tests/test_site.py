import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bookpress import built, site
from bookpress.errors import BuildError
from bookpress.settings import Settings
from regression_site import TESTS, THEME, built_site, copy_of_book


def node_types(tree: object) -> set[str]:
    if isinstance(tree, list):
        return set().union(*map(node_types, tree))
    if not isinstance(tree, dict):
        return set()
    own = {tree["type"]} if isinstance(tree.get("type"), str) and ("children" in tree or "key" in tree) else set()
    return own | node_types(tree.get("children", []))


def test_the_regression_book_holds_every_node_the_theme_draws() -> None:
    pages = (built_site().parent / "site" / "content").glob("*.json")
    shown = set().union(*(node_types(json.loads(page.read_text(encoding="utf-8"))["mdast"]) for page in pages))
    script = (
        f"import {{ KNOWN_TYPES }} from '{THEME / 'render' / 'index.mjs'}'; console.log(JSON.stringify(KNOWN_TYPES))"
    )
    known = subprocess.run(
        ["node", "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    ).stdout
    # What mystmd 1.11 resolves before a theme sees it, or makes only from LaTeX sources and links to blocks.
    resolved = {"blockBreak", "mystDirective", "mystRole", "mystComment", "mystTarget", "html", "toc", "genindex"}
    rare = {"inserted", "legend", "linkBlock", "mathGroup"}
    assert shown <= set(json.loads(known))
    assert set(json.loads(known)) - shown == resolved | rare


def test_a_built_site_is_sound_and_names_no_path_of_this_machine() -> None:
    folder = built_site()
    assert built.problems(folder) == []
    for path in folder.rglob("*"):
        if path.suffix in {".html", ".json", ".js", ".mjs", ".css", ".xml", ".txt"}:
            assert str(folder.parent.parent) not in path.read_text(encoding="utf-8"), path


def test_the_site_carries_what_its_widgets_read() -> None:
    folder = built_site()
    listed = json.loads((folder / "data" / "notes" / "files.json").read_text(encoding="utf-8"))
    assert listed["sampler.py"]["bytes"] == (folder / "data" / "notes" / "sampler.py").stat().st_size
    assert not list((folder / "build").glob("counter-*.mjs"))  # it is there as a bundle only


def test_each_page_loads_little() -> None:
    folder = built_site()
    for page in folder.rglob("index.html"):
        assert page.stat().st_size < 400_000, page
    assert sum(path.stat().st_size for path in (folder / "assets").glob("app-*.js")) < 12_000


def page_of(folder: Path, body: str) -> list[str]:
    (folder / "build").mkdir(exist_ok=True)
    (folder / "build" / "a.png").write_bytes(b"")
    (folder / "index.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return built.problems(folder, "/book")


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<script src="https://cdn.example/x.js"></script>', "loads https://cdn.example/x.js from another host"),
        ('<link rel="stylesheet" href="//cdn.example/x.css">', "loads //cdn.example/x.css from another host"),
        ('<img src="http://a.example/x.png" alt="x">', "loads http://a.example/x.png from another host"),
        ('<a href="/book/two/">x</a>', "links to /book/two/, which the site does not have"),
        ('<a href="/two/">x</a>', "outside the site's path /book"),
        ('<a href="#nowhere">x</a>', "nothing on that page is named 'nowhere'"),
        ('<div class="outputs"><img src="/book/build/a.png" alt=" "></div>', "without a description"),
        ("<p>It took {eval}`x` seconds.</p>", "shows '{eval}'"),
        ("<p>⛔ Error</p>", "shows '⛔'"),
        ('<p id="a"></p><p id="a"></p>', "has the id 'a' twice"),
        ('<div data-esm="/book/build/gone.mjs"></div>', "which the site does not have"),
    ],
)
def test_what_is_wrong_with_a_page_is_found(tmp_path: Path, body: str, complaint: str) -> None:
    (problem,) = page_of(tmp_path, body)
    assert complaint in problem


def test_what_is_right_is_left_alone(tmp_path: Path) -> None:
    body = (
        '<link rel="canonical" href="https://a.example/book/"><a href="https://a.example">out</a>'
        '<a href="/book/#b">b</a>'
        '<p id="b"><code>{eval}`x`</code></p><a href="/book/build/a.png">a</a><img src="/book/build/a.png" alt="">'
        '<img src="data:image/png;base64,AA" alt="x"><a href="mailto:a@b.example">m</a>'
    )
    assert page_of(tmp_path, body) == []


def book(folder: Path, page: str, template: str = str(THEME)) -> Settings:
    (folder / "pyproject.toml").write_text("[tool.bookpress]\n", encoding="utf-8")
    toc = "  toc:\n    - file: index.md\n"
    text = f"version: 1\nproject:\n  title: Small\n{toc}site:\n  template: {template}\n"
    (folder / "myst.yml").write_text(text, encoding="utf-8")
    (folder / "index.md").write_text(page, encoding="utf-8")
    return Settings.find(folder)


def test_a_failed_build_leaves_the_old_site(tmp_path: Path) -> None:
    settings = book(tmp_path, "# Good\n\nText.\n")
    page = site.build(settings, base_url="/some/where/") / "index.html"
    good = page.read_text(encoding="utf-8")
    assert 'href="/some/where/assets/' in good
    (tmp_path / "index.md").write_text("# Bad\n\nThen:\n\n```{mermaid}\na --> b\n```\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r'index.md:3 holds a node of type "mermaid".*"Then:".*bookpress build'):
        site.build(settings)
    assert page.read_text(encoding="utf-8") == good
    assert [path.name for path in page.parent.parent.glob("html*")] == ["html"]


@pytest.mark.parametrize(
    "page",
    [
        # mystmd itself goes on after these, even with --strict.
        "```{wdiget} x\n```\n\n{trem}`x`\n",
        "See [](#nowhere), {cite:p}`nobody1999`, $\\nonsense$.\n\n![x](gone.png)\n\n```{anywidget} gone.mjs\n```\n",
        # It says nothing of these: the theme and the check of the built pages do.
        "It is {eval}`1 + 1`.\n",
        "[x](/gone-page)\n",
    ],
)
def test_whatever_is_wrong_stops_the_build_and_is_told_in_one_paragraph(tmp_path: Path, page: str) -> None:
    with pytest.raises(BuildError) as caught:
        site.build(book(tmp_path, f"# T\n\n{page}"))
    said = str(caught.value)
    for complaint in (
        "wdiget",
        "trem",
        "nowhere",
        "nobody1999",
        "nonsense",
        "gone.png",
        "gone.mjs",
        "1 + 1",
        "gone-page",
    ):
        assert (complaint in said) == (complaint in page), complaint
    assert "\n" not in said
    assert not (tmp_path / "_build" / "html").exists()


def test_a_build_that_was_killed_is_undone_by_the_next(tmp_path: Path) -> None:
    target = tmp_path / "html"
    aside = tmp_path / "html.last-good"
    for folder, text in ((target, "half"), (aside, "good")):
        folder.mkdir()
        (folder / "index.html").write_text(text, encoding="utf-8")
    with pytest.raises(RuntimeError), site._replacing(target):
        raise RuntimeError
    assert (target / "index.html").read_text(encoding="utf-8") == "good"
    assert not aside.exists()


@pytest.mark.parametrize("template", ["book-theme", "./gone", "https://github.com/x/y"])
def test_a_theme_must_lie_in_the_book(tmp_path: Path, template: str) -> None:
    with pytest.raises(BuildError, match=r"no folder with a template\.yml"):
        site.theme_folder(book(tmp_path, "# T\n", template))


@pytest.mark.parametrize(("text", "message"), [(None, "could not be read"), ("a: [", "is not valid YAML")])
def test_a_broken_myst_yml(tmp_path: Path, text: str | None, message: str) -> None:
    settings = book(tmp_path, "# T\n")
    (tmp_path / "myst.yml").unlink()
    if text is not None:
        (tmp_path / "myst.yml").write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=message) as caught:
        site.theme_folder(settings)
    assert "\n" not in str(caught.value)


def node(folder: Path, version: str) -> None:
    (folder / "node").write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    (folder / "node").chmod(0o755)


@pytest.mark.parametrize("version", ["v18.19.0", None])
def test_an_old_or_missing_node_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str | None) -> None:
    if version:
        node(tmp_path, version)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildError, match="needs Node.js 20 or newer.*found " + (version or "none")):
        site.build(book(tmp_path, "# T\n"))


def test_a_theme_is_installed_when_its_lockfile_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "npm").write_text('#!/bin/sh\necho "$@" >> calls\nmkdir -p node_modules\n', encoding="utf-8")
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    lock = tmp_path / "package-lock.json"
    for content in ("1", "1", "2"):
        lock.write_text(content, encoding="utf-8")
        site.install_theme(tmp_path)
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == ["ci --ignore-scripts --no-audit --no-fund"] * 2


def test_an_install_that_fails_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "npm").write_text(
        "#!/bin/sh\nmkdir -p node_modules\necho npm error E404 >&2\nexit 1\n", encoding="utf-8"
    )
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (tmp_path / "package-lock.json").write_text("1", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BuildError, match=r"npm ci .* status 1: npm error E404"):
            site.install_theme(tmp_path)


def test_a_taken_port_and_an_impossible_one_are_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BuildError, match=f"Port {port} is taken.*--port {port + 1}"):
            site.serve(book(tmp_path, "# T\n"), port)
    with pytest.raises(BuildError, match="70000 is no port"):
        site.serve(book(tmp_path, "# T\n"), 70000)


def test_a_base_address_is_a_path(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no path such as /book"):
        site.build(book(tmp_path, "# T\n"), base_url="https://example.org/book")


def fetch(port: int, path: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        chunks = iter(lambda: connection.recv(65536), b"")
        return b"".join(chunks).decode()


def test_serving_shows_changes_and_ends_clean_on_ctrl_c(tmp_path: Path) -> None:
    settings = book(tmp_path, "# First\n\nOld words.\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (
        f"from bookpress import site; from bookpress.settings import Settings; site.serve(Settings.find(), {port})"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", command], cwd=settings.root, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(server.stdout))
    reader.start()
    try:
        deadline = time.monotonic() + 90
        page = ""
        while "Old words." not in page and time.monotonic() < deadline:
            time.sleep(0.5)
            try:
                page = fetch(port, "/")
            except OSError:
                continue
        assert "Old words." in page
        assert "data-socket" in page
        (tmp_path / "index.md").write_text("# First\n\nNew words.\n", encoding="utf-8")
        while "New words." not in page and time.monotonic() < deadline:
            time.sleep(0.5)
            page = fetch(port, "/")
        assert "New words." in page
    finally:
        server.send_signal(signal.SIGINT)
        status = server.wait(timeout=20)
        reader.join()
        server.stdout.close()
    assert status == 0
    assert "Stopped." in said[-1]
    with pytest.raises(OSError):
        fetch(port, "/")


def test_regression_book_stands_on_real_outputs() -> None:
    notebook = json.loads((TESTS / "regression_book" / "notebooks" / "outputs.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert re.search(r"\d{4}-\d{2}-\d{2}", notebook["metadata"]["bookpress"]["date"])


def test_copy_of_book_is_a_book(tmp_path: Path) -> None:
    assert site.theme_folder(copy_of_book(tmp_path / "book")) == THEME.resolve()
