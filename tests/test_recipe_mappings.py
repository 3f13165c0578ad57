"""The recipe of the in-context learner: its measures, a toy run that repeats itself, and the embedded model."""

import hashlib
import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from genai_book.datasets.mappings import Rule
from genai_book.models import load
from genai_book.recipes import RECIPES, mappings, mappings_measures, publish
from genai_book.recipes.decoders import load as load_weights

TOY = mappings.Config(
    steps=6, growing_steps=3, batch=4, context=128, width=32, layers=2, heads=2, warmup_steps=2, precision="no"
)
published = pytest.mark.skipif("mappings" not in publish.read(), reason="the model has not been trained yet")


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished toy run."""
    out = tmp_path_factory.mktemp("run")
    mappings.train(TOY, out)
    return out


def test_it_is_in_the_list_of_recipes() -> None:
    assert RECIPES["mappings"] == mappings.__name__
    model = mappings.build(mappings.config(), 257)
    assert sum(parameter.numel() for parameter in model.parameters()) == 1_643_904


def test_the_first_heads_start_by_looking_one_place_back_and_two_and_so_on() -> None:
    torch.manual_seed(0)
    model = mappings.build(mappings.config(), 257).eval()
    mappings.look_back(model)
    model.set_attn_implementation("eager")
    with torch.no_grad():
        layers = model(torch.randint(1, 257, (1, 150)), output_attentions=True).attentions
    for back, head in enumerate(torch.cat([layers[0][0], layers[1][0]]), start=1):
        assert head.diagonal(-back).mean() > 0.7, back


def test_loss_counts_the_targets_alone() -> None:
    torch.manual_seed(0)
    model = mappings.build(TOY, 257)
    ids = torch.randint(1, 257, (2, 10))
    targets = torch.full((2, 10), mappings.IGNORED)
    targets[0, 3], targets[1, 7] = 5, 0
    total, count = mappings.loss(model, {"ids": ids, "targets": targets})
    logits = model(ids).logits.log_softmax(-1)
    assert count == 2
    assert total.item() == pytest.approx(-(logits[0, 3, 5] + logits[1, 7, 0]).item(), rel=1e-5)


def test_a_toy_run_repeats_itself_and_writes_hugging_face_files(toy: Path, tmp_path: Path) -> None:
    losses = json.loads((toy / "run.json").read_text())["losses_nats"]
    assert len(losses) == 6 and mappings.train(TOY, tmp_path, steps=6) == losses
    model = AutoModelForCausalLM.from_pretrained(toy / "model")
    tok = AutoTokenizer.from_pretrained(toy / "model")
    assert model.dtype == torch.float16 and model.config.activation_function == "gelu_new"
    assert tok.decode(tok("cat -> tac\n").input_ids) == "cat -> tac\n"


def test_it_learns_one_task_by_heart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A toy that knows a single rule learns to copy two letters."""
    monkeypatch.setattr("genai_book.datasets.mappings_rows.a_wider_task", lambda *_: Rule("last letter", "none"))
    monkeypatch.setattr("genai_book.datasets.mappings.LETTERS", "abcd")
    config = replace(TOY, steps=100, growing_steps=0, batch=8, context=64, warmup_steps=10)
    losses = mappings.train(config, tmp_path)
    assert sum(losses[-10:]) < 0.5 * sum(losses[20:30])


def test_the_tests_are_unseen_and_ask_what_can_be_answered() -> None:
    for family in ("rule", "cipher", "table"):
        for test in mappings_measures.tests(family, count=20):
            assert len(set(test.shots)) == 8 and test.longest() < 192
            for shots, word in zip(mappings_measures.SHOTS[1:], test.repeated, strict=True):
                assert word in test.shots[:shots]
            if family == "table":
                assert test.new is None
                continue
            assert test.task.held_out and test.new not in test.shots
            assert test.task.answerable(test.new, list(test.shots))
            assert family == "cipher" or min(map(len, test.shots)) > mappings_measures.LONGER_THAN
    assert not any(test.task.held_out for test in mappings_measures.tests("rule", held_out=False, count=20))


