"""What the `text` model reads: stories and glosses in rows of one context length."""

import hashlib
import random
from collections.abc import Iterator
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from genai_book.datasets.glosses import Sense, document, senses
from genai_book.datasets.stories import tell

END = "<|endoftext|>"
TOKENIZER_STORIES = 8000  # about as many bytes as the glosses, so that both kinds get their words
STORIES_A_SHARD = 1000
GLOSS_ROWS_A_SHARD = 800  # with the glosses that fill the rows of stories: about half of all tokens


def tokenizer(vocabulary: int, seed: int) -> Tokenizer:
    """A byte-level BPE fitted on training stories and on one document of every training sense; the same again for
    the same arguments.
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


class Rows:
    """Endless batches (B, S) of token ids, in shards made from (seed, shard number) alone.

    A row of stories holds one story, a row of glosses begins with a gloss; glosses fill the rest, and one that is cut
    off at the end of a row mostly comes again whole in the next, so what a prediction needs is in its row. In the first
    `in_place_shards` a row begins with `<|endoftext|>` and its document, which is easiest to learn; after that in most
    rows the document begins without it, as a prompt does, or behind the end of another one: a model that has only seen
    documents begin at one position cannot go on from any other. Every training sense comes once in an epoch of senses.
    """

    def __init__(self, tok: Tokenizer, seed: int, batch: int, length: int, in_place_shards: int = 0):
        self.tok, self.seed, self.batch, self.length = tok, seed, batch, length
        self.in_place_shards = in_place_shards
        self.shard, self.row, self.rows = -1, 0, []
        self.end = tok.token_to_id(END)
        self.senses = [sense for sense in senses() if not sense.held_out]
        self.sense = 0  # how many senses were read so far, all epochs together
        self.begun = 0  # the same at the start of the shard

    def __next__(self) -> torch.Tensor:
        while self.row + self.batch > len(self.rows):
            self.shard, self.row = self.shard + 1, 0
            self.begun = self.sense
            self.rows = self._shard()
        self.row += self.batch
        return torch.tensor(self.rows[self.row - self.batch : self.row])

    def state_dict(self) -> dict[str, Any]:
        return {"shard": self.shard, "row": self.row, "begun": self.begun}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.shard, self.row, self.begun = state["shard"], state["row"], state["begun"]
        self.sense = self.begun
        self.rows = self._shard()

    def _glosses(self) -> Iterator[list[int]]:
        rng = random.Random(f"glosses/{self.seed}/{self.shard}")
        while True:
            epoch, place = divmod(self.sense, len(self.senses))
            order = self._order(epoch)
            chunk = [document(self.senses[index], rng) for index in order[place : place + 1000]]
            for encoded in self.tok.encode_batch(chunk):
                self.sense += 1
                yield [self.end, *encoded.ids]

    def _moved(self, rng: random.Random, start: list[int], cut: list[int], glosses: Iterator[list[int]]) -> list[int]:
        """The start of a row without its `<|endoftext|>`, behind the end of another document, or as it is."""
        start = start or cut or next(glosses)
        chance = rng.random()
        if chance < 0.4:
            return start[1:]
        if chance < 0.8:
            return next(glosses)[-rng.randint(1, 28) :] + start
        return start

    def _order(self, epoch: int) -> list[int]:
        order = list(range(len(self.senses)))
        random.Random(f"order/{self.seed}/{epoch}").shuffle(order)
        return order

    def _shard(self) -> list[list[int]]:
        seeds = range(self.shard * STORIES_A_SHARD, (self.shard + 1) * STORIES_A_SHARD)
        texts = [tell(f"{self.seed}/{index}").text for index in seeds]
        starts = [[self.end, *encoded.ids] for encoded in self.tok.encode_batch(texts)] + [[]] * GLOSS_ROWS_A_SHARD
        glosses = self._glosses()
        rng = random.Random(f"starts/{self.seed}/{self.shard}")
        rows: list[list[int]] = []
        cut: list[int] = []
        for start in starts:
            row = list(start)
            if self.shard >= self.in_place_shards:
                row, cut = self._moved(rng, row, cut, glosses), []
            while len(row) < self.length:
                row += cut or next(glosses)
                cut = []
                if len(row) > self.length:
                    cut = row[_last_start(row, self.end) :]
            rows.append(row[: self.length])
        random.Random(f"rows/{self.seed}/{self.shard}").shuffle(rows)
        return rows


def _last_start(row: list[int], end: int) -> int:
    return len(row) - 1 - row[::-1].index(end)


def fingerprint(seed: int) -> str:
    """SHA-256 of a thousand training stories and of one document of every training sense: changes when the data do."""
    digest = hashlib.sha256()
    for text in [tell(f"{seed}/{index}").text for index in range(1000)]:
        digest.update(text.encode() + b"\n")
    for text in sense_documents([sense for sense in senses() if not sense.held_out], seed):
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def sense_documents(found: list[Sense], seed: int) -> list[str]:
    """One document of each of these senses: for measuring on held-out ones."""
    rng = random.Random(f"evaluation/{seed}")
    return [document(sense, rng) for sense in found]
