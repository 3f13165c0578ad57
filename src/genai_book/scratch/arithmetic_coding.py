"""Arithmetic coding: turns a model's surprise at a text into a file of that many bits, and back.

Every text owns an interval between 0 and 1 as long as its probability: token by token, the interval is cut into pieces
as long as the tokens' shares, and the token that comes takes its piece. The code is the shortest binary fraction whose
own interval lies within: at most two bits more than the surprise (Witten, Neal and Cleary 1987,
doi:10.1145/214762.214771, section "The idea of arithmetic coding").

Whole numbers of any length keep it exact. Left out: what practical coders do to forget digits that are settled; the
end of the text, which whoever decodes has to know.
"""

from collections.abc import Callable, Sequence

Weights = Callable[[Sequence[int]], Sequence[int]]  # tokens so far -> a positive whole number for each possible next


def encode(tokens: Sequence[int], weights: Weights) -> str:
    """The code of a text, a string of 0 and 1. Raises ValueError where a token has no weight."""
    low, width, scale = 0, 1, 1  # the interval is [low / scale, (low + width) / scale)
    for place, token in enumerate(tokens):
        shares = weights(tokens[:place])
        if shares[token] < 1:
            raise ValueError(f"Token {token} at place {place} has no weight and cannot be encoded.")
        before, total = sum(shares[:token]), sum(shares)
        low, width, scale = low * total + width * before, width * shares[token], scale * total
    bits = 0
    while True:
        number = -(-(low << bits) // scale)  # the first fraction of so many bits not below it
        if (number + 1) * scale <= (low + width) << bits:
            return f"{number:0{bits}b}" if bits else ""
        bits += 1


def decode(code: str, length: int, weights: Weights) -> list[int]:
    """The text of `length` tokens that `code` stands for, under the weights with which it was encoded."""
    point, unit = int(code or "0", 2), 1 << len(code)
    low, width, scale = 0, 1, 1
    tokens: list[int] = []
    while len(tokens) < length:
        shares = weights(tokens)
        total = sum(shares)
        low, scale = low * total, scale * total
        token, before = 0, 0
        while (low + width * (before + shares[token])) * unit <= point * scale:  # its piece ends before the point
            before += shares[token]
            token += 1
        tokens.append(token)
        low, width = low + width * before, width * shares[token]
    return tokens
