"""The app in a real Chromium: what a visitor sees, and that text of a model stays text."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from app_picture import PICTURE, taken
from playwright.sync_api import Browser, Page, expect

from bookpress.likeness import differences
from genai_book.app import App
from genai_book.errors import BlockedError
from genai_book.partners import CatalogueModel
from genai_book.rehearsal import Rehearsal, Scene

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),  # of what Gradio asks of pandas
    pytest.mark.usefixtures("gradio_is_swept_up"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

HOSTILE = (
    "<b>bold</b> <img src=x onerror='window.hacked=1'> <script>window.hacked=2</script> **stars** $x^2$ "
    "[a link](http://example.com) ![a picture](http://example.com/x.png) <iframe src='http://example.com'></iframe>\n"
    "def f():\n    return 1"
)


class Scripted:
    """Answers what the message asks for."""

    has_temperature = False
    about = "You are talking to a script: 1 < 2, *no* <b>model</b>."

    def reply(self, turns: list, message: str, temperature: float) -> Iterator[str]:
        if message == "hostile":
            yield HOSTILE
        elif message == "blocked":
            yield "It "
            raise BlockedError("A script does not say <b>that</b> & so on.")
        elif message == "slow":
            for word in range(200):
                time.sleep(0.05)
                yield f"{word} "
        else:
            yield message.upper()


@contextmanager
def opened(browser: Browser, app: App, width: int = 1100) -> Iterator[Page]:
    """The app's page; afterwards it has asked no other server for anything, and the browser had nothing to complain."""
    complaints: list[str] = []
    with app.start(host="127.0.0.1", port=0):
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.set_default_timeout(30_000)  # milliseconds; the machine may be busy
        page = context.new_page()
        own = (app.address, "data:", "blob:")
        page.on("request", lambda one: one.url.startswith(own) or complaints.append(f"asked for {one.url}"))
        page.on("console", lambda one: one.type == "error" and complaints.append(one.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(app.address)
        expect(page.get_by_label("Your message")).to_be_visible()
        yield page
        context.close()
    assert not complaints, complaints


def send(page: Page, message: str) -> None:
    page.get_by_label("Your message").fill(message)
    page.get_by_label("Your message").press("Enter")


def test_the_embedded_model_writes_a_story(browser: Browser) -> None:
    app = App(CatalogueModel("text", source="embedded"))
    with opened(browser, app) as page:
        page.get_by_label("number input for Temperature").fill("0")
        page.get_by_label("number input for Temperature").press("Tab")
        send(page, "Once upon a time in a magical forest,")
        whole = app.partner.model("Once upon a time in a magical forest,", max_new_tokens=120)[0]["generated_text"]
        answer = whole.removeprefix("Once upon a time in a magical forest,").strip()
        expect(page.locator("#conversation .bot.message").last).to_contain_text(answer)
        expect(page.get_by_label("Your message")).to_have_value("")


def test_the_book_shows_the_app_as_it_looks(browser: Browser) -> None:
    """Fonts differ between machines, so only what would strike an eye is a difference."""
    fresh = taken(browser)
    found = differences(PICTURE.read_bytes(), fresh, rms_fraction=0.12, block_fraction=1.0)
    assert not found, f"{found}: look, then `python tests/browser/app_picture.py`"


def test_text_is_never_taken_for_html(browser: Browser) -> None:
    with opened(browser, App(Scripted())) as page:
        expect(page.get_by_text("1 < 2, *no* <b>model</b>.")).to_be_visible()
        send(page, "hostile")
        bubble = page.locator("#conversation .bot.message").last
        expect(bubble).to_contain_text("return 1")
        assert bubble.inner_text().strip() == HOSTILE
        assert page.locator("#conversation .md").locator("b, img, script, iframe, a, strong, .katex").count() == 0
        assert page.evaluate("window.hacked") is None
        send(page, "<i>me too</i>")
        expect(page.locator("#conversation .user.message").last).to_have_text("<i>me too</i>")


def test_an_error_is_a_sentence_and_loses_nothing(browser: Browser) -> None:
    with opened(browser, App(Scripted()), width=390) as page:
        send(page, "hello")
        expect(page.locator("#conversation .bot.message").last).to_have_text("HELLO")
        send(page, "blocked")
        expect(page.locator("#notice")).to_have_text("A script does not say <b>that</b> & so on.")
        expect(page.get_by_label("Your message")).to_have_value("blocked")
        expect(page.locator("#conversation .message")).to_have_count(2)  # the conversation before it
        send(page, "again")
        expect(page.locator("#conversation .bot.message").last).to_have_text("AGAIN")
        expect(page.locator("#notice")).to_have_text("")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_stop_keeps_what_has_come_and_new_forgets_it(browser: Browser) -> None:
    with opened(browser, App(Scripted())) as page:
        send(page, "slow")
        expect(page.get_by_text("0 1 2")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        time.sleep(1)
        kept = page.locator("#conversation .bot.message").last.inner_text()
        time.sleep(1)
        assert page.locator("#conversation .bot.message").last.inner_text() == kept and "199" not in kept
        page.get_by_role("button", name="New conversation").click()
        expect(page.locator("#conversation .message")).to_have_count(0)


def test_gemini_streams_into_the_page(browser: Browser) -> None:
    scenes = [Scene(code=429), Scene(("A <b>rehearsed</b> ", "answer."), pause_seconds=0.2), Scene(blocked="SAFETY")]
    with Rehearsal(scenes) as stage, opened(browser, App(stage.gemini(key="not-to-be-seen"))) as page:
        send(page, "Hello")
        expect(page.locator("#conversation .bot.message").last).to_have_text("A <b>rehearsed</b> answer.")
        send(page, "Now this")
        expect(page.locator("#notice")).to_contain_text("its safety filter judged the content harmful (SAFETY)")
        expect(page.get_by_label("Temperature")).to_have_count(0)
        assert "not-to-be-seen" not in page.content()
