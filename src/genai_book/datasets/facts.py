"""Paragraphs of facts with a question about them, in endless number: for training and measuring a model that finds
answers.

A paragraph tells of one to three subjects of a kind; later sentences say `it` or `the town`; sentences from a
dictionary may stand around them. One question in four has no answer in its paragraph (of held-out ones, one in three):
nobody says that of the subject, or only of another one, or the subject is not there at all. What is said of real
countries is CLDR's, but for figures, exports and mountains, which are invented, and for one training paragraph in
seven, where everything is another country's: a model must read, not remember. The subjects of three training paragraphs
in five have facts of any kind beside their own (`facts_loose`, `facts_synonyms`). Half of the training questions that
have no answer are twins of one that has: the same question about the same paragraph without the sentence that tells.
"""

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from genai_book.datasets.facts_countries import Country, countries
from genai_book.datasets.facts_countries_said import COUNTRY
from genai_book.datasets.facts_frames import put_otherwise
from genai_book.datasets.facts_parts import HELD_OUT, TRAINING, of_any_kind, question, statement, which
from genai_book.datasets.facts_topics import Relation, Topic
from genai_book.datasets.glosses import Sense, senses, sentence

UNANSWERABLE_FRACTION = 1 / 3  # of held-out questions
TRAINING_UNANSWERABLE_FRACTION = 0.15  # before the twins; with one in three the model said `no answer` too readily
TWIN_FRACTION = 0.2  # of the answerable training questions: asked once more where the answer is missing
FRAME_FRACTION = 0.15  # of training questions that are put in another sentence
DEFINITION_WORDS = 14  # longer definitions are not asked for
_PREFIXES = ("According to the guide, ", "As far as is known, ", "Today ", "Many people know that ", "In fact, ")


@dataclass(frozen=True)
class Example:
    question: str
    context: str
    answer: str  # as it stands in the context; empty = the context does not say
    start: int  # of the answer in the context, characters; 0 where there is none
    relation: str  # kind of fact


@dataclass
class _Subject:
    name: str
    pronoun: tuple[str, str]
    values: dict[str, str]  # of every relation that it can be asked for
    said: list[Relation]  # of those the paragraph says


@dataclass
class _Sentence:
    text: str
    subject: str  # name; empty = a sentence from the dictionary
    relation: str
    value_at: int  # where the fact begins in the text
    named: bool  # does it call its subject by name?


def examples(seed: int | str, part: str = "training") -> Iterator[Example]:
    """An endless stream, the same for the same arguments. Raises DataMissingError without WordNet."""
    index = 0
    while True:
        yield from _examples(random.Random(f"facts/{seed}/{part}/{index}"), part)
        index += 1


def fingerprint(seed: int) -> str:
    """SHA-256 of the first two thousand training examples: changes when the data do."""
    digest = hashlib.sha256()
    for one, _ in zip(examples(seed), range(2000), strict=False):
        digest.update(f"{one.question}\n{one.context}\n{one.answer}\n".encode())
    return digest.hexdigest()


def _examples(rng: random.Random, part: str) -> list[Example]:
    """One example, with or without its twin; or none."""
    if part == "training" and rng.random() < 0.06:
        return _definition(rng)
    topic = _topic(rng, part)
    if part == "training" and rng.random() < 0.6:
        topic = replace(topic, relations=(*topic.relations, *of_any_kind(rng, topic)))
    subjects = _subjects(rng, topic, part)
    answerable = rng.random() >= (TRAINING_UNANSWERABLE_FRACTION if part == "training" else UNANSWERABLE_FRACTION)
    asked = rng.choice(subjects)
    if answerable:
        relation = rng.choice(asked.said)
    elif rng.random() < 0.5:  # a fact that is missing
        others = [one for subject in subjects if subject is not asked for one in subject.said if one not in asked.said]
        missing = [one for one in topic.relations if one.key in asked.values and one not in asked.said]
        relation = rng.choice(others if others and rng.random() < 0.6 else missing) if missing else None
    else:  # a subject that is not there
        relation = rng.choice(asked.said)
        subjects.remove(asked)
        subjects = subjects or _subjects(rng, topic, part)[:1]
        if asked.name in {subject.name for subject in subjects} or relation.key not in subjects[0].values:
            return []
        if relation not in subjects[0].said:
            subjects[0].said.append(relation)
    if relation is None or relation.key not in asked.values:
        return []
    sentences = _paragraph(rng, topic, subjects, part, asked.name if answerable else "", relation)
    found = _ask(rng, part, list(sentences), asked, relation, answerable)
    if found and answerable and part == "training" and rng.random() < TWIN_FRACTION:
        others = {subject.name for subject in subjects}
        renamed = next((one.name for one in _subjects(rng, topic, part) if one.name not in others), "")
        return [found, *_twin(rng, found, sentences, asked, relation, renamed)]
    return [found] if found else []


