"""What the translation models read: numbers up to 999,999 in English words and in French words.

    three hundred and five thousand and eighty -> trois cent cinq mille quatre-vingts

The words are num2words' own. Held out, and read only by tests: one number in ten, by hash.
"""

import hashlib
import random
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import torch
from num2words import num2words
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

LIMIT = 1_000_000  # numbers are below it
BATCHES_A_CHUNK = 16  # rows of so many batches are sorted by length
PAD, END = "<pad>", "</s>"  # tokens 0 and 1
# Shares of the training numbers with 1, 2 … 6 digits: of numbers drawn evenly, nine in ten would have six.
DIGITS = (0.03, 0.07, 0.15, 0.15, 0.25, 0.35)
ZERO_FRACTION = 0.2  # of the digits behind the first, beside the zeros of chance: `three hundred thousand` is rare


@cache
def _below_thousand(number: int, language: str) -> str:
    return num2words(number, lang=language)  # 0.2 ms, too slow to ask for every number


def english(number: int) -> str:
    """The number's words as num2words writes them, with British `and`: `one thousand, two hundred and five`."""
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, "en")
    words = f"{_below_thousand(thousands, 'en')} thousand"
    if not rest:
        return words
    return f"{words}{' and' if rest < 100 else ','} {_below_thousand(rest, 'en')}"


def french(number: int) -> str:
    """The number's words as num2words writes them, in the traditional spelling: `mille deux cent cinq`."""
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, "fr")
    # `cents` and `vingts` lose their s before `mille`; `un mille` is not said.
    words = re.sub(r"(cent|vingt)s$", r"\1", _below_thousand(thousands, "fr")) + " mille" if thousands > 1 else "mille"
    return f"{words} {_below_thousand(rest, 'fr')}" if rest else words


def spelled(number: int, rng: random.Random) -> str:
    """The number in English as one may write it: with or without `and`, hyphens, comma and capital, `a hundred`."""
    text = english(number)
    if rng.random() < 0.3:
        text = text.replace(" and ", " ")
    if rng.random() < 0.2:
        text = text.replace("-", " ")
    if rng.random() < 0.5:
        text = text.replace(",", "")
    if rng.random() < 0.2:
        text = re.sub(r"^one (hundred|thousand)", r"a \1", text)
    return text[0].upper() + text[1:] if rng.random() < 0.1 else text


def word_count(number: int) -> int:
    """How many number words the English has, `and` not counted: 1 to 9."""
    return sum(word != "and" for word in re.findall(r"[a-z]+", english(number)))


def held_out(number: int) -> bool:
    """Whether a number is kept for tests. Those up to twenty, whose words all others are made of, are not."""
    return number > 20 and _hash(f"numbers/{number}") % 10 == 0


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


@cache
def test_numbers(each: int) -> dict[int, list[int]]:
    """Held-out numbers by their count of words: the first `each` in the order of a hash, or as many as there are.

    It looks at all numbers, which takes seconds.
    """
    found: dict[int, list[int]] = {count: [] for count in range(1, 10)}
    for number in range(LIMIT):
        if held_out(number):
            found[word_count(number)].append(number)
    return {count: sorted(numbers, key=lambda n: _hash(f"order/{n}"))[:each] for count, numbers in found.items()}


def draw(rng: random.Random) -> int:
    """A training number."""
    while True:
        (digits,) = rng.choices(range(1, 7), DIGITS)
        number = rng.randrange(10) if digits == 1 else rng.randrange(1, 10)
        for _ in range(digits - 1):
            number = 10 * number + (0 if rng.random() < ZERO_FRACTION else rng.randrange(10))
        if not held_out(number):
            return number


@cache
def tokenizer() -> Tokenizer:
    """A byte-level BPE in which each word, with a space before it or without, is one token; no text is unknown to it.

    Both languages share it. It puts `</s>` behind every text, as Marian's does.
    """
    texts = [english(number) for number in range(1001)] + [french(number) for number in range(1001)]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    forms = sorted(words | {word.capitalize() for word in words if word.isascii()} | {" " + word for word in words})
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    fitter = trainers.BpeTrainer(
        vocab_size=2000,  # more than there is to merge: it stops when every form is one token
        special_tokens=[PAD, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tok.train_from_iterator(forms, fitter)
    end = tok.token_to_id(END)
    tok.post_processor = processors.TemplateProcessing(single=f"$A {END}", special_tokens=[(END, end)])
    return tok


def padded(rows: Sequence[list[int]]) -> torch.Tensor:
    """Rows of token ids as one tensor (B, S), short ones filled up with `<pad>`, which is 0."""
    longest = max(map(len, rows))
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows])


class Rows:
    """Endless batches of `source` (B, S) and `target` (B, T), both ended by `</s>`.

    Row n depends on (seed, n) alone. Of `BATCHES_A_CHUNK` batches' rows, those of like length go together, so that
    little of a batch is padding; the order of the batches is shuffled.
    """

    def __init__(self, seed: int, batch: int):
        self.seed, self.batch, self.number = seed, batch, 0
        self.chunk, self.batches = -1, []

    def __next__(self) -> dict[str, torch.Tensor]:
        chunk, place = divmod(self.number, BATCHES_A_CHUNK)
        if chunk != self.chunk:
            self.chunk, self.batches = chunk, self._chunk(chunk)
        self.number += 1
        return self.batches[place]

    def _chunk(self, chunk: int) -> list[dict[str, torch.Tensor]]:
        size = BATCHES_A_CHUNK * self.batch
        texts = [self.pair(row) for row in range(chunk * size, (chunk + 1) * size)]
        encoded = zip(*(tokenizer().encode_batch_fast(list(side)) for side in zip(*texts, strict=True)), strict=True)
        pairs = sorted(((one.ids, other.ids) for one, other in encoded), key=lambda pair: len(pair[0]) + len(pair[1]))
        batches = []
        for start in range(0, size, self.batch):
            sources, targets = zip(*pairs[start : start + self.batch], strict=True)
            batches.append({"source": padded(sources), "target": padded(targets)})
        random.Random(f"batches/{self.seed}/{chunk}").shuffle(batches)
        return batches

    def pair(self, row: int) -> tuple[str, str]:
        """English and French of a training row."""
        rng = random.Random(f"numbers/{self.seed}/{row}")
        number = draw(rng)
        return spelled(number, rng), french(number)

    def state_dict(self) -> dict[str, Any]:
        return {"batch": self.number}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.number = state["batch"]


def fingerprint(seed: int) -> str:
    """SHA-256 of the first ten thousand training rows: changes when the data do."""
    rows = Rows(seed, 1)
    digest = hashlib.sha256()
    for row in range(10_000):
        digest.update("\t".join(rows.pair(row)).encode() + b"\n")
    return digest.hexdigest()