def test_right_means_that_greedy_decoding_writes_the_answer_and_stops(toy: Path) -> None:
    model, tok = load_weights(toy / "model")
    prompt = "ab ->"
    ids = torch.tensor([tok.encode(prompt).ids])
    row = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=20)[0].tolist()
    written = tok.decode(row[ids.shape[1] :])

    class Said:
        def __call__(self, word: str) -> str:
            return written.removeprefix(" ")

    assert mappings_measures.right(model, [(Said(), (), "ab")]) == [written.startswith(" ") and row[-1] == 0]

    class Oracle(torch.nn.Module):
        def forward(self, input_ids: torch.Tensor, use_cache: bool) -> object:
            following = torch.cat([input_ids[:, 1:], torch.zeros_like(input_ids[:, :1])], 1)
            return type("Output", (), {"logits": torch.nn.functional.one_hot(following, 257).float()})

    asked = [(Rule("reversed", "none"), ("cat",), word) for word in ("dog", "house")]
    assert mappings_measures.right(Oracle(), asked) == [True, True]


def test_scores_have_a_standard_error_and_fill_the_card(toy: Path) -> None:
    model, _ = load_weights(toy / "model")
    found = mappings_measures.scores(model, count=4)
    assert {f"unseen.shots_{shots}" for shots in (0, 1, 2, 4, 8)} <= set(found)
    assert "repeated.shots_0" not in found and found["unseen.shots_8_se"] >= 0
    card = mappings.about(found)
    assert all(len(row) == 6 for row in card["table"])
    assert all(key in found for _, _, key, _ in card["reach"])


def test_publishing_measures_and_says_how_it_was_made(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mappings_measures, "scores", lambda model: dict.fromkeys(_keys(), 0.5))
    monkeypatch.setattr(mappings, "PROMPTS", ("sun ->",))
    monkeypatch.setattr(publish.publish, "__defaults__", (tmp_path,))
    entry = mappings.publish(toy)
    assert publish.read(tmp_path)["mappings"] == json.loads(json.dumps(entry))
    assert entry["training"]["tokens"] == 6 * 4 * 128
    assert [one["seed"] for one in entry["samples"]] == [0, 1, 2]
    assert (tmp_path / "mappings" / "model.safetensors").is_file()


def _keys() -> list[str]:
    return [
        f"{part}.shots_{shots}{end}"
        for part in ("unseen", "unseen_rule", "unseen_cipher", "read_rule", "repeated", "repeated_table")
        for shots in mappings_measures.SHOTS
        for end in ("", "_se")
    ]


@published
def test_the_embedded_model_is_the_one_of_the_manifest() -> None:
    entry = publish.read()["mappings"]
    folder = publish.WEIGHTS / "mappings"
    assert {path.name for path in folder.iterdir()} == set(entry["files"])
    for name, file in entry["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"], name
    assert sum(file["bytes"] for file in entry["files"].values()) < 4_000_000
    assert mappings.Config(**entry["config"]) == mappings.config()


@published
def test_accuracy_of_the_embedded_model_rises_with_the_examples() -> None:
    scores = publish.read()["mappings"]["scores"]
    curve = [scores[f"unseen.shots_{shots}"] for shots in mappings_measures.SHOTS]
    assert curve == sorted(curve) and curve[-1] > curve[0] + 0.5


@published
def test_the_embedded_model_scores_what_the_card_says() -> None:
    """Measured again on a part of the tests, so that the weights are tested and not only the manifest."""
    model, _ = load_weights(publish.WEIGHTS / "mappings")
    stated = publish.read()["mappings"]["scores"]["repeated.shots_8"]
    asked = [
        (test.task, test.shots, test.repeated[-1])
        for family in ("rule", "cipher", "table")
        for test in islice(mappings_measures.tests(family), 12)
    ]
    assert sum(mappings_measures.right(model, asked)) / len(asked) == pytest.approx(stated, abs=0.15)


@published
def test_a_reader_asks_in_plain_text_and_it_stops_by_itself() -> None:
    learner = load("text-generation", model="mappings", source="embedded")
    prompt = "cheese -> fromage\nhouse -> maison\nbread -> pain\nhouse ->"
    assert learner(prompt)[0]["generated_text"] == prompt + " maison"
