"""`bookpress verify` on a small book whose twins are damaged in every way: what fails, and what it says."""

import base64
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bookpress.errors import ChapterError
from bookpress.settings import Settings
from bookpress.verify import verify

CHAPTER = """---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# {name}

A number from a module.

```{{code-cell}} ipython3
from tiny import {name}
x = {name}.factor() * 0.84213
print("x is", x)
```

So x is {{eval}}`x`, and twice that {{eval}}`round(2 * x, 3)`.

```{{code-cell}} ipython3
import sys
from PIL import Image
print("careful", file=sys.stderr)
Image.new("RGB", (16, 16), (0, 114, 178))
```

An error that is part of the lesson, and a clock.

```{{code-cell}} ipython3
:tags: [raises-exception]
1 / 0
```

```{{code-cell}} ipython3
:tags: ["unverified: it prints the time"]
import time
time.time()
```
"""

NAMES = ("clean", "noise", "outputs", "stored", "exempt", "changed", "slow", "dies")
FILES = {name: f"{i:02}-{name}" for i, name in enumerate(NAMES, 1)}


def run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def code(notebook: dict, number: int) -> dict:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][number - 1]


def damage(book: Path, name: str, change: Callable[[dict], None]) -> None:
    path = book / "notebooks" / f"{FILES[name]}.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def printed(text: str) -> Callable[[dict], None]:
    return lambda notebook: code(notebook, 1)["outputs"][0].update(text=[text])


def another_picture(notebook: dict) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16), (213, 94, 0)).save(buffer, "PNG")
    code(notebook, 2)["outputs"][-1]["data"]["image/png"] = base64.b64encode(buffer.getvalue()).decode()


def another_warning(notebook: dict) -> None:
    stream = next(o for o in code(notebook, 2)["outputs"] if o.get("name") == "stderr")
    stream["text"] = ["careless\n"]


def no_value(notebook: dict) -> None:
    cell = next(c for c in notebook["cells"] if "user_expressions" in c["metadata"])
    del cell["metadata"]["user_expressions"][1]


def another_error(notebook: dict) -> None:
    code(notebook, 3)["outputs"][0]["evalue"] = "integer division by zero"


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """A book whose twins were all executed; chapter `name` imports `tiny.name`."""
    folder = tmp_path_factory.mktemp("verified")
    (folder / "chapters").mkdir()
    (folder / "src" / "tiny").mkdir(parents=True)
    (folder / "src" / "tiny" / "__init__.py").touch()
    (folder / "pyproject.toml").write_text('[tool.bookpress]\nsource = ["src"]\ncell_timeout_seconds = 20\n')
    (folder / "jupytext.toml").write_text('cell_metadata_filter = "tags,label,caption,-all"\n')
    for name in NAMES:
        (folder / "chapters" / f"{FILES[name]}.md").write_text(CHAPTER.format(name=name))
        (folder / "src" / "tiny" / f"{name}.py").write_text("def factor():\n    return 2.5\n")
    ran = run(folder, "bookpress", "run")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return folder


@pytest.fixture(scope="module")
def said(book) -> str:
    """What `bookpress verify` prints after the twins, their modules and a chapter were changed."""
    damage(book, "noise", printed("x is 2.1053250001\n"))
    damage(book, "outputs", printed("x is 2.1063\n"))
    damage(book, "outputs", another_picture)
    damage(book, "outputs", another_error)
    damage(book, "stored", no_value)
    damage(book, "stored", another_warning)
    damage(book, "stored", lambda notebook: code(notebook, 2).update(execution_count=None))
    damage(book, "stored", lambda notebook: code(notebook, 3).update(execution_count=7))
    damage(book, "exempt", lambda notebook: code(notebook, 1)["metadata"].update(tags=["nbval-ignore-output"]))
    damage(book, "exempt", lambda notebook: code(notebook, 2)["source"].insert(0, "# NBVAL_SKIP\n"))
    damage(book, "exempt", lambda notebook: code(notebook, 3).update(outputs=[]))
    chapter = book / "chapters" / f"{FILES['changed']}.md"
    chapter.write_text(chapter.read_text() + "\nA last sentence.\n")
    (book / "src/tiny/changed.py").write_text("def factor():\n    return 2.6\n")
    (book / "src/tiny/slow.py").write_text("def factor():\n    import time\n    time.sleep(90)\n")
    (book / "src/tiny/dies.py").write_text("def factor():\n    import os\n    os._exit(3)\n")
    settings = (book / "pyproject.toml").read_text().replace("= 20", "= 6")
    (book / "pyproject.toml").write_text(settings)
    ran = run(book, "bookpress", "verify", "--jobs", "2")
    assert ran.returncode == 1
    return ran.stdout


