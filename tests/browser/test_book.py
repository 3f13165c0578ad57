"""Every page of the book itself, as `bookpress build` left it: nothing from outside, nothing broken or too wide."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGE_BYTES = 300_000  # compressed as hosts compress, fonts and figures included


def pages(folder: Path) -> list[str]:
    return sorted(file.parent.relative_to(folder).as_posix() for file in folder.rglob("index.html"))


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_is_whole(browser: Browser, book_folder: Path, book_address: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 900})
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: complaints.append(f"{page.url}: {request.url} failed"))
    page.on("request", lambda r: r.url.startswith((book_address, "data:")) or complaints.append(f"asked for {r.url}"))
    names = pages(book_folder)
    assert len(names) >= 7
    for name in names:
        page.goto(f"{book_address}/{name}/", wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        # Pictures far down are fetched when they come near; here they are wanted at once.
        page.evaluate(
            "Promise.all([...document.images].map((i) => { i.loading = 'eager'; return i.decode().catch(() => {}); }))"
        )
        broken = page.evaluate("[...document.images].filter((i) => !i.complete || !i.naturalWidth).map((i) => i.src)")
        assert wide <= 0, f"{page.url} is {wide} px wider than a screen of {width} px"
        assert not broken, f"{page.url} shows broken pictures: {broken}"
    context.close()
    assert not complaints


def test_a_page_is_light(browser: Browser, book_folder: Path, book_address: str):
    import gzip

    context = browser.new_context(viewport={"width": 390, "height": 844})
    for name in pages(book_folder):
        page, sizes = context.new_page(), []

        def count(response, sizes=sizes):
            body = response.body()
            packed = response.url.endswith((".woff2", ".png", ".webp"))
            sizes.append(len(body) if packed else len(gzip.compress(body)))

        page.on("response", count)
        page.goto(f"{book_address}/{name}/", wait_until="networkidle")
        assert 0 < sum(sizes) < PAGE_BYTES, f"{page.url} weighs {sum(sizes):,} bytes"
        page.close()
    context.close()
