"""WordNet's lines as sentences: the reader, the articles, the held-out synsets."""

import random
from pathlib import Path

import pytest

from genai_book.datasets.glosses import FOLDER, Sense, document, sense_of_line, senses, sentence
from genai_book.errors import DataMissingError

BANJO = (
    "02787622 06 n 01 banjo 0 002 @ 04338517 n 0000 %p 03341297 n 0000 | a stringed instrument of the guitar family "
    "that has long neck and circular body  "
)
AMBLE = '01918183 38 v 02 amble 0 mosey 0 001 @ 01904930 v 0000 01 + 02 00 | walk leisurely; "They ambled along"  '
GRAVITY = (
    "11464143 19 n 02 gravity 0 gravitational_force 0 000 | (physics) the force of attraction between all masses in "
    "the "
    "universe; especially the attraction of the earth's mass  "
)
needs_wordnet = pytest.mark.skipif(not (FOLDER / "data.noun").exists(), reason="needs Debian's wordnet-base")


def read(kind: str, line: str) -> Sense:
    sense = sense_of_line(kind, line)
    assert sense is not None
    return sense


def test_a_line_of_a_data_file() -> None:
    """The format is described in wndb(5WN)."""
    sense = read("verb", AMBLE)
    assert sense.terms == ("amble", "mosey")
    assert sense.definition == "walk leisurely"
    assert sense.examples == ("They ambled along.",)
    assert sense.key == "verb/01918183"


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        ("noun", BANJO, "A banjo is a stringed instrument of the guitar family that has long neck and circular body."),
        ("verb", AMBLE, "To amble is to walk leisurely."),
        (
            "adj",
            "00001740 00 a 01 able(p) 0 000 | having the skill to do it  ",
            "Able means having the skill to do it.",
        ),
    ],
)
def test_sentences(kind: str, line: str, expected: str) -> None:
    sense = read(kind, line)
    assert sentence(sense, sense.terms[0]) == expected


def test_a_field_in_brackets_is_left_out() -> None:
    assert sentence(read("noun", GRAVITY), "gravity").startswith(
        "Gravity is the force of attraction between all masses"
    )


@pytest.mark.parametrize(
    ("term", "gloss", "expected"),
    [
        ("owl", "a bird of the night", "An owl is a bird of the night."),
        ("unicorn", "a horse with a horn", "A unicorn is a horse with a horn."),
        (
            "Albert Einstein",
            "physicist born in Germany (1879-1955)",
            "Albert Einstein was a physicist born in Germany (1879-1955).",
        ),
        ("Paris", "the capital of France", "Paris is the capital of France."),
        ("optimism", "a hopeful view of things", "Optimism is a hopeful view of things."),
    ],
)
def test_articles_and_tense(term: str, gloss: str, expected: str) -> None:
    assert sentence(Sense("noun", "noun/1", (term,), gloss, ()), term) == expected


def test_documents_vary_and_repeat_with_the_seed() -> None:
    sense = Sense(
        "noun",
        "noun/1",
        ("nuclear physics", "nucleonics"),
        "the branch of physics of the nucleus",
        ("Nuclear physics is hard.",),
    )
    found = {document(sense, random.Random(seed)) for seed in range(60)}
    starts = {text.split(" is the")[0] for text in found}
    assert starts == {"Nuclear physics", "Nucleonics", "Nuclear Physics"}
    assert any(text.endswith("Nuclear physics is hard.") for text in found)
    assert all(text.endswith(".") and "\n" not in text for text in found)
    assert document(sense, random.Random(3)) == document(sense, random.Random(3))


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match=r"data\.noun is not there.*sudo apt-get install wordnet-base"):
        senses(tmp_path)
    assert issubclass(DataMissingError, FileNotFoundError)


@needs_wordnet
def test_all_of_wordnet() -> None:
    found = senses()
    assert len(found) > 115_000
    kept_back = sum(sense.held_out for sense in found)
    assert kept_back / len(found) == pytest.approx(0.02, abs=0.002)
    assert len({sense.key for sense in found}) == len(found)
    # What the book says of its prompt: no entry of this name, in training or out of it.
    assert not [sense for sense in found if "theoretical physics" in (term.lower() for term in sense.terms)]
    rng = random.Random(0)
    for sense in rng.sample(found, 2000):
        text = document(sense, rng)
        assert text.isascii() and text[0] == text[0].upper() and text[-1] in ".!?", text
