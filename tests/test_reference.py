"""The page on the package says what the docstrings say, names only what exists, and is the one in the book."""

import importlib
import re
from pathlib import Path

import pytest

from genai_book import cli, reference
from genai_book.errors import CorruptFileError

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "book/api-reference.md"
TOY = '''"""Toys: things to play with. They break.

More of them.
"""


def spin(top: "Top", times: int = 3, *, loud: bool = False) -> int | None:
    """Spins a top: turns y_t, for t < T. Says so twice.

    A second paragraph with `a_b` in [0, 1].
    """


class Top:
    """A top with `colour`|shape; e.g. red. It turns."""

    def __init__(self, colour="red"):
        self.colour = colour

    def turn(self, *angles, **more):
        """Turns by the sum of `angles`:

        equation
        """

    def _inside(self):
        pass


def _hidden():
    pass
'''


def toy(folder: Path) -> Path:
    (folder / "scratch").mkdir()
    (folder / "scratch/toys.py").write_text(TOY, "utf-8")
    return folder / "scratch/toys.py"


def test_a_module_is_shown_by_its_first_sentences(tmp_path: Path) -> None:
    assert list(reference._module(toy(tmp_path))) == [
        "### toys",
        "Toys: things to play with. They break.",
        "| call | what it gives |\n|---|---|\n"
        "| `spin(top, times=3, *, loud=False)` | Spins a top: turns y\\_t, for t \\< T. |\n"
        '| `Top(colour="red")` | A top with `colour`\\|shape; e.g. red. |\n'
        "| `Top.turn(*angles, **more)` | Turns by the sum of `angles`. |",
    ]


def test_a_function_is_shown_with_types_and_every_paragraph(tmp_path: Path) -> None:
    file = toy(tmp_path)
    signature, text = reference._whole(reference._found(reference._parsed(file), "spin", file), "spin")
    assert signature == "```python\nspin(top: Top, times: int = 3, *, loud: bool = False) -> int | None\n```"
    assert text == (
        "Spins a top: turns y\\_t, for t \\< T. Says so twice.\n\nA second paragraph with `a_b` in \\[0, 1\\]."
    )


def test_a_name_that_is_gone_is_an_error(tmp_path: Path) -> None:
    file = toy(tmp_path)
    with pytest.raises(CorruptFileError, match=r"toys\.py has no Top\.jump, which the page .* renamed"):
        reference._found(reference._parsed(file), "Top.jump", file)
    file.write_text("def (:", "utf-8")
    with pytest.raises(CorruptFileError, match=r"toys\.py cannot be read as Python .*git checkout"):
        reference._parsed(file)


def test_what_the_page_names_can_be_imported() -> None:
    text = reference.page(cli.COMMANDS, "")
    scratch = text.split("## Written out by hand")[1].split("## Errors")[0]
    for section in scratch.split("\n### ")[1:]:
        module = importlib.import_module(f"genai_book.scratch.{section.split()[0]}")
        for name in re.findall(r"^\| `([\w.]+)", section, re.M):
            found = module
            for part in name.split("."):
                found = getattr(found, part)
            assert found.__doc__
    errors = importlib.import_module("genai_book.errors")
    names = re.findall(r"^\| `(\w+)` \|", text.split("## Errors")[1].split("## On the command")[0], re.M)
    assert all(issubclass(getattr(errors, name), errors.GenaiBookError) for name in names)


def test_every_command_is_on_the_page() -> None:
    text = reference.page(cli.COMMANDS, "")
    assert all(f"| `genai-book {command.name}" in text for command in cli.COMMANDS)
    assert "| `genai-book evaluate NAME or --all [--check] [--json]` |" in text
    assert "| `genai-book export-onnx NAME --out [--source]` |" in text


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.md"
    assert cli.main(["reference", "--out", str(out), "--check"]) == 1
    assert not out.exists() and f"out of date: {out}. Run `genai-book reference" in capsys.readouterr().err
    assert cli.main(["reference", "--out", str(out)]) == 0
    assert cli.main(["reference", "--out", str(out), "--check"]) == 0


def test_the_page_in_the_book_is_up_to_date() -> None:
    assert cli.main(["reference", "--out", str(PAGE), "--check"]) == 0, "run `genai-book reference`"
