"""The command `genai-book`: what it prints, its exit status, and that errors are one paragraph."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import tiny_models
from genai_book import catalogue, cli, recipes
from genai_book.errors import GenaiBookError
from simulated_hub import REVISION, Repository, SimulatedHub


@pytest.fixture
def simulated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedHub]:
    monkeypatch.setenv("GENAI_BOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(
        catalogue, "ROWS", tuple(replace(row, revision=row.revision and REVISION) for row in catalogue.ROWS)
    )
    folder = tiny_models.save_gpt2(tmp_path / "gpt2")
    with SimulatedHub({"openai-community/gpt2": Repository(folder)}) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A recipe named `toy` that only remembers how it was called, its weights and its manifest."""

    @dataclass(frozen=True)
    class Config:
        seed: int = 0

    seen = SimpleNamespace(calls=[], scores={"bits_per_byte": 1.25, "agreement_fraction": 0.9})
    module = ModuleType("toy_recipe")
    module.config = lambda name: Config()
    module.train = lambda config, out, resume, steps: seen.calls.append((config, out, resume, steps))
    module.publish = lambda out: seen.calls.append(("published", out))
    module.evaluate = lambda weights: dict(seen.scores)
    monkeypatch.setitem(sys.modules, "toy_recipe", module)
    monkeypatch.setattr(recipes, "RECIPES", {"toy": "toy_recipe"}, raising=False)
    monkeypatch.setattr(catalogue, "WEIGHTS", tmp_path)
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "model.safetensors").touch()
    reach = [["surprise", "at most 1.3 bits per byte", "bits_per_byte", ".3f"]]
    entry = {"scores": dict(seen.scores), "about": {"reach": reach}}
    (tmp_path / "manifest.json").write_text(json.dumps({"toy": entry}))
    return seen


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_list(simulated: SimulatedHub, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "list")
    lines = out.splitlines()
    assert status == 0
    assert len(lines) == 1 + len(catalogue.ROWS) + 1
    assert lines[0].split()[:2] == ["task", "model"]
    assert "openai-community/gpt2" in lines[1] and "01234567?" in lines[1] and lines[1].endswith("  text")
    assert any("mappings" in line and "only in the book" in line for line in lines)
    run(capsys, "fetch", "gpt2")
    assert "551 MB, downloaded" in run(capsys, "list")[1]


def test_fetch_twice(simulated: SimulatedHub, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = run(capsys, "fetch", "gpt2")
    assert status == 0
    assert f"openai-community/gpt2 at {REVISION}: 5 files" in out and "sizes and hashes checked" in out
    asked = len(simulated.requests)
    status, out, _ = run(capsys, "fetch", "gpt2")
    assert status == 0 and "is complete and unchanged" in out
    assert len(simulated.requests) == asked
    next((tmp_path / "cache").rglob("config.json")).resolve().write_text("{}")
    assert "sizes and hashes checked" in run(capsys, "fetch", "gpt2")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("fetch", "gpt3"), "did you mean 'gpt2'?"),
        (("fetch", "gpt2", "--revision", "main"), "'main' of openai-community/gpt2 is not a commit"),
        (("train", "tox"), "There is no recipe 'tox'; did you mean 'toy'? There are: toy."),
        (("evaluate", "tox"), "There is no recipe 'tox'"),
    ],
)
def test_errors_are_one_paragraph_and_status_1(
    simulated: SimulatedHub,
    recipe: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (1, "")
    assert err.startswith("genai-book: ") and err.count("\n") == 1 and says in err


def test_an_unwritable_cache(
    simulated: SimulatedHub, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GENAI_BOOK_CACHE", str(tmp_path / "file"))
    status, _, err = run(capsys, "fetch", "gpt2")
    assert status == 1 and "Set GENAI_BOOK_CACHE to a folder that can be written" in err


def test_train_passes_what_was_asked(recipe: SimpleNamespace) -> None:
    assert cli.main(["train", "toy"]) == 0
    assert cli.main(["train", "toy", "--steps", "5", "--out", "model", "--resume", "--seed", "3"]) == 0
    (first, out, resume, steps), second = recipe.calls[:2]
    assert (first.seed, out, resume, steps) == (0, Path("runs/toy"), False, None)
    assert (second[0].seed, *second[1:]) == (3, Path("model"), True, 5)
    assert cli.main(["train", "toy", "--publish"]) == 0
    assert recipe.calls[-1] == ("published", Path("runs/toy"))


def test_train_can_be_stopped(
    recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules["toy_recipe"], "train", stopped)
    status, _, err = run(capsys, "train", "toy")
    assert status == 130 and err == "genai-book: stopped; what was finished is kept.\n"

    class Stopped(GenaiBookError, KeyboardInterrupt):
        pass

    def stopped_with_a_word(*_: object) -> None:
        raise Stopped("Stopped at step 7; carry on with --resume.")

    monkeypatch.setattr(sys.modules["toy_recipe"], "train", stopped_with_a_word)
    assert run(capsys, "train", "toy") == (130, "", "genai-book: Stopped at step 7; carry on with --resume.\n")


def test_a_refusal_of_the_system_is_no_traceback(
    recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "model")

    monkeypatch.setattr(sys.modules["toy_recipe"], "train", full)
    status, _, err = run(capsys, "train", "toy")
    assert status == 1 and "No space left on device: 'model'" in err and err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("train", "toy", "--steps", "0"),
        ("train", "toy", "--seed", "-1"),
        ("train",),
        ("evaluate",),
        ("evaluate", "toy", "--all"),
        (),
    ],
)
def test_wrong_arguments_are_status_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "usage: genai-book" in capsys.readouterr().err


