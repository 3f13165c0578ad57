"""The translating object: its answers beside the library's own, its alignments, and what it refuses."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from genai_book import catalogue, load
from genai_book.errors import (
    MissingPackageError,
    PromptError,
    PromptTypeError,
    SettingError,
    UnloadedError,
)
from genai_book.openers import OPEN, Files
from genai_book.recipes import numbers, numbers_rnn
from genai_book.scratch.attention import attention, split_heads
from genai_book.scratch.seq2seq import EncoderDecoder
from genai_book.translation import Translator

TEXTS = ["forty-two", "Three hundred and five thousand", "a dog, 星!"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Untrained models of a few thousand weights in the real files; sharper than new ones, so that answers vary."""
    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    marian = numbers.build(replace(numbers.config(), width=16, layers=2, heads=2))
    recurrent = {
        name: EncoderDecoder(526, 8, name.endswith("attention")) for name in ("numbers-rnn", "numbers-attention")
    }
    for model in (marian, *recurrent.values()):
        for parameter in model.parameters():
            parameter.data.mul_(4)
    (folder / "numbers").mkdir()
    numbers.save(marian, folder / "numbers")
    for name, model in recurrent.items():
        (folder / name).mkdir()
        numbers_rnn.save(model, folder / name)
    return folder


@pytest.fixture(autouse=True)
def _embedded(monkeypatch: pytest.MonkeyPatch, weights: Path) -> None:
    monkeypatch.setattr(catalogue, "WEIGHTS", weights)


def opened(name: str) -> Translator:
    return load("translation", name, source="embedded", device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def translate(weights: Path) -> Translator:
    return numbers.load(weights / "numbers")


def test_answers_equal_the_librarys_and_are_like_the_former_pipelines(translate: Translator) -> None:
    for text in TEXTS:
        ids = translate.tokenizer(text, return_tensors="pt").input_ids
        theirs = translate.model.generate(ids, max_new_tokens=12, num_beams=1, do_sample=False)
        expected = translate.tokenizer.decode(theirs[0], skip_special_tokens=True)
        assert translate(text, max_new_tokens=12) == [{"translation_text": expected}]


@pytest.mark.parametrize("name", ["numbers", "numbers-rnn", "numbers-attention"])
def test_a_list_gives_what_its_texts_give_alone(name: str) -> None:
    translate = opened(name)
    alone = [translate(text, max_new_tokens=12)[0] for text in TEXTS]
    assert translate(TEXTS, max_new_tokens=12) == alone
    assert all(set(answer) == {"translation_text"} for answer in alone)


@pytest.mark.parametrize("name", ["numbers-rnn", "numbers-attention"])
def test_recurrent_models_are_what_their_recipe_saved(name: str, weights: Path) -> None:
    translate = opened(name)
    assert translate.source == "embedded"
    theirs = numbers_rnn.load(weights / name)
    assert translate(TEXTS, max_new_tokens=5) == theirs(TEXTS, max_new_tokens=5)
    for key, tensor in translate.model.state_dict().items():
        assert torch.equal(tensor, theirs.model.state_dict()[key])


def test_the_alignment_is_the_mean_of_all_layers_and_heads(translate: Translator) -> None:
    """Against softmax(Q K^T / sqrt(D)) computed here, while the model runs its fused kernels."""
    found = translate.alignment("forty-two", max_new_tokens=6)
    ids = translate.tokenizer("forty-two", return_tensors="pt").input_ids
    written = translate.model.generate(ids, max_new_tokens=6, num_beams=1, do_sample=False)
    states = translate.model.model.encoder(ids).last_hidden_state
    asking, weights = [], []
    layers = [layer.encoder_attn for layer in translate.model.model.decoder.layers]
    hooks = [
        one.register_forward_pre_hook(lambda _, args, named: asking.append(args[0]), with_kwargs=True) for one in layers
    ]
    translate.model(ids, decoder_input_ids=written[:, :-1], use_cache=False)
    for hook in hooks:
        hook.remove()
    for layer, x in zip(layers, asking, strict=True):
        query, key = (split_heads(y, layer.num_heads) for y in (layer.q_proj(x), layer.k_proj(states)))
        weights.append(attention(query, key, key)[1])
    expected = torch.cat(weights, dim=1).mean(dim=1)[0]
    assert found.source == ["forty", "-", "two", "</s>"]
    assert found.weights.shape == (len(found.target), 4)
    assert found.weights.dtype == np.float32
    np.testing.assert_allclose(found.weights, expected.detach().numpy(), atol=1e-5)
    assert translate.model.config._attn_implementation == "sdpa"


def test_the_alignment_of_a_recurrent_model() -> None:
    found = opened("numbers-attention").alignment("forty-two", max_new_tokens=6)
    assert found.weights.shape == (len(found.target), 4)
    np.testing.assert_allclose(found.weights.sum(1), 1, rtol=1e-5)
    with pytest.raises(SettingError, match=r'has no attention.*model="numbers-attention"'):
        opened("numbers-rnn").alignment("forty-two")


def test_whole_translations_need_no_limit(translate: Translator) -> None:
    assert translate.longest == 64
    assert len(translate.tokenizer(translate("forty-two")[0]["translation_text"]).input_ids) <= 64


@pytest.mark.parametrize("given", [42, None, ["one", 2], {"text": "one"}])
def test_what_is_no_text_is_refused(translate: Translator, given: object) -> None:
    with pytest.raises(PromptTypeError, match=r'can be translated; this is .*translate\("forty-two"\)'):
        translate(given)


@pytest.mark.parametrize(
    ("given", "said"), [("", "1 texts were given and 1"), (["one", " "], "2 texts"), ([], "0 texts")]
)
def test_empty_texts_are_refused(translate: Translator, given: object, said: str) -> None:
    with pytest.raises(PromptError, match=f"nothing to translate: {said}"):
        translate(given)


def test_a_text_that_is_too_long_is_refused_before_any_is_run(translate: Translator) -> None:
    with pytest.raises(PromptError, match=r"has 82 tokens, and numbers reads at most 64. Shorten it"):
        translate(["one", "one hundred " * 40])


@pytest.mark.parametrize("limit", [0, -1, 64, 2.5, True, "5"])
def test_limits_out_of_range_are_refused(translate: Translator, limit: object) -> None:
    with pytest.raises(SettingError, match="a whole number from 1 to 63"):
        translate("one", max_new_tokens=limit)


def test_an_unloaded_model_says_so() -> None:
    with opened("numbers-rnn") as translate:
        pass
    with pytest.raises(UnloadedError, match="numbers-rnn was unloaded"):
        translate("one")


def test_a_missing_sentencepiece_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "source.spm").touch()
    monkeypatch.setattr("genai_book.openers.find_spec", lambda name: None)
    row = catalogue.find("translation")
    files = Files(row, "hub", row.hub_id, tmp_path, [tmp_path / "model.safetensors"])
    with pytest.raises(MissingPackageError, match=r"opus-mt-en-fr cuts text .* `pip install sentencepiece`"):
        OPEN["translation"](files, "cpu", "float32")


def test_a_recurrent_model_is_not_quantized() -> None:
    with pytest.raises(SettingError, match=r"too few weights.*Leave quantize out"):
        load("translation", "numbers-rnn", source="embedded", device="cpu", quantize="8bit")
