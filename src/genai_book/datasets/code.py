"""What the `code` model reads: small functions and the standard library's, in rows of one context length."""

import hashlib
import random
import re
from typing import Any

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

from genai_book.datasets import library_source, small_functions

END = "<|endoftext|>"
LONGEST_RUN = 20  # spaces of one token
TOKENIZER_FUNCTIONS = 12_000
FUNCTIONS_A_SHARD = 3000
LIBRARY_ROWS_FRACTION = 0.2  # of all rows; with what fills the ends of the others, a third of all tokens
PROMPT_WEIGHT = 0.2  # of the tokens of a small function's signature and docstring, which nothing could predict
BARE_FRACTION = 0.5  # of rows begin without `<|endoftext|>`, as a prompt does


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


class Rows:
    """Endless batches, `ids` (B, S) of tokens and `weights` (B, S) in the loss, in shards made from (seed, shard
    number) alone.

    Small functions are never repeated; as many as fit stand whole in a row, each behind an `<|endoftext|>`, and the
    rest of the row is the start of a library function. Other rows are cut from the library's functions, one behind the
    other, shuffled anew each time they have all been read. In the first `short_shards` a row has half the length: it is
    cheaper by more than half, and two small functions fit.
    """

    def __init__(self, tok: Tokenizer, seed: int, batch: int, length: int, short_shards: int = 0):
        self.tok, self.seed, self.batch, self.length = tok, seed, batch, length
        self.short_shards = short_shards
        self.shard, self.row, self.rows = -1, 0, []
        self.end = tok.token_to_id(END)
        training = [one.source for one in library_source.functions() if not one.held_out]
        self.library = [encoded.ids for encoded in tok.encode_batch(training)]
        self.read = 0  # library functions read so far, all epochs together
        self.begun = 0  # the same at the start of the shard

    def __next__(self) -> dict[str, torch.Tensor]:
        while self.row + self.batch > len(self.rows):
            self.shard, self.row = self.shard + 1, 0
            self.begun = self.read
            self.rows = self._shard()
        self.row += self.batch
        rows = torch.tensor(self.rows[self.row - self.batch : self.row])
        asked = rows < 0
        return {"ids": torch.where(asked, ~rows, rows), "weights": torch.where(asked, PROMPT_WEIGHT, 1.0)}

    def state_dict(self) -> dict[str, Any]:
        return {"shard": self.shard, "row": self.row, "begun": self.begun}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.shard, self.row, self.begun = state["shard"], state["row"], state["begun"]
        self.read = self.begun
        self.rows = self._shard()

    def _library_function(self) -> list[int]:
        epoch, place = divmod(self.read, len(self.library))
        if place == 0 or not hasattr(self, "order") or self.epoch != epoch:
            self.epoch, self.order = epoch, list(range(len(self.library)))
            random.Random(f"order/{self.seed}/{epoch}").shuffle(self.order)
        self.read += 1
        return [self.end, *self.library[self.order[place]]]

    def _shard(self) -> list[list[int]]:
        """Rows of token ids; a token of a prompt stands as its complement, which is negative."""
        seeds = range(self.shard * FUNCTIONS_A_SHARD, (self.shard + 1) * FUNCTIONS_A_SHARD)
        small = [small_functions.function(f"{self.seed}/{index}") for index in seeds]
        prompts = self.tok.encode_batch([one.prompt for one in small])
        sources = self.tok.encode_batch([one.source for one in small])
        rng = random.Random(f"rows/{self.seed}/{self.shard}")
        length = self.length // 2 if self.shard < self.short_shards else self.length
        rows: list[list[int]] = []
        row: list[int] = []
        for prompt, source in zip(prompts, sources, strict=True):
            document = [self.end, *(~token for token in prompt.ids), *source.ids[len(prompt.ids) :]]
            if row and len(row) + len(document) > length:
                rows.append(row)
                row = []
            row += document
        for row in rows:
            while len(row) <= length:
                row += self._library_function()
        stream: list[int] = []
        for _ in range(round(len(rows) * LIBRARY_ROWS_FRACTION / (1 - LIBRARY_ROWS_FRACTION))):
            while len(stream) <= length:
                stream += self._library_function()
            rows.append(stream[: length + 1])
            del stream[:length]
        rng.shuffle(rows)
        starts = [int(row[0] == self.end and rng.random() < BARE_FRACTION) for row in rows]
        return [row[start : start + length] for start, row in zip(starts, rows, strict=True)]


def fingerprint(seed: int) -> str:
    """SHA-256 of a thousand small functions and of the library's training functions: changes when the data do."""
    digest = hashlib.sha256()
    for index in range(1000):
        digest.update(small_functions.function(f"{seed}/{index}").source.encode())
    for one in library_source.functions():
        if not one.held_out:
            digest.update(one.source.encode())
    return digest.hexdigest()
