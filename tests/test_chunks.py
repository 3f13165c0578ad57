"""Cutting into passages: by hand, and what must hold for the whole book."""

import itertools

import pytest

from genai_book.datasets.book_text import sections
from genai_book.scratch.chunks import chunks


def test_by_hand() -> None:
    text = ["One two three. Four five. Six.", "Seven eight.", "Nine."]
    assert chunks(text, 5) == ["One two three. Four five.", "Six. Seven eight. Nine."]
    assert chunks(text, 3) == ["One two three.", "Four five. Six.", "Seven eight. Nine."]
    assert chunks(text, 100) == ["One two three. Four five. Six. Seven eight. Nine."]


def test_a_long_sentence_stays_whole() -> None:
    assert chunks(["a b c d e f. G h."], 4) == ["a b c d e f.", "G h."]


@pytest.mark.parametrize("longest", [30, 60, 240])
def test_nothing_is_lost_or_moved_and_neighbours_do_not_fit_together(longest: int) -> None:
    for section in sections():
        passages = chunks(section.paragraphs, longest)
        assert " ".join(passages) == " ".join(section.paragraphs)
        for one, next_one in itertools.pairwise(passages):
            assert len(f"{one} {next_one}".split()) > longest


def test_a_passage_of_no_words_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one word, not 0"):
        chunks(["A text."], 0)
