"""Facts of any kind that are said in one word and asked for in another, for training only: what is bought has been
purchased, how heavy a thing is is its weight, and who founded it is its founder.

Source of what means the same: WordNet 3.0 as packaged by Debian (`wordnet-base`), format wndb(5WN). Only words are
paired whose commonest sense is the same synset, or, for an adjective or a verb and its noun, which WordNet links.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_frames import third_person
from genai_book.datasets.facts_topics import Relation
from genai_book.datasets.facts_words import Maker, measured, named, one_of
from genai_book.datasets.glosses import FOLDER
from genai_book.errors import DataMissingError

_THINGS = one_of("|".join((w.THINGS, w.GOODS, w.EXHIBITS, w.TOPICS, w.INGREDIENTS, w.SIDES, w.FOODS)))
_NAMES = named("{}|Anna {}|Doctor {}|the {} family|Mr {}|Lady {}|King {}|Clara {}")
_WHERE = named("{}|a village near {}|the port of {}|the county of {}")
_FIGURES = measured(2, 900, "metres", "euros", "litres", "kilograms", "points", "degrees", "years", "miles", "hours")
_VALUES: tuple[Maker, ...] = (_THINGS, _NAMES, one_of("|".join((w.COLOURS, w.GENRES, w.SOUNDS))), _FIGURES, w.year)

_DID = (
    "{s} PAST {v}",
    "{v} was PAST by {s}",
    "What {s} PAST was {v}",
    "It was {s} that PAST {v}",
    "{s} has PAST {v}",
    "In the end {s} PAST {v}",
    "{s} wanted to BASE {v}, and did",
    "{v} had been PAST by {s} before",
)
_DID_ASKED = (
    "What did {e} BASE?",
    "What was PAST by {e}?",
    "What has {e} PAST?",
    "Which thing did {e} BASE?",
    "What was it that {e} PAST?",
    "What has been PAST by {e}?",
)
_DID_WHICH = ("Who PAST {v}?", "What PAST {v}?", "By whom was {v} PAST?", "Who was it that PAST {v}?")
_HAS = (
    "{p} NOUN is {v}",
    "The NOUN of {s} is {v}",
    "{v} is the NOUN of {s}",
    "{v} serves as the NOUN of {s}",
    "The NOUN of {s} was {v}",
    "{s} has {v} as its NOUN",
    "The NOUN that {s} has is {v}",
)
_HAS_ASKED = (
    "What is the NOUN of {e}?",
    "What is {p} NOUN?",
    "Which NOUN does {e} have?",
    "What NOUN has {e}?",
    "What was the NOUN of {e}?",
    "What is the NOUN that {e} has?",
)
_MEASURES = ("{s} is {v} ADJ", "{s} is as ADJ as {v}")
_MEASURES_ASKED = ("How ADJ is {e}?", "Just how ADJ is {e}?", "How ADJ was {e}?")
_HAPPENED = {  # what is told of an event, with the words that go before it
    "year": (w.year, "in ", ("When", "In which year", "In what year")),
    "date": (w.date, "on ", ("When", "On what date", "On which day")),
    "place": (_WHERE, "in ", ("Where", "In which place", "In what place")),
    "person": (_NAMES, "by ", ("By whom",)),
}


class _Entry(NamedTuple):
    lemma: str
    synset: str  # offset of its commonest sense
    count: int  # how often that was met in the texts that WordNet's makers tagged


@cache
def synonyms(folder: Path = FOLDER) -> tuple[Relation, ...]:
    """Kinds of fact, each with all its words; none has held-out phrasings. Raises DataMissingError without WordNet."""
    verbs, nouns, adjectives = (_entries(folder, kind) for kind in ("verb", "noun", "adj"))
    return (
        *_doings(folder, verbs),
        *_possessions(folder, nouns),
        *_measures(folder, nouns, adjectives),
        *_events(folder, verbs),
    )


def same_meaning(word: str, folder: Path = FOLDER) -> list[str]:
    """Words of the same commonest meaning as a noun, or as a verb in any of three forms, in the same form."""
    return _forms(folder).get(word, [])


@cache
def _forms(folder: Path) -> dict[str, list[str]]:
    pasts = _pasts(folder)
    found: dict[str, list[str]] = {}
    verbs, nouns = _entries(folder, "verb"), _entries(folder, "noun")
    for entries, inflections in ((verbs, (str, pasts, third_person)), (nouns, (str,))):
        groups = defaultdict(list)
        for one in entries.values():
            if one.count >= 5 and (entries is verbs or one.lemma not in verbs):
                groups[one.synset].append(one.lemma)
        for group in groups.values():
            for inflect in inflections:
                words = [form for lemma in group if (form := inflect(lemma))]
                for word in words if len(words) > 1 else ():
                    found.setdefault(word, []).extend(other for other in words if other != word)
    return found


def _doings(folder: Path, verbs: dict[str, _Entry]) -> list[Relation]:
    """`The fox purchased a kite`: verbs that take an object, of one meaning."""
    pasts, lines = _pasts(folder), _lines(folder, "verb")
    groups = defaultdict(list)
    for one in verbs.values():
        if past := pasts(one.lemma):
            groups[one.synset].append((one.lemma, past))
    found = []
    for synset, group in groups.items():
        if len(group) > 1 and "08" in _frames(lines[synset]):  # frame 8: somebody ...s something

            def filled(forms: tuple[str, ...], group: list[tuple[str, str]] = group) -> tuple[str, ...]:
                return tuple(f.replace("PAST", past).replace("BASE", base) for f in forms for base, past in group)

            value = (_THINGS, _THINGS, _NAMES)[len(found) % 3]
            found.append(Relation(f"did {group[0][0]}", value, filled(_DID), filled(_DID_ASKED), filled(_DID_WHICH)))
    return found


def _possessions(folder: Path, nouns: dict[str, _Entry]) -> list[Relation]:
    """`The salary of the fox is nine euros`: nouns of one meaning."""
    groups = defaultdict(list)
    for one in nouns.values():
        if len(one.lemma) > 3:  # no abbreviations
            groups[one.synset].append(one.lemma)
    found = []
    for group in groups.values():
        if len(group) > 1:
            says = tuple(form.replace("NOUN", noun) for form in _HAS for noun in group)
            asks = tuple(form.replace("NOUN", noun) for form in _HAS_ASKED for noun in group)
            found.append(Relation(f"has {group[0]}", _VALUES[len(found) % len(_VALUES)], says, asks, ()))
    return found


def _measures(folder: Path, nouns: dict[str, _Entry], adjectives: dict[str, _Entry]) -> list[Relation]:
    """`The weight of the kettle is nine kilograms`, which answers how heavy it is."""
    found = []
    adjective_lines = _lines(folder, "adj")
    for line in _lines(folder, "noun").values():
        known = [word for word in _words(line) if word in nouns]
        told = [word for sign, at, _, _ in _pointers(line) if sign == "=" for word in _words(adjective_lines[at])[:1]]
        told = [word for word in dict.fromkeys(told) if word in adjectives and adjectives[word].count > 1]
        if known and told:
            says = [form.replace("NOUN", noun) for form in _HAS for noun in known]
            says += [form.replace("ADJ", told[0]) for form in _MEASURES]
            asks = [form.replace("NOUN", noun) for form in _HAS_ASKED for noun in known]
            asks += [form.replace("ADJ", word) for form in _MEASURES_ASKED * 2 for word in told]
            found.append(Relation(f"measure {known[0]} {len(found)}", _FIGURES, tuple(says), tuple(asks), ()))
    return found


def _events(folder: Path, verbs: dict[str, _Entry]) -> list[Relation]:
    """`The restoration of the tower took place in 1874`: when, where and by whom it was restored."""
    pasts = _pasts(folder)
    named_as, doers = defaultdict(list), defaultdict(list)
    nouns = _lines(folder, "noun")
    for synset, line in _lines(folder, "verb").items():
        for sign, at, kind, numbers in _pointers(line):
            if sign != "+" or kind != "n" or "08" not in _frames(line):
                continue
            verb, noun = _words(line)[int(numbers[:2], 16) - 1], _words(nouns[at])[int(numbers[2:], 16) - 1]
            usual = verb in verbs and verbs[verb].synset == synset and verbs[verb].count > 2
            if not usual or not noun.isalpha() or noun == verb or noun.endswith("ing"):
                continue
            group = nouns[at].split()[1]  # number of the file of the lexicographers: 4 acts, 11 events, 18 persons
            if group in ("04", "11") and noun[:2] == verb[:2]:
                named_as[verb].append(noun)
            elif group == "18" and noun.endswith(("er", "or")):
                doers[verb].append(noun)
    found = []
    for verb in sorted({*named_as, *doers}):
        past = pasts(verb)
        for key, (value, before, asked) in _HAPPENED.items():
            people = tuple(dict.fromkeys(doers[verb])) if key == "person" else ()
            if not past or (not named_as[verb] and not people):
                continue
            told = f"{before}{{v}}"
            says = [f"{{s}} was {past} {told}", f"It was {told} that {{s}} was {past}", f"{{s}} has been {past} {told}"]
            asks = [f"{how} was {{e}} {past}?" for how in asked] + [f"{how} did anybody {verb} {{e}}?" for how in asked]
            if key == "person":
                says += [f"{{v}} {past} {{s}}", f"It was {{v}} who {past} {{s}}"]
                asks = [f"By whom was {{e}} {past}?", f"Who {past} {{e}}?", f"Who was it that {past} {{e}}?"]
            for noun in dict.fromkeys(named_as[verb]):
                says += [f"The {noun} of {{s}} was {told}", f"The {noun} of {{s}} took place {told}"]
                asks += [f"{how} was the {noun} of {{e}}?" for how in asked]
                if key == "year":
                    says += [f"The year of the {noun} of {{s}} is {{v}}"]
                    asks += [f"What was the year of the {noun} of {{e}}?"]
            for noun in people:
                says += [f"The {noun} of {{s}} is {{v}}", f"{{v}} was the {noun} of {{s}}", f"{{p}} {noun} was {{v}}"]
                asks += [
                    f"Who is the {noun} of {{e}}?",
                    f"Who was {{p}} {noun}?",
                    f"What is the {noun} of {{e}} called?",
                ]
            found.append(Relation(f"{key} {verb}", value, tuple(says), tuple(asks), ()))
    return found


def _entries(folder: Path, kind: str) -> dict[str, _Entry]:
    """The words whose commonest sense was met in tagged text, by lemma."""
    number = {"noun": "1", "verb": "2", "adj": "35"}[kind]
    counts: dict[str, int] = {}
    for line in _read(folder, "cntlist.rev"):
        key, sense, count = line.split()
        lemma, _, rest = key.partition("%")
        if sense == "1" and rest[0] in number and lemma.isalpha():
            counts[lemma] = int(count)
    found = {}
    for line in _read(folder, f"index.{kind}"):
        if not line.startswith(" "):
            fields = line.split()
            if fields[0] in counts:
                found[fields[0]] = _Entry(fields[0], fields[-int(fields[2])], counts[fields[0]])
    return found


@cache
def _read(folder: Path, name: str) -> tuple[str, ...]:
    if not (folder / name).is_file():
        raise DataMissingError(
            f"WordNet's file {folder / name} is not there, and words of the same meaning come from it. Install it with "
            "`sudo apt-get install wordnet-base`, then run the command again."
        )
    return tuple((folder / name).read_text("ascii", errors="replace").splitlines())


@cache
def _lines(folder: Path, kind: str) -> dict[str, str]:
    """The synsets of a data file by offset, without their glosses."""
    lines = (line for line in _read(folder, f"data.{kind}") if not line.startswith("  "))
    return {line[:8]: line.split(" | ")[0] for line in lines}


def _words(line: str) -> list[str]:
    fields = line.split()
    return [re.sub(r"\(.*", "", word) for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]]


def _pointers(line: str) -> list[tuple[str, str, str, str]]:
    """Sign, offset, part of speech, and the numbers of the two words, of every link to another synset."""
    fields = line.split()
    start = 4 + 2 * int(fields[3], 16)
    return [tuple(fields[at : at + 4]) for at in range(start + 1, start + 1 + 4 * int(fields[start]), 4)]


def _frames(line: str) -> set[str]:
    """Numbers of the sentence frames of a verb."""
    fields = line.split()
    start = 4 + 2 * int(fields[3], 16)
    return {fields[at + 1] for at in range(start + 2 + 4 * int(fields[start]), len(fields) - 2, 3)}


def _pasts(folder: Path):
    """A function from a verb to its past form, or None where that differs from the participle (`took`, `taken`)."""
    irregular = defaultdict(set)
    for line in _read(folder, "verb.exc"):
        form, base = line.split()[:2]
        if not form.endswith(("ing", "s")):
            irregular[base].add(form)

    def past(verb: str) -> str | None:
        if verb in irregular:
            return next(iter(irregular[verb])) if len(irregular[verb]) == 1 else None
        if verb.endswith("e"):
            return f"{verb}d"
        return f"{verb[:-1]}ied" if re.search("[^aeiou]y$", verb) else f"{verb}ed"

    return past
