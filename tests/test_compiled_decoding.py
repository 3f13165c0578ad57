"""load(..., fast=True) without the GPU it is for: one graph, the same tokens, and a word where it cannot be had."""

from functools import partial
from typing import Any

import pytest
import torch
from transformers import GPT2LMHeadModel

import tiny_models
from genai_book.generation import TextGenerator


@pytest.fixture
def text(tmp_path_factory: pytest.TempPathFactory) -> TextGenerator:
    folder = tiny_models.save_gpt2(tmp_path_factory.mktemp("tiny"))
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32).eval()
    tokens = tiny_models.tokenizer()
    return TextGenerator(model, tokens, name="tiny", source="embedded", device="cpu", dtype="float32")


def speed_up(text: TextGenerator) -> str:
    """As if the model were on a GPU."""
    text.device = "cuda"
    try:
        return text.speed_up()
    finally:
        text.device = "cpu"


def test_the_step_is_one_graph_and_writes_the_same(text: TextGenerator, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = ["once upon a", "a cat who"]
    greedy = text(prompts, max_new_tokens=20)
    sampled = text(prompts, max_new_tokens=20, temperature=1.2, seed=3)
    # All but the code generation, which takes half a minute: fullgraph=True makes a break of the graph an error.
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="eager"))
    assert "its step was compiled in" in speed_up(text)
    assert text(prompts, max_new_tokens=20) == greedy
    assert text(prompts, max_new_tokens=20, temperature=1.2, seed=3) == sampled
    assert (
        "".join(text(prompts[0], max_new_tokens=20, stream=True)) == greedy[0][0]["generated_text"][len(prompts[0]) :]
    )
    whole = tiny_models.CONTEXT - len(text.tokenizer("once").input_ids)
    text("once", max_new_tokens=whole)
    text.unload()
    assert text._compiled is None


def test_a_compiler_that_fails_is_named_and_nothing_changes(
    text: TextGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = text("once", max_new_tokens=8)

    def no_compiler(*_: Any, **__: Any) -> Any:
        raise RuntimeError("Cannot find a working triton installation.\nmore lines")

    monkeypatch.setattr(torch, "compile", no_compiler)
    assert speed_up(text) == (
        "fast=True was not possible, the compiler said: RuntimeError: Cannot find a working triton installation."
    )
    assert text("once", max_new_tokens=8) == before


def test_on_a_cpu_and_for_other_models_it_says_why_not(text: TextGenerator) -> None:
    assert "adds nothing on a CPU" in text.speed_up()
    text.model.lm_head.register_forward_hook(lambda *_: None)
    assert "GPT2LMHeadModel is not" in speed_up(text)


def test_a_gpu_is_asked_to_record_the_step(text: TextGenerator, monkeypatch: pytest.MonkeyPatch) -> None:
    from genai_book import compiled_decoding

    asked = {}
    monkeypatch.setattr(torch, "compile", lambda function, **options: asked.update(options) or function)
    decoder = compiled_decoding.CompiledDecoder(text.model)
    assert asked == {"fullgraph": True, "mode": None}
    decoder.warm_up()
