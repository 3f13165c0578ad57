import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

THEME = Path(__file__).parents[2] / "book" / "theme"
PAGES = ["/", "/text/", "/blocks/", "/outputs/", "/cells/", "/back/", "/404.html"]

pytestmark = pytest.mark.browser


def complaints_of(page: Page) -> list[str]:
    """Everything the browser says against the page from now on, violations of the content security policy included."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(f"{request.url} {request.failure}"))
    return said


def scroll_through(page: Page) -> None:
    """Shows every part of the page once, so that lazy pictures and widgets start."""
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """async () => {
          for (let y = 0; y < document.body.scrollHeight; y += 500) {
            scrollTo({ top: y, behavior: "instant" });
            await new Promise((done) => requestAnimationFrame(done));
          }
          scrollTo({ top: 0, behavior: "instant" });
        }"""
    )
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_asked_of_another_host_and_nothing_complains(page: Page, address: str, path: str) -> None:
    said, hosts = complaints_of(page), set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.goto(path)
    scroll_through(page)
    expect(page.locator(".widget:not([data-state])")).to_have_count(0)
    assert said == []
    assert hosts - {""} == {urlsplit(address).netloc}
    assert page.locator(".widget[data-state=failed]").count() == 0
    assert page.evaluate("[...document.images].filter((each) => !each.complete || !each.naturalWidth).length") == 0


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1440])
def test_wcag_and_no_page_wider_than_the_screen(new_context, width: int, mode: str) -> None:
    context = new_context(width, color_scheme=mode)
    axe = (THEME / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    for path in PAGES:
        page = context.new_page()
        page.goto(path)
        scroll_through(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.evaluate(axe)
        result = page.evaluate("(tags) => axe.run(document, { runOnly: tags })", tags)
        found = [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in result["violations"]]
        assert found == [], path
        page.close()


def test_search_opens_by_key_finds_a_section_and_goes_there(page: Page) -> None:
    page.goto("/blocks/")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search the book")
    expect(field).to_be_focused()
    field.fill("jensen concave")
    hit = page.locator(".hits a").first
    expect(hit).to_contain_text("Every kind of text")
    expect(hit).to_contain_text("Mathematics")
    expect(hit.locator("mark").first).to_be_visible()
    field.press("ArrowDown")
    expect(hit).to_be_focused()
    hit.press("Enter")
    page.wait_for_url("**/text/#mathematics")


def test_search_says_when_nothing_is_found_and_closes_on_escape(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("xyzzyplugh")
    expect(page.get_by_role("status")).to_have_text("Nothing found")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_slash_in_a_text_field_is_a_slash(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.get_by_role("searchbox").press_sequentially("a/b")
    expect(page.get_by_role("searchbox")).to_have_value("a/b")


def test_the_search_is_fetched_only_when_it_is_used(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/text/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "search" in url]


def test_the_chosen_mode_is_kept_and_set_before_the_first_paint(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("/text/")
    button = page.get_by_role("button", name=re.compile("^Colours"))
    button.click()
    button.click()
    expect(page.locator("html")).to_have_attribute("data-mode", "dark")
    script = page.locator("head script:not([type=module])")
    assert script.evaluate("(each) => !each.async && !each.defer")
    page.goto("/blocks/")
    expect(page.locator("html")).to_have_attribute("data-mode", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 23, 22)"
    button.click()
    assert page.evaluate("document.documentElement.dataset.mode") is None


def test_plots_follow_the_ink_of_the_page(new_context) -> None:
    inks = []
    for mode in ("light", "dark"):
        page = new_context(color_scheme=mode).new_page()
        page.goto("/outputs/")
        axis = page.locator("#fig-curve svg path[style*='currentColor']").first
        inks.append(
            (
                axis.evaluate("(each) => getComputedStyle(each).stroke"),
                page.evaluate("getComputedStyle(document.body).color"),
            )
        )
    assert all(stroke == ink for stroke, ink in inks)
    assert inks[0] != inks[1]


def test_pictures_have_words_and_no_two_elements_a_name(page: Page) -> None:
    page.goto("/outputs/")
    assert (
        page.locator("#fig-curve svg").first.get_attribute("aria-label") == "A curve that falls from one towards zero"
    )
    assert page.locator("#fig-pixels img").get_attribute("alt") == "A rectangle of grey noise"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))


def test_code_is_copied_without_its_line_numbers(new_context) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto("/blocks/")
    block = page.locator("#lst-greet .code")
    block.hover()
    block.get_by_role("button", name="Copy this code").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[:3] == ["from collections import Counter", " ", "pairs = Counter()"]


def test_tabs_by_keyboard(page: Page) -> None:
    page.goto("/blocks/")
    expect(page.get_by_role("tabpanel")).to_contain_text("tab two")
    page.get_by_role("tab", name="JavaScript").press("ArrowRight")
    expect(page.get_by_role("tab", name="Python")).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_contain_text("tab one")


@pytest.mark.parametrize(
    ("link", "preview"),
    [
        ("a.term", "The unit a model reads and writes."),
        ("a.citation", "Attention Is All You Need"),
        (".footnote-mark a", "The text of the first note"),
        ('a.reference[href="#eq-attention"]', "softmax"),
        ('a.reference[href="/outputs/#fig-curve"]', "A curve of a cell"),
        ('a.reference[href="#thm-gibbs"]', "For two distributions"),
    ],
)
def test_what_a_reference_points_at_is_shown(page: Page, link: str, preview: str) -> None:
    page.goto("/text/")
    page.locator(f"main {link}").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(preview)
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_have_count(0)


def test_a_preview_comes_by_keyboard_too(page: Page) -> None:
    page.goto("/text/")
    page.locator("main a.term").first.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("The unit a model")


def test_widgets_live_without_a_kernel(page: Page) -> None:
    page.goto("/blocks/")
    scroll_through(page)
    page.get_by_role("button", name="Count: 5").click()
    expect(page.get_by_role("button", name="Count: 7")).to_be_visible()
    page.goto("/outputs/")
    scroll_through(page)
    page.get_by_role("button", name="Value: 7").click()
    made = page.get_by_role("button", name="Value: 8")
    expect(made).to_be_visible()
    assert made.evaluate("(each) => getComputedStyle(each).fontWeight") == "700"


def test_the_menu_of_a_small_screen(new_context) -> None:
    page = new_context(390, 844).new_page()
    page.goto("/text/")
    button = page.get_by_role("button", name="Contents")
    contents = page.get_by_role("navigation", name="Contents")
    expect(contents).to_be_hidden()
    button.click()
    expect(contents).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(contents).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    contents.get_by_text("Pages that run").click()
    contents.get_by_role("link", name="Every kind of output").click()
    page.wait_for_url("**/outputs/")


def test_everything_can_be_read_without_javascript(new_context) -> None:
    page = new_context(390, 844, java_script_enabled=False).new_page()
    page.goto("/blocks/")
    for words in ("tab one", "tab two"):
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name="Contents", exact=True).click()
    contents = page.get_by_role("navigation", name="Contents")
    expect(contents).to_be_visible()
    contents.get_by_role("link", name="Close").click()
    expect(contents).to_be_hidden()
    page.goto("/outputs/")
    expect(page.get_by_role("img", name="A curve that falls from one towards zero").first).to_be_visible()
    expect(page.locator("#fig-curve figcaption, figcaption").first).to_be_visible()
    page.get_by_text("Solution", exact=True).click()
    expect(page.get_by_text("Ask the standard library:")).to_be_visible()


def test_the_outline_marks_the_section_being_read_and_yields_to_margin_notes(page: Page) -> None:
    page.goto("/text/")
    outline = page.locator(".outline")
    page.evaluate("document.getElementById('mathematics').scrollIntoView({ behavior: 'instant' })")
    expect(outline.locator("a[href='#mathematics']")).to_have_attribute("aria-current", "true")
    note = page.get_by_text("A margin note stands beside the text")
    box = note.bounding_box()
    text = page.locator("main article > p").first.bounding_box()
    assert box["x"] > text["x"] + text["width"]
    note.evaluate("(each) => scrollTo({ top: scrollY + each.getBoundingClientRect().top - 60, behavior: 'instant' })")
    expect(outline).to_have_class(re.compile("covered"))


def test_a_margin_note_stands_in_the_text_on_a_small_screen(new_context) -> None:
    page = new_context(390, 844).new_page()
    page.goto("/text/")
    box = page.get_by_text("A margin note stands beside the text").bounding_box()
    assert 0 < box["x"] < 80
    assert box["x"] + box["width"] <= 390


def test_wide_things_scroll_in_themselves_and_by_keyboard(new_context) -> None:
    page = new_context(390, 844).new_page()
    page.goto("/text/")
    scroll_through(page)
    wide = page.locator(".equation-body[tabindex]").first
    wide.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".equation-body:focus")).to_have_count(1)
    assert wide.evaluate(
        """(each) => new Promise((done) => {
          const end = performance.now() + 5000;
          const look = () => {
            if (each.scrollLeft > 0 || performance.now() > end) done(each.scrollLeft > 0);
            else setTimeout(look, 50);
          };
          look();
        })"""
    )


def test_the_skip_link_comes_first_and_leads_to_the_text(page: Page) -> None:
    page.goto("/text/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_paper_has_no_interface(page: Page) -> None:
    page.goto("/outputs/")
    page.emulate_media(media="print")
    for selector in (".banner", ".contents", ".outline", ".turn", ".page-tools", ".copy >> nth=0"):
        expect(page.locator(selector)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_text_column_holds_about_68_characters(page: Page) -> None:
    page.goto("/text/")
    lines = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("main p")];
          const paragraph = all.find((each) => each.textContent.startsWith("Text under it"));
          const range = document.createRange();
          range.selectNodeContents(paragraph.firstChild);
          const lines = [...range.getClientRects()];
          // The last line, in which a link follows, is not full.
          const full = lines.slice(0, -1).reduce((sum, box) => sum + box.width, 0) / (lines.length - 1);
          const whole = lines.reduce((sum, box) => sum + box.width, 0);
          const size = parseFloat(getComputedStyle(paragraph).fontSize);
          return [(paragraph.firstChild.length * full) / whole, size];
        }"""
    )
    characters, size = lines
    assert 60 <= characters <= 75
    assert 18 <= size <= 19.1


def test_no_page_shifts_while_it_loads(new_context) -> None:
    for width in (390, 1440):
        page = new_context(width).new_page()
        page.add_init_script(
            """window.shift = 0;
            new PerformanceObserver((list) => list.getEntries().forEach((each) => (window.shift += each.value)))
              .observe({ type: "layout-shift", buffered: true });"""
        )
        for path in ("/text/", "/outputs/"):
            page.goto(path)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.shift") < 0.05, path


def test_the_notebook_can_be_taken_along(page: Page) -> None:
    page.goto("/outputs/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download notebook").click()
    assert download.value.suggested_filename == "outputs.ipynb"
    notebook = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
