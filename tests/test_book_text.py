"""The frozen prose of the book, the cutting of an executed chapter, and the questions about it."""

import json
import re
from pathlib import Path

import pytest

from genai_book.datasets import book_questions, book_text
from genai_book.scratch import squad
from genai_book.scratch.bm25 import BM25

FIXTURE = Path(__file__).parent / "fixtures" / "book.json"
QUESTIONS = (*book_questions.HELD_OUT, *book_questions.DEVELOPMENT)
EQUAL = 1e-5  # fixtures have six digits

TOLD = """(ch-toy)=
# A toy: why?

:::{note}
No.
:::

It begins here, and it is long enough to be kept.

## Why *√d* helps?

It grows by {eval}`x` a day, and $\\frac{a}{b}$ is *all* that {term}`a token <Token>` needs {cite:p}`knuth1974`.

| a table |

Short.

## Summary

A summary says everything for a second time, and is left out."""
VALUES = {"user_expressions": [{"result": {"data": {"text/plain": "'3%'"}}}]}
NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "metadata": {}, "source": ["## no heading"]},
        {"cell_type": "markdown", "metadata": VALUES, "source": TOLD.splitlines(keepends=True)},
    ]
}


def test_an_executed_chapter_by_hand() -> None:
    opening, section = book_text.cut(NOTEBOOK, 7, "toy")
    assert (opening.heading, opening.address) == ("A toy: why?", "toy/")
    assert (section.number, section.chapter, section.heading) == (7, "A toy", "Why √d helps?")
    assert section.address == "toy/#why-d-helps"
    assert section.paragraphs == ("It grows by 3% a day, and a/b is all that a token needs.",)


def test_the_frozen_sections_are_clean_and_of_this_book() -> None:
    chapters = Path(__file__).parents[1] / "book" / "chapters"
    sections = book_text.sections()
    assert len({section.address for section in sections}) == len(sections) >= 90
    assert {section.address.partition("/")[0] for section in sections} <= {file.stem[3:] for file in chapters.glob("*")}
    said = [text for section in sections for text in section.paragraphs]
    assert not [text for text in said if re.search(r"[`\\]|\{(?:eval|cite|term)|\]\(", text)]
    assert sum(len(text.split()) for text in said) > 20_000


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_every_answer_stands_in_every_section_that_is_named(question: book_questions.Question) -> None:
    texts = {section.heading: " ".join(section.paragraphs) for section in book_text.sections()}
    for heading in question.headings:
        words = f" {' '.join(squad.normalised(texts[heading]))} "
        assert any(f" {' '.join(squad.normalised(answer))} " in words for answer in question.answers), heading


def test_the_questions_are_thirty_and_ten_and_different() -> None:
    assert (len(book_questions.HELD_OUT), len(book_questions.DEVELOPMENT)) == (30, 10)
    asked = [*(question.text for question in QUESTIONS), *book_questions.UNANSWERABLE]
    asked += book_questions.UNANSWERABLE_DEVELOPMENT
    assert len(set(asked)) == len(asked)


def test_the_page_is_compared_with_what_is_found_today() -> None:
    """The same questions are asked of the JavaScript, in `tests/widgets/bm25.test.mjs` and in a browser."""
    stored = json.loads(FIXTURE.read_text(encoding="utf-8"))
    places = [(section, text) for section in book_text.sections() for text in section.paragraphs]
    index = BM25([f"{section.heading}. {text}" for section, text in places])
    assert stored["paragraphs"] == len(places)
    assert [row["question"] for row in stored["questions"]] == [question.text for question in QUESTIONS]
    for row in stored["questions"]:
        scores = index.scores(row["question"])
        order = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: (-scores[i], i))[:5]
        assert [found["index"] for found in row["found"]] == order
        for found in row["found"]:
            assert found["score"] == pytest.approx(scores[found["index"]], abs=EQUAL)
            section = places[found["index"]][0]
            assert (found["heading"], found["address"]) == (section.heading, section.address)
