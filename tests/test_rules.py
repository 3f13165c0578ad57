"""Each rule finds what it is for, says where, and leaves a good chapter alone."""

import contextlib
import json
import re
import time
from pathlib import Path

import pytest
from nbformat import from_dict

from bookpress import fingerprint, myst_names, pair, rules, twin
from bookpress.errors import ChapterError
from bookpress.settings import Settings

CHAPTER = """\
---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

(ch-good)=
# What makes a chapter good?

:::{admonition} Before you start
:class: opening

**Question.** What makes it good?
:::

A {term}`token` is a piece of text {cite:p}`shannon1948`, see {doc}`01-good` and [@shannon1948].

```{code-cell} ipython3
x = 2
```

So x is {eval}`x`.

```{code-cell} ipython3
:label: fig-line
:caption: A line.
draw(x)
```

![A line that rises](line.png)

## Summary

It is short.

## Exercises

**1.** Why?

```{code-cell} ipython3
:tags: [solution, hide-cell]
x + 1
```

**2.** And why not?

```{code-cell} ipython3
:tags: [solution, hide-input]
x + 2
```

## Sources

The first is {cite:t}`shannon1948`.
"""

SVG = {"data": {"image/svg+xml": "<svg/>", "text/plain": "A line that rises from 0 to 2."}, "metadata": {}}


def settings_of(folder: Path) -> Settings:
    return Settings(
        root=folder,
        chapters=folder / "chapters",
        notebooks=folder / "notebooks",
        chapter_label="ch-",
        opening_class="opening",
        required_sections=("Summary", "Exercises", "Sources"),
        prose_before_cells=True,
        banned_words=("seamless", "it is important to note"),
    )


def store(settings: Settings, name: str = "01-good") -> dict:
    """Writes the twin of a chapter as a run would, with made-up outputs."""
    each = pair.Pair(name, settings.chapters / f"{name}.md", settings.notebooks / f"{name}.ipynb")
    notebook = pair.from_chapter(each)
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
        cell.execution_count = number
        if cell.source.startswith("draw"):
            cell.outputs = [from_dict({"output_type": "execute_result", "execution_count": number, **SVG})]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "{eval}" in cell.source:
            value = {"status": "ok", "data": {"text/plain": "2"}, "metadata": {}}
            cell.metadata["user_expressions"] = [{"expression": "x", "result": value}]
    taken = fingerprint.take(notebook.cells, imported=(), read=(), loaded=(), settings=settings)
    notebook.metadata["bookpress"] = {"fingerprint": taken, "seconds": 3.0}
    pair.write_twin(each, notebook)
    return json.loads(each.twin.read_text())


@pytest.fixture
def book(tmp_path) -> Settings:
    settings = settings_of(tmp_path)
    settings.chapters.mkdir()
    (settings.chapters / "01-good.md").write_text(CHAPTER)
    (tmp_path / "glossary.md").write_text("# Glossary\n\n:::{glossary}\nToken\n: A piece of text.\n:::\n")
    (tmp_path / "references.bib").write_text("@article{shannon1948,\n  title = {A Mathematical Theory}\n}\n")
    store(settings)
    return settings


def said(settings: Settings) -> list[str]:
    return [str(problem) for problem in rules.check(settings)]


def changed(settings: Settings, old: str, new: str) -> list[str]:
    """What the rules say of the good chapter after one change, its twin made anew."""
    assert old in CHAPTER
    (settings.chapters / "01-good.md").write_text(CHAPTER.replace(old, new, 1))
    with contextlib.suppress(ChapterError):  # then the old twin stays
        store(settings)
    return said(settings)


def line_of(text: str, chapter: str = CHAPTER) -> int:
    return chapter[: chapter.index(text)].count("\n") + 1


def test_a_good_chapter_has_no_problems(book):
    assert said(book) == []


