"""The recipe of the text model: its data rows, its schedule, and a toy run that learns, repeats itself and loads
cleanly.
"""

import hashlib
import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from genai_book.datasets import text as data
from genai_book.datasets.glosses import Sense
from genai_book.datasets.stories import tell
from genai_book.errors import CheckpointError
from genai_book.recipes import RECIPES, measures, publish, text, text_choice, trainer

TOY = text.Config(
    steps=60,
    stories=2,
    glosses=2,
    at_once=2,
    context=160,
    vocabulary=512,
    width=32,
    layers=2,
    heads=2,
    muon_rate=0.02,
    warmup_steps=5,
    precision="no",
)
SENSES = [
    Sense("noun", f"noun/{number}", (f"{word} bird",), f"a bird that is {word} and sings", (f"The {word} bird sang.",))
    for number, word in enumerate(("red", "blue", "grey", "green", "small", "large", "old", "young", "loud", "quiet"))
]


@pytest.fixture(autouse=True)
def small_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "senses", lambda: SENSES)
    monkeypatch.setattr(data, "TOKENIZER_STORIES", 60)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished toy run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "senses", lambda: SENSES)
        patch.setattr(data, "TOKENIZER_STORIES", 60)
        out = tmp_path_factory.mktemp("run")
        text.train(TOY, out)
    return out


def test_it_is_in_the_list_of_recipes() -> None:
    assert RECIPES["text"] == text.__name__


def test_the_default_model_has_the_size_the_card_says() -> None:
    model = text.build(text.Config())
    assert sum(parameter.numel() for parameter in model.parameters()) == 3_060_288


def test_the_rate_stays_when_a_run_is_prolonged() -> None:
    def rates(steps: int) -> list[float]:
        return [trainer.warm_hold_decay(step, steps, 100, 0.4) for step in range(steps)]

    short, longer = rates(1000), rates(2000)
    assert short[0] == pytest.approx(0.01) and set(short[99:601]) == {1.0}
    assert short[800] == pytest.approx(0.5) and 0 < short[999] < 0.01
    assert longer[:601] == short[:601]


def test_tokenizer_is_lossless_and_the_same_again() -> None:
    tok = data.tokenizer(512, seed=1)
    assert tok.to_str() == data.tokenizer(512, seed=1).to_str()
    assert tok.token_to_id(data.END) == 0 and tok.get_vocab_size() == 512
    for line in ("A red bird sang.", "naïve ☃ \n\t", ""):
        assert tok.decode(tok.encode(line).ids) == line


def test_a_shard_depends_on_its_number_alone() -> None:
    tok = data.tokenizer(512, seed=1)
    shard = data.Shard(tok, seed=1, stories=3, glosses=1, length=65, in_place=1)
    one, two = shard(0), shard(5)
    assert one["stories"].shape == (30, 65) and one["glosses"].shape == (10, 65)
    again = data.Shard(tok, seed=1, stories=3, glosses=1, length=65, in_place=1)
    for first, second in ((two, again(5)), (one, again(0))):
        assert all(np.array_equal(first[kind], second[kind]) for kind in ("stories", "glosses"))
    assert all((rows[:, 0] == 0).all() for rows in one.values())
    assert all(0 <= (rows[:, 0] == 0).mean() < 0.7 for rows in two.values())
    assert tok.decode(one["stories"][0].tolist()) == tell("1/0").text[: len(tok.decode(one["stories"][0].tolist()))]
    assert "bird" in tok.decode(one["glosses"][0].tolist())


def test_each_sense_is_read_once_an_epoch() -> None:
    shard = data.Shard(data.tokenizer(512, seed=1), seed=1, stories=1, glosses=1, length=65)
    epochs = [shard._stretch(number * 5, 5) for number in range(6)]
    for epoch in (0, 2, 4):
        assert sorted(sense.key for sense in epochs[epoch] + epochs[epoch + 1]) == sorted(sense.key for sense in SENSES)
    assert epochs[0] + epochs[1] != epochs[2] + epochs[3]


def test_a_cut_gloss_comes_again_whole() -> None:
    shard = data.Shard(data.tokenizer(512, seed=1), seed=1, stories=1, glosses=4, length=65, in_place=9)
    rows = shard(0)["glosses"].tolist()
    starts = [len(row) - 1 - row[::-1].index(0) for row in rows]
    again = [
        following[: 65 - start] == row[start:] for row, following, start in zip(rows, rows[1:], starts, strict=False)
    ]
    assert sum(again) >= len(again) - 4  # a row may end where its last gloss does


