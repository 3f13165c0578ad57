"""8- and 4-bit weights: what rounding loses, what is left alone, and the way without a kernel."""

import pytest
import torch
from transformers import GPT2LMHeadModel

import tiny_models
from genai_book import quantize
from genai_book.errors import SettingError
from genai_book.files import stored
from genai_book.memory import estimate
from genai_book.quantize import QuantizedLinear


@pytest.mark.parametrize("bits", [8, 4])
@pytest.mark.parametrize("kernel", [True, False])
def test_a_weight_is_off_by_at_most_half_a_step(bits: int, kernel: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not kernel:
        monkeypatch.setattr(quantize, "has_kernel", lambda *_: False)
    elif not quantize.has_kernel(bits, "cpu"):
        pytest.skip("this build of PyTorch has no such kernel")
    weight = torch.randn(64, 96, generator=torch.Generator().manual_seed(0))
    bias = torch.nn.Parameter(torch.arange(64.0))
    layer = QuantizedLinear(weight, bias, bits)
    found = (layer(torch.eye(96)) - bias).t()
    if bits == 8:
        step = weight.abs().amax(1, keepdim=True) / 127
    else:
        groups = weight.unflatten(1, (-1, 32))
        step = ((groups.amax(-1) - groups.amin(-1)) / 15).repeat_interleave(32, 1)
    slack = 0.01 * weight.abs().max()  # bfloat16 keeps 8 bits of every number
    assert ((found - weight).abs() <= 0.5 * step + slack).all()
    batch = torch.randn(2, 5, 96)
    assert torch.allclose(layer(batch)[1, 3], layer(batch[1, 3]), atol=0.05)
    assert layer(batch).shape == (2, 5, 64) and layer(batch).dtype == torch.float32


def test_the_example_of_the_docstring() -> None:
    """Largest weight 2.54, so a step is 0.02: 0.031 becomes 2 steps, and -2.54 is -127."""
    weight = torch.zeros(32, 32)
    weight[0, :3] = torch.tensor([0.031, -2.54, 1.0])
    codes, scales = quantize._eight(weight, True)
    assert codes[0, :4].tolist() == [2, -127, 50, 0]
    assert scales[0].item() == pytest.approx(0.02, rel=2**-8)


@pytest.mark.parametrize("bits", [8, 4])
def test_a_model_keeps_its_embeddings_and_answers_as_the_library_would(bits: int, tmp_path) -> None:
    from genai_book.generation import TextGenerator

    folder = tiny_models.save_gpt2(tmp_path)
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32).eval()
    before = model(torch.arange(20)[None]).logits
    assert quantize.quantize(model, bits) == 2 * 4
    assert type(model.lm_head) is torch.nn.Linear and model.lm_head.weight is model.transformer.wte.weight
    after = model(torch.arange(20)[None]).logits
    lost = (after.log_softmax(-1) - before.log_softmax(-1)).pow(2).mean().sqrt()
    spread = before.log_softmax(-1).std()
    assert 0 < lost < (0.05 if bits == 8 else 0.5) * spread
    text = TextGenerator(model, tiny_models.tokenizer(), name="t", source="embedded", device="cpu", dtype="float32")
    assert text._is_static()
    ids = text.tokenizer("once upon a", return_tensors="pt").input_ids
    expected = model.generate(ids, max_new_tokens=20, do_sample=False, pad_token_id=0)
    assert text("once upon a", max_new_tokens=20)[0]["generated_text"] == text._decode(expected[0])


@pytest.mark.parametrize("bits", [8, 4])
def test_the_estimate_knows_the_bits(bits: int, tmp_path) -> None:
    folder = tiny_models.save_gpt2(tmp_path)
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32)
    quantize.quantize(model, bits)
    tensors = {tensor.data_ptr(): tensor.nbytes for tensor in (*model.parameters(), *model.buffers())}
    found = estimate(stored(folder / "model.safetensors", folder), "float32", 0, bits).total
    assert found == pytest.approx(sum(tensors.values()), rel=0.02)


def test_what_cannot_be_quantised() -> None:
    import genai_book

    with pytest.raises(SettingError, match=r"""quantize is 'int8'; it is "8bit" or "4bit"""):
        genai_book.load("text-generation", quantize="int8")
    with pytest.raises(SettingError, match="most weights of stable-diffusion-v1-5 are convolutions"):
        genai_book.load("text-to-image", quantize="8bit")


def test_load_says_the_bits(capsys: pytest.CaptureFixture[str]) -> None:
    import genai_book

    text = genai_book.load("text-generation", source="embedded", device="cpu", quantize="8bit", fast=True)
    line = capsys.readouterr().out
    assert "3.1 M parameters, 8-bit weights, float32 on cpu" in line
    assert line.endswith("; fast=True adds nothing on a CPU, where the step compiled is slower than the step itself.\n")
    assert text("Once upon a time", max_new_tokens=5)
