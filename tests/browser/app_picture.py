"""Makes the picture of the app that the book shows: `python tests/browser/app_picture.py` writes it anew."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect, sync_playwright

from genai_book.app import App
from genai_book.partners import CatalogueModel

PICTURE = Path(__file__).parents[2] / "book" / "pictures" / "app.png"
PROMPTS = ("Once upon a time in a magical forest,", "My name is Twinkle and I")


def taken(browser: Browser) -> bytes:
    """A PNG of the app after two messages at temperature 0, at twice the pixels a page needs, in few colours."""
    context = browser.new_context(viewport={"width": 760, "height": 920}, device_scale_factor=2, color_scheme="light")
    page = context.new_page()
    with App(CatalogueModel("text", source="embedded", new_tokens=40)).start(host="127.0.0.1", port=0) as app:
        page.goto(app.address)
        page.get_by_label("number input for Temperature").fill("0")
        page.get_by_label("number input for Temperature").press("Tab")
        for count, prompt in enumerate(PROMPTS, 1):
            page.get_by_label("Your message").fill(prompt)
            page.get_by_label("Your message").press("Enter")
            expect(page.locator("#conversation .bot.message")).to_have_count(count, timeout=120_000)
            answer = "".join(app.partner.reply([], prompt, 0.0)).strip()
            expect(page.locator("#conversation .bot.message").last).to_contain_text(answer, timeout=120_000)
        page.mouse.move(0, 0)
        page.wait_for_timeout(1000)  # milliseconds, for the last animation
        shot = page.screenshot(animations="disabled")
    context.close()
    picture, file = Image.open(io.BytesIO(shot)).convert("RGB"), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((0, 0, picture.width - 1, picture.height - 1), outline="#c8c8c8", width=2)
    picture.quantize(48, dither=Image.Dither.NONE).save(file, format="PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        data = taken(playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(data)
    sys.stdout.write(f"{PICTURE}: {len(data) / 1000:.0f} kB\n")
