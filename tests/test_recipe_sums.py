"""The recipe of the two models that add: equal budgets, honest measures, a toy run, and the embedded pair."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from genai_book.datasets import sums as data
from genai_book.errors import NoEmbeddedModelError
from genai_book.models import load
from genai_book.recipes import RECIPES, publish, sums, sums_measures
from genai_book.recipes.decoders import load as load_weights
from genai_book.recipes.mappings import build

SMALL = {"steps": 6, "problems": 40, "context": 96, "width": 32, "layers": 2, "heads": 2, "precision": "no"}
published = pytest.mark.skipif(
    not {"sums-direct", "sums-steps"} <= set(publish.read()), reason="the models have not been trained yet"
)


def toy(form: str) -> sums.Config:
    return sums.Config(form, batch=8, warmup_steps=2, **SMALL)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of two finished toy runs."""
    found = {form: tmp_path_factory.mktemp(form) for form in data.FORMS}
    for form, out in found.items():
        sums.train(toy(form), out)
    return found


def test_both_names_are_in_the_list_and_differ_in_the_form_alone() -> None:
    direct, steps = sums.config("sums-direct"), sums.config("sums-steps")
    assert RECIPES["sums-direct"] == RECIPES["sums-steps"] == sums.__name__
    assert {key for key, value in vars(direct).items() if vars(steps)[key] != value} == {"form"}
    assert sum(parameter.numel() for parameter in build(steps, 257).parameters()) == 842_624


def test_both_models_read_the_same_problems_and_the_working_costs_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    configs = [replace(sums.config(f"sums-{form}"), steps=100, problems=1000) for form in data.FORMS]
    direct, steps = (sums.read(one) for one in configs)
    assert direct["examples"] == steps["examples"] == 90 * 32 + 10 * 8
    assert 3 * direct["tokens"] < steps["tokens"] < 4 * direct["tokens"]


def test_a_toy_run_repeats_itself_and_fits_the_longest_problem(runs: dict[str, Path], tmp_path: Path) -> None:
    losses = json.loads((runs["steps"] / "run.json").read_text())["losses_nats"]
    assert len(losses) == 6 and sums.train(toy("steps"), tmp_path, steps=6) == losses
    longest = data.Problem(99999, "+", 99999)
    assert len(longest.question + longest.answer("steps")) < 96 <= sums.config("sums-steps").context
    assert len(longest.answer("steps")) < sums_measures.NEW_TOKENS


def test_it_learns_a_handful_of_problems_by_heart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = [data.Problem(2, "+", 3), data.Problem(4, "+", 4), data.Problem(9, "-", 3), data.Problem(7, "-", 7)]
    monkeypatch.setattr(data, "problems", lambda seed, count: few)
    monkeypatch.setattr(data, "WORDS_EVERY", 10**6)
    monkeypatch.setattr(data, "TABLE_TIMES", 1)
    sums.train(toy("direct"), tmp_path, steps=80)
    model, _ = load_weights(tmp_path / "model")
    assert sums_measures.accuracy(model, few) == 1.0


def test_the_tests_are_held_out_but_for_the_table() -> None:
    assert len(sums_measures.additions(1)) == 100 and len(sums_measures.additions(1, "-")) == 55
    for digits in (2, 3, 4, 5):
        found = sums_measures.additions(digits, count=30)
        assert len(set(found)) == 30 and all(problem.held_out for problem in found)
        assert all(len(str(problem.first)) == len(str(problem.second)) == digits for problem in found)
    assert all(
        problem.held_out and max(problem.first, problem.second) <= 20 for _, problem in sums_measures.stories(20)
    )


def test_only_the_final_answer_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"1+1=": "2", "1+2=": " 1+2=4, so 3", "1+3=": " 1+3=4, so 5", "1+4=": ""}
    monkeypatch.setattr(sums_measures, "write", lambda model, prompts: [said[prompt] for prompt in prompts])
    asked = [data.Problem(1, "+", second) for second in (1, 2, 3, 4)]
    assert sums_measures.accuracy(torch.nn.Module(), asked) == 0.5