def test_rows_go_on_where_they_were() -> None:
    shard = data.Shard(data.tokenizer(512, seed=1), 1, 2, 1, 64)
    rows = data.Rows(shard)
    for _ in range(13):
        assert {kind: part.shape for kind, part in next(rows).items()} == {"stories": (2, 64), "glosses": (1, 64)}
    again = data.Rows(shard)
    again.load_state_dict(json.loads(json.dumps(rows.state_dict())))
    for _ in range(9):
        one, two = next(rows), next(again)
        assert all(torch.equal(one[kind], two[kind]) for kind in one)


def test_workers_make_the_same_rows() -> None:
    shard = data.Shard(data.tokenizer(512, seed=1), 1, 2, 1, 64)
    alone, helped = data.Rows(shard, workers=0), data.Rows(shard, workers=1)
    for _ in range(22):
        one, two = next(alone), next(helped)
        assert all(torch.equal(one[kind], two[kind]) for kind in one)
    helped.shards.pool.shutdown(cancel_futures=True)


def test_dropout_is_for_glosses_alone() -> None:
    """Stories are read once, so nothing is to be gained by it."""
    torch.manual_seed(0)
    model = text.build(replace(TOY, dropout=0.5))
    rows = torch.randint(0, 512, (4, 33), dtype=torch.int16)

    def losses(kind: str) -> set[float]:
        return {text.loss(model, {kind: rows}, 2)[0].item() for _ in range(2)}

    assert len(losses("stories")) == 1 and len(losses("glosses")) == 2
    total, count = text.loss(model, {"stories": rows}, 2)
    assert count == 4 * 32
    expected = model.eval()(input_ids=rows.long(), labels=rows.long()).loss.item()
    assert total.item() / count == pytest.approx(expected, rel=1e-5)


def test_held_out_and_development_senses_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    more = [replace(SENSES[0], key=f"noun/{n}", terms=("hidden bird",)) for n in range(500)]
    hidden = [sense for sense in more if sense.held_out or sense.development]
    assert {sense.held_out for sense in hidden} == {True, False}
    assert not any(sense.held_out and sense.development for sense in hidden)
    monkeypatch.setattr(data, "senses", lambda: SENSES + hidden)
    assert all(sense in SENSES for sense in data.training_senses())


def test_the_toy_run_learns(toy: Path) -> None:
    losses = json.loads((toy / "run.json").read_text())["losses_nats"]
    assert len(losses) == TOY.steps
    assert losses[0] == pytest.approx(math.log(512), abs=0.3)
    assert sum(losses[-5:]) / 5 < 0.75 * losses[0]


