"""What the `text` model reads: stories and glosses in rows of one context length."""

import hashlib
import random
from itertools import cycle
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from genai_book.datasets.glosses import Sense, document, senses
from genai_book.datasets.shards import Ahead
from genai_book.datasets.stories import tell

END = "<|endoftext|>"
TOKENIZER_STORIES = 8000  # about as many bytes as the glosses, so that both kinds get their words
BATCHES_A_SHARD = 10
TOKENS_A_GLOSS = 25  # of a row; 26 in the mean, less what a row's end cuts off


def tokenizer(vocabulary: int, seed: int) -> Tokenizer:
    """A byte-level BPE fitted on training stories and on one document of every sense that is not held out; the same
    again for the same arguments.
    """
    rng = random.Random(f"tokenizer/{seed}")
    glosses = [document(sense, rng) for sense in senses() if not sense.held_out]
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    fitter = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tok.train_from_iterator([*(tell(index).text for index in range(TOKENIZER_STORIES)), *glosses], fitter)
    return tok


def training_senses() -> list[Sense]:
    """Those that a training may read."""
    return [sense for sense in senses() if not sense.held_out and not sense.development]


class Shard:
    """Makes shard `number` of the training: rows of `length` token ids for `BATCHES_A_SHARD` batches.

    It depends on the arguments and the number alone. A row holds one story and the start of the next, or glosses one
    behind the other, each document behind an `<|endoftext|>`; a gloss that is cut off at the end of a row mostly comes
    again whole in the next, so what a prediction needs is in its row. In the first `in_place` shards a row begins with
    `<|endoftext|>` and its document, which is easiest to learn; after that in most rows the document begins without it,
    as a prompt does, or behind the end of another one: a model that has only seen documents begin at one position
    cannot go on from any other.

    Every story is new. Of the senses every shard has a stretch of its own of an endless row of epochs, in each of which
    all come once in another order; the rows take the stretch as far as there is place, and begin it again where it is
    too short.
    """

    def __init__(self, tok: Tokenizer, seed: int, stories: int, glosses: int, length: int, in_place: int = 0):
        self.tok, self.seed, self.length, self.in_place = tok, seed, length, in_place
        self.stories, self.glosses = stories * BATCHES_A_SHARD, glosses * BATCHES_A_SHARD
        self.end = tok.token_to_id(END)
        self.senses = training_senses()
        self.orders: dict[int, list[int]] = {}  # of the epochs that were needed last

    def __call__(self, number: int) -> dict[str, np.ndarray]:
        """`stories` and `glosses`, each (rows, S)."""
        rng = random.Random(f"rows/{self.seed}/{number}")
        moved = number >= self.in_place
        return {
            "stories": np.array(self._story_rows(number, rng, moved), np.int16),
            "glosses": np.array(self._gloss_rows(number, rng, moved), np.int16),
        }

    def _story_rows(self, number: int, rng: random.Random, moved: bool) -> list[list[int]]:
        first = number * self.stories
        told = self._encoded([tell(f"{self.seed}/{first + index}").text for index in range(self.stories)])
        rows = []
        for index, story in enumerate(told):
            row = _moved(story, told[index - 1], rng) if moved else list(story)
            following = index
            while len(row) < self.length:
                following = (following + 1) % len(told)
                row += told[following]
            rows.append(row[: self.length])
        return rows

    def _gloss_rows(self, number: int, rng: random.Random, moved: bool) -> list[list[int]]:
        stretch = self.glosses * self.length // TOKENS_A_GLOSS
        read = self._encoded([document(sense, rng) for sense in self._stretch(number * stretch, stretch)])
        glosses = cycle(read)
        rows: list[list[int]] = []
        cut: list[int] = []
        for _ in range(self.glosses):
            row = list(cut or next(glosses))
            if moved:
                row = _moved(row, next(glosses), rng)
            last = 0
            while len(row) < self.length:
                last = len(row)
                row += next(glosses)
            cut = row[last:] if last and len(row) > self.length else []
            rows.append(row[: self.length])
        return rows

    def _encoded(self, texts: list[str]) -> list[list[int]]:
        return [[self.end, *encoded.ids] for encoded in self.tok.encode_batch(texts)]

    def _stretch(self, start: int, count: int) -> list[Sense]:
        every = len(self.senses)
        return [self.senses[self._order(place // every)[place % every]] for place in range(start, start + count)]

    def _order(self, epoch: int) -> list[int]:
        if epoch not in self.orders:
            self.orders = {known: order for known, order in self.orders.items() if known == epoch - 1}
            self.orders[epoch] = list(range(len(self.senses)))
            random.Random(f"order/{self.seed}/{epoch}").shuffle(self.orders[epoch])
        return self.orders[epoch]


def _moved(document: list[int], another: list[int], rng: random.Random) -> list[int]:
    """The start of a row: the document without its `<|endoftext|>`, behind the end of another one, or as it is."""
    chance = rng.random()
    if chance < 0.4:
        return document[1:]
    if chance < 0.8:
        return another[-rng.randint(1, 28) :] + document
    return list(document)


class Rows:
    """Endless batches of token ids: `stories` and `glosses`, each (B, S), from the shards one after the other."""

    def __init__(self, shard: Shard, workers: int | None = None):
        self.shards, self.batch = Ahead(shard, workers=workers), 0
        self.shard: dict[str, np.ndarray] = {}

    def __next__(self) -> dict[str, torch.Tensor]:
        part = self.batch % BATCHES_A_SHARD
        if not self.shard or part == 0:
            self.shard = next(self.shards)
        self.batch += 1
        return {kind: torch.from_numpy(np.split(rows, BATCHES_A_SHARD)[part]) for kind, rows in self.shard.items()}

    def state_dict(self) -> dict[str, Any]:
        return {"batch": self.batch}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.batch, self.shard = state["batch"], {}
        self.shards.start_at(self.batch // BATCHES_A_SHARD)


def fingerprint(seed: int) -> str:
    """SHA-256 of a thousand training stories and of one document of every training sense: changes when the data do."""
    digest = hashlib.sha256()
    for text in [tell(f"{seed}/{index}").text for index in range(1000)]:
        digest.update(text.encode() + b"\n")
    for text in sense_documents(training_senses(), seed):
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def sense_documents(found: list[Sense], seed: int) -> list[str]:
    """One document of each of these senses: for measuring on held-out ones."""
    rng = random.Random(f"evaluation/{seed}")
    return [document(sense, rng) for sense in found]
