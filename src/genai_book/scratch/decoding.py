"""Decoding: how the next token, or a whole continuation, is chosen from the logits of a language model.

Logits are tensors (..., V), token ids are lists of int, and a model is any function from B sequences of ids to the
logits (B, V) of what follows each. Every function chooses the same tokens as `generate` of Transformers 5.
Left out: the cache of keys and values that makes `generate` fast, and several prompts at once.
"""

from collections.abc import Callable

import torch
from torch import Tensor

NextLogits = Callable[[list[list[int]]], Tensor]


def at_temperature(logits: Tensor, temperature: float) -> Tensor:
    """Sharpens (temperature T < 1) or flattens (T > 1) the distribution: pᵢ ∝ exp(zᵢ / T). ValueError: T ≤ 0.

    Ackley, Hinton and Sejnowski, "A learning algorithm for Boltzmann machines", Cognitive Science 9, 1985.
    """
    if temperature <= 0:
        raise ValueError(
            f"temperature is {temperature}; it divides the logits, so it must be above 0. Its limit is greedy."
        )
    return logits / temperature


def keep_top_k(logits: Tensor, k: int) -> Tensor:
    """Rules out all but the k likeliest tokens by logits of -∞; more stay where the k-th is tied. ValueError: k < 1.

    Fan, Lewis and Dauphin, "Hierarchical neural story generation", arXiv:1805.04833.
    """
    if k < 1:
        raise ValueError(f"k is {k}; at least one token must stay.")
    smallest_kept = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest_kept, -torch.inf)


def keep_top_p(logits: Tensor, p: float) -> Tensor:
    """Keeps the nucleus, the fewest tokens that together have probability p or more. ValueError: p not in (0, 1].

    Holtzman et al., "The curious case of neural text degeneration", arXiv:1904.09751. Of tokens tied at the edge the
    one with the smaller id stays; Transformers keeps either.
    """
    if not 0 < p <= 1:
        raise ValueError(f"p is {p}; it is the probability to keep, above 0 and at most 1.")
    ordered, order = logits.sort(descending=True, stable=True)
    probabilities = ordered.softmax(-1)
    probability_before = probabilities.cumsum(-1) - probabilities
    outside = (probability_before >= p) & (p < 1)  # subtle: at p = 1 rounding would drop the tail of the distribution
    return logits.masked_fill(outside.scatter(-1, order, outside), -torch.inf)


def penalize_repetition(logits: Tensor, ids: list[int], penalty: float) -> Tensor:
    """Makes the tokens in `ids` less likely: their logits (V,) are divided by `penalty` if positive, else multiplied.

    Keskar et al., "CTRL", arXiv:1909.05858. A token counts once however often it occurred, and the prompt counts too.
    """
    seen = logits[ids]
    penalized = logits.clone()
    penalized[ids] = torch.where(seen < 0, seen * penalty, seen / penalty)
    return penalized


def draw(logits: Tensor, generator: torch.Generator | None = None) -> int:
    """Draws a token from softmax(logits), logits (V,), with PyTorch's global random numbers or those of `generator`."""
    return int(torch.multinomial(logits.softmax(-1), 1, generator=generator))


def extend(
    next_logits: NextLogits,
    ids: list[int],
    choose: Callable[[Tensor, list[int]], int],
    max_new_tokens: int,
    end: int | None = None,
) -> list[int]:
    """New tokens after `ids`, one by one: each is `choose(logits (V,), ids so far)`; stops after `end`."""
    sequence = list(ids)
    for _ in range(max_new_tokens):
        sequence.append(choose(next_logits([sequence])[0], sequence))
        if sequence[-1] == end:
            break
    return sequence[len(ids) :]


def greedy(next_logits: NextLogits, ids: list[int], max_new_tokens: int, end: int | None = None) -> list[int]:
    """New tokens, each the likeliest after all before it: yₜ = argmax p(y | y₁…yₜ₋₁)."""
    return extend(next_logits, ids, lambda logits, _: int(logits.argmax()), max_new_tokens, end)


def sample(
    next_logits: NextLogits,
    ids: list[int],
    max_new_tokens: int,
    end: int | None = None,
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> list[int]:
    """New tokens drawn from the model, whose logits pass through temperature, top-k and top-p, in this order."""

    def choose(logits: Tensor, _: list[int]) -> int:
        logits = at_temperature(logits, temperature)
        if top_k is not None:
            logits = keep_top_k(logits, top_k)
        if top_p is not None:
            logits = keep_top_p(logits, top_p)
        return draw(logits, generator)

    return extend(next_logits, ids, choose, max_new_tokens, end)


def beam_search(
    next_logits: NextLogits,
    ids: list[int],
    max_new_tokens: int,
    end: int | None = None,
    *,
    beams: int,
    length_penalty: float = 1.0,
) -> list[tuple[float, list[int]]]:
    """The best continuations that `beams` parallel searches find, each with its score, the highest first.

    score(y) = Σₜ ln p(yₜ | y₁…yₜ₋₁) / |y|^length_penalty, in nats, where |y| counts the end token. A penalty of 0
    compares plain log-probabilities; Wu et al., arXiv:1609.08144, use ((5 + |y|) / 6)^length_penalty. Stops when the
    best running beam, were it to end now, scores no better than the worst of `beams` finished ones.
    """
    running, finished = [(0.0, list(ids))], []
    for length in range(1, max_new_tokens + 1):
        scores = torch.tensor([score for score, _ in running])
        log_probabilities = next_logits([sequence for _, sequence in running]).log_softmax(-1)
        totals = (log_probabilities + scores.to(log_probabilities)[:, None]).flatten()
        # Twice as many candidates as beams, so that enough are left to go on with even if all the beams end here.
        best = totals.topk(min(2 * beams, len(totals)))
        candidates, running = running, []
        for rank, (score, place) in enumerate(zip(best.values.tolist(), best.indices.tolist(), strict=True)):
            beam, token = divmod(place, log_probabilities.shape[-1])
            sequence = [*candidates[beam][1], token]
            if token != end and length < max_new_tokens:
                running.append((score, sequence))
            elif rank < beams:
                finished.append((score / length**length_penalty, sequence[len(ids) :]))
        running = running[:beams]
        finished = sorted(finished, key=lambda scored: -scored[0])[:beams]
        if len(finished) == beams and running and running[0][0] / length**length_penalty <= finished[-1][0]:
            break
    return finished
