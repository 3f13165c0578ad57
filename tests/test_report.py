"""The page on how the book is checked: true to the twins and to the limits applied, and up to date or told so."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bookpress import compare, report
from bookpress.errors import SettingsError
from bookpress.settings import Settings

CHAPTER = """# {title}

Text.

```{{code-cell}} ipython3
{tags}x = 1
```

x is {{eval}}`x`.
"""


def book(folder: Path) -> Settings:
    settings = Settings(
        root=folder,
        chapters=folder / "chapters",
        notebooks=folder / "notebooks",
        report=folder / "pages" / "checked.md",
        environment={"MODE": "small"},
    )
    for path in (settings.chapters, settings.notebooks):
        path.mkdir()
    add(settings, "01-cats", "Why cats?", seconds=12.4, peak_memory_bytes=250_000_000, data=["data/cats"])
    add(settings, "02-dogs", "Why dogs?", seconds=0.3, peak_memory_bytes=1_250_000_000, data=["data/cats", "data/dogs"])
    return settings


def add(settings: Settings, name: str, title: str, tags: tuple = (), **made) -> None:
    written = f":tags: {json.dumps(list(tags))}\n" if tags else ""
    text = CHAPTER.format(title=title, tags=written)
    (settings.chapters / f"{name}.md").write_text(text)
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "", "text/plain": "A cat."}}
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"# {title}\n\nText."},
        {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": "x = 1", "outputs": [picture]},
        {"cell_type": "markdown", "metadata": {}, "source": "x is {eval}`x`."},
    ]
    made = {"date": "2026-11-20", "fingerprint": {"versions": {"numpy": "2.4.6"}}, **made}
    notebook = {"cells": cells, "metadata": {"bookpress": made} if "seconds" in made else {}, "nbformat": 4}
    (settings.notebooks / f"{name}.ipynb").write_text(json.dumps(notebook))


def test_the_tables_hold_what_the_twins_say(tmp_path):
    page = report.page(book(tmp_path))
    assert "| [Why cats?](../notebooks/01-cats.ipynb) | 2026-11-20 | 12 s | 250 MB |" in page
    assert "| [Why dogs?](../notebooks/02-dogs.ipynb) | 2026-11-20 | under 1 s | 1,250 MB |" in page
    assert "| `data/cats` | 1, 2 |\n| `data/dogs` | 2 |" in page
    assert "| numpy | 2.4.6 | 2 |" in page
    assert "the outputs of 2 cells in 2 chapters, 2 pictures and 2 numbers within sentences" in " ".join(page.split())
    assert "`MODE=small`" in page and "bookpress verify 01-cats" in page
    assert "No cell of the book is exempt from these limits." in page


def test_a_chapter_that_was_never_executed_is_said_to_be(tmp_path):
    settings = book(tmp_path)
    (settings.chapters / "03-new.md").write_text("# New\n")
    assert "| New | not yet executed | | |" in report.page(settings)


def test_every_exemption_is_listed_with_its_reason(tmp_path):
    settings = book(tmp_path)
    add(
        settings,
        "03-time",
        "When?",
        ("unverified: a clock runs", "timings", "tolerance=1e-3"),
        seconds=1.0,
        peak_memory_bytes=1,
    )
    page = report.page(settings)
    cell = "- [When?](../notebooks/03-time.ipynb), the cell that begins `x = 1`, "
    assert cell + "is executed and not compared: a clock runs." in page
    assert cell + "prints measured times, which are not compared" in page
    assert cell + "is compared to 1e-3 instead of the limits above." in page


def test_the_limits_are_those_of_compare(tmp_path, monkeypatch):
    settings = book(tmp_path)
    words = " ".join(report.page(settings).split())
    assert "may differ by one part in 10,000" in words and "a difference below 0.00000001 never counts" in words
    assert "may differ by 1% (root mean square), and no block of 8 by 8 pixels by more than 5% on average" in words
    assert "equal to 0.011 of their unit and colours to 1 of 255 steps" in words
    monkeypatch.setattr(report, "Tolerance", lambda: replace(compare.Tolerance(), relative=1e-3))
    assert "one part in 1,000," in " ".join(report.page(settings).split())


def test_it_is_a_page_with_a_title_and_nothing_left_to_fill_in(tmp_path):
    page = report.page(book(tmp_path))
    assert page.startswith("---\ntitle: How this book is checked\nlabel: how-this-book-is-checked\n")
    assert not re.search(r"\$\w", page)
    assert max(map(len, re.findall(r"^\|.*\|$", page, re.MULTILINE))) < 90  # a phone scrolls no further


def test_written_once_then_current_until_a_twin_changes(tmp_path):
    settings = book(tmp_path)
    assert not report.current(settings)
    assert report.write(settings) and report.current(settings)
    assert not report.write(settings)
    add(settings, "02-dogs", "Why dogs?", seconds=9.0, peak_memory_bytes=1)
    assert not report.current(settings)


def test_a_book_without_such_a_page(tmp_path):
    settings = replace(book(tmp_path), report=None)
    with pytest.raises(SettingsError, match=r"Add `report = \"how-this-book-is-checked.md\"` to .*pyproject.toml"):
        report.write(settings)
