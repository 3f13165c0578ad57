"""The recipes of the translators: they learn a toy set, come back from disk, and give the same losses again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from accelerate.state import AcceleratorState

from genai_book.datasets.number_words import Rows, english, french, padded, tokenizer
from genai_book.recipes import numbers, numbers_measures, numbers_rnn, publish, trainer

TINY = {"batch": 8, "steps": 3, "width": 16}


@pytest.fixture(autouse=True)
def _each_test_chooses_its_precision() -> Iterator[None]:
    """Accelerate keeps the first one of a process."""
    AcceleratorState._reset_state()
    yield
    AcceleratorState._reset_state()


def test_the_loss_counts_words_and_their_end_but_no_padding() -> None:
    torch.manual_seed(0)
    model = numbers.build(replace(numbers.config(), width=16, layers=1, heads=2)).eval()
    batch = next(Rows(seed=0, batch=4))
    total, count = numbers.loss(model, batch)
    one_by_one = 0.0
    for source, target in zip(batch["source"], batch["target"], strict=True):
        source, target = source[source != 0][None], target[target != 0][None]
        one_by_one += float(model(input_ids=source, labels=target).loss.detach()) * target.numel()
    assert count == (batch["target"] != 0).sum()
    assert float(total.detach()) == pytest.approx(one_by_one, rel=1e-4)


def test_the_transformer_learns_a_toy_set() -> None:
    torch.manual_seed(0)
    config = replace(numbers.config(), width=32, layers=1, heads=2)
    model = numbers.build(config)
    toy = [7, 42, 91, 305, 1_080]
    tok = tokenizer()
    batch = {
        "source": padded([tok.encode(english(number)).ids for number in toy]),
        "target": padded([tok.encode(french(number)).ids for number in toy]),
    }
    optimizers = trainer.muon_and_adam(model, lambda name: ".layers." in name, config.muon_rate, config.adam_rate)
    for _ in range(200):
        total, count = numbers.loss(model, batch)
        (total / count).backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
    written = model.eval().generate(
        batch["source"], attention_mask=(batch["source"] != 0).long(), max_new_tokens=20, do_sample=False
    )
    assert tok.decode_batch(written.tolist()) == [french(number) for number in toy]


@pytest.mark.parametrize("name", ["numbers", "numbers-rnn", "numbers-attention"])
def test_a_short_run_leaves_a_model_and_gives_the_same_losses_again(name: str, tmp_path: Path) -> None:
    module = numbers if name == "numbers" else numbers_rnn
    config = replace(module.config(name), **TINY, runs=1)
    losses = module.train(config, tmp_path / "one")
    assert module.train(config, tmp_path / "two", steps=3) == losses
    assert json.loads((tmp_path / "one" / "run.json").read_text())["losses_nats"] == losses
    translate = module.load(tmp_path / "one" / "model")
    assert translate.name == name
    assert set(translate("forty-two", max_new_tokens=3)[0]) == {"translation_text"}
    sizes = [path.stat().st_size for path in (tmp_path / "one" / "model").iterdir()]
    assert sum(sizes) < 4_000_000
    assert publish.RECIPES[name] == module.__name__


@pytest.mark.parametrize("name", ["numbers", "numbers-attention"])
def test_every_seed_has_a_run_and_each_can_be_resumed(name: str, tmp_path: Path) -> None:
    module = numbers if name == "numbers" else numbers_rnn
    config = replace(module.config(name), **TINY, runs=2)
    short = module.train(config, tmp_path, steps=2)
    (tmp_path / f"seed-{config.seed + 1}" / "checkpoint.pt").unlink()  # as if it had been stopped before that run
    longer = module.train(replace(config, decay_fraction=0.4), tmp_path / "other", steps=2)
    assert longer == short
    assert module.train(config, tmp_path, resume=True, steps=2) == short
    first, second = (json.loads((folder / "run.json").read_text()) for folder in (tmp_path, tmp_path / "seed-2027"))
    assert first["losses_nats"] != second["losses_nats"]
    assert second["config"] == first["config"] | {"seed": 2027}


def test_the_first_seed_is_published_with_the_scores_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(numbers.config(), **TINY, runs=2)
    numbers.train(config, tmp_path / "run", steps=2)
    measured = iter([1.0, 0.5])
    keys = [f"{kind}.words_{count}" for kind in ("exact_match", "numbers") for count in range(1, 10)]
    keys.append("spellings.exact_match")
    monkeypatch.setattr(numbers_measures, "scores", lambda translate: dict.fromkeys(keys, next(measured)))
    monkeypatch.setattr(publish.publish, "__defaults__", (tmp_path / "weights",))
    entry = numbers.publish(tmp_path / "run")
    assert [(run["seed"], run["scores"]["exact_match.words_4"]) for run in entry["runs"]] == [(2026, 1.0), (2027, 0.5)]
    assert entry["scores"] == entry["runs"][0]["scores"] and entry["training"]["examples"] == 16
    assert [row[4] for row in entry["about"]["table"][2:]] == ["75.0%", "50.0%", "100.0%"]
    shipped, made = (tmp_path / folder / "model.safetensors" for folder in ("weights/numbers", "run/model"))
    assert shipped.read_bytes() == made.read_bytes()


class Fake:
    """Knows all numbers of up to six words."""

    def __call__(self, texts: list[str] | str) -> list[dict[str, str]]:
        many = [texts] if isinstance(texts, str) else texts
        return [{"translation_text": self.known.get(text, "?")} for text in many]

    def __init__(self) -> None:
        groups = numbers_measures.test_numbers(numbers_measures.EACH)
        self.known = {
            english(number): french(number) for count, group in groups.items() if count < 7 for number in group
        }


def test_scores_are_fractions_by_count_of_words() -> None:
    scores = numbers_measures.scores(Fake())
    assert [scores[f"exact_match.words_{count}"] for count in range(1, 10)] == [1.0] * 6 + [0.0] * 3
    total = sum(scores[f"numbers.words_{count}"] for count in range(1, 10))
    known = sum(scores[f"numbers.words_{count}"] for count in range(1, 7))
    assert scores["exact_match"] == pytest.approx(known / total)
    assert 0 < scores["spellings.exact_match"] < scores["exact_match"]


def test_samples_are_three_held_out_numbers_and_no_number() -> None:
    samples = numbers_measures.samples(Fake())
    assert [sample["seed"] for sample in samples] == [0, 1, 2, 0]
    assert samples[-1] == {"prompt": "The cat sat on the mat.", "seed": 0, "text": "?"}


def test_cards_speak_of_scores_that_are_measured() -> None:
    scores = numbers_measures.scores(Fake())
    runs = [{"seed": 1, "scores": scores}, {"seed": 2, "scores": scores}]
    recurrent = [
        numbers_rnn.about(scores, runs, numbers_rnn.config(name)) for name in ("numbers-rnn", "numbers-attention")
    ]
    for about in (numbers.about(scores, runs, numbers.config()), *recurrent):
        keys = [cell[0] for row in about["table"] for cell in row if isinstance(cell, list)]
        assert keys and set(keys) <= set(scores)
        assert {row[2] for row in about["reach"]} <= set(scores)
        assert {len(row) for row in about["table"]} == {10}
