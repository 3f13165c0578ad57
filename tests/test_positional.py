"""scratch/positional.py: angles worked by hand, equality with Transformers, and what shifting must never change."""

import json
import math
import subprocess
from pathlib import Path

import pytest
import torch

from genai_book.scratch.positional import frequencies, rotate, similarity, sinusoidal


def test_by_hand():
    """D = 4 and base 10,000: one hand turns by 1 radian a position, the other by 1/100 (section 3.5 of the paper)."""
    assert frequencies(4).tolist() == pytest.approx([1, 0.01])
    wanted = [math.sin(3), math.cos(3), math.sin(0.03), math.cos(0.03)]
    assert sinusoidal(torch.tensor(3), 4).tolist() == pytest.approx(wanted, abs=1e-6)
    quarter = torch.tensor([1])  # with two numbers there is one hand, 1 radian a position
    assert rotate(torch.tensor([[1.0, 0.0]]), quarter)[0].tolist() == pytest.approx([math.cos(1), math.sin(1)])


def test_sinusoids_are_those_of_transformers():
    from transformers.models.codegen.modeling_codegen import create_sinusoidal_positions

    sines, cosines = create_sinusoidal_positions(300, 32).chunk(2, dim=-1)  # all sines first
    ours = sinusoidal(torch.arange(300), 32)
    torch.testing.assert_close(ours[:, ::2], sines, rtol=0, atol=1e-4)
    torch.testing.assert_close(ours[:, 1::2], cosines, rtol=0, atol=1e-4)


@pytest.fixture
def vectors() -> torch.Tensor:
    return torch.randn(2, 50, 3, 16, generator=torch.Generator().manual_seed(0))  # B, T, H, D


def test_neighbours_turn_as_in_codegen(vectors):
    from transformers.models.codegen.modeling_codegen import apply_rotary_pos_emb, create_sinusoidal_positions

    sine, cosine = create_sinusoidal_positions(50, 16).chunk(2, dim=-1)
    theirs = apply_rotary_pos_emb(vectors, sine[None], cosine[None]).transpose(1, 2)
    torch.testing.assert_close(rotate(vectors.transpose(1, 2), torch.arange(50)), theirs, rtol=0, atol=1e-5)


def test_halves_turn_as_in_llama(vectors):
    from transformers import LlamaConfig
    from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding, apply_rotary_pos_emb

    config = LlamaConfig(hidden_size=48, num_attention_heads=3, max_position_embeddings=64)
    query = vectors.transpose(1, 2)
    cosine, sine = LlamaRotaryEmbedding(config)(query, torch.arange(50)[None])
    theirs, _ = apply_rotary_pos_emb(query, query, cosine, sine)
    torch.testing.assert_close(rotate(query, torch.arange(50), halves=True), theirs, rtol=0, atol=1e-5)


@pytest.mark.parametrize("halves", [False, True])
def test_scores_depend_on_the_distance_only_and_lengths_on_nothing(vectors, halves):
    query, key = vectors[:, 0].double(), vectors[:, 1].double()

    def score(m, n):
        here, there = (torch.full((2, 3), place) for place in (m, n))
        return (rotate(query, here, halves=halves) * rotate(key, there, halves=halves)).sum(-1)

    torch.testing.assert_close(score(3, 8), score(1003, 1008))
    assert not torch.allclose(score(3, 8), score(3, 9))
    turned = rotate(query, torch.full((2, 3), 77), halves=halves)
    torch.testing.assert_close(turned.norm(dim=-1), query.norm(dim=-1))


def test_similarity_is_the_cosine_of_two_sinusoidal_vectors():
    first, second = sinusoidal(torch.tensor(5), 32), sinusoidal(torch.tensor(17), 32)
    cosine = torch.nn.functional.cosine_similarity(first, second, dim=0)
    assert similarity(torch.tensor(12), 32).item() == pytest.approx(cosine.item(), abs=1e-6)
    ones = torch.tensor([[1.0, 0.0] * 16] * 2).double()
    query, key = rotate(ones, torch.tensor([5, 17]))
    assert (query @ key).item() / 16 == pytest.approx(cosine.item(), abs=1e-6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_the_dtype_stays(vectors, dtype):
    assert rotate(vectors.to(dtype), torch.arange(3)).dtype == dtype


def test_the_page_computes_the_same():
    """The frequency explorer's JavaScript, for several sizes and bases."""
    questions = [[size, base, distance] for size in (2, 16, 128) for base in (10, 1e4, 1e6) for distance in (0, 1, 250)]
    script = Path(__file__).parent / "widgets" / "positions.mjs"
    asked = json.dumps(questions)
    done = subprocess.run(["node", str(script)], input=asked, capture_output=True, text=True, check=True)
    for (size, base, distance), answer in zip(questions, json.loads(done.stdout), strict=True):
        assert answer["frequencies"] == pytest.approx(frequencies(size, base).tolist(), abs=1e-12)
        assert answer["similarity"] == pytest.approx(similarity(torch.tensor(distance), size, base).item(), abs=1e-9)


def test_what_does_not_fit_is_said(vectors):
    with pytest.raises(ValueError, match="7 numbers cannot be cut into pairs"):
        sinusoidal(torch.arange(3), 7)
    with pytest.raises(ValueError, match="base of 1 no pair"):
        frequencies(4, 1)
    with pytest.raises(ValueError, match=r"\(2, 50, 3, 16\) and \(4,\)"):
        rotate(vectors, torch.arange(4))