FENCE = "```{code-cell} ipython3\n"
FIGURE, FIRST, SECOND = (
    FENCE + ":label",
    FENCE + ":tags: [solution, hide-cell]",
    FENCE + ":tags: [solution, hide-input]",
)


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("(ch-good)=\n", "", "# What", "the line before the title must be a label like (ch-good)=."),
        ("## Summary", "# Summary", "# Summary", "a chapter has one title ('# …'); this one has 2."),
        (":class: opening", ":class: note", "# What", "not followed by the opening block: an {admonition} of class"),
        ("## Sources", "## Reading", "---", "a chapter has one section '## Sources'; this one has 0."),
        ("**2.** And", "And", "## Exercises", "a chapter has 2 to 4 exercises, each begun by its number as **1.**"),
        ("[solution, hide-input]", "[solution]", FENCE + ":tags: [solution]", "the solution can be seen at once"),
        ("[solution, hide-cell]", "[hide-cell]", "**1.**", "exercise 1. has no solution"),
        ("x = 2", "x = 2\n" + "y = 3\n" * 20, FENCE + "x = 2", "the cell has 21 lines, allowed are 20. Divide it."),
        ("So x is {eval}`x`.\n", "", FIGURE, "no prose stands before this code cell."),
        ("![A line that rises]", "![]", "![]", "a picture has no description"),
        (":caption: A line.\n", "", FIGURE, "the cell shows a picture and has no caption."),
        (
            ":label: fig-line\n:caption: A line.\n",
            "",
            FENCE + "draw",
            "shows a picture and has no label and no caption.",
        ),
        ("{term}`token`", "{term}`tokn`", "A {term}", "'tokn' is in no glossary."),
        ("{cite:p}`shannon1948`", "{cite:p}`shannon1948,hi`", "A {term}", "'hi' is in no .bib file of the book."),
        ("[@shannon1948]", "[@turing]", "A {term}", "'turing' is in no .bib file of the book."),
        ("{doc}`01-good`", "{dok}`01-good`", "A {term}", "mystmd knows no role {dok}; it would show its source."),
        ("## Summary", ":::{notte}\nx\n:::\n\n## Summary", ":::{notte}", "mystmd knows no directive {notte}"),
        ("## Summary", ":::{figure} a.png\nx\n:::\n\n## Summary", ":::{figure}", "a {figure} has no description"),
        ("It is short.", "It is seamlessly short.", "It is", "'seamless' says nothing"),
        ("It is short.", "It is important to note.", "It is", "'It is important to note' says nothing"),
        ("It is short.", "It is short. 🎉", "It is", "the emoji '🎉' stands in the prose."),
        ("It is short.", "It is in `/home/ada/book`.", "It is", "the path '/home/ada' exists on one machine only."),
        ("It is short.", f"AIza{'x' * 35}", "AIza", "'AIzaxx…' looks like a secret key."),
        ("x + 1", f"key = 'hf_{'a' * 34}'", "key", "'hf_aaa…' looks like a secret key."),
        ("[solution, hide-cell]", "[hide-all]", FENCE + ":tags: [hide-all]", "the tag 'hide-all' is unknown."),
        ("[solution, hide-cell]", '["unverified:"]', FENCE + ':tags: ["unv', "the tag 'unverified:' gives no reason."),
        ("[solution, hide-cell]", "[nbval-skip]", FENCE + ":tags: [nbval", "the tag 'nbval-skip' would hide the cell"),
        ("[solution, hide-cell]", "[tolerance=2]", FENCE + ":tags: [tol", "'tolerance=2' is not a tolerance"),
        ("[solution, hide-cell]", "[unverified: a clock]", FENCE + ":tags: [unv", "needs quotes around it"),
    ],
)
def test_rules_of_a_chapter(book, old, new, at, words):
    found = changed(book, old, new)
    line = line_of(at, CHAPTER.replace(old, new, 1))
    assert any(one.startswith(f"chapters/01-good.md:{line}: ") and words in one for one in found), found


def test_options_that_are_no_yaml_are_named_by_line(book):
    (book.chapters / "01-good.md").write_text(CHAPTER.replace("A line.", "A line: it rises.", 1))
    (one,) = said(book)
    assert (
        one.startswith(f"chapters/01-good.md:{line_of(':caption:')}: these options are not YAML")
        and "needs quotes" in one
    )


