"""The wine list and its labelled queries."""

from genai_book.datasets.wines import QUERIES, WINES


def test_forty_wines_each_with_words_of_its_own() -> None:
    assert len(WINES) == len(set(WINES.values())) == 40
    assert all(5 <= len(text.split()) <= 25 for text in WINES.values())


def test_every_query_has_its_wines_and_its_rule() -> None:
    assert len(QUERIES) >= 12 and len({query.text for query in QUERIES}) == len(QUERIES)
    assert all(query.relevant and query.relevant <= set(WINES) and query.rule for query in QUERIES)


def test_fish_is_not_a_word_of_the_list() -> None:
    """So that keyword search cannot find what the book's example asks for."""
    assert QUERIES[0].text == "good with fish"
    assert not [text for text in WINES.values() if "fish" in text.lower()]
