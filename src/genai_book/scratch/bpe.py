"""Byte-level byte-pair encoding: learn merges from a text, encode with them, decode back to the same bytes.

Sennrich et al., "Neural machine translation of rare words with subword units", arXiv:1508.07909; on bytes since GPT-2.
Left out: special tokens, caching, and speed. The `tokenizers` library learns the same merges in compiled code.
"""

from collections import Counter
from itertools import pairwise

import regex

# GPT-2 cuts a text into words before merging: letters, digits and other signs never share a token, and a space
# belongs to the word after it.
WORDS = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")

Pair = tuple[bytes, bytes]


def merge(symbols: list[bytes], pair: Pair) -> list[bytes]:
    """Joins every occurrence of `pair` in `symbols`, from left to right."""
    joined, i = [], 0
    while i < len(symbols):
        if tuple(symbols[i : i + 2]) == pair:
            joined.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            joined.append(symbols[i])
            i += 1
    return joined


def learn(text: str, merges: int) -> list[Pair]:
    """Learns up to `merges` merges from `text`, the most frequent neighbours first.

    Of equally frequent pairs the one of the smallest ids wins, as in `tokenizers`: bytes in GPT-2's order, then merges
    by age. Stops early when no pair is left.
    """
    words = {word: ([bytes([b]) for b in word.encode()], count) for word, count in Counter(WORDS.findall(text)).items()}
    age = {symbol: number for number, symbol in enumerate(alphabet())}
    learned: list[Pair] = []
    while len(learned) < merges:
        counts = Counter()
        for symbols, count in words.values():
            for pair in pairwise(symbols):
                counts[pair] += count
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], age[pair[0]], age[pair[1]]))
        learned.append(best)
        age.setdefault(best[0] + best[1], len(age))
        words = {word: (merge(symbols, best), count) for word, (symbols, count) in words.items()}
    return learned


def alphabet() -> list[bytes]:
    """The 256 bytes in GPT-2's order: first those that print as a character of Latin-1, then the others."""
    printable = [b for b in range(256) if 33 <= b <= 126 or 161 <= b <= 172 or b >= 174]
    others = [b for b in range(256) if b not in printable]
    return [bytes([b]) for b in printable + others]


class BytePairEncoder:
    """Turns text into token ids and back, given the merges that `learn` returned.

    Ids 0 to 255 are the bytes in GPT-2's order; id 256 + i is what the i-th merge made.
    """

    def __init__(self, merges: list[Pair]) -> None:
        self.rank = {pair: i for i, pair in enumerate(merges)}
        self.vocabulary = alphabet() + [left + right for left, right in merges]
        self.ids = {symbol: i for i, symbol in enumerate(self.vocabulary)}

    def encode(self, text: str) -> list[int]:
        """Token ids of `text`: in every word, the oldest merge that applies is applied until none does."""
        return [self.ids[symbol] for word in WORDS.findall(text) for symbol in self._split(word.encode())]

    def decode(self, ids: list[int]) -> str:
        """The text of `ids`. Bytes that are no UTF-8 (half a character, say) become U+FFFD. IndexError: unknown id."""
        return b"".join(self.vocabulary[i] for i in ids).decode("utf-8", errors="replace")

    def _split(self, word: bytes) -> list[bytes]:
        symbols = [bytes([b]) for b in word]
        while len(symbols) > 1:
            pairs = set(pairwise(symbols))
            oldest = min(pairs, key=lambda pair: self.rank.get(pair, len(self.rank)))
            if oldest not in self.rank:
                break
            symbols = merge(symbols, oldest)
        return symbols