def test_words_in_code_and_formulas_are_not_prose(book):
    assert changed(book, "It is short.", "`seamless`, $seamless$ 🎉".replace(" 🎉", "")) == []
    assert changed(book, "x = 2", 'x = "seamless 🎉 {dok}`x`"') == []
    assert changed(book, "It is short.", "```python\n# {dok}`x` seamless ![](y)\n```") == []
    assert changed(book, "It is short.", '```{anywidget} oven.mjs\n{"warmth": "seamless"}\n```') == []


def damaged(settings: Settings, change) -> list[str]:
    path = settings.notebooks / "01-good.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))
    return said(settings)


def code(notebook: dict, number: int) -> dict:
    return [c for c in notebook["cells"] if c["cell_type"] == "code"][number - 1]


def output(text: str):
    return lambda nb: code(nb, 1)["outputs"].append({"output_type": "stream", "name": "stdout", "text": [text]})


@pytest.mark.parametrize(
    ("change", "at", "words"),
    [
        (lambda nb: code(nb, 2).update(execution_count=None), FIGURE, "the cell was never executed"),
        (lambda nb: code(nb, 2).update(execution_count=5), FIGURE, "executed as number 5, but stands at 2"),
        (lambda nb: code(nb, 1).update(source=["x = 3"]), FENCE + "x = 2", "chapter and twin differ from here on."),
        (lambda nb: code(nb, 1).update(source=["x = 3"]), "---", "the twin is stale: its cells changed."),
        (lambda nb: nb["cells"].pop(), "## Sources", "chapter and twin differ from here on."),
        (
            lambda nb: code(nb, 1)["metadata"].update(tags=["hide-cell"]),
            FENCE + "x = 2",
            "chapter and twin differ from here on.",
        ),
        (lambda nb: nb["metadata"].pop("bookpress"), "---", "the twin is stale: it has never been executed."),
        (lambda nb: nb["metadata"]["bookpress"].update(seconds=61), "---", "takes 61 s, allowed are 60."),
        (
            output("saved to /tmp/x/model.bin"),
            FENCE + "x = 2",
            "in the output, the path '/tmp/x' exists on one machine only.",
        ),
        (output(f"ghp_{'a' * 36}"), FENCE + "x = 2", "in the output, 'ghp_aa…' looks like a secret key."),
        (
            lambda nb: code(nb, 2)["outputs"][0]["data"].update({"text/plain": "<Figure size 640x480 with 1 Axes>"}),
            FIGURE,
            "a picture has no description: its text is '<Figure size",
        ),
    ],
)
def test_rules_of_a_twin(book, change, at, words):
    line = line_of(at)
    found = damaged(book, change)
    assert any(one.startswith(f"chapters/01-good.md:{line}: ") and words in one for one in found), found


def test_a_missing_value_is_named(book):
    def drop(notebook):
        for cell in notebook["cells"]:
            cell["metadata"].pop("user_expressions", None)

    (one,) = damaged(book, drop)
    assert (
        one == f"chapters/01-good.md:{line_of('So x')}: {{eval}}`x` has no stored value. Run `bookpress run 01-good`."
    )


