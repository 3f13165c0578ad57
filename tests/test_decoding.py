"""scratch/decoding.py: an example by hand, equality with Transformers' `generate`, and what each strategy promises."""

import itertools
import math
import re

import pytest
import torch
from transformers import GenerationConfig, GPT2Config, GPT2LMHeadModel
from transformers.generation.logits_process import RepetitionPenaltyLogitsProcessor, TopKLogitsWarper, TopPLogitsWarper

from genai_book.scratch.decoding import (
    at_temperature,
    beam_search,
    draw,
    extend,
    greedy,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
    sample,
)

FIVE = torch.tensor([0.49, 0.25, 0.16, 0.09, 0.01]).log()  # chosen for its square roots, which add up to 2
VOCABULARY, END, NEW = 60, 0, 12
PROMPTS = [[7, 3, 21], [5], [44, 44, 9, 30], [1, 2, 3, 4, 5, 6]]


@pytest.fixture(scope="module")
def model() -> GPT2LMHeadModel:
    """A GPT-2 of random weights, large enough ones to prefer some tokens; it ends a text every now and then."""
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=VOCABULARY, n_positions=32, n_embd=32, n_layer=2, n_head=2, initializer_range=0.35, eos_token_id=END
    )
    return GPT2LMHeadModel(config).eval()


@pytest.fixture(scope="module")
def next_logits(model):
    @torch.inference_mode()
    def of_the_model(sequences: list[list[int]]) -> torch.Tensor:
        return model(torch.tensor(sequences)).logits[:, -1]

    return of_the_model


def generated(model, prompt: list[int], **settings) -> list[int]:
    """What Transformers makes of it."""
    ids = torch.tensor([prompt])
    config = GenerationConfig(max_new_tokens=NEW, eos_token_id=END, pad_token_id=END, **{"top_k": 0, **settings})
    return model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=config)[0, len(prompt) :].tolist()


def test_five_tokens_by_hand():
    """0.49, 0.25, 0.16, 0.09, 0.01: roots 0.7, 0.5, 0.4, 0.3, 0.1 (sum 2), squares over their sum 0.3364."""
    hand = {
        "hot": (at_temperature(FIVE, 2), [0.35, 0.25, 0.20, 0.15, 0.05]),
        "cold": (at_temperature(FIVE, 0.5), [p**2 / 0.3364 for p in (0.49, 0.25, 0.16, 0.09, 0.01)]),
        "top-k 2": (keep_top_k(FIVE, 2), [0.49 / 0.74, 0.25 / 0.74, 0, 0, 0]),
        "top-p 0.8": (keep_top_p(FIVE, 0.8), [0.49 / 0.9, 0.25 / 0.9, 0.16 / 0.9, 0, 0]),
        "top-p 0.4": (keep_top_p(FIVE, 0.4), [1, 0, 0, 0, 0]),
        "everything": (keep_top_p(keep_top_k(at_temperature(FIVE, 1), 99), 1.0), [0.49, 0.25, 0.16, 0.09, 0.01]),
    }
    for logits, expected in hand.values():
        torch.testing.assert_close(logits.softmax(-1), torch.tensor(expected, dtype=torch.float32))


def test_a_seen_token_gets_less_likely_whatever_the_sign_of_its_logit():
    logits = torch.tensor([2.0, -2.0, 1.0])
    assert penalize_repetition(logits, [0, 0, 1], 2.0).tolist() == [1.0, -4.0, 1.0]
    assert logits.tolist() == [2.0, -2.0, 1.0]  # the argument is left as it was


def test_what_stays_is_what_the_library_keeps():
    torch.manual_seed(1)
    for _ in range(200):
        logits = torch.randn(1, 40) * 3
        k, p, ids = int(torch.randint(1, 50, ())), float(torch.rand(()) * 0.99 + 0.005), torch.randint(40, (1, 9))
        assert torch.equal(keep_top_k(logits, k), TopKLogitsWarper(k)(None, logits))
        assert torch.equal(keep_top_p(logits, p), TopPLogitsWarper(p)(None, logits))
        library = RepetitionPenaltyLogitsProcessor(1.3)(ids, logits)[0]
        torch.testing.assert_close(penalize_repetition(logits[0], ids[0].tolist(), 1.3), library)


