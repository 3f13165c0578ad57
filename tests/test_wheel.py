"""What is installed with the book: the weights are those of the manifest, and they answer with no network."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from genai_book import catalogue, recordings

ROOT = Path(__file__).parents[1]
ALL_BYTES, EACH_BYTES = 40_000_000, 7_000_000  # of the embedded models, so that a clone and a page stay quick
IN_THE_WHEEL = "genai_book/weights/"

# Loads every embedded model whose weights are there and asks it one thing, with sockets out of reach.
ASK = """
import json, socket, sys

def refuse(*_, **__):
    raise OSError("this test has no network")

socket.socket.connect = socket.socket.connect_ex = socket.create_connection = socket.getaddrinfo = refuse

import genai_book
from genai_book import catalogue, recordings

assert genai_book.__file__.startswith(sys.argv[1]), genai_book.__file__
questions = {
    "text-generation": lambda model: model("def add", max_new_tokens=3)[0]["generated_text"],
    "feature-extraction": lambda model: model.embed("a cat").shape[1],
    "text-to-image": lambda model: model("a red circle", num_inference_steps=1).images[0].size[0],
    "question-answering": lambda model: model(question="Where?", context="The cat is in Paris.")["answer"],
    "translation": lambda model: model("forty-two")[0]["translation_text"],
}
answers = {}
for row in catalogue.ROWS:
    here = row.embedded.package or all(
        any((catalogue.WEIGHTS / row.embedded.name).glob(pattern)) for pattern in row.embedded.weights
    )
    if here:
        with genai_book.load(row.task, row.name, source="embedded", device="cpu") as model:
            assert model.source == "embedded"
            answers[row.embedded.name] = questions[row.task](model)
print(json.dumps(answers))
"""


def manifest() -> dict[str, dict]:
    return json.loads((catalogue.WEIGHTS / "manifest.json").read_text("utf-8"))


def stated() -> dict[str, str]:
    """Path in the folder of weights → SHA-256."""
    return {
        f"{name}/{path}": facts["sha256"]
        for name, entry in manifest().items()
        for path, facts in entry["files"].items()
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel of this checkout, built from a copy, because setuptools leaves its own folders beside the source."""
    if importlib.util.find_spec("setuptools") is None or importlib.util.find_spec("pip") is None:
        pytest.skip("pip and setuptools, which build the wheel, are not installed")
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(ROOT / name, copy)
    command = [
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "--wheel-dir",
        str(out),
        str(copy),
    ]
    done = subprocess.run([sys.executable, "-m", "pip", *command], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_the_folder_of_weights_holds_what_the_manifest_says_and_nothing_else() -> None:
    there = {
        path.relative_to(catalogue.WEIGHTS).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in catalogue.WEIGHTS.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert there == stated()
    for name, entry in manifest().items():
        for path, facts in entry["files"].items():
            assert (catalogue.WEIGHTS / name / path).stat().st_size == facts["bytes"]


def test_the_weights_are_small() -> None:
    sizes = {name: sum(facts["bytes"] for facts in entry["files"].values()) for name, entry in manifest().items()}
    assert sum(sizes.values()) <= ALL_BYTES, sizes
    assert max(sizes.values()) <= EACH_BYTES, sizes


def test_the_manifest_knows_only_models_of_the_catalogue() -> None:
    assert manifest().keys() <= {row.embedded.name for row in catalogue.ROWS if row.embedded}


def test_the_wheel_carries_the_weights(wheel: zipfile.ZipFile) -> None:
    carried = [
        name for name in wheel.namelist() if name.startswith(IN_THE_WHEEL) and not name.endswith("manifest.json")
    ]
    found = {name.removeprefix(IN_THE_WHEEL): hashlib.sha256(wheel.read(name)).hexdigest() for name in carried}
    assert found == stated()
    assert sum(wheel.getinfo(name).file_size for name in carried) <= ALL_BYTES
    assert f"{IN_THE_WHEEL}manifest.json" in wheel.namelist()


def test_the_wheel_carries_the_recordings(wheel: zipfile.ZipFile) -> None:
    for name, file in recordings.FILES.items():
        assert wheel.read(f"genai_book/recordings/{name}/{file}") == (recordings.FOLDER / name / file).read_bytes()


def test_every_embedded_model_answers_from_the_wheel_without_a_network(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    wheel.extractall(installed)
    # subtle: without -S the checkout would be importable, by the .pth file of its editable installation.
    environment = {
        "PYTHONPATH": os.pathsep.join([str(installed), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]),
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "OMP_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, "-S", "-c", ASK, str(installed)],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    packaged = {row.embedded.name for row in catalogue.ROWS if row.embedded and row.embedded.package}
    assert answers.keys() == manifest().keys() | packaged
    assert answers["text"].startswith("def add") and answers["all-MiniLM-L6-v2"] == 384