def test_no_twin_no_chapter_and_an_unknown_name(book):
    (book.chapters / "02-new.md").write_text(CHAPTER)
    (book.notebooks / "03-old.ipynb").write_text("{}")
    assert said(book) == [
        "chapters/02-new.md:1: 02-new.ipynb does not exist: the chapter was never run. Run `bookpress run 02-new`.",
        "notebooks/03-old.ipynb:1: there is no chapter 03-old.md for this notebook. Delete it, or write one.",
    ]
    assert rules.check(book, ["01-good"]) == []
    with pytest.raises(ChapterError, match="No chapter '04-none'"):
        rules.check(book, ["04-none"])


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("bookpress", "the twin is stale: it has never been executed."),
        ("kernelspec", "the twin has lost its outputs: none of its cells was executed."),
    ],
)
def test_a_twin_without_any_output_is_one_problem(book, key, words):
    def forget(notebook):
        notebook["metadata"].pop(key)
        for cell in notebook["cells"]:
            cell["metadata"].pop("user_expressions", None)
            cell.update({"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {})

    assert damaged(book, forget) == [f"chapters/01-good.md:1: {words} Run `bookpress run 01-good`."]


def test_a_notebook_that_is_none(book):
    (book.notebooks / "01-good.ipynb").write_text("<html>")
    (one,) = said(book)
    assert "01-good.ipynb is no notebook" in one and "Delete it and run `bookpress run 01-good`." in one


def test_other_pages_of_the_book_are_read_too(book):
    (book.root / "myst.yml").write_text(
        "project:\n  toc:\n    - file: index.md\n    - children:\n      - file: notebooks/x.ipynb\n"
    )
    (book.root / "index.md").write_text("# Welcome\n\nA {dok}`x`.\n")
    assert said(book) == ["index.md:3: mystmd knows no role {dok}; it would show its source. Mend the name."]


def test_structure_is_asked_of_those_books_only_that_want_it(book):
    plain = Settings(root=book.root, chapters=book.chapters, notebooks=book.notebooks)
    (book.chapters / "01-good.md").write_text("# A page\n\nSeamless.\n" + "\n```{code-cell}\nx = 1\n```\n" * 2)
    store(book)
    assert [str(p) for p in rules.check(plain)] == []


def test_thirty_one_chapters_are_checked_in_two_seconds(book):
    for number in range(2, 32):
        name = f"{number:02}-good"
        (book.chapters / f"{name}.md").write_text(CHAPTER + "\nMore text with `code` and $x$.\n" * 300)
        store(book, name)
    began = time.process_time()
    assert said(book) == []
    assert time.process_time() - began < 2


def test_the_names_are_those_of_the_installed_mystmd():
    mystmd = pytest.importorskip("mystmd_py")
    bundle = (Path(mystmd.__file__).parent / "myst.cjs").read_text()

    def names(kind: str) -> set[str]:
        found = set()
        for spec in re.finditer(rf'^var \w+{kind} = \{{\n  name: "([^"]+)",\n(.*?)^\}};', bundle, re.M | re.S):
            alias = re.search(r"^  alias: (\[.*?\])", spec[2], re.M | re.S)
            found |= {spec[1], *(re.findall(r'"([^"]+)"', alias[1]) if alias else ())}
        return found

    proofs = re.search(r"^var PROOF_KINDS = \[(.*?)\];", bundle, re.M | re.S)[1]
    aliases = {f"{p}:{kind}" for p in ("prf", "proof") for kind in re.findall(r'"(\w+)"', proofs)}
    assert names("Directive") | aliases == myst_names.DIRECTIVES
    assert names("Role") == myst_names.ROLES


def test_a_chapter_divides_as_jupytext_does(book):
    import jupytext

    from bookpress import chapter

    text = CHAPTER + (
        "\n+++ {\"a\": 1}\n\nAfter a break.\n\n~~~{code-cell} ipython3\n---\ntags: [solution]\n---\n\ny = 1\n~~~\n\n"
        "````{note}\n```{code-cell} ipython3\nnot a cell\n```\n````\n\n```{code-cell} ipython3\n```\n\n- item\n\n"
        ":::{tip}\n```{code-cell} ipython3\nz = 1\n```\n:::\n\n``` not `a` fence\n\nEnd."
    )  # fmt: skip
    path = book.chapters / "01-good.md"
    path.write_text(text)
    ours, theirs = chapter.read(path), jupytext.reads(text, "md:myst")
    assert [(c.kind, c.source) for c in ours.cells] == [(c.cell_type, c.source) for c in theirs.cells]
    assert [c.tags for c in ours.code()] == [c.metadata.get("tags", []) for c in theirs.cells if c.cell_type == "code"]
    lines = text.split("\n")
    assert all(lines[c.first - 1] == c.source.split("\n")[0] for c in ours.cells if c.source)
    assert all("{code-cell}" in lines[c.line - 1] for c in ours.code())


def test_twin_reads_sources_that_are_lists(book):
    path = book.notebooks / "01-good.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = ["x = ", "2"]
    path.write_text(json.dumps(notebook))
    assert twin.read(path, "01-good")["cells"][1]["source"] == "x = 2"
