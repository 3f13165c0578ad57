"""Model cards say what the manifest says."""

import json
from pathlib import Path

import pytest

from genai_book import catalogue
from genai_book.cards import card
from genai_book.errors import CorruptFileError, UnknownModelError

ENTRY = {
    "recipe": "toy",
    "seed": 7,
    "steps": 1200,
    "date": "2026-01-02",
    "parameters": 3000,
    "files": {"model.safetensors": {"bytes": 6000000, "sha256": "0"}, "config.json": {"bytes": 400000, "sha256": "1"}},
    "training": {"tokens": 4_800_000, "seconds": 600, "hardware": "one thread"},
    "scores": {
        "new.model": 0.25,
        "new.floor": 0.2,
        "new.bytes": 12345,
        "old.model": 1.5,
        "old.xz_alone": 2.5,
        "old.bytes": 10,
    },
    "samples": [{"prompt": "Once", "seed": 0, "text": "Once upon a time."}],
    "about": {
        "summary": "A toy.",
        "licence": "MIT",
        "data": ["What it read."],
        "measure": "Lower is better.",
        "parts": {"new": "new things", "old": "old things"},
        "sampling": "Seed 0.",
        "limits": ["It is a toy."],
    },
}


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps({"toy": ENTRY, "text": ENTRY}))
    return tmp_path


def test_everything_the_manifest_knows(weights: Path) -> None:
    page = card("toy", weights)
    assert page.startswith("# Embedded: toy\n\nA toy.\n")
    assert "3,000 parameters, 6.4 MB. Licence: MIT." in page
    assert "Made on 2026-01-02 by `genai-book train toy` with seed 7: 1,200 steps, 4,800,000 tokens, 10 min" in page
    assert "| bits per byte, held out | bytes | this model | floor | xz, alone |" in page
    assert "| new things | 12,345 | 0.250 | 0.200 | - |" in page
    assert "| old things | 10 | 1.500 | - | 2.500 |" in page
    assert "Seed 0: **Once** upon a time." in page
    assert (
        page.index("### Data")
        < page.index("### How well")
        < page.index("### What it writes")
        < page.index("### Limits")
    )
    assert page.endswith("It is a toy.\n")


def test_a_hub_model_and_its_sibling(weights: Path) -> None:
    page = card("gpt2", weights)
    assert page == card("text", weights)
    assert page.startswith("# gpt2\n\nTask `text-generation`. On the Hub: `openai-community/gpt2`, revision `607a30d7")
    assert "## Embedded: text\n\nA toy. It stands in for `openai-community/gpt2`" in page


def test_every_row_of_the_catalogue_has_a_card() -> None:
    for row in catalogue.ROWS:
        page = card(row.name)
        assert row.hub_id in page and row.licence in page
        assert (row.revision or "no revision pinned yet") in page


def test_unknown_name(weights: Path) -> None:
    with pytest.raises(UnknownModelError, match="no model 'txet'"):
        card("txet", weights)


def test_a_broken_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(CorruptFileError, match="not readable JSON"):
        card("gpt2", tmp_path)
