"""Questions put in other ways."""

import random

import pytest

from genai_book.datasets.facts_frames import indirect, put_otherwise, third_person


@pytest.mark.parametrize(
    ("question", "name", "inside"),
    [
        ("When does the museum open?", "the museum", "when the museum opens"),
        ("In what year was the tower built?", "the tower", "in what year the tower was built"),
        ("What is the capital of Peru?", "Peru", "what the capital of Peru is"),
        ("Where is Peru?", "Peru", "where Peru is"),
        ("How many people live in Peru?", "Peru", "how many people live in Peru"),
        ("Which country lies in Oceania?", "Oceania", "which country lies in Oceania"),
        ("Who found a kite?", "a kite", "who found a kite"),
        ("What did the fox find?", "the fox", None),  # `what the fox found` would need the past form
    ],
)
def test_a_question_inside_a_sentence(question: str, name: str, inside: str | None) -> None:
    assert indirect(question, name) == inside


def test_the_third_person_of_verbs() -> None:
    assert [third_person(verb) for verb in ("open", "reach", "carry", "play", "have")] == [
        "opens",
        "reaches",
        "carries",
        "plays",
        "has",
    ]


def test_a_frame_keeps_the_subject_and_ends_as_a_sentence_does() -> None:
    made = {put_otherwise(random.Random(n), "When does the museum open?", "the museum") for n in range(200)}
    assert len(made) > 10 and all("the museum open" in one and one[-1] in "?." for one in made)
    assert put_otherwise(random.Random(0), "Name the capital of Peru.", "Peru") == "Name the capital of Peru."
