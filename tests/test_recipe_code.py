"""The recipe of the code model: its tokens and rows, a toy run that learns and repeats itself, and its measures."""

import hashlib
import itertools
import json
import math
import pickle
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, CodeGenForCausalLM

from genai_book.datasets import code as data
from genai_book.datasets import library_source, shards, small_functions
from genai_book.recipes import RECIPES, code, code_measures, publish
from genai_book.recipes.code_measures import Completion

TOY = code.Config(
    steps=40,
    batch=4,
    context=128,
    vocabulary=600,
    width=32,
    layers=2,
    heads=4,
    rotary=4,
    warmup_steps=5,
    precision="no",
)
LIBRARY = tuple(
    library_source.LibraryFunction(f"m{number}.py", f"def f{number}(self):\n    return self.value_{number} + 1\n", 1)
    for number in range(60)
)
FURTHER = tuple(
    library_source.LibraryFunction("t.py", f"def test_{number}(self):\n    self.check({number})\n    self.end()\n", 1)
    for number in range(7)
)


@pytest.fixture(autouse=True, scope="module")
def small_data() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library_source, "functions", lambda: LIBRARY)
        patch.setattr(library_source, "further", lambda: FURTHER)
        patch.setattr(shards, "spare_workers", lambda: 0)
        patch.setattr(data, "TOKENIZER_FUNCTIONS", 100)
        patch.setattr(data, "SMALL_A_SHARD", 60)
        patch.setattr(data, "LIBRARY_A_SHARD", 24)
        patch.setattr(data, "FURTHER_A_SHARD", 10)
        patch.setattr(code, "SAMPLE_TOKENS", 12)
        patch.setattr(code_measures, "PROMPTS", {"library": 4, "small": 4})
        patch.setattr(code_measures, "SAMPLES", 5)
        patch.setattr(code_measures, "NEW_TOKENS", {"library": 12, "small": 12})
        yield