def told(said: str, name: str) -> list[str]:
    """The messages about one chapter, one for each test that failed."""
    parts = re.split(r"^_{3,} .* _{3,}$", said.partition("executed, but not compared")[0], flags=re.MULTILINE)
    return [part for part in parts if f"chapters/{FILES[name]}.md:" in part and "pytest plugin" not in part]


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("outputs", 12, "stored 2.1063, came 2.105325, off by 0.000975"),
        ("outputs", 20, "output 2 (execute_result): image/png: the pictures differ by"),
        ("outputs", 29, "stored the error 'ZeroDivisionError: integer division by zero', came"),
        ("stored", 18, "{eval}`round(2 * x, 3)` has no stored value."),
        ("stored", 20, "output 1 (stderr): the text differs from its line 1 on: stored 'careless', came 'careful'"),
        ("stored", 20, "the cell was never executed: its execution count is missing. Run `bookpress run 04-stored`."),
        ("stored", 29, "the cell was executed as number 7, but stands at 3: not in order."),
        ("exempt", 12, "the tag 'nbval-ignore-output' would hide the cell from checking."),
        ("exempt", 0, "the comment '# NBVAL_SKIP' would hide the cell from checking."),
        ("exempt", 29, "stored no output; came 1 output (error)"),
        ("changed", 12, "stored 2.105325, came 2.189538, off by 0.0842 (3.8e-02 of it), in 'x is 2.189538'"),
        ("slow", 12, "the cell took more than 6 seconds and was stopped"),
        ("dies", 12, "the kernel died"),
    ],
)
def test_each_damage_fails_and_names_the_cell(said, name, line, words):
    place = f"chapters/{FILES[name]}.md:{line}: this "
    assert any(place in part and words in part for part in told(said, name)), told(said, name) or said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("exempt", "the twin is out of step with its chapter."),
        ("changed", "the twin is out of step with its chapter. Run `bookpress run 06-changed`."),
        ("changed", "the twin is stale: src/tiny/changed.py changed. Run `bookpress run 06-changed`."),
    ],
)
def test_a_twin_that_is_no_longer_its_chapters_fails(said, name, words):
    assert any(words in part for part in told(said, name)), told(said, name)


def test_the_code_and_the_way_out_are_shown(said):
    part = told(said, "outputs")[0]
    assert '    print("x is", x)\n' in part
    assert part.rstrip().endswith(
        "store it: `bookpress run --force 03-outputs`. If what is stored is right, mend the code."
    )


def test_noise_passes_and_so_does_what_was_not_touched(said):
    assert told(said, "clean") == told(said, "noise") == []
    assert "FAILED notebooks/01-clean" not in said


def test_after_a_failure_that_ends_the_kernel_nothing_else_of_the_chapter_is_reported(said):
    assert len(told(said, "dies")) == 2  # stale, and the cell
    assert len(told(said, "slow")) == 2


def test_what_is_not_compared_is_listed_with_its_reason(said):
    assert f"\nchapters/{FILES['clean']}.md:34: it prints the time\n" in said.partition("but not compared")[2]


def test_the_last_line_is_pytests(said):
    assert re.fullmatch(r"=+ \d+ failed, \d+ passed, \d+ skipped in .* =+", said.strip().splitlines()[-1])


def test_a_clean_twin_passes_and_plain_pytest_says_the_same(book, said):
    ran = run(
        book, "pytest", "-p", "bookpress.verify", "--bookpress", "notebooks/01-clean.ipynb", "-p", "no:cacheprovider"
    )
    assert "6 passed" in ran.stdout and ran.returncode == 0, ran.stdout + ran.stderr


def test_unknown_and_never_executed_chapters(book):
    settings = Settings.find(book)
    with pytest.raises(ChapterError, match=r"No chapter '03-output' .* Did you mean 03-outputs"):
        verify(settings, ["03-output"])
    (book / "chapters" / "99-new.md").write_text("# New\n")
    with pytest.raises(
        ChapterError, match=r"nothing to verify for 99-new: never executed\. Run `bookpress run 99-new`"
    ):
        verify(settings, ["99-new"])
