"""The bare forward pass: token for token what the library's `generate` writes, and not used where it would not be."""

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from transformers import CodeGenConfig, CodeGenForCausalLM, GPT2LMHeadModel

import tiny_models
from genai_book import catalogue
from genai_book.generation import Sampling, TextGenerator, _generate
from genai_book.static_decoding import Decoder, supports

PROMPTS = [
    "Once upon a time in a magical forest,", "Once upon a time", "There was a cat", "One morning the king", "A dog is",
    "Physics is", "Theoretical Physics is", "music:", "The old woman said", "In the village", "a house is", "Anna and",
    "tree:", "Every evening", "The smallest", "When the rain", "\"Where is", "An animal that", "The end", "x",
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> TextGenerator:
    """The embedded text model as the wheel carries it."""
    from transformers import AutoTokenizer

    folder = catalogue.WEIGHTS / "text"
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32).eval()
    return generator(model, AutoTokenizer.from_pretrained(folder))


@pytest.fixture(scope="module")
def code() -> TextGenerator:
    """A small CodeGen with random weights, sharp enough that its greedy text varies."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        config = CodeGenConfig(vocab_size=300, n_positions=128, n_ctx=128, n_embd=64, n_layer=3, n_head=4, rotary_dim=8)
        config.bos_token_id = config.eos_token_id = 0
        model = CodeGenForCausalLM(config).eval()
        for parameter in model.parameters():
            parameter.data.mul_(4)
    model.generation_config.bos_token_id = model.generation_config.eos_token_id = 0
    return generator(model, tiny_models.tokenizer())


def generator(model: Any, tokens: Any) -> TextGenerator:
    return TextGenerator(model, tokens, name="test", source="embedded", device="cpu", dtype="float32")


def library(text: TextGenerator, prompt: str, count: int, sampling: Sampling | None = None) -> str:
    ids = text.tokenizer(prompt, return_tensors="pt").input_ids
    made = _generate(text.model, ids, count, sampling)[0]
    return text._decode(made)[len(text._decode(ids[0])) :]


def ours(text: TextGenerator, prompt: str | list[str], **settings: Any) -> Any:
    answers = text(prompt, **settings)
    if isinstance(prompt, str):
        return answers[0]["generated_text"][len(prompt) :]
    return [answer[0]["generated_text"][len(one) :] for one, answer in zip(prompt, answers, strict=True)]


@pytest.mark.parametrize("which", ["shipped", "code"])
def test_greedy_tokens_are_those_of_generate(which: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(which)
    assert text._is_static()
    expected = [library(text, prompt, 60) for prompt in PROMPTS]
    assert [ours(text, prompt, max_new_tokens=60) for prompt in PROMPTS] == expected
    assert ours(text, PROMPTS, max_new_tokens=60) == expected  # together, prompts of different lengths
    assert len(set(expected)) > 10


@pytest.mark.parametrize("which", ["shipped", "code"])
@pytest.mark.parametrize("settings", [{"temperature": 0.7}, {"top_k": 20}, {"temperature": 1.3, "top_p": 0.9}])
def test_sampled_tokens_are_those_of_generate(which: str, settings: dict, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(which)
    prompts = PROMPTS[:4]
    samplings = [
        Sampling(settings.get("temperature", 1.0), settings.get("top_k"), settings.get("top_p"), 5 + i)
        for i in range(len(prompts))
    ]
    expected = [library(text, one, 30, sampling) for one, sampling in zip(prompts, samplings, strict=True)]
    assert ours(text, prompts, max_new_tokens=30, seed=5, **settings) == expected
    assert "".join(text(prompts[0], max_new_tokens=30, seed=5, stream=True, **settings)) == expected[0]


@pytest.mark.parametrize("which", ["shipped", "code"])
@pytest.mark.parametrize("turned", [False, True])
def test_scores_are_those_of_the_library(which: str, turned: bool, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(which)
    ids = torch.randint(1, 300, (1, 40), generator=torch.Generator().manual_seed(1))
    decoder = Decoder(text.model, [0], 40, 100 if turned else 1)
    with torch.inference_mode():
        expected = text.model(ids).logits[0]
    assert torch.allclose(decoder.read(ids[:, :17])[0], expected[16], atol=1e-4)
    for i in range(17, 40):
        assert torch.allclose(decoder.step(ids[0, i : i + 1])[0], expected[i], atol=1e-4)


def test_a_scaled_attention(code: TextGenerator) -> None:
    """The two settings of GPT-2 that change the scale of its attention: layer by layer, and none."""
    from transformers import GPT2Config

    ids = torch.arange(1, 13)[None]
    for settings in ({"scale_attn_by_inverse_layer_idx": True}, {"scale_attn_weights": False}):
        config = GPT2Config(vocab_size=50, n_positions=16, n_embd=16, n_layer=3, n_head=2, **settings)
        model = GPT2LMHeadModel(config).eval()
        with torch.inference_mode():
            expected = model(ids).logits[0, -1]
        assert torch.allclose(Decoder(model, [0], 12, 1).read(ids)[0], expected, atol=1e-5)


def test_the_weights_are_those_of_the_moment(code: TextGenerator) -> None:
    before = ours(code, "once", max_new_tokens=20)
    weight = code.model.transformer.h[1].mlp.fc_in.weight
    kept = weight.detach().clone()
    weight.data.mul_(-1)
    try:
        changed = ours(code, "once", max_new_tokens=20)
        assert changed == library(code, "once", 20) != before
    finally:
        weight.data.copy_(kept)


@pytest.fixture
def touched(code: TextGenerator) -> Iterator[Any]:
    model = code.model
    assert supports(model)
    yield model
    model.eval()
    model.generation_config.repetition_penalty = None
    vars(model).pop("forward", None)


def test_a_model_that_was_touched_is_left_to_the_library(touched: Any) -> None:
    layer = touched.transformer.h[0].mlp.fc_in
    for hook in (layer.register_forward_hook, layer.register_forward_pre_hook):
        handle = hook(lambda *_: None)
        assert not supports(touched)
        handle.remove()
    layer.train()
    assert not supports(touched)
    layer.eval()
    touched.generation_config.repetition_penalty = 1.3
    assert not supports(touched)
    touched.generation_config.repetition_penalty = None
    touched.forward = touched.forward
    assert not supports(touched)
    del touched.forward
    assert supports(touched)


def test_an_adapter_or_another_architecture_is_left_to_the_library(code: TextGenerator) -> None:
    class Adapter(torch.nn.Linear):
        pass

    block = code.model.transformer.h[0]
    kept = block.mlp.fc_out
    block.mlp.fc_out = Adapter(*reversed(kept.weight.shape)).eval()
    assert not supports(code.model)
    block.mlp.fc_out = kept
    assert supports(code.model)
    assert not supports(torch.nn.Linear(2, 2))


def test_fewer_bits_are_left_to_the_library(code: TextGenerator) -> None:
    half = TextGenerator(code.model, code.tokenizer, name="t", source="embedded", device="cpu", dtype="bfloat16")
    assert not half._is_static()


def test_a_row_that_ends_does_not_end_the_others(shipped: TextGenerator) -> None:
    prompts = ["music:", "Once upon a time in a magical forest,", "tree:"]
    together = ours(shipped, prompts, max_new_tokens=40)
    assert len({len(shipped.tokenizer(one).input_ids) for one in together}) > 1
    assert together == [ours(shipped, one, max_new_tokens=40) for one in prompts]


def test_a_stream_does_not_leave_inference_mode_on(code: TextGenerator) -> None:
    stream = code("once", max_new_tokens=10, stream=True)
    next(stream)
    assert not torch.is_inference_mode_enabled()
    assert torch.ones(1, requires_grad=True).mul(2).requires_grad
