"""What the `code` model reads: small functions and the standard library's, in rows of one context length."""

import hashlib
import random
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from genai_book.datasets import library_source, small_functions
from genai_book.datasets.library_shortened import shortened
from genai_book.datasets.library_source import LibraryFunction
from genai_book.datasets.shards import Ahead

END = "<|endoftext|>"
LONGEST_RUN = 20  # spaces of one token
TOKENIZER_FUNCTIONS = 12_000
SMALL_A_SHARD = 3000  # small functions: half of all tokens
LIBRARY_A_SHARD = 1200  # functions of the library: a third
FURTHER_A_SHARD = 500  # longer ones, and functions of the tests of Python: a sixth
SHORTENED_FRACTION = 0.4  # of the readings of a function, and all of one that is too long to be read whole
LONGEST_BODY_BYTES = 450  # of a shortened function: what a completion has room for
PROMPT_WEIGHT = 0.2  # of the tokens of a small function's signature and docstring, which nothing could predict
BARE_FRACTION = 0.5  # of the rows begin without `<|endoftext|>`, as a prompt does


def tokenizer(vocabulary: int, seed: int) -> Tokenizer:
    """A byte-level BPE whose last entries are runs of 2 to 20 spaces, as CodeGen's are: an indentation is one token.

    The runs are ordinary tokens that are split off before anything else, so that `return` is the same token at every
    depth and a line break never sticks to the indentation behind it.
    """
    runs = [AddedToken(" " * length, normalized=False) for length in range(2, LONGEST_RUN + 1)]
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    fitter = trainers.BpeTrainer(
        vocab_size=vocabulary - len(runs),
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    small = (small_functions.function(f"tokenizer/{seed}/{index}").source for index in range(TOKENIZER_FUNCTIONS))
    texts = [*small, *(one.source for one in library_source.functions() if not one.held_out)]
    tok.train_from_iterator((re.sub(" {2,}", "", text) for text in texts), fitter)
    tok.add_tokens(runs)
    return tok


@dataclass(frozen=True)
class Shards:
    """Rows of `length` token ids as a pure function of the number of the shard, to be made by any process.

    Small functions are never repeated. The library's functions are read in an order that is shuffled anew each time
    they have all been read, some of them shortened. All stand behind an `<|endoftext|>`, mixed; every row begins with
    a function, and one that the end of a row cuts off stands whole at the beginning of the next.
    """

    tok: Tokenizer
    seed: int
    length: int
    library: tuple[LibraryFunction, ...]
    further: tuple[LibraryFunction, ...]

    def __call__(self, number: int) -> np.ndarray:
        """(rows, length) in int16; a token of a prompt stands as its complement, which is negative."""
        rng = random.Random(f"rows/{self.seed}/{number}")
        documents = self._small(number)
        for name, every, count in (
            ("library", self.library, LIBRARY_A_SHARD),
            ("further", self.further, FURTHER_A_SHARD),
        ):
            read = [self._next(name, every, place) for place in range(number * count, (number + 1) * count)]
            sources = [_reading(one, rng) for one in read]
            documents += [[self.end, *encoded.ids] for encoded in self.tok.encode_batch(sources)]
        rng.shuffle(documents)
        rows: list[list[int]] = []
        row: list[int] = []
        for document in documents:
            if row and len(row) + len(document) > self.length:
                rows.append((row + document)[: self.length + 1])
                row = []
            row += document
        starts = [int(rng.random() < BARE_FRACTION) for _ in rows]
        return np.array(
            [row[start : start + self.length] for start, row in zip(starts, rows, strict=True)], dtype=np.int16
        )

    @property
    def end(self) -> int:
        return self.tok.token_to_id(END)

    def _small(self, number: int) -> list[list[int]]:
        seeds = range(number * SMALL_A_SHARD, (number + 1) * SMALL_A_SHARD)
        small = [small_functions.function(f"{self.seed}/{index}") for index in seeds]
        prompts = self.tok.encode_batch([one.prompt for one in small])
        sources = self.tok.encode_batch([one.source for one in small])
        return [
            [self.end, *(~token for token in prompt.ids), *source.ids[len(prompt.ids) :]]
            for prompt, source in zip(prompts, sources, strict=True)
        ]

    def _next(self, name: str, every: tuple[LibraryFunction, ...], place: int) -> LibraryFunction:
        epoch, index = divmod(place, len(every))
        return every[_order(f"{name}/{self.seed}/{epoch}", len(every))[index]]


@lru_cache(maxsize=4)
def _order(seed: str, length: int) -> list[int]:
    order = list(range(length))
    random.Random(seed).shuffle(order)
    return order


def _reading(one: LibraryFunction, rng: random.Random) -> str:
    if len(one.source) > library_source.LONGEST_BYTES or rng.random() < SHORTENED_FRACTION:
        return shortened(one, LONGEST_BODY_BYTES, rng)
    return one.source


class Rows:
    """Endless batches, `ids` (B, S) of tokens and `weights` (B, S) in the loss, from the shards in their order.

    `workers` processes make the shards ahead: as many as the machine can spare, if not given.
    """

    def __init__(self, tok: Tokenizer, seed: int, batch: int, length: int, workers: int | None = None):
        library = tuple(one for one in library_source.functions() if not one.held_out)
        self.shards = Ahead(Shards(tok, seed, length, library, library_source.further()), workers=workers)
        self.batch, self.length = batch, length
        self.rows = np.zeros((0, length), dtype=np.int16)
        self.begun = self.taken = 0  # shards before those of `rows`, and rows taken of them

    def __next__(self) -> dict[str, torch.Tensor]:
        while self.taken + self.batch > len(self.rows):
            self.begun = self.shards.number
            self.rows, self.taken = next(self.shards), 0
        self.taken += self.batch
        rows = torch.from_numpy(self.rows[self.taken - self.batch : self.taken].astype(np.int64))
        asked = rows < 0
        return {"ids": torch.where(asked, ~rows, rows), "weights": torch.where(asked, PROMPT_WEIGHT, 1.0)}

    def state_dict(self) -> dict[str, Any]:
        return {"shard": self.begun, "taken": self.taken}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.shards.start_at(state["shard"])
        self.begun = state["shard"]
        self.rows, self.taken = next(self.shards), state["taken"]


def fingerprint(seed: int) -> str:
    """SHA-256 of a thousand small functions and of all training functions of the library: changes when the data do."""
    digest = hashlib.sha256()
    for index in range(1000):
        digest.update(small_functions.function(f"{seed}/{index}").source.encode())
    for one in (*library_source.functions(), *library_source.further()):
        if not one.held_out:
            digest.update(one.source.encode())
    return digest.hexdigest()
