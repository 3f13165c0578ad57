"""The book's page on the package itself: what a reader can call, made from the docstrings and the commands alone.

The source is parsed and not imported, so that the page can be made without PyTorch. A docstring is read as paragraphs
with code between backticks, which is all that docstrings here use.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .commands import Command
from .errors import CorruptFileError

PACKAGE = Path(__file__).parent
_LINE = 88  # characters; a longer signature takes one line for each parameter
_INTRODUCTION = """\
---
title: The package
label: api-reference
description: What the cells of this book import, written from the docstrings of the code.
---

% Written by `genai-book reference` from the docstrings. Edit those, not this page.

The cells import a small package, `genai_book`. This page lists what you can call. Its texts are the docstrings of the
code, so `help(load)` in a notebook says the same. What `load` returns is called like a function; it is written `text`,
`embedder`, `ask`, `translate` or `draw` here, after what it does."""

# Chosen by hand, and whole: heading, file, and names of what it shows; a name with a dot is a method.
_SHOWN = (
    ("Loading a model", "models.py", ("load",)),
    ("Which models there are", "catalogue.py", ("list_models",)),
    ("Every loaded model", "loaded.py", ("Loaded", "Loaded.unload")),
    ("Text that goes on", "generation.py", ("TextGenerator.__call__",)),
    ("Vectors of texts", "embedding.py", ("Embedder.__call__", "Embedder.embed")),
    ("Answers found in a text", "answering.py", ("QuestionAnswerer.__call__",)),
    ("Translations", "translation.py", ("Translator.__call__", "Translator.alignment")),
    ("Pictures", "images.py", ("ImageGenerator.__call__",)),
    ("Figures", "plots.py", ("use_style", "show", "picture", "tokens", "next_token_bars")),
    ("Controls", "widgets.py", ("explore",)),
)

Documented = ast.FunctionDef | ast.ClassDef


def page(commands: Iterable[Command], environment: str, package: Path = PACKAGE) -> str:
    """The MyST page; `environment` is the text below the commands. Raises CorruptFileError."""
    parts = [_INTRODUCTION]
    for title, file, names in _SHOWN:
        parts.append(f"## {title}")
        tree = _parsed(package / file)
        for name in names:
            parts += _whole(_found(tree, name, package / file), name)
    parts += ["## Written out by hand", _SCRATCH]
    for file in sorted((package / "scratch").glob("[!_]*.py")):
        parts += _module(file)
    parts += ["## Errors", _ERRORS, _table("error", "when", _errors(_parsed(package / "errors.py")))]
    parts += ["## On the command line", _table("command", "what it does", map(_command, commands))]
    return "\n\n".join([*parts, f"```text\n{environment.strip()}\n```"]) + "\n"


_SCRATCH = """\
The modules of `genai_book.scratch` are the book's own versions of what libraries do: short, printed in the chapters,
and held equal to the library by tests. Import from them as the chapters do, for example
`from genai_book.scratch.attention import attention`."""
_ERRORS = """\
Whatever goes wrong is said by one of these, each of them in `genai_book.errors` and a kind of `GenaiBookError`: what
happened, why, and what to do next."""


def _command(command: Command) -> tuple[str, str]:
    """A command as it is typed, and what it does."""
    typed = [f"genai-book {command.name}"]
    for argument in command.arguments:
        choices = argument if isinstance(argument, tuple) else (argument,)
        names = [one.name if one.name.startswith("-") else one.name.upper() for one in choices]
        needed = isinstance(argument, tuple) or not names[0].startswith("-") or choices[0].options.get("required")
        typed.append(" or ".join(names) if needed else f"[{names[0]}]")
    return " ".join(typed), command.help


def _parsed(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_text("utf-8"))
    except (OSError, SyntaxError) as error:
        raise CorruptFileError(
            f"{file} cannot be read as Python ({error}), so the page on the package cannot be written. Restore it with "
            "`git checkout`, or mend it, and run `genai-book reference` again."
        ) from error


def _found(tree: ast.Module, name: str, file: Path) -> Documented:
    here: ast.AST = tree
    for part in name.split("."):
        inside = (node for node in ast.iter_child_nodes(here) if isinstance(node, Documented))
        here = next((node for node in inside if node.name == part), None)
        if here is None:
            raise CorruptFileError(
                f"{file} has no {name}, which the page on the package shows. If it was renamed, rename it in "
                f"{Path(__file__).name} too, and run `genai-book reference` again."
            )
    return here


def _whole(node: Documented, name: str) -> Iterator[str]:
    """Signature and all paragraphs of a docstring."""
    if isinstance(node, ast.FunctionDef):
        yield f"```python\n{_signature(node, _shown(name))}\n```"
    text = ast.get_docstring(node) or ""
    yield "\n\n".join(_plain(" ".join(paragraph.split())) for paragraph in text.split("\n\n"))


def _shown(name: str) -> str:
    """How a name is written where it is called: an object that is called has no name of its own."""
    owner, _, method = name.rpartition(".")
    variable = {"TextGenerator": "text", "Embedder": "embedder", "QuestionAnswerer": "ask", "Translator": "translate"}
    owner = variable.get(owner, {"ImageGenerator": "draw", "Loaded": "model"}.get(owner, owner))
    return owner if method == "__call__" else f"{owner}.{method}".removeprefix(".")


def _signature(node: ast.FunctionDef, name: str) -> str:
    """The call as it is typed, with types and defaults."""
    parameters = [one.removesuffix(",") for one in _parameters(node, types=True)]
    short = f"{name}({', '.join(parameters)})"
    result = f" -> {ast.unparse(node.returns).strip(chr(39))}" if node.returns else ""
    if len(short + result) <= _LINE:
        return short + result
    return "\n".join([f"{name}(", *(f"    {one}," for one in parameters), f"){result}"])


def _parameters(node: ast.FunctionDef, types: bool) -> list[str]:
    """Each parameter as it is declared, `self` left out; without types the names and the marks alone."""
    arguments = node.args
    found, first = [], len(arguments.args) - len(arguments.defaults)
    for place, one in enumerate(arguments.args):
        if one.arg not in ("self", "cls"):
            found.append(_parameter(one, arguments.defaults[place - first] if place >= first else None, types))
    if arguments.vararg:
        found.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        found.append("*")
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    found += [_parameter(one, value, types) for one, value in named]
    return found + ([f"**{arguments.kwarg.arg}"] if arguments.kwarg else [])


def _parameter(one: ast.arg, default: ast.expr | None, types: bool) -> str:
    kind = f": {ast.unparse(one.annotation).strip(chr(39))}" if types and one.annotation else ""
    if default is None:
        return one.arg + kind
    value = ast.unparse(default).replace("'", '"')
    return f"{one.arg}{kind} = {value}" if kind else f"{one.arg}={value}"


def _module(file: Path) -> Iterator[str]:
    """A module of `scratch`: what it is, and one line for each public function, class and method."""
    tree = _parsed(file)
    yield f"### {file.stem}"
    yield _plain(_first_paragraph(ast.get_docstring(tree) or ""))
    yield _table("call", "what it gives", _members(tree))


def _members(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if not isinstance(node, Documented) or node.name.startswith("_"):
            continue
        said = _first_sentence(ast.get_docstring(node) or "")
        if isinstance(node, ast.FunctionDef):
            yield f"{node.name}({', '.join(_parameters(node, types=False))})", said
            continue
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        start = next((one for one in methods if one.name == "__init__"), None)
        yield f"{node.name}({', '.join(_parameters(start, types=False))})" if start else node.name, said
        for one in methods:
            if not one.name.startswith("_") and one.name != "forward":
                text = _first_sentence(ast.get_docstring(one) or "")
                yield f"{node.name}.{one.name}({', '.join(_parameters(one, types=False))})", text


def _errors(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name != "GenaiBookError":
            yield node.name, _first_sentence(ast.get_docstring(node) or "")


def _first_paragraph(docstring: str) -> str:
    return " ".join(docstring.split("\n\n")[0].split())


def _first_sentence(docstring: str) -> str:
    sentence = re.match(r"(?:.+?[.!?](?=\s+[A-Z`]|$)|.*)", _first_paragraph(docstring))[0]
    return re.sub(":$", ".", sentence)  # an equation follows, which a table has no room for


def _table(left: str, right: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"`{call}` | {_plain(said)}".replace("|", "\\|").replace("\\|", "|", 1) for call, said in rows]
    return "\n".join([f"| {left} | {right} |", "|---|---|", *(f"| {line} |" for line in lines)])


def _plain(text: str) -> str:
    """A docstring's text with the signs that MyST would take for markup escaped, code between backticks left alone."""
    parts = text.split("`")
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(r"([\\*_{}\[\]<>$~^])", r"\\\1", parts[place])
    return "`".join(parts)