def test_writing_many_prompts_is_writing_each_alone(runs: dict[str, Path]) -> None:
    model, _ = load_weights(runs["steps"] / "model")
    prompts = ["12+13=", "5-2=", "99+11=", "I have 5 apples and eat 2. How many are left?"]
    assert sums_measures.write(model, prompts) == [sums_measures.write(model, [prompt])[0] for prompt in prompts]


def test_steps_is_measured_beside_direct(
    runs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums_measures, "COUNT", 4)
    monkeypatch.setattr(sums_measures.additions, "__defaults__", ("+", 4))
    monkeypatch.setattr(sums_measures.stories, "__defaults__", (2,))
    model = runs["steps"] / "model"
    with pytest.raises(NoEmbeddedModelError, match="genai-book train sums-direct --publish"):
        sums.measure(model, "sums-steps", tmp_path)
    scores = sums.measure(model, "sums-steps", runs["direct"] / "model")
    assert scores["lead_4"] == scores["digits_4"] - sums.measure(model, "sums-direct", tmp_path)["digits_4"]
    for found in (scores, {key: value for key, value in scores.items() if key != "lead_4"}):
        card = sums.about(found)
        keys = [cell[0] for row in card["table"] for cell in row if isinstance(cell, list)]
        assert set(keys) | {key for _, _, key, _ in card["reach"]} <= set(found)


def test_a_longer_direct_model_is_only_measured(
    runs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sums_measures, "COUNT", 4)
    monkeypatch.setattr(sums_measures.additions, "__defaults__", ("+", 4))
    monkeypatch.setattr(sums_measures.stories, "__defaults__", (2,))
    monkeypatch.setattr(sums.Config, "steps", 5)  # so that the toy run of six steps is a longer one
    monkeypatch.setattr(publish, "read", dict)
    with pytest.raises(NoEmbeddedModelError, match="only measured beside the published one"):
        sums.publish(runs["direct"])
    scores = sums.measure(runs["direct"] / "model", "sums-direct", tmp_path)
    monkeypatch.setattr(publish, "read", lambda: {"sums-direct": {"files": {"a": 1}, "scores": scores}})
    written: dict[str, dict] = {}
    monkeypatch.setattr(publish, "write", written.__setitem__)
    sums.publish(runs["direct"])
    entry = written["sums-direct"]
    assert entry["files"] == {"a": 1} and entry["scores"] == scores
    assert entry["runs"][0]["steps"] == 6 and entry["runs"][0]["scores"] == scores
    assert any("after 6 steps" in note for note in entry["about"]["notes"])


@published
@pytest.mark.parametrize("form", data.FORMS)
def test_the_embedded_model_is_the_one_of_the_manifest(form: str) -> None:
    name = f"sums-{form}"
    entry = publish.read()[name]
    folder = publish.WEIGHTS / name
    assert {path.name for path in folder.iterdir()} == set(entry["files"])
    for file, known in entry["files"].items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == known["sha256"], file
    assert sum(known["bytes"] for known in entry["files"].values()) < 1_800_000
    assert sums.Config(**entry["config"]) == sums.config(name)


@published
def test_writing_the_working_is_worth_thirty_points() -> None:
    """Measured here on a part of the tests, so that the weights are tested and not only the manifest."""
    asked = sums_measures.additions(4)[:40]
    right = {
        form: sums_measures.accuracy(load_weights(publish.WEIGHTS / f"sums-{form}")[0], asked) for form in data.FORMS
    }
    assert right["steps"] >= right["direct"] + 0.3
    assert publish.read()["sums-steps"]["scores"]["lead_4"] >= 0.3


@published
def test_a_reader_asks_in_plain_text_and_it_stops_by_itself() -> None:
    steps = load("text-generation", model="sums-steps", source="embedded")
    assert steps("5-2=")[0]["generated_text"] == "5-2= 5-2=3, so 3"
    direct = load("text-generation", model="sums-direct", source="embedded")
    assert direct("5-2=")[0]["generated_text"] == "5-2=3"
