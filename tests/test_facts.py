"""The paragraphs of facts: what a question asks for stands where it is said to stand, and what is held out stays so."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

import pytest

from genai_book.datasets import facts, facts_parts
from genai_book.datasets.facts import Example, examples, fingerprint
from genai_book.datasets.facts_countries import countries
from genai_book.datasets.facts_countries_said import COUNTRY
from genai_book.datasets.facts_loose import LOOSE
from genai_book.datasets.facts_open import open_questions
from genai_book.datasets.facts_paraphrases import PARAPHRASES
from genai_book.datasets.facts_parts import HELD_OUT, HELD_OUT_WORDINGS, PARTS, TRAINING
from genai_book.datasets.facts_topics import Relation, Topic, says
from genai_book.datasets.facts_wordings import _MORE, development_wordings, plain, training_wordings, wordings
from genai_book.datasets.facts_words import measured, one_of
from genai_book.datasets.glosses import Sense

SENSES = tuple(
    Sense("noun", f"noun/{n}", (term,), f"a {term} of the kind number {n}", (f"Nobody saw the {term}.",))
    for n, term in enumerate(
        ("banjo", "ladle", "quill", "sextant", "thimble", "anvil", "gimlet", "trowel", "awl", "adze")
    )
)
SYNONYMS = tuple(
    Relation(f"{kind} {n}", one_of("a kite|a drum|a map"), (f"{{s}} {word} {{v}}",), (f"What {word} {{e}}?",), ())
    for kind in ("did", "has", "year")
    for n, word in enumerate(("zaps", "yokes", "unties", "twirls"))
)
RELATIONS = [(topic, relation) for topic in (*TRAINING, COUNTRY, *HELD_OUT) for relation in topic.relations]


@pytest.fixture(autouse=True)
def small_dictionary(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    cached = (facts._senses, facts_parts._synonyms, facts_parts._any_kind_keys)
    for one in cached:
        one.cache_clear()
    monkeypatch.setattr(facts, "senses", lambda: [*SENSES, *(replaced(one) for one in SENSES)])
    monkeypatch.setattr(facts_parts, "synonyms", lambda: SYNONYMS)
    yield
    for one in cached:
        one.cache_clear()


def replaced(sense: Sense) -> Sense:
    """The same under a key that is held out."""
    number = next(n for n in range(10_000) if Sense("noun", f"x/{n}", (), "", ()).held_out)
    return Sense(sense.kind, f"x/{number}", sense.terms, sense.definition, sense.examples)


def some(part: str, number: int = 400, seed: int = 0) -> list[Example]:
    return list(islice(examples(seed, part), number))


@pytest.mark.parametrize("part", PARTS)
def test_the_answer_stands_where_it_is_said_to_stand(part: str) -> None:
    found = some(part)
    assert all(one.context[one.start : one.start + len(one.answer)] == one.answer for one in found)
    assert all(one.start == 0 for one in found if not one.answer)
    unanswerable = sum(not one.answer for one in found) / len(found)
    assert (0.15 if part == "training" else 0.25) < unanswerable < (0.35 if part == "training" else 0.45)
    assert len({(one.question, one.context) for one in found}) > 0.97 * len(found)
    assert max(len(one.context.split()) for one in found) < 130
    # An answer may stand at the beginning, in the middle or at the end.
    places = [one.start / len(one.context) for one in found if one.answer]
    assert min(places) < 0.1 and max(places) > 0.9


def test_an_unanswerable_fact_is_not_said_in_the_paragraph() -> None:
    """The subject's value would be told by one of the relation's statements about that subject."""
    for one in some("training"):
        relation = next((r for _, r in RELATIONS if r.key == one.relation), None)
        if one.answer or relation is None or one.relation == "definition":
            continue
        name = next((c.name for c in countries() if c.name.lower() in one.question.lower()), None)
        for template in relation.says if name else ():
            told = template.format(s=name, p=f"{name}'s", v="\0").split("\0")[0]
            assert len(told) < len(name) + 4 or told.lower() not in one.context.lower(), one


def test_the_same_again_and_another_seed_another_stream() -> None:
    assert some("training", 50) == some("training", 50) != some("training", 50, seed=1)
    assert fingerprint(1) == fingerprint(1) != fingerprint(2)


def test_held_out_countries_are_told_of_in_their_part_only() -> None:
    held_out = {country.name for country in countries() if country.held_out}
    # Names that are part of others, such as Guinea, cannot be told apart by looking for them; Panama is in Panama City.
    clear = {name for name in held_out if not any(name in other.name for other in countries() if other.name != name)}
    assert "France" in clear and len(clear) > 30
    names = re.compile(rf"\b(?:{'|'.join(clear)})\b(?! City)")
    assert not [one for one in some("training", 1500) if names.search(one.context)]
    assert all(any(name.lower() in one.context.lower() for name in held_out) for one in some("countries"))
    others = {country.name for country in countries() if not country.held_out}
    assert not [one for one in some("countries") if any(f" of {name}?" in one.question for name in others)]


def test_one_country_in_five_is_held_out() -> None:
    assert 0.15 < sum(country.held_out for country in countries()) / len(countries()) < 0.3
    assert len({country.code for country in countries()}) == len(countries()) == 190


def test_what_cldr_says_of_france() -> None:
    assert countries()[0].facts == {
        "capital": "Paris",
        "region": "Western Europe",
        "country_code": "FR",
        "currency": "the euro",
        "currency_code": "EUR",
        "language": "French",
        "script": "the Latin script",
        "time_zone": "Europe/Paris",
    }


@pytest.mark.parametrize(
    ("topic", "relation"), RELATIONS, ids=lambda one: getattr(one, "key", getattr(one, "kind", ""))
)
def test_every_template_has_its_places(topic: Topic, relation) -> None:
    assert len(relation.says) >= 3 and len(relation.asks) >= 3
    assert all(line.count("{v}") == 1 and ("{s}" in line or "{p}" in line) for line in relation.says)
    assert all("{v}" not in line and ("{e}" in line or "{p}" in line) for line in relation.asks)
    assert all(line.count("{v}") == 1 and line.endswith("?") for line in relation.which)
    for lines in (relation.says, relation.asks, relation.which):
        assert len(set(lines)) == len(lines)


def test_held_out_phrasings_are_in_no_training_example() -> None:
    """The text before and behind the name of the last question, and of the last statement, where it is told apart."""
    marks = {}
    for topic, relation in RELATIONS:
        if topic in HELD_OUT:
            continue
        last, others = relation.asks[-1], " ".join(line for _, r in RELATIONS for line in r.asks if line != r.asks[-1])
        before, behind = last.replace("{p}", "{e}'s").split("{e}")
        if before + behind and before not in others and len(before) > 12:
            marks[topic.kind, relation.key] = before
    assert len(marks) > 40
    for one in some("training", 1500):
        assert not [mark for (_, key), mark in marks.items() if key == one.relation and one.question.startswith(mark)]
    seen = [one for one in some("phrasings") for (_, key), mark in marks.items() if key == one.relation]
    assert seen


def test_no_training_wording_of_any_kind_of_fact_is_one_that_is_held_out() -> None:
    trained = [r for topic in (*TRAINING, COUNTRY) for r in topic.relations]
    assert set(_MORE) == {relation.key for relation in trained}
    for relation in (*trained, *LOOSE):
        found = wordings(relation, HELD_OUT_WORDINGS)
        lines = [*found.says[0], *found.says[1], *found.asks[0], *found.asks[1], *found.which]
        assert not {plain(line) for line in lines} & HELD_OUT_WORDINGS
        assert {plain(relation.says[-1]), plain(relation.asks[-1])} <= HELD_OUT_WORDINGS or relation in LOOSE
        assert min(len(found.says[0]), len(found.asks[0])) >= 4
        assert all(
            line.count("{v}") == 1 and ("{s}" in line or "{p}" in line) for group in found.says for line in group
        )
        assert all("{v}" not in line and ("{e}" in line or "{p}" in line) for group in found.asks for line in group)
        assert all(line.count("{v}") == 1 and "{e}" not in line for line in found.which)


FUNCTION_WORDS = (
    "a an and are at be been by can did do does for from has have how in is it its of on one or that the there to was "
    "were what when where which who with you"
)


def content(template: str) -> frozenset[str]:
    """The words of a template that say something of their own."""
    return frozenset(re.findall("[a-z]+", re.sub(r"\{.\}", "", template.lower()))) - set(FUNCTION_WORDS.split())


def test_the_wordings_that_training_has_beside_are_neither_held_out_nor_for_development() -> None:
    """Not even with other function words, where they ask or tell of the same kind of fact."""
    trained = [relation for topic in (*TRAINING, COUNTRY) for relation in topic.relations]
    assert set(PARAPHRASES) == {relation.key for relation in trained}
    for relation in trained:
        found, before = training_wordings(relation, HELD_OUT_WORDINGS), wordings(relation, HELD_OUT_WORDINGS)
        lines = {*found.says[0], *found.says[1], *found.asks[0], *found.asks[1], *found.which}
        told, asked = development_wordings(relation)
        assert (len(told), len(asked)) == (2, 1) and told + asked == tuple(dict.fromkeys(told + asked))
        assert not {plain(line) for line in lines} & HELD_OUT_WORDINGS
        assert not {plain(line) for line in lines} & {plain(line) for line in told + asked}
        assert not {plain(line) for line in told + asked} & HELD_OUT_WORDINGS
        added = [
            *(set(found.says[0]) - set(before.says[0])),
            *(set(found.asks[0]) - set(before.asks[0])),
            *told,
            *asked,
        ]
        assert len(added) >= 6 and not [
            line
            for line in added
            if content(line) and content(line) in (content(relation.says[-1]), content(relation.asks[-1]))
        ]
        assert all(line.count("{v}") == (line not in {*found.asks[0], *found.asks[1]}) for line in lines)
        assert all("{s}" in line or "{p}" in line or "{e}" in line or line in found.which for line in lines)


def test_in_development_the_fact_is_told_and_asked_for_in_words_that_training_has_not() -> None:
    marks = [
        (relation.key, plain(development_wordings(relation)[1][0]).split("{e}")[0])
        for topic in (*TRAINING, COUNTRY)
        for relation in topic.relations
    ]
    trained = [training_wordings(r, HELD_OUT_WORDINGS) for topic in (*TRAINING, COUNTRY) for r in topic.relations]
    others = " ".join(plain(line) for one in trained for group in one.asks for line in group)
    marks = [(key, mark) for key, mark in marks if len(mark) > 12 and mark not in others]
    assert len(marks) > 30
    assert [one for one in some("development") for key, mark in marks if one.question.lower().startswith(mark)]
    for one in some("training", 1500):
        assert not [mark for key, mark in marks if key == one.relation and one.question.lower().startswith(mark)]


def test_a_twin_asks_the_same_where_nobody_tells() -> None:
    found = some("training", 1500)
    twins = [(one, two) for one, two in pairwise(found) if one.question == two.question]
    assert 0.08 < len(twins) / len(found) < 0.2
    for one, two in twins:
        assert one.answer and not two.answer and one.context != two.context
        words, others = Counter(one.context.lower().split()), Counter(two.context.lower().split())
        assert (words & others).total() > 0.3 * others.total()  # but for the sentence that tells, the same text


def test_what_is_counted_has_no_fractions() -> None:
    made = [measured(70, 90, unit)(random.Random(n)) for unit in ("children", "metres") for n in range(200)]
    assert not [one for one in made if "." in one and "children" in one] and [one for one in made if "." in one]


def test_held_out_kinds_share_no_kind_of_fact_with_training() -> None:
    trained = {relation.key for topic in (*TRAINING, COUNTRY) for relation in topic.relations}
    trained |= {relation.key for relation in (*LOOSE, *SYNONYMS)}
    kept = {relation.key for topic in HELD_OUT for relation in topic.relations}
    assert len(kept) == sum(len(topic.relations) for topic in HELD_OUT) and not trained & kept
    assert {one.relation for one in some("kinds")} == kept
    assert not {one.relation for one in some("training", 1500)} & kept


def test_says_tells_statements_questions_and_questions_for_the_subject_apart() -> None:
    relation = says(
        "capital",
        None,
        """
        {p} capital is {v}
        {v} is the capital of {s}
        What is the capital of {e}?
        Name the capital of {e}.
        {v} is the capital of which country?
        """,
    )
    assert relation.says == ("{p} capital is {v}", "{v} is the capital of {s}")
    assert relation.asks == ("What is the capital of {e}?", "Name the capital of {e}.")
    assert relation.which == ("{v} is the capital of which country?",)


def test_the_open_questions_are_forty_with_their_answers_in_the_text() -> None:
    found = open_questions()
    assert len(found) == 40 and 6 <= sum(not one.answer for one in found) <= 12
    assert all(one.context[one.start :].startswith(one.answer) for one in found)