def test_tied_tokens():
    tied = torch.tensor([1.0, 3.0, 1.0, 1.0])
    assert keep_top_k(tied, 2).isfinite().tolist() == [True, True, True, True]  # as the library does
    assert keep_top_p(tied, 0.70).isfinite().tolist() == [False, True, False, False]
    assert keep_top_p(tied, 0.75).isfinite().tolist() == [True, True, False, False]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_greedy_equals_generate(model, next_logits, prompt):
    assert greedy(next_logits, prompt, NEW, END) == generated(model, prompt, do_sample=False)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_greedy_with_a_repetition_penalty_equals_generate(model, next_logits, prompt):
    ours = extend(next_logits, prompt, lambda z, ids: int(penalize_repetition(z, ids, 1.5).argmax()), NEW, END)
    assert ours == generated(model, prompt, do_sample=False, repetition_penalty=1.5)


@pytest.mark.parametrize(
    "settings",
    [{}, {"temperature": 0.6}, {"top_k": 5}, {"top_p": 0.7}, {"temperature": 1.4, "top_k": 20, "top_p": 0.9}],
    ids=str,
)
def test_sampling_equals_generate_for_the_same_seed(model, next_logits, settings):
    for seed, prompt in enumerate(PROMPTS):
        torch.manual_seed(seed)
        theirs = generated(model, prompt, do_sample=True, **settings)
        torch.manual_seed(seed)
        assert sample(next_logits, prompt, NEW, END, **settings) == theirs


@pytest.mark.parametrize("length_penalty", [0.0, 0.5, 1.0, 2.0, -1.0])
@pytest.mark.parametrize("beams", [2, 3, 5, 12])
def test_beam_search_equals_generate(model, next_logits, beams, length_penalty):
    for prompt in PROMPTS:
        found = beam_search(next_logits, prompt, NEW, END, beams=beams, length_penalty=length_penalty)
        theirs = generated(model, prompt, do_sample=False, num_beams=beams, length_penalty=length_penalty)
        assert found[0][1] == theirs


def test_one_beam_is_greedy(next_logits):
    for prompt in PROMPTS:
        assert beam_search(next_logits, prompt, NEW, END, beams=1)[0][1] == greedy(next_logits, prompt, NEW, END)


def test_a_beam_wider_than_the_tree_finds_the_likeliest_text():
    """Three tokens, three steps: all 27 texts can be tried, and greedy misses the best."""
    table = torch.tensor([[0.6, 0.4, 0.0], [0.34, 0.33, 0.33], [1.0, 0.0, 0.0]])
    chain = {1: 0, 2: 1}  # 0 is likelier first, but what follows 1 is certain

    def next_logits(sequences):
        rows = [table[0] if len(s) == 1 else table[1 if s[1] == chain[1] else 2] for s in sequences]
        return torch.stack(rows).log()

    def probability(text):
        return math.prod(float(next_logits([[0, *text[:i]]])[0, token].exp()) for i, token in enumerate(text))

    best = max(itertools.product(range(3), repeat=3), key=probability)
    found = beam_search(next_logits, [0], 3, beams=9, length_penalty=0)
    assert tuple(found[0][1]) == best == (1, 0, 0)
    assert found[0][0] == pytest.approx(math.log(0.4))
    assert greedy(next_logits, [0], 3)[0] == 0


def test_draws_follow_the_distribution_and_the_seed():
    generator = torch.Generator().manual_seed(3)
    counts = torch.tensor([draw(FIVE, generator) for _ in range(4000)]).bincount(minlength=5) / 4000
    torch.testing.assert_close(counts, FIVE.exp(), atol=0.03, rtol=0)
    first, second = ([draw(FIVE, generator.manual_seed(seed)) for seed in range(50)] for _ in range(2))
    assert first == second and set(first) > {0}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: at_temperature(FIVE, 0), "temperature is 0; it divides the logits, so it must be above 0"),
        (lambda: keep_top_k(FIVE, 0), "k is 0; at least one token must stay"),
        (lambda: keep_top_p(FIVE, 80), "p is 80; it is the probability to keep, above 0 and at most 1"),
    ],
)
def test_settings_that_mean_nothing_are_refused(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
