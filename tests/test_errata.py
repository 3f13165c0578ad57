"""book/errata.md has no cells, so what it says of libraries is held against the installed ones here."""

import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
ERRATA = (ROOT / "book/errata.md").read_text("utf-8")


def source(package: str, file: str) -> str:
    """A library's file, read and not imported, which would take seconds."""
    return (Path(find_spec(package).origin).parent / file).read_text("utf-8")


def test_the_eleven_claims_are_there_with_their_evidence() -> None:
    claims = ERRATA.split("\n## ")[1:]
    assert [int(claim.split(".")[0]) for claim in claims] == list(range(1, 12))
    assert all("{cite:" in claim or "](#" in claim for claim in claims)


def test_the_versions_named_are_those_installed() -> None:
    named = re.search(r"Transformers ([\d.]+), Gradio ([\d.]+), google-genai ([\d.]+)", ERRATA).groups()
    for package, number in zip(("transformers", "gradio", "google-genai"), named, strict=True):
        assert f"{version(package)}.".startswith(f"{number}."), f"{package} {version(package)}"


def test_the_pipelines_are_gone() -> None:
    text = source("transformers", "pipelines/__init__.py")
    tasks = set(re.findall(r'^    "([a-z0-9-]+)": \{', text[text.index("SUPPORTED_TASKS") :], re.M))
    assert "text-generation" in tasks
    assert not tasks & {"question-answering", "summarization", "translation", "text2text-generation"}


def test_gradio_takes_its_looks_in_launch() -> None:
    text = source("gradio", "blocks.py")
    start = text.index("def __init__", text.index("\nclass Blocks("))
    blocks, launch = text[start : text.index('"""', start)], text[text.index("    def launch(") :][:6000]
    for name in ("theme", "css", "js"):
        assert f"        {name}:" not in blocks and f"        {name}:" in launch


def test_without_its_swap_the_fourier_transform_has_other_rows() -> None:
    h, s = np.array([[1, 1], [1, -1]]) / 2**0.5, np.diag([1, 1, 1, 1j])  # Hadamard; controlled phase of 90 degrees
    swap = np.eye(4)[[0, 2, 1, 3]]
    circuit = np.kron(np.eye(2), h) @ s @ np.kron(h, np.eye(2))  # the first factor is the more significant qubit
    true = np.array([[1j ** (row * column) for column in range(4)] for row in range(4)]) / 2
    assert np.allclose(swap @ circuit, true)
    assert np.allclose(circuit, true[[0, 2, 1, 3]]) and not np.allclose(circuit, true)
