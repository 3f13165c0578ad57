"""WordNet's glosses as plain sentences that begin with the term: `A banjo is a stringed instrument of the guitar
family …`.

Source: WordNet 3.0 as packaged by Debian (`wordnet-base`), Princeton University, WordNet licence. Only ASCII glosses
are used. A sense whose synset is held out appears in no training document, though its words may occur in other glosses.
"""

import random
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from genai_book.errors import DataMissingError

FOLDER = Path("/usr/share/wordnet")
FILES = ("noun", "verb", "adj", "adv")
HELD_OUT_ONE_IN = 50
TITLE_CASE_FRACTION = 0.15  # of noun documents: "Theoretical Physics is ..." must work as well
EXAMPLE_FRACTION = 0.6  # of documents whose gloss has examples end with one


@dataclass(frozen=True)
class Sense:
    """One synset: its terms, its definition, its example sentences."""

    kind: str  # "noun", "verb", "adj" or "adv"
    key: str  # file and offset: names the synset
    terms: tuple[str, ...]
    definition: str
    examples: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        return zlib.crc32(self.key.encode()) % HELD_OUT_ONE_IN == 0

    @property
    def development(self) -> bool:
        """Kept out of training as well, to choose between settings: the held-out senses are for the last word."""
        return zlib.crc32(self.key.encode()) % HELD_OUT_ONE_IN == 1


def senses(folder: Path = FOLDER) -> list[Sense]:
    """Every usable sense, in the order of the files.

    Raises:
        DataMissingError: WordNet's files are not there.
    """
    found = []
    for kind in FILES:
        path = folder / f"data.{kind}"
        if not path.is_file():
            raise DataMissingError(
                f"WordNet's file {path} is not there, and the glosses are made from it. Install it with "
                "`sudo apt-get install wordnet-base`, then run the command again."
            )
        for line in path.read_text("ascii", errors="replace").splitlines():
            if not line.startswith("  ") and "\ufffd" not in line and (sense := sense_of_line(kind, line)):
                found.append(sense)
    return found


def sense_of_line(kind: str, line: str) -> Sense | None:
    """The sense of one line of a data file (format: wndb(5WN)); None where its gloss cannot be made a sentence."""
    head, _, gloss = line.partition(" | ")
    fields = head.split()
    count = int(fields[3], 16)
    words = (re.sub(r"\((?:a|p|ip)\)$", "", word).replace("_", " ") for word in fields[4 : 4 + 2 * count : 2])
    definition, *rest = re.split(r';\s*(?=")', gloss.strip(), maxsplit=1)
    definition = re.sub(r"^(\([^)]*\)\s*)+", "", definition).strip(" ;:.")
    examples = tuple(
        text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")
        for text in (part.strip(" ,.;") for part in re.findall(r'"([^"]+)"', rest[0] if rest else ""))
        if len(text.split()) > 2 and text[0].isalpha()
    )
    if not 8 <= len(definition) <= 300 or definition.count("(") != definition.count(")") or '"' in definition:
        return None
    return Sense(kind, f"{kind}/{fields[0]}", tuple(words), definition.replace("`", "'"), examples)


_MASS = ("ism", "ness", "ology", "ics", "graphy", "relativity", "chemistry")  # endings of nouns that take no article
_ARTICLES = ("a ", "an ", "the ", "any ", "one ", "some ", "someone ", "something ")


def _sound(word: str) -> str:
    return (
        "an" if re.match(r"(?!uni|use|usu|eu|one|ur[aeio]|uto|u\b)[aeiou]|hour|honest|heir|hono", word.lower()) else "a"
    )


def sentence(sense: Sense, term: str) -> str:
    """The sense's definition said of one of its terms."""
    text = sense.definition
    if sense.kind == "verb":
        return f"To {term} is to {text}."
    if sense.kind in ("adj", "adv"):
        return f"{term[0].upper()}{term[1:]} means {text}."
    proper = any(letter.isupper() for letter in term)
    dated = re.search(r"\(.*\d{3,4}", text)
    verb = "was" if proper and dated else "is"
    if proper and not text.startswith(_ARTICLES):
        text = f"{_sound(text)} {text}"
    counted = (
        sense.definition.startswith(("a ", "an ", "any ", "one ", "someone "))
        and not proper
        and not term.endswith(_MASS)
    )
    plural = counted and term.endswith("s") and not term.endswith(("ss", "us", "is", "ics"))
    subject = f"{_sound(term)} {term}" if counted and not plural else term
    return f"{subject[0].upper()}{subject[1:]} {verb} {text}."


_SMALL = {"of", "the", "and", "a", "an", "in", "to", "for", "on", "by", "de", "or", "at"}


def document(sense: Sense, rng: random.Random) -> str:
    """One document about a sense: a term of it, the definition, perhaps an example."""
    term = rng.choice(sense.terms)
    text = sentence(sense, term)
    if sense.kind == "noun" and " " in term and rng.random() < TITLE_CASE_FRACTION:
        title = " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in term.split())
        text = text.replace(term, title, 1) if term in text else title + text[len(title) :]
    if sense.examples and rng.random() < EXAMPLE_FRACTION:
        text += " " + rng.choice(sense.examples)
    return text