def _twin(
    rng: random.Random, known: Example, sentences: list[_Sentence], asked: _Subject, relation: Relation, renamed: str
) -> list[Example]:
    """The same question where nobody tells: the sentence is left out, or the paragraph is about `renamed`."""
    told = next(n for n, one in enumerate(sentences) if (one.subject, one.relation) == (asked.name, relation.key))
    behind = sentences[told + 1] if told + 1 < len(sentences) else None
    leads = sentences[told].named and behind is not None and behind.subject == asked.name and not behind.named
    if not leads and len(sentences) > 1:
        left = sentences[:told] + sentences[told + 1 :]
    elif renamed and asked.values[relation.key] == known.answer:
        left = [_renamed(one, asked.name, renamed) for one in sentences]
    else:
        return []
    context, _ = _join(rng, left)
    if known.answer != asked.values[relation.key] and asked.values[relation.key].lower() in context.lower():
        return []
    return [Example(known.question, context, "", 0, relation.key)]


def _renamed(one: _Sentence, name: str, renamed: str) -> _Sentence:
    if one.subject != name or not one.named:
        return one
    text = re.sub(re.escape(name), lambda _: renamed, one.text, count=1, flags=re.IGNORECASE)
    return replace(one, text=text[0].upper() + text[1:], subject=renamed)


def _topic(rng: random.Random, part: str) -> Topic:
    if part == "countries":
        return COUNTRY
    if part == "kinds":
        return rng.choice(HELD_OUT)
    return COUNTRY if rng.random() < 0.22 else rng.choice(TRAINING)


def _subjects(rng: random.Random, topic: Topic, part: str) -> list[_Subject]:
    number = rng.choices((1, 2, 3), (4, 5, 1))[0]
    found: list[_Subject] = []
    while len(found) < number:
        values: dict[str, str] = {}
        if topic.kind == COUNTRY.kind:
            allowed = [one for one in countries() if one.held_out == (part == "countries")]
            country = rng.choice(allowed)
            name, values = country.name, dict(_told(rng, country, allowed, part).facts)
        else:
            name = topic.name(rng)
        values |= {one.key: one.value(rng) for one in topic.relations if one.value}
        known = [one for one in topic.relations if one.key in values]
        taken = {other.values.get(one.key) for other in found for one in known}
        if any(other.name.split()[-1] == name.split()[-1] for other in found):
            continue  # of `the chair` and `the old chair` nobody knows which is meant
        # Two subjects of a paragraph differ in what is said of them.
        said = [one for one in known if values[one.key] not in taken]
        said = rng.sample(said, min(len(said), len(known) - 1, rng.randint(1, 4)))
        if said:
            person = rng.choice((("he", "his"), ("she", "her")))
            found.append(_Subject(name, person if topic.persons else ("it", "its"), values, said))
    return found


def _told(rng: random.Random, country: Country, allowed: list[Country], part: str) -> Country:
    return rng.choice(allowed) if part == "training" and rng.random() < 1 / 7 else country


def _paragraph(
    rng: random.Random, topic: Topic, subjects: list[_Subject], part: str, asked: str, relation: Relation
) -> list[_Sentence]:
    blocks = []
    mixed = len(subjects) > 1 and rng.random() < 0.25  # then every sentence names its subject
    for subject in subjects:
        block = []
        for one in rng.sample(subject.said, len(subject.said)):
            template = statement(rng, part, one, subject.name == asked and one is relation)
            block.append(_say(rng, template, subject, one, topic.kind, mixed or not block))
        blocks.append(block)
    if mixed:
        blocks = [[one] for block in blocks for one in block]
    rng.shuffle(blocks)
    for _ in range(rng.choices((0, 1, 2), (12, 5, 3))[0]):
        text = _from_dictionary(rng, part)
        blocks.insert(rng.randint(0, len(blocks)), [_Sentence(text, "", "", 0, False)])
    return [one for block in blocks for one in block]


