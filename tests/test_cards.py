"""Model cards say what the manifest says, one by one and on the book's page; targets are judged by the scores."""

import base64
import copy
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from genai_book import cards, catalogue, targets
from genai_book.cards import card, page
from genai_book.errors import CorruptFileError, UnknownModelError

ROOT = Path(__file__).parents[1]
ENTRY = {
    "recipe": "toy",
    "seed": 7,
    "steps": 1200,
    "date": "2026-01-02",
    "parameters": 3000,
    "files": {"model.safetensors": {"bytes": 6000000, "sha256": "0"}, "config.json": {"bytes": 400000, "sha256": "1"}},
    "training": {"tokens": 4_800_000, "seconds": 600, "hardware": "one thread"},
    "scores": {"new.model": 0.25, "new.floor": 0.2, "new.bytes": 12345, "old.exact": 0.949},
    "samples": [{"prompt": "Once", "seed": 0, "text": "Once upon a time."}],
    "about": {
        "summary": "A toy.",
        "licence": "MIT",
        "data": ["What it read."],
        "measure": "Lower is better.",
        "table": [
            ["bits per byte", "bytes", "this model", "floor"],
            ["new things", ["new.bytes", ",.0f"], ["new.model", ".3f"], ["new.floor", ".3f"]],
            ["old things", "-", ["old.exact", ".1%"], "-"],
        ],
        "reach": [
            ["new things", "at most 0.3 bits per byte", "new.model", ".2f"],
            ["old things", "at least 95 %", "old.exact", ".1%"],
        ],
        "notes": ["A note."],
        "sampling": "Seed 0.",
        "limits": ["It is a toy."],
    },
}
PNG = base64.b64encode(b"\x89PNG not really").decode()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a manifest of copies of ENTRY with some keys replaced: name → replacements."""

    def writing(**entries: dict) -> Path:
        manifest = {name.replace("_", "-"): copy.deepcopy(ENTRY) | changed for name, changed in entries.items()}
        (tmp_path / "manifest.json").write_text(json.dumps(manifest))
        return tmp_path

    return writing


def test_everything_the_manifest_knows(write: Callable[..., Path]) -> None:
    text = card("toy", write(toy={}))
    assert text.startswith("# Embedded: toy\n\nA toy.\n")
    assert "3,000 parameters, 6.4 MB. Licence: MIT." in text
    assert "Made on 2026-01-02 by `genai-book train toy` with seed 7: 1,200 steps, 4,800,000 tokens, 10 min" in text
    assert "| bits per byte | bytes | this model | floor |\n| --- | ---: | ---: | ---: |\n" in text
    assert "| new things | 12,345 | 0.250 | 0.200 |\n| old things | - | 94.9% | - |" in text
    assert "| new things | at most 0.3 bits per byte | 0.25 | yes |" in text
    assert "| old things | at least 95 % | 94.9% | no |" in text
    assert "Seed 0: **Once** upon a time." in text
    places = [text.index(f"\n## {title}\n") for title in ("Data", "How well it does", "What it gives", "Limits")]
    assert places == sorted(places)
    assert text.endswith("It is a toy.\n")


def test_a_hub_model_and_its_sibling(write: Callable[..., Path]) -> None:
    weights = write(text={})
    assert card("gpt2", weights) == card("text", weights)
    text = card("gpt2", weights)
    assert text.startswith("# gpt2\n\nTask `text-generation`. On the Hub: `openai-community/gpt2`, revision `607a30d7")
    assert "## Embedded: text\n\nA toy. It stands in for `openai-community/gpt2`" in text


def test_a_model_that_is_only_in_the_book(write: Callable[..., Path]) -> None:
    assert card("mappings", write(mappings={})).startswith("# mappings\n\nA toy.\n\n3,000 parameters")


def test_a_model_that_is_not_trained_yet_breaks_nothing(write: Callable[..., Path]) -> None:
    weights = write(text={})
    assert card("mappings", weights) == "# mappings\n\nIt is not trained yet: `genai-book train mappings --publish` " \
        "makes it.\n"  # fmt: skip
    assert "## Embedded: scenes\n\nIt is not trained yet" in card("scenes", weights)
    assert "| [mappings](#card-mappings) | not trained yet |" in page(weights)[0]
    assert page(weights / "nothing")[0].count("not trained yet") > 10


def test_a_model_that_was_measured_but_not_trained(write: Callable[..., Path]) -> None:
    name = "all-MiniLM-L6-v2"
    entry = {key: value for key, value in ENTRY.items() if key not in ("seed", "steps", "training", "parameters")}
    weights = write()
    (weights / "manifest.json").write_text(json.dumps({name: entry | {"files": {}}}))
    text = card(name, weights)
    assert "22,713,216 parameters. Licence: MIT." in text and "Made on" not in text and "stands in" not in text
    assert f"[{name}](#card-all-minilm-l6-v2) | new things | at most 0.3" in page(weights)[0]


def test_every_row_of_the_catalogue_has_a_card() -> None:
    for row in catalogue.ROWS:
        text = card(row.name)
        assert row.licence in text or row.hub_id is None
        assert row.hub_id is None or (row.hub_id in text and (row.revision or "no revision pinned yet") in text)


def test_a_model_without_a_target(write: Callable[..., Path]) -> None:
    weights = write(sums_direct={"about": ENTRY["about"] | {"reach": []}})
    assert "| [sums-direct](#card-sums-direct) | no target: made to be compared with |  |" in page(weights)[0]
    assert "| target |" not in card("sums-direct", weights)


def test_the_page_has_every_model_under_a_label(write: Callable[..., Path]) -> None:
    text, pictures = page(write(text={}, scenes={}))
    assert text.startswith("---\ntitle: Model cards\n") and not pictures
    assert "| text-generation | `openai-community/gpt2` | [text](#card-text) | 3,000 | 6.4 MB | MIT |" in text
    assert "| [text](#card-text) | new things | at most 0.3 bits per byte | 0.25 | yes |" in text
    assert "(card-text)=\n\n## gpt2\n" in text and "### Embedded: text\n" in text and "#### Data\n" in text
    for row in catalogue.ROWS:
        assert text.count(f"({cards.label(row.embedded.name if row.embedded else row.name)})=\n") == 1


def test_pictures_lie_beside_the_page(write: Callable[..., Path]) -> None:
    samples = [
        {"prompt": prompt, "seed": seed, "png": PNG} for prompt in ("a red *box*", "a star") for seed in range(3)
    ]
    weights = write(scenes={"samples": samples})
    text, pictures = page(weights, "shelf")
    assert pictures == {f"scenes-{number}.png": b"\x89PNG not really" for number in range(6)}
    assert text.count("```{image} shelf/scenes-") == 6
    assert "* - a red \\*box\\*\n  - ```{image} shelf/scenes-0.png\n" in text
    assert "    :alt: what scenes drew for “a star” with seed 2\n" in text
    assert "Pictures, to be seen on the book's page of model cards, for: a red \\*box\\*; a star." in card(
        "scenes", weights
    )
    weights = write(scenes={"samples": [{"prompt": "a box", "seed": 0, "png": "§"}]})
    with pytest.raises(CorruptFileError, match="The picture for 'a box' with seed 0 in the manifest is not base64"):
        page(weights)


@pytest.mark.parametrize(
    ("prompt", "text", "shown"),
    [
        ("Once", "Once upon", "Seed 3: **Once** upon"),
        ("12+34=", "12+34=46", "Seed 3: **12+34=** → 46"),
        ("3 + 4 = ", "3 + 4 = 7", "Seed 3: **3 + 4 =** 7"),
        ("seven", "sept", "Seed 3: **seven** → sept"),
        ("A_b", "A_b *c* {d}`e` [f](g) $h <i>", r"Seed 3: **A\_b** \*c\* \{d\}\`e\` \[f\](g) \$h \<i\>"),
        ("def f():\n", "def f():\n    return 1\n", "Seed 3:\n\n```\ndef f():\n    return 1\n```"),
        ("def f():\n", "```\n", "Seed 3:\n\n````\ndef f():\n\n→ ```\n````"),
    ],
)
def test_samples_are_shown_as_they_are(write: Callable[..., Path], prompt: str, text: str, shown: str) -> None:
    sample = {"prompt": prompt, "seed": 3, "text": text}
    assert f"Seed 0.\n\n{shown}\n\n## Limits" in card("toy", write(toy={"samples": [sample]}))


@pytest.mark.parametrize(
    ("target", "score", "form", "met"),
    [
        ("at least 95 %", 0.95, ".1%", True),
        ("at least 95 %", 0.9499, ".1%", False),
        ("at least 90% at 8 shots", 0.91, ".1%", True),
        ("at least 30 points", 0.31, ".1%", True),
        ("at least 30 points", 31.0, ".0f", True),
        ("at most 1.15 bits per byte", 1.15, ".2f", True),
        ("within 5 % of the entropy floor", 0.051, ".1%", False),
        ("nearer than the other: above 0", 0.0, ".2f", False),
        ("More than 1,000", 1001, ",d", True),
        ("less than 2", 2.0, ".0f", False),
    ],
)
def test_targets_are_judged(target: str, score: float, form: str, met: bool) -> None:
    assert targets.met(target, score, form) is met


def test_a_target_without_a_number() -> None:
    with pytest.raises(CorruptFileError, match="The target 'good' cannot be judged: it has none of at least, above"):
        targets.met("good", 1.0, ".2f")


def test_a_score_that_was_not_measured(write: Callable[..., Path]) -> None:
    about = ENTRY["about"] | {"table": [["", "x"], ["y", ["z", ".1f"]]]}
    with pytest.raises(CorruptFileError, match="a cell for the score 'z', which was not measured"):
        card("toy", write(toy={"about": about}))
    about = ENTRY["about"] | {"reach": [["x", "at least 1", "z", ".1f"]]}
    with pytest.raises(CorruptFileError, match="speaks of the score 'z', which was not measured"):
        card("toy", write(toy={"about": about}))


def test_unknown_name(write: Callable[..., Path]) -> None:
    with pytest.raises(UnknownModelError, match="no model 'txet'"):
        card("txet", write())


def test_a_broken_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(CorruptFileError, match="not readable JSON"):
        card("gpt2", tmp_path)


def test_the_page_in_the_book_is_up_to_date(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from genai_book import cli

    monkeypatch.chdir(ROOT)
    assert cli.main(["cards", "--check"]) == 0, capsys.readouterr().err
