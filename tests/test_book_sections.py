"""Cutting chapters into sections, and the frozen sections of the book."""

import re
from pathlib import Path

import pytest

from genai_book.datasets.book_passages import PASSAGES
from genai_book.datasets.book_sections import sections

LONG = (
    "A long sentence with *emphasis*, a [link](#ch-x), {cite:p}`knuth1974` and $x$ " + "again and again " * 4 + "ends."
)

CHAPTER = f"""---
kernelspec: {{name: python3}}
---

(ch-toy)=
# A toy?

:::{{admonition}} Before you start
{LONG}
:::

{LONG}

```{{code-cell}} ipython3
## no heading, but a comment of a cell
```

## Short

Look:

## Second

| a table | that is not prose |

{LONG}
Its second line.

## Summary

{LONG}
"""


def test_sections_by_hand() -> None:
    found = sections(CHAPTER)
    assert [(s.chapter, s.heading) for s in found] == [("ch-toy", "A toy?"), ("ch-toy", "Second")]
    assert found[0].text.startswith("A long sentence with emphasis, a link, and x again")
    assert found[1].text.endswith("ends. Its second line.")
    assert found[0].passage.startswith("A toy? A long")


def test_text_without_a_label_is_refused() -> None:
    with pytest.raises(ValueError, match="no line like"):
        sections("# Title\n\nText.")


def test_the_frozen_sections_are_clean_and_of_this_book() -> None:
    chapters = Path(__file__).parents[1] / "book" / "chapters"
    labels = {
        label for file in chapters.glob("*.md") for label in re.findall(r"^\((ch-[\w-]+)\)=", file.read_text(), re.M)
    }
    assert {section.chapter for section in PASSAGES} <= labels
    assert len({section.heading for section in PASSAGES}) == len(PASSAGES) >= 40
    assert not [section for section in PASSAGES if re.search(r"[`*$\\]|\{[a-z:]+\}", section.passage)]
