"""Kinds of fact that are said in one word and asked for in another, out of WordNet."""

from pathlib import Path

import pytest

from genai_book.datasets.facts_synonyms import synonyms
from genai_book.datasets.glosses import FOLDER
from genai_book.errors import DataMissingError

needs_wordnet = pytest.mark.skipif(not (FOLDER / "data.noun").exists(), reason="needs Debian's wordnet-base")


@needs_wordnet
def test_words_that_wordnet_holds_for_the_same_are_in_one_kind_of_fact() -> None:
    """Fellbaum 1998, "WordNet": buy and purchase are one synset; weight is the attribute of heavy and light."""
    found = synonyms()
    bought = next(one for one in found if "{s} purchased {v}" in one.says)
    assert "What did {e} buy?" in bought.asks and "Who bought {v}?" in bought.which
    assert any("The weight of {s} is {v}" in one.says and "How heavy is {e}?" in one.asks for one in found)
    invented = next(one for one in found if one.key == "person invent")
    assert "The inventor of {s} is {v}" in invented.says and "Who invented {e}?" in invented.asks
    happened = next(one for one in found if one.key == "year invent")
    assert "The invention of {s} was in {v}" in happened.says and "When was {e} invented?" in happened.asks


@needs_wordnet
def test_every_template_has_its_places_and_no_two_kinds_the_same_name() -> None:
    found = synonyms()
    assert len({one.key for one in found}) == len(found) > 2000
    for one in found:
        assert all(line.count("{v}") == 1 and ("{s}" in line or "{p}" in line) for line in one.says)
        assert all("{v}" not in line and ("{e}" in line or "{p}" in line) for line in one.asks)
        assert all(line.count("{v}") == 1 and "{e}" not in line for line in one.which)
        assert not [line for line in (*one.says, *one.asks, *one.which) if "PAST" in line or "NOUN" in line]


def test_without_wordnet_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"not there.*sudo apt-get install wordnet-base"):
        synonyms(tmp_path)
