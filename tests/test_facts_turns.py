"""Templates in another order, with other question words, with words of the same meaning."""

from genai_book.datasets.facts_turns import questions, statements


def same(word: str) -> list[str]:
    return {"founded": ["established"], "buy": ["purchase"], "find": ["notice"]}.get(word, [])


def test_a_statement_is_turned_round_the_place_of_the_fact() -> None:
    assert statements(["{s} was founded in {v}"], same) == [
        "In {v} {s} was founded",
        "It was in {v} that {s} was founded",
        "{s} was established in {v}",
    ]


def test_only_what_has_an_object_becomes_a_what() -> None:
    assert statements(["{s} exports {v}"], same) == ["What {s} exports is {v}", "{v} is what {s} exports"]
    assert statements(["{s} sleeps {v}"], same, objects=False) == []
    assert statements(["{s} is {v}", "{p} price is {v}"], same) == []


def test_question_words_change_only_for_those_that_the_kind_of_fact_is_asked_with() -> None:
    asked = ["When does {e} open?", "At what hour does {e} start?", "Where is {e}?"]
    assert questions(asked, same) == ["At what hour does {e} open?", "When does {e} start?"]
    assert questions(["Which river waters {e}?", "What is {e} for?"], same) == ["What river waters {e}?"]


def test_words_of_the_same_meaning_but_not_for_those_with_many_meanings() -> None:
    assert questions(["What can one buy in {e}?"], same) == []  # words of three letters mostly help
    assert questions(["Where was {e} founded?", "What did {e} find?"], same) == ["Where was {e} established?"]
