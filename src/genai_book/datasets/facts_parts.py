"""Which kinds of subject and which words each part of the facts may use: what training has, and what is held out.

A held-out country is told of and asked about in words that training has, a held-out phrasing says and asks of a known
kind of subject what is wanted in words that it has not, and a held-out kind of subject is new in everything. The
development part is another set of phrasings that training has not: what is chosen is chosen by them.
"""

import random
import re
from functools import cache

from genai_book.datasets.facts_countries_said import COUNTRY
from genai_book.datasets.facts_days import MEETING, TRAIN
from genai_book.datasets.facts_held_out import GAME, MOON, SUBSTANCE
from genai_book.datasets.facts_life import ANIMAL, PLANT, STORY
from genai_book.datasets.facts_loose import LOOSE
from genai_book.datasets.facts_places import MUSEUM, TOWER, TOWN
from genai_book.datasets.facts_synonyms import synonyms
from genai_book.datasets.facts_things import BOOK, MACHINE, OBJECT, RECIPE
from genai_book.datasets.facts_topics import Relation, Topic
from genai_book.datasets.facts_wordings import development_wordings, pick, plain, training_wordings, wordings

PARTS = ("training", "development", "countries", "phrasings", "kinds")  # the last three are held out, each in its way
TRAINING = (TOWN, OBJECT, ANIMAL, RECIPE, TRAIN, MUSEUM, STORY, BOOK, MEETING, TOWER, PLANT, MACHINE)
HELD_OUT = (MOON, GAME, SUBSTANCE)
HELD_OUT_WORDINGS = frozenset(
    plain(line)
    for topic in (*TRAINING, COUNTRY)
    for one in topic.relations
    for line in (one.says[-1], one.asks[-1], *(one.which[-1:] if len(one.which) > 1 else ()))
)
_FUNCTION_WORDS = (
    "a an and anybody as at be been before by called can did do does end for from had has have he how in is it its "
    "just made not of on or place serves she so that the their there thing to took wanted was were what when where "
    "which who whom whose with year date person measure one only"
)


def statement(rng: random.Random, part: str, one: Relation, asked: bool) -> str:
    """A template for a fact; the one that is asked for is said in new words where these are held out."""
    if part == "phrasings" and asked:
        return one.says[-1]
    if part == "kinds" or (part == "training" and one.key in _any_kind_keys()):
        return rng.choice(one.says)
    if part == "development" and asked:
        return rng.choice(development_wordings(one)[0])
    known = wordings if part in ("countries", "phrasings") else training_wordings
    return pick(rng, known(one, HELD_OUT_WORDINGS).says)


def which(part: str, relation: Relation) -> tuple[str, ...]:
    """Templates that ask for the subject."""
    if part == "development":
        return ()
    if part == "phrasings" and len(relation.which) > 1:
        return relation.which[-1:]
    if part == "kinds" or (part == "training" and relation.key in _any_kind_keys()):
        return relation.which
    return (training_wordings if part == "training" else wordings)(relation, HELD_OUT_WORDINGS).which


def question(rng: random.Random, part: str, relation: Relation) -> str:
    """A template that asks for the fact."""
    if part == "phrasings":
        return relation.asks[-1]
    if part == "development":
        return development_wordings(relation)[1][0]
    if part == "kinds" or (part == "training" and relation.key in _any_kind_keys()):
        return rng.choice(relation.asks)
    return pick(rng, (training_wordings if part == "training" else wordings)(relation, HELD_OUT_WORDINGS).asks)


def of_any_kind(rng: random.Random, topic: Topic) -> list[Relation]:
    """Four kinds of fact that fit no subject; of persons only what they did, for `of he` would be wrong."""
    groups = [_synonyms()["did"]] if topic.persons else list(_synonyms().values())
    found = {one.key: one for one in (rng.choice(rng.choice((LOOSE, *groups))) for _ in range(4))}
    return list(found.values())


@cache
def _synonyms() -> dict[str, list[Relation]]:
    """Those of `facts_synonyms`, by what they are about, without the words that held-out kinds are told with."""
    kept = {
        word for topic in HELD_OUT for one in topic.relations for word in _content(*one.says, *one.asks, *one.which)
    }
    found: dict[str, list[Relation]] = {}
    for one in synonyms():
        if not kept & _content(one.key, *one.says, *one.asks):
            found.setdefault(one.key.split()[0], []).append(one)
    return found


def _content(*lines: str) -> set[str]:
    """The words of templates that say something of their own."""
    words = {word for line in lines for word in re.findall(r"[a-z]+", re.sub(r"\{.\}", "", line.lower()))}
    return words - set(_FUNCTION_WORDS.split())


@cache
def _any_kind_keys() -> frozenset[str]:
    return frozenset(one.key for group in _synonyms().values() for one in group)