def test_two_settings_are_compared_on_development_data(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(text_choice, "senses", lambda: [replace(SENSES[0], key=f"noun/{n}") for n in range(200)])
    monkeypatch.setattr(text_choice, "STORIES", 3)
    assert text_choice.main(["measure", str(toy), str(toy)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == second and first.startswith(f"{toy}: stories ") and ", glosses " in first
    assert text_choice.main(["measure", str(tmp_path)]) == 1
    assert f"no finished run in {tmp_path}" in (said := capsys.readouterr().err) and f"--out {tmp_path}" in said


def test_the_same_seed_gives_the_same_losses(toy: Path, tmp_path: Path) -> None:
    whole = json.loads((toy / "run.json").read_text())["losses_nats"]
    assert text.train(TOY, tmp_path) == whole
    with pytest.raises(CheckpointError, match="already holds a checkpoint"):
        text.train(TOY, tmp_path)


def test_steps_replaces_those_of_the_config(tmp_path: Path) -> None:
    assert len(text.train(TOY, tmp_path, steps=3)) == 3


def test_the_saved_model_loads_without_a_warning_and_generates(toy: Path) -> None:
    folder = toy / "model"
    names = {"config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}
    assert {path.name for path in folder.iterdir()} == names
    assert all(path.stat().st_mode & 0o777 == 0o644 for path in folder.iterdir())
    tok = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder)
    assert model.dtype == torch.float16
    inputs = tok("A red bird", return_tensors="pt")
    answer = model.float().generate(**inputs, max_new_tokens=5, do_sample=False)
    assert tok.decode(answer[0]).startswith("A red bird")
    assert tok("A red bird").input_ids == text.load(folder)[1].encode("A red bird").ids


def test_surprise_is_that_of_the_transformers_loss(toy: Path) -> None:
    model, tok = text.load(toy / "model")
    rows = [[0, *tok.encode(line).ids, 0] for line in ("A red bird is a bird.", "A cat.")]
    expected = 0.0
    for row in rows:
        ids = torch.tensor([row])
        with torch.no_grad():
            logits = model(ids).logits[0, :-1]
        expected += torch.nn.functional.cross_entropy(logits, ids[0, 1:], reduction="sum").item()
    assert measures.surprise_nats(model, rows) == pytest.approx(expected, rel=1e-4)
    long = [[0] * 250]  # longer than the context of 160: every token but the first is still counted once
    assert measures.surprise_nats(model, long) > measures.surprise_nats(model, [[0] * 161])


def test_name_agreement_of_a_model_that_knows_nothing(toy: Path) -> None:
    """With a random model the story's people have about their share of all names."""
    told = [tell(seed) for seed in range(30)]
    tok = data.tokenizer(3000, seed=1)
    torch.manual_seed(0)
    untrained = text.build(replace(TOY, vocabulary=tok.get_vocab_size(), context=256)).eval()
    assert 0 < measures.name_agreement(untrained, tok, told) < 0.1


def test_entropy_of_the_grammar_has_a_standard_error() -> None:
    few, more = measures.grammar_entropy(200), measures.grammar_entropy(800)
    assert few["grammar.bits_per_byte"] == pytest.approx(
        more["grammar.bits_per_byte"], abs=4 * few["grammar.standard_error"]
    )
    assert more["grammar.standard_error"] == pytest.approx(few["grammar.standard_error"] / 2, rel=0.3)
    assert 30 < more["grammar.bits_per_story"] < 100


def test_publish_writes_files_and_manifest(toy: Path, tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "left-over.bin").write_bytes(b"old")
    entry = publish.publish("text", toy / "model", TOY, {"training": {}, "scores": {"glosses.model": 1.5}}, tmp_path)
    assert publish.read(tmp_path) == {"text": json.loads(json.dumps(entry))}
    assert entry["steps"] == 60 and entry["config"]["width"] == 32 and entry["versions"]["torch"] == torch.__version__
    for name, file in entry["files"].items():
        content = (tmp_path / "text" / name).read_bytes()
        assert len(content) == file["bytes"] and content == (toy / "model" / name).read_bytes()
    assert not (tmp_path / "text" / "left-over.bin").exists()
    shutil.rmtree(tmp_path / "text")


def test_publishing_an_unfinished_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish.main(["text", str(tmp_path)]) == 1
    assert "no finished run" in (said := capsys.readouterr().err) and f"genai-book train text --out {tmp_path}" in said


def test_samples_follow_the_fixed_rule(toy: Path) -> None:
    found = text.samples(toy / "model")
    assert [(one["prompt"], one["seed"]) for one in found] == [(p, s) for p in text.PROMPTS for s in range(3)]
    assert all(one["text"].startswith(one["prompt"]) for one in found)
    assert found == text.samples(toy / "model")


def test_a_long_loss_curve_is_made_short() -> None:
    assert publish.smoothed([1.0, 2.0, 3.0], points=2) == [[1, 1.0], [2, 2.0], [3, 3.0]]
    assert publish.smoothed([float(n) for n in range(120)], points=60)[0] == [2, 0.5]
    assert len(publish.smoothed([0.0] * 4200)) == 60


def test_the_embedded_model_is_the_one_of_the_manifest() -> None:
    entry = publish.read()["text"]
    folder = publish.WEIGHTS / "text"
    assert {path.name for path in folder.iterdir()} == set(entry["files"])
    for name, file in entry["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"], name
    assert sum(file["bytes"] for file in entry["files"].values()) < 7_000_000
    assert text.Config(**entry["config"]) == text.Config()


def test_the_embedded_model_is_better_than_counting_and_not_better_than_possible() -> None:
    scores = publish.read()["text"]["scores"]
    for part in ("stories_held_out_seeds", "stories_held_out_pairs", "glosses"):
        assert scores[f"{part}.model"] < scores[f"{part}.ngram"] < scores[f"{part}.xz_alone"]
    for part in ("stories_held_out_seeds", "stories_held_out_pairs", "stories_held_out_plots"):
        assert scores[f"{part}.floor"] < scores[f"{part}.model"]


def test_the_embedded_model_keeps_to_a_name() -> None:
    """Measured on fresh stories here, so that the weights are tested and not only the manifest."""
    model, tok = text.load(publish.WEIGHTS / "text")
    told = [tell(f"test/{seed}", "held_out_pairs") for seed in range(4)]
    stated = publish.read()["text"]["scores"]["stories_held_out_pairs.names"]
    assert measures.name_agreement(model, tok, told) == pytest.approx(stated, abs=0.1)
