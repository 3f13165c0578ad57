"""How well a language model predicts the held-out part of the `text` data, beside what others make of the same bytes.

All figures are bits per byte of the documents; a model also pays for saying where a document ends, a compressor does
not. The floor of a split is the mean surprise of its stories under the grammar that made them: no model can do
better on average.
"""

import lzma
import math
import statistics
from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from genai_book.datasets.glosses import senses
from genai_book.datasets.stories import CHILD_AND_ANIMAL_NAMES, SPLITS, Story, tell
from genai_book.datasets.text import END, sense_documents
from genai_book.scratch.ngram import NGram

STORIES = 250  # of each split
NGRAM_STORIES = 5000  # what the n-gram model of stories is fitted on; that of glosses sees every training sense once
ORDERS = {"stories": (3, 4, 5, 6), "glosses": (2, 3, 4)}  # beyond the last, held-out loss no longer falls
GRAMMAR_STORIES = 20_000  # for the entropy of the grammar
PRIMER_BYTES = 8_000_000  # what xz has read before; its dictionary is set to hold all of it
DICTIONARY_BYTES = 2**24
IGNORED = -100  # a target that is not counted
SEED = 1  # of the subsample


def scores(model: torch.nn.Module, tok: Tokenizer) -> dict[str, float]:
    """Keys `<part>.<scorer>` with the part `stories_<split>` or `glosses`, and the entropy of the grammar.

    The scorers give bits per byte, but for `bytes` (what was measured), `ngram_order` and `names` (`name_agreement`).
    """
    found: dict[str, float] = {}
    end = tok.token_to_id(END)

    def ids(texts: Sequence[str]) -> list[list[int]]:
        return [[end, *encoded.ids, end] for encoded in tok.encode_batch(list(texts))]

    primer = [tell(f"measures/{index}").text for index in range(PRIMER_BYTES // 900)]
    ngram = NGram(max(ORDERS["stories"]), tok.get_vocab_size()).fit(ids(primer[:NGRAM_STORIES]))
    read = "\n".join(primer).encode()[:PRIMER_BYTES]
    read_bytes = _xz(read)
    for split in SPLITS[1:]:
        told = [tell(f"measures/{index}", split) for index in range(STORIES)]
        texts = [story.text for story in told]
        name = f"stories_{split}"
        found |= _part(name, texts, ids(texts), model, ngram, ORDERS["stories"], read, read_bytes)
        found[f"{name}.floor"] = _bits(sum(story.nats for story in told), texts)
        found[f"{name}.names"] = name_agreement(model, tok, told)
    every = senses()
    training = sense_documents([sense for sense in every if not sense.held_out], SEED)
    ngram = NGram(max(ORDERS["glosses"]), tok.get_vocab_size()).fit(ids(training))
    read = "\n".join(training).encode()[:PRIMER_BYTES]
    texts = sense_documents([sense for sense in every if sense.held_out], SEED)
    found |= _part("glosses", texts, ids(texts), model, ngram, ORDERS["glosses"], read, _xz(read))
    return found | grammar_entropy()


def grammar_entropy(count: int = GRAMMAR_STORIES) -> dict[str, float]:
    """Monte-Carlo mean of the training stories' surprise, per story and per byte, with the standard error of the
    latter.
    """
    told = [tell(f"entropy/{index}") for index in range(count)]
    bits = [story.nats / math.log(2) for story in told]
    size = [len(story.text) for story in told]
    ratio = sum(bits) / sum(size)
    # Linearised error of a ratio of means.
    spread = statistics.stdev(b - ratio * s for b, s in zip(bits, size, strict=True))
    return {
        "grammar.bits_per_story": statistics.fmean(bits),
        "grammar.bits_per_byte": ratio,
        "grammar.standard_error": spread / math.sqrt(count) / statistics.fmean(size),
    }


def _part(name, texts, rows, model, ngram, orders, read, read_bytes) -> dict[str, float]:
    test = "\n".join(texts).encode()
    by_order = {
        order: _bits(-sum(ngram.logprob_nats(row, given=1, order=order) for row in rows), texts) for order in orders
    }
    best = min(by_order, key=by_order.get)
    return {
        f"{name}.bytes": sum(len(text) for text in texts),
        f"{name}.model": _bits(surprise_nats(model, rows), texts),
        f"{name}.ngram": by_order[best],
        f"{name}.ngram_order": best,
        f"{name}.xz_primed": 8 * (_xz(read + b"\n" + test) - read_bytes) / len(test),
        f"{name}.xz_alone": 8 * _xz(test) / len(test),
    }


def surprise_nats(model: torch.nn.Module, rows: Sequence[Sequence[int]], batch: int = 16) -> float:
    """Sum of -log P of every token but the first of each row; what lies beyond the context gets another window."""
    longest = model.config.n_positions + 1
    windows = [(list(row[:longest]), list(row[1:longest])) for row in rows]
    for row in rows:
        for place in range(longest, len(row), longest - 1):
            beyond = list(row[place : place + longest - 1])
            until = place + len(beyond)
            windows.append((list(row[until - longest : until]), [IGNORED] * (longest - 1 - len(beyond)) + beyond))
    windows.sort(key=lambda window: len(window[0]))
    total = 0.0
    for start in range(0, len(windows), batch):
        group = windows[start : start + batch]
        width = max(len(row) for row, _ in group)
        padded = torch.tensor([row + [0] * (width - len(row)) for row, _ in group])
        wanted = torch.tensor([targets + [IGNORED] * (width - 1 - len(targets)) for _, targets in group])
        with torch.no_grad():
            logits = model(input_ids=padded[:, :-1], use_cache=False).logits
        total += functional.cross_entropy(
            logits.flatten(0, 1), wanted.flatten(), ignore_index=IGNORED, reduction="sum"
        ).item()
    return total


def name_agreement(model: torch.nn.Module, tok: Tokenizer, told: Sequence[Story]) -> float:
    """Where a story names somebody again: the share of its own people in the probability of all names; 1 is best.

    Only names that are one token are counted, both among the targets and among the names.
    """
    tokens = {name: tok.token_to_id("Ġ" + name) for name in CHILD_AND_ANIMAL_NAMES}
    names = torch.tensor([token for token in tokens.values() if token is not None])
    shares = []
    for story in told:
        row = [tok.token_to_id(END), *tok.encode(story.text).ids][: model.config.n_positions]
        people = [tokens[name] for name in story.names if tokens[name] in row]
        again = [place for place in range(1, len(row)) if row[place] in people and row[place] in row[:place]]
        with torch.no_grad():
            p = model(input_ids=torch.tensor([row]), use_cache=False).logits[0].softmax(-1)
        for place in again:
            known = [token for token in people if token in row[:place]]
            shares.append((p[place - 1, known].sum() / p[place - 1, names].sum()).item())
    return statistics.fmean(shares)


def _bits(nats: float, texts: Sequence[str]) -> float:
    return nats / math.log(2) / sum(len(text) for text in texts)


def _xz(data: bytes) -> int:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": DICTIONARY_BYTES}]
    return len(lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters))