@pytest.fixture(scope="module")
def toy(small_data: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished toy run."""
    out = tmp_path_factory.mktemp("run")
    code.train(TOY, out)
    return out


def test_it_is_in_the_list_of_recipes() -> None:
    assert RECIPES["code"] == code.__name__ and code.config("code") == code.Config()


def test_the_default_model_has_the_size_the_card_says() -> None:
    model = code.build(code.Config())
    assert isinstance(model, CodeGenForCausalLM)
    assert sum(parameter.numel() for parameter in model.parameters()) == 3_255_552


def test_an_indentation_is_one_token_and_nothing_is_lost() -> None:
    tok = data.tokenizer(600, seed=1)
    assert tok.to_str() == data.tokenizer(600, seed=1).to_str() and tok.get_vocab_size() == 600
    source = "def f(x):\n    if x:\n        return x\n    return 'naïve  ☃'\n"
    encoded = tok.encode(source)
    assert tok.decode(encoded.ids) == source
    assert encoded.tokens.count("    ") == 2 and encoded.tokens.count("        ") == 1
    places = [place for place, token in enumerate(encoded.tokens) if token.strip(" ") == ""]
    assert encoded.tokens[places[1] + 1] == encoded.tokens[places[2] + 1]  # `return` at both depths


def test_a_prompt_has_the_tokens_it_has_in_the_whole_function() -> None:
    tok = data.tokenizer(600, seed=1)
    for index in range(100):
        one = small_functions.function(index)
        prompt = tok.encode(one.prompt).ids
        assert tok.encode(one.source).ids[: len(prompt)] == prompt


def test_rows_hold_whole_functions_and_weigh_their_prompts_less() -> None:
    tok = data.tokenizer(600, seed=1)
    rows = data.Rows(tok, seed=1, batch=4, length=256)
    batch = next(rows)
    assert batch["ids"].shape == batch["weights"].shape == (4, 256) and batch["ids"].min() == 0
    texts = [
        tok.decode(row.tolist(), skip_special_tokens=False) for row in torch.cat([next(rows)["ids"], batch["ids"]])
    ]
    known = {small_functions.function(f"1/{index}").source for index in range(60)}
    assert sum(part in known for text in texts for part in text.split(data.END)) >= 8
    light = batch["ids"][batch["weights"] < 1]
    assert '"""' in tok.decode(light.tolist()) and data.END not in tok.decode(light.tolist(), skip_special_tokens=False)
    assert set(batch["weights"].unique().tolist()) == {torch.tensor(data.PROMPT_WEIGHT).item(), 1.0}


def test_shards_are_pure_and_read_the_whole_library_once_an_epoch() -> None:
    tok = data.tokenizer(600, seed=1)
    make = data.Shards(tok, 1, 128, LIBRARY[1:49], FURTHER)
    again = pickle.loads(pickle.dumps(make))
    assert np.array_equal(make(3), again(3)) and make(0).shape[1] == 128 and not np.array_equal(make(0)[0], make(1)[0])
    text = "".join(tok.decode(np.maximum(row, ~row).tolist()) for number in (0, 1) for row in make(number))
    for one in LIBRARY[1:49]:  # two shards are an epoch here; the last row of a shard may be lost
        assert text.count(one.source.splitlines()[1].strip()) <= 4
    assert sum(one.source in text for one in LIBRARY[1:49]) > 40
    assert "def test_" in text


def test_a_cut_function_stands_whole_in_the_next_row() -> None:
    tok = data.tokenizer(600, seed=1)
    rows = data.Shards(tok, 1, 256, LIBRARY, FURTHER)(0)
    texts = [tok.decode(np.maximum(row, ~row).tolist(), skip_special_tokens=False) for row in rows]
    pairs = [(before.split(data.END)[-1], after.removeprefix(data.END)) for before, after in itertools.pairwise(texts)]
    whole = [cut.endswith("\n") for cut, _ in pairs]  # nothing was cut off but the `<|endoftext|>` behind it
    assert all(after.startswith(cut) for (cut, after), ends in zip(pairs, whole, strict=True) if not ends)
    assert sum(whole) < len(pairs) / 2


def test_rows_go_on_where_they_were() -> None:
    tok = data.tokenizer(600, seed=1)
    rows, again = data.Rows(tok, 1, 4, 128), data.Rows(tok, 1, 4, 128)
    for _ in range(15):
        next(rows)
    again.load_state_dict(json.loads(json.dumps(rows.state_dict())))
    for _ in range(20):
        assert torch.equal(next(rows)["ids"], next(again)["ids"])


def test_held_out_functions_are_not_read() -> None:
    assert any(one.held_out for one in LIBRARY)
    tok = data.tokenizer(600, seed=1)
    read = data.Rows(tok, 1, 4, 128).shards.make.library
    assert set(read) == {one for one in LIBRARY if not one.held_out}


def test_the_loss_is_that_of_transformers_where_all_weigh_the_same(toy: Path) -> None:
    model, tok = code.load(toy / "model")
    ids = torch.tensor([tok.encode("def f(x):\n    return x + 1\n").ids])
    total, count = code.loss(model, {"ids": ids, "weights": torch.ones(ids.shape)})
    assert (total / count).item() == pytest.approx(model(ids, labels=ids).loss.item(), rel=1e-5)
    half = torch.where(torch.arange(ids.shape[1]) < 5, 0.0, 1.0)[None]
    assert code.loss(model, {"ids": ids, "weights": half})[1] == ids.shape[1] - 5


def test_the_toy_run_learns(toy: Path) -> None:
    losses = json.loads((toy / "run.json").read_text())["losses_nats"]
    assert len(losses) == TOY.steps
    assert losses[0] == pytest.approx(math.log(600), abs=0.3)
    assert sum(losses[-5:]) / 5 < 0.75 * losses[0]


def test_the_same_seed_gives_the_same_losses(toy: Path, tmp_path: Path) -> None:
    whole = json.loads((toy / "run.json").read_text())["losses_nats"]
    assert code.train(TOY, tmp_path) == whole


def test_the_saved_model_loads_without_a_warning_and_generates(toy: Path) -> None:
    folder = toy / "model"
    names = {"config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    assert {path.name for path in folder.iterdir()} == names
    tok = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    assert type(model) is CodeGenForCausalLM and model.dtype == torch.float16
    assert model.config.activation_function == "gelu_new"
    prompt = "def f(x):\n    if x:\n        return"
    inputs = tok(prompt, return_tensors="pt")
    answer = model.float().generate(**inputs, max_new_tokens=5, do_sample=False)
    assert tok.decode(answer[0]).startswith(prompt)
    assert tok(prompt).input_ids == code.load(folder)[1].encode(prompt).ids


def test_completions_of_many_are_those_of_each_alone(toy: Path) -> None:
    """Padding on the left changes nothing, against the library's own greedy decoding of one prompt."""
    model, tok = code.load(toy / "model")
    prompts = ["def f(x):\n", "def count_numbers(numbers):\n    return", "def g():"]
    together = code_measures.complete(model, tok, prompts, 10)
    for prompt, one in zip(prompts, together, strict=True):
        ids = torch.tensor([tok.encode(prompt).ids])
        answer = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=10, do_sample=False)
        assert one.source == tok.decode(answer[0].tolist())
    random_before = torch.get_rng_state()
    drawn = code_measures.complete(model, tok, prompts, 10, 1.0, seed=3)
    assert drawn == code_measures.complete(model, tok, prompts, 10, 1.0, seed=3)
    assert drawn != code_measures.complete(model, tok, prompts, 10, 1.0, seed=4)
    assert torch.equal(random_before, torch.get_rng_state())


def test_what_parses() -> None:
    assert code_measures.parses("def f(x):\n    return x\n")
    assert not code_measures.parses("def f(x):\n    return (x\n") and not code_measures.parses("def f(x):\n")
    assert code_measures.parses("x = '\\d'\n")  # warned of, not wrong


def test_right_bodies_pass_and_others_do_not() -> None:
    small = small_functions.held_out_functions(3)
    right = [Completion(one.prompt, one.body, True) for one in small]
    assert code_measures.passed(small, right) == [True] * 3
    empty = [Completion(one.prompt, "    return 17\n", True) for one in small]
    assert code_measures.passed(small, empty) == [False] * 3


def test_evaluation_of_a_toy_is_the_same_again(toy: Path) -> None:
    scores = code.evaluate(toy / "model")
    assert scores == code.evaluate(toy / "model")
    assert scores["pass.sampled_1"] <= scores["pass.sampled_5"] <= 1
    words = code.about(scores)
    keys = {cell[0] for row in words["table"][1:] for cell in row[1:] if cell} | {row[2] for row in words["reach"]}
    assert keys <= set(scores)


def test_samples_follow_the_fixed_rule(toy: Path) -> None:
    found = code.samples(toy / "model")
    assert [(one["prompt"], one["seed"]) for one in found] == [(p, s) for p in code.PROMPTS for s in range(3)]
    assert all(one["text"].startswith(one["prompt"]) for one in found)


def test_the_embedded_model_is_the_one_of_the_manifest() -> None:
    entry = publish.read()["code"]
    folder = publish.WEIGHTS / "code"
    for name, file in entry["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"], name
    assert sum(file["bytes"] for file in entry["files"].values()) < 7_000_000
    assert code.Config(**entry["config"]) == code.Config()
    assert entry["samples"][0]["prompt"] == "def quantum_fourier_transform(n):"


def test_the_embedded_model_writes_functions_that_pass() -> None:
    """Ten fresh held-out functions here, so that the weights are tested and not only the manifest."""
    model, tok = code.load(publish.WEIGHTS / "code")
    small = small_functions.held_out_functions(10, "test")
    answers = code_measures.complete(model, tok, [one.prompt for one in small], 100)
    stated = publish.read()["code"]["scores"]["pass.greedy_1"]
    assert sum(code_measures.passed(small, answers)) / 10 == pytest.approx(stated, abs=0.35)