def _say(rng: random.Random, template: str, subject: _Subject, relation: Relation, kind: str, named: bool) -> _Sentence:
    chance = rng.random()
    if named or chance < 0.3:
        named, subject_as, possessive = True, subject.name, f"{subject.name}'s"
    elif chance < 0.75:
        subject_as, possessive = subject.pronoun
    else:
        subject_as, possessive = f"the {kind}", f"the {kind}'s"
    text = template.format(s=subject_as, p=possessive, v="\0")
    if not text.startswith("\0") and rng.random() < 0.06:
        text = rng.choice(_PREFIXES) + (text if template.startswith("{") else text[0].lower() + text[1:])
    at = text.index("\0")
    text = text.replace("\0", subject.values[relation.key])
    text = text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")
    return _Sentence(text, subject.name, relation.key, at, named)


def _ask(
    rng: random.Random, part: str, sentences: list[_Sentence], asked: _Subject, relation: Relation, answerable: bool
) -> Example | None:
    context, starts = _join(rng, sentences)
    value = asked.values[relation.key]
    said = [n for n, one in enumerate(sentences) if (one.subject, one.relation) == (asked.name, relation.key)]
    if answerable != bool(said):
        return None
    forms = which(part, relation)
    if forms and rng.random() < 0.2 and not (part == "phrasings" and len(relation.which) < 2):
        asking, about = rng.choice(forms).format(v=value), value
        named = [n for n, one in enumerate(sentences) if one.subject == asked.name and one.named]
        answer, at = asked.name, -1
        if answerable:
            # The name that stands nearest before the fact, as its reader would find it.
            n = max((n for n in named if n <= said[0]), default=named[0])
            at = starts[n] + sentences[n].text.lower().index(asked.name.lower())
        if not answerable and value.lower() in context.lower():
            return None
    else:
        template, about = question(rng, part, relation), asked.name
        asking = template.format(e=asked.name, p=f"{asked.name}'s")
        answer, at = value, starts[said[0]] + sentences[said[0]].value_at if answerable else -1
    asking = asking[0].upper() + asking[1:]
    if part == "training" and rng.random() < FRAME_FRACTION:
        asking = put_otherwise(rng, asking, about)
    if rng.random() < 0.12:
        asking = asking.lower().rstrip("?.")
    if not answerable:
        return Example(asking, context, "", 0, relation.key)
    return Example(asking, context, context[at : at + len(answer)], at, relation.key)


def _join(rng: random.Random, sentences: list[_Sentence]) -> tuple[str, list[int]]:
    """The paragraph, and where each sentence begins; some are joined by `and`, which changes them in the list."""
    context, starts = "", []
    for number, one in enumerate(sentences):
        before = sentences[number - 1] if number else None
        follows = before and before.subject and before.subject == one.subject and not one.named
        if follows and context.endswith(".") and rng.random() < 0.2:
            context = context[:-1] + rng.choice((", and ", "; ", " and "))
            sentences[number] = one = _Sentence(one.text[0].lower() + one.text[1:], *_rest(one))
        elif context:
            context += " "
        starts.append(len(context))
        context += one.text
    return context, starts


def _rest(one: _Sentence) -> tuple[str, str, int, bool]:
    return one.subject, one.relation, one.value_at, one.named


@cache
def _senses(held_out: bool) -> tuple[Sense, ...]:
    short = (one for one in senses() if one.held_out == held_out and len(one.definition.split()) <= DEFINITION_WORDS)
    return tuple(one for one in short if one.kind == "noun" or one.examples)


def _from_dictionary(rng: random.Random, part: str) -> str:
    sense = rng.choice(_senses(part != "training"))
    return rng.choice(sense.examples or (sentence(sense, sense.terms[0]),))


def _definition(rng: random.Random) -> list[Example]:
    """A question for the meaning of a word, among a few definitions."""
    nouns = _senses(False)
    found = [one for one in rng.sample(nouns, 8) if one.kind == "noun" and one.terms][:4]
    if len(found) < 2:
        return []
    asked, told = found[0], found[1:]
    answerable = rng.random() >= TRAINING_UNANSWERABLE_FRACTION
    if answerable:
        told = [*told, asked]
    rng.shuffle(told)
    texts = [sentence(one, one.terms[0]) for one in told]
    whole = sentence(asked, asked.terms[0])
    subject = re.split(r" (?:is|was) (?:an? )?$", whole.partition(asked.definition)[0])[0]
    if any(subject.lower() in text.lower() for text, one in zip(texts, told, strict=True) if one != asked):
        return []
    subject = subject[0].lower() + subject[1:] if subject.startswith(("A ", "An ")) else subject
    asking = rng.choice(("What is {}?", "How is {} defined?")).format(subject)
    context = " ".join(texts)
    if not answerable:
        return [Example(asking, context, "", 0, "definition")]
    return [Example(asking, context, asked.definition, context.index(asked.definition), "definition")]