def test_a_model_that_is_only_in_the_book_is_not_fetched(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "fetch", "mappings")
    assert status == 0 and "there is nothing to download" in out


def test_models_without_weights_are_listed_as_such(
    recipe: SimpleNamespace, simulated: SimulatedHub, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = run(capsys, "list")[1].splitlines()
    assert "text (not trained yet)" in lines[1]
    assert next(line for line in lines if line.startswith("feature-extraction")).endswith("all-MiniLM-L6-v2")


def test_evaluate(recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "evaluate", "toy")
    rows = [re.split(" {2,}", line) for line in out.splitlines()]
    assert status == 0 and rows[1] == ["bits_per_byte", "1.25"]
    assert rows[4:6] == [
        ["toy: to reach", "target", "reached", "met"],
        ["surprise", "at most 1.3 bits per byte", "1.250", "yes"],
    ]
    assert run(capsys, "evaluate", "--all", "--check")[0] == 0


def test_evaluate_prints_json(recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    recipe.scores["bits_per_byte"] = 1.4
    status, out, err = run(capsys, "evaluate", "--all", "--check", "--json")
    found = json.loads(out)["toy"]
    assert status == 1 and "Scores of toy differ" in err
    assert found["differing"] == ["bits_per_byte"] and found["scores"]["bits_per_byte"] == 1.4
    assert found["reach"] == [
        {
            "what": "surprise",
            "target": "at most 1.3 bits per byte",
            "score": 1.4,
            "shown": "1.400",
            "met": False,
        }
    ]


def test_evaluate_check_fails_on_another_score(recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    recipe.scores["bits_per_byte"] = 1.254
    assert run(capsys, "evaluate", "--all", "--check")[0] == 0
    recipe.scores["bits_per_byte"] = 1.27
    status, out, err = run(capsys, "evaluate", "toy", "--check")
    assert status == 1 and "Scores of toy differ from those of the manifest" in err
    assert ["bits_per_byte", "1.27", "1.25", "differs"] in [line.split() for line in out.splitlines()]


def test_evaluate_check_fails_on_a_score_that_is_missing_or_new(
    recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    recipe.scores["new_fraction"] = recipe.scores.pop("agreement_fraction")
    status, out, _ = run(capsys, "evaluate", "toy", "--check")
    rows = [line.split() for line in out.splitlines()]
    assert status == 1
    assert ["agreement_fraction", "missing", "0.9", "differs"] in rows
    assert ["new_fraction", "0.9", "missing", "differs"] in rows
    (tmp_path / "manifest.json").write_text("{")
    status, _, err = run(capsys, "evaluate", "toy", "--check")
    assert status == 1 and "is not readable JSON" in err
    (tmp_path / "manifest.json").unlink()
    assert run(capsys, "evaluate", "toy", "--check")[0] == 1


def test_evaluate_without_weights(
    recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "toy" / "model.safetensors").unlink()
    status, _, err = run(capsys, "evaluate", "toy")
    assert status == 1 and "genai-book train toy --publish" in err
    # Of all, those that are there are measured all the same; weights may lie deeper, or in a package.
    monkeypatch.setattr(recipes, "RECIPES", dict.fromkeys(("toy", "scenes", "all-MiniLM-L6-v2"), "toy_recipe"))
    for part in ("unet", "vae", "text_encoder"):
        (tmp_path / "scenes" / part).mkdir(parents=True)
        (tmp_path / "scenes" / part / "model.safetensors").touch()
    status, out, err = run(capsys, "evaluate", "--all", "--json")
    assert status == 1 and list(json.loads(out)) == ["scenes", "all-MiniLM-L6-v2"]
    assert err.count("--publish") == 1 and "There are no weights to evaluate for toy in" in err
    (tmp_path / "scenes" / "vae" / "model.safetensors").unlink()
    assert "genai-book train scenes --publish" in run(capsys, "evaluate", "scenes")[2]


def test_cards_are_written_and_checked(
    recipe: SimpleNamespace, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").unlink()
    page, pictures = tmp_path / "book" / "shelf.md", tmp_path / "book" / "shelf"
    assert "out of date" in run(capsys, "cards", "--check", "--out", str(page))[2]
    assert not page.exists()
    assert run(capsys, "cards", "--out", str(page))[:2] == (0, f"Written: {page}.\n")
    assert run(capsys, "cards", "--check", "--out", str(page))[:2] == (0, f"{page} is up to date.\n")
    pictures.mkdir()
    (pictures / "old-0.png").touch()
    status, _, err = run(capsys, "cards", "--check", "--out", str(page))
    assert status == 1 and f"old-0.png (no longer needed). Run `genai-book cards --out {page}`." in err
    run(capsys, "cards", "--out", str(page))
    assert not list(pictures.iterdir())
    page.write_text("by hand")
    assert run(capsys, "cards", "--check", "--out", str(page))[0] == 1
    assert page.read_text() == "by hand"


def test_help_reads_well_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from genai_book.cli import main\ntry: main(['--help'])\nfinally: assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    for word in (*(command.name for command in cli.COMMANDS), "GENAI_BOOK_SOURCE", "examples:"):
        assert word in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 100


def test_a_reader_of_the_pipe_that_leaves_is_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m genai_book --help | head -1", shell=True, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr
