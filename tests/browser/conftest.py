"""A real Chromium over the built regression book, served from this machine."""

import contextlib
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from regression_site import built_site

NAMES = ("chromium", "chromium-browser", "google-chrome")  # the system's; Playwright's own would have to be downloaded
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",  # the tests may run as root, in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
]


class Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def site_folder() -> Path:
    return built_site()


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which `folder` is served, on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def address(site_folder: Path) -> Iterator[str]:
    with served(site_folder) as where:
        yield where


@pytest.fixture(scope="session")
def book_folder() -> Path:
    folder = Path(__file__).parents[2] / "_build" / "html"
    if not (folder / "index.html").is_file():
        pytest.fail("The book's site has not been built. Run `bookpress build`, then these tests.")
    return folder


@pytest.fixture(scope="session")
def book_address(book_folder: Path) -> Iterator[str]:
    with served(book_folder) as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail("No Chromium was found on the path. Install it (`apt-get install chromium`) and run again.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser, address: str) -> Iterator:
    """Makes a fresh context of the given size and options, in which every complaint of the browser is kept."""
    made: list[BrowserContext] = []

    def make(width: int = 1440, height: int = 900, **options: object) -> BrowserContext:
        context = browser.new_context(base_url=address, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)  # milliseconds; the machine may be busy
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(new_context) -> Page:
    return new_context().new_page()
