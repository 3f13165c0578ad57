"""Low-rank adapters: worked by hand, equal to peft's, nothing at the start, the same when merged."""

import copy
import warnings

import peft
import pytest
import torch
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from genai_book.scratch.lora import LowRank, adapt, merge

NAMES = ("c_attn", "c_proj", "c_fc")
IDS = torch.arange(1, 9)[None]


@pytest.fixture
def model() -> GPT2LMHeadModel:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return GPT2LMHeadModel(
            GPT2Config(vocab_size=40, n_positions=16, n_embd=12, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0)
        ).eval()


def stirred(adapters: list[LowRank]) -> None:
    generator = torch.Generator().manual_seed(1)
    for adapter in adapters:
        adapter.B.data = 0.3 * torch.randn(adapter.B.shape, generator=generator)


def test_by_hand() -> None:
    """y = W x + (4 / 1) B A x with W the unit matrix, A = [1, 2], B = [3, 0]ᵀ, x = (1, 1): (1, 1) + 4 · 3 · (3, 0)."""
    layer = nn.Linear(2, 2, bias=False)
    layer.weight.data = torch.eye(2)
    adapter = LowRank(layer, rank=1, alpha=4)
    adapter.A.data, adapter.B.data = torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0], [0.0]])
    x = torch.ones(1, 2)
    assert adapter(x).tolist() == [[37.0, 1.0]]
    adapter.on = False
    assert adapter(x).tolist() == [[1.0, 1.0]]
    assert adapter.merged()(x).tolist() == [[37.0, 1.0]]


def test_equal_to_peft(model: GPT2LMHeadModel) -> None:
    ours, theirs = copy.deepcopy(model), copy.deepcopy(model)
    stirred(adapters := adapt(ours, NAMES, rank=3, alpha=6))
    config = peft.LoraConfig(r=3, lora_alpha=6, target_modules=list(NAMES), fan_in_fan_out=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks for a name that Transformers has replaced
        adapted = peft.get_peft_model(theirs, config).eval()
    layers = [part for part in adapted.modules() if isinstance(part, peft.tuners.lora.Linear)]
    assert len(layers) == len(adapters) == 8
    for adapter, layer in zip(adapters, layers, strict=True):
        layer.lora_A["default"].weight.data, layer.lora_B["default"].weight.data = adapter.A.data, adapter.B.data
    torch.testing.assert_close(ours(IDS).logits, adapted(IDS).logits)
    learnt = sum(part.numel() for part in ours.parameters() if part.requires_grad)
    assert learnt == sum(part.numel() for part in adapted.parameters() if part.requires_grad)


def test_nothing_has_changed_before_the_first_step_and_off_is_the_model_of_before(model: GPT2LMHeadModel) -> None:
    before = model(IDS).logits
    adapters = adapt(model, NAMES, rank=2, alpha=4)
    assert torch.equal(model(IDS).logits, before)
    stirred(adapters)
    assert not torch.allclose(model(IDS).logits, before)
    for adapter in adapters:
        adapter.on = False
    assert torch.equal(model(IDS).logits, before)


def test_only_the_adapters_learn(model: GPT2LMHeadModel) -> None:
    adapt(model, ("c_attn",), rank=2, alpha=4)
    model(IDS, labels=IDS).loss.backward()
    learnt = {name.rpartition(".")[2] for name, part in model.named_parameters() if part.grad is not None}
    assert learnt == {"A", "B"}


def test_a_merged_model_answers_the_same_and_has_no_adapters(model: GPT2LMHeadModel) -> None:
    names = [name for name, _ in model.named_parameters()]
    stirred(adapt(model, NAMES, rank=2, alpha=4))
    expected = model(IDS).logits
    merge(model)
    torch.testing.assert_close(model(IDS).logits, expected)
    assert [name for name, _ in model.named_parameters()] == names


def test_what_cannot_be_adapted(model: GPT2LMHeadModel) -> None:
    with pytest.raises(ValueError, match="at least 1, not 0; try rank=4"):
        adapt(model, NAMES, rank=0, alpha=1)
    with pytest.raises(ValueError, match=r"No layer is called q_proj\. This model has c_attn, c_fc"):
        adapt(model, ("q_proj",), rank=2, alpha=4)
