"""The recipe of the question-answering model: its batches, a toy run on a tiny encoder, its measures and its card."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

from genai_book.datasets import facts, facts_parts
from genai_book.datasets.facts import Example
from genai_book.datasets.facts_topics import Relation
from genai_book.datasets.facts_words import one_of
from genai_book.datasets.glosses import Sense
from genai_book.errors import CheckpointError, TrainingStopped
from genai_book.recipes import RECIPES, answers, answers_choice, answers_measures, publish
from genai_book.recipes.answers_about import about

ONE = answers.Training(
    steps=20,
    batch=8,
    shard=16,
    length=96,
    rank=4,
    adapter_rate=0.005,
    head_rate=0.005,
    warmup_steps=2,
    decay_fraction=0.5,
    precision="no",
)
TOY = answers.Config(trainings=(ONE, replace(ONE, dropout=0.1, average=0.9)), rank=4)
SENSES = [Sense("noun", f"noun/{n}", (f"thing{n}",), f"a thing of kind {n}", ()) for n in range(500)]
SYNONYMS = (Relation("did zap", one_of("a kite|a drum"), ("{s} zapped {v}",), ("What did {e} zap?",), ()),)
EXAMPLES = [
    Example("What is the capital of Utopia?", "Utopia is flat. Its capital is Amaurot.", "Amaurot", 31, "capital"),
    Example("How old is Utopia?", "Utopia is flat. Its capital is Amaurot.", "", 0, "age"),
]


def tiny(attention: str = "eager") -> BertForQuestionAnswering:
    """A BERT of one layer with the vocabulary of the real one, the same each time."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
        config = BertConfig(**sizes, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
        return BertForQuestionAnswering(config)


def patch(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(answers, "bare", tiny)
    patched.setattr(facts, "senses", lambda: SENSES)
    patched.setattr(facts_parts, "synonyms", lambda: SYNONYMS)
    clear()


def clear() -> None:
    for one in (facts._senses, facts_parts._synonyms, facts_parts._any_kind_keys):
        one.cache_clear()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch):
    patch(monkeypatch)
    yield
    clear()


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished toy run."""
    with pytest.MonkeyPatch.context() as patched:
        patch(patched)
        out = tmp_path_factory.mktemp("run")
        answers.train(TOY, out)
    return out


@pytest.fixture(scope="module")
def tok():
    return AutoTokenizer.from_pretrained(answers.encoder_folder(), local_files_only=True)


def test_it_is_in_the_list_of_recipes() -> None:
    assert RECIPES["answers"] == answers.__name__ and answers.config("answers") == answers.Config()


def test_a_batch_marks_the_tokens_of_the_answer(tok) -> None:
    rows = answers.batch(tok, EXAMPLES, 96)
    first, last = rows["spans"][0].tolist()
    assert tok.decode(rows["input_ids"][0, first : last + 1]) == "amaurot"
    assert rows["spans"][1].tolist() == [0, 0]  # [CLS]: no answer
    assert all(len(tensor) == 2 for tensor in rows.values())
    allowed = rows["allowed"][1]
    question = 2 + len(tok("How old is Utopia?", add_special_tokens=False).input_ids)
    assert allowed[0] and not allowed[1:question].any() and allowed[question]
    assert tok.decode(rows["input_ids"][1, allowed]).startswith("[CLS] utopia is flat")
    assert "[SEP]" not in tok.decode(rows["input_ids"][1, allowed])


def test_an_answer_behind_the_cut_counts_as_none(tok) -> None:
    assert answers.batch(tok, EXAMPLES[:1], 16)["spans"].tolist() == [[0, 0]]


def test_the_loss_of_a_model_that_knows_nothing_is_that_of_a_guess(tok) -> None:
    """With equal logits every allowed token is as likely as the others."""
    rows = answers.batch(tok, EXAMPLES, 96)
    model = tiny()
    torch.nn.init.zeros_(model.qa_outputs.weight)
    total, number = answers.loss(model, rows)
    guess = 2 * rows["allowed"].sum(1).float().log().sum()
    assert number == 4 and total.item() == pytest.approx(guess.item(), rel=1e-5)


def test_batches_go_on_where_they_were(tok) -> None:
    batches = answers.Batches(tok, ONE)
    for _ in range(5):
        next(batches)
    again = answers.Batches(tok, ONE)
    again.load_state_dict(json.loads(json.dumps(batches.state_dict())))
    for _ in range(3):
        one, other = next(batches), next(again)
        assert one.keys() == other.keys() and all(torch.equal(one[key], other[key]) for key in one)


def test_the_default_adapter_has_the_size_the_card_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    model, _ = answers.build(answers.Training())
    learnt = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    assert learnt == 6 * 32 * (4 * 768 + 2 * 1920) + 2 * 384 + 2


def test_the_toy_run_learns_its_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "examples", lambda seed: iter(EXAMPLES * 8))
    losses = answers.train(TOY, tmp_path, steps=60)
    assert len(losses) == 120
    assert sum(losses[50:60]) / 10 < 0.1 < 1 < losses[0]
    qa = answers.load(tmp_path / "model")
    found = [qa(question=one.question, context=one.context)["answer"] for one in EXAMPLES]
    assert found == ["Amaurot", ""]


def test_the_same_seed_gives_the_same_losses_and_a_stopped_run_goes_on(toy: Path, tmp_path: Path) -> None:
    whole = json.loads((toy / "run.json").read_text())["losses_nats"]
    assert len(whole) == 2 * 20
    one = replace(ONE, decay_fraction=0.0)  # with the same rates however long the run
    answers.train_one(replace(one, steps=7), tmp_path / "training-1", resume=False)  # and then interrupted
    hold = replace(TOY, trainings=(one, replace(one, dropout=0.1)))
    again = answers.train(hold, tmp_path / "again", steps=12)
    assert answers.train(hold, tmp_path, resume=True, steps=12) == again
    assert again[:7] == whole[:7]
    with pytest.raises(CheckpointError, match="already holds a checkpoint"):
        answers.train(TOY, toy)


def test_who_stops_it_is_told_the_folder_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(job, folder, resume):
        raise TrainingStopped(f"The checkpoint is in {folder}. Carry on with `--out {folder} --resume`.")

    monkeypatch.setattr(answers.trainer, "fit", stop)
    with pytest.raises(TrainingStopped, match=f"--out {tmp_path} --resume"):
        answers.train(TOY, tmp_path)


def test_only_adapter_and_head_are_stored(toy: Path) -> None:
    folder = toy / "model"
    assert {path.name for path in folder.iterdir()} == {"adapter_config.json", "adapter_model.safetensors"}
    stored = load_file(folder / "adapter_model.safetensors")
    assert {value.dtype for value in stored.values()} == {torch.float16}
    assert all("lora_" in key or "qa_outputs" in key for key in stored) and any("qa_outputs" in key for key in stored)
    told = (folder / "adapter_config.json").read_text("utf-8")
    assert json.loads(told)["base_model_name_or_path"] == answers.ENCODER and "/" not in told


def test_a_run_is_judged_on_development_phrasings(toy: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    asked = []
    monkeypatch.setattr(answers_choice, "examples", lambda seed, part: asked.append(part) or iter(EXAMPLES))
    assert answers_choice.main([str(toy)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [Path(line.partition(":")[0]).name for line in said] == ["training-1", "training-2", toy.name]
    assert asked == ["development"] * 3 and all("exact match" in line for line in said)


def test_a_run_that_is_not_finished_cannot_be_judged(tmp_path: Path, capsys) -> None:
    assert answers_choice.main([str(tmp_path)]) == 1
    assert f"train answers --out {tmp_path} --resume" in capsys.readouterr().err


def test_measures_of_an_answerer_that_always_says_no_and_of_one_that_knows() -> None:
    nothing = answers_measures.measure(lambda **_: {"answer": ""}, EXAMPLES)
    assert (nothing["exact_fraction"], nothing["false_no_answer_fraction"]) == (0, 1)
    assert nothing["no_answer_found_fraction"] == 1
    known = {one.question: one.answer for one in EXAMPLES}
    perfect = answers_measures.measure(lambda question, context: {"answer": known[question]}, EXAMPLES)
    assert (perfect["exact_fraction"], perfect["f1_fraction"], perfect["false_no_answer_fraction"]) == (1, 1, 0)


def test_the_card_speaks_of_scores_that_were_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_measures, "EXAMPLES", 20)
    scores = answers_measures.scores(lambda question, context: {"answer": "Paris"})
    assert scores["france.exact_fraction"] == 1 and scores["open.examples"] == 40
    card = about(scores)
    keys = [cell[0] for row in card["table"] for cell in row if isinstance(cell, list)]
    assert len(keys) == 20 and {*keys, *(row[2] for row in card["reach"])} <= set(scores)


def test_the_embedded_model_is_the_one_of_the_manifest() -> None:
    entry, folder = publish.read()["answers"], publish.WEIGHTS / "answers"
    assert {path.name for path in folder.iterdir()} == set(entry["files"])
    assert sum(file["bytes"] for file in entry["files"].values()) < 2_700_000
    assert answers.Config.of(entry["config"]) == answers.Config()
    assert entry["scores"]["france.exact_fraction"] == 1
