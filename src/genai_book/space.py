"""The folder that Hugging Face Spaces turns into a running app, or into a website of the built book.

A Space is a Git repository whose README begins with its settings (https://huggingface.co/docs/hub/spaces-config-reference).
The book's package is on no index, so the folder carries the modules that the app needs, and the weights of its model.
"""

import ast
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from . import catalogue
from .errors import AppError, FolderInUseError
from .partners import row_for

PACKAGE = Path(__file__).parent
_START = ("app", "gemini", "partners")
# ZeroGPU has 3.10, too old for this package, and 3.12: https://huggingface.co/docs/hub/spaces-zerogpu.
_PYTHON = "3.12"
_ALWAYS = ("gradio", "google-genai")
_FOR_MODELS = ("torch", "transformers", "tokenizers", "safetensors", "huggingface_hub", "numpy", "psutil", "filelock")

_APP = '''\
"""Started by Hugging Face Spaces. Made by `genai-book app --export-space`; the book explains every line of it."""

{imports}

partner = {partner}
{gpu}App(partner).start(host="0.0.0.0").wait()
'''
_SPACES = """\
try:
    import spaces  # on ZeroGPU hardware, and there before PyTorch
except ImportError:
    spaces = None

"""
_GPU = """\
if spaces:
    partner.reply = spaces.GPU(partner.reply, duration=30)  # seconds that one answer may hold the GPU
"""
_README = """\
---
title: {title}
sdk: gradio
sdk_version: {gradio}
python_version: "{python}"
app_file: app.py
short_description: {short}
license: mit
pinned: false
---

# {title}

{about}

**Hardware.** A new Gradio Space needs a paid plan, or ZeroGPU hardware, of which a free account may have two; a static
Space is free (https://huggingface.co/docs/hub/spaces-overview, read in November 2026; look again before you plan).
{hardware}

**Secrets.** {secrets}

To upload this folder: `hf upload YOUR-NAME/SPACE-NAME . . --repo-type space`, after making the Space on the site.
"""
_STATIC = """\
---
title: {title}
sdk: static
app_file: index.html
short_description: {title}
license: cc-by-4.0
pinned: false
---

The built site of the book, to be served as it is. A static Space is free.
"""


def export(folder: Path, model: str | None = None, *, source: str = "auto", gemini: str | None = None) -> list[str]:
    """Writes a Space that talks to a catalogue model, or to Gemini where `gemini` names one; returns its files.

    `source` "auto" becomes the embedded sibling where there is one: what answers in public is then what was tried.
    Raises UnknownModelError, AppError, FolderInUseError, OSError; then nothing is written.
    """
    row = None if gemini else row_for(model or "gpt2")
    with _new(folder) as made:
        for path in modules(_START):
            _copy(PACKAGE / path, made / "genai_book" / path)
        if row is None:
            files, needed = _gemini(gemini), _ALWAYS
        else:
            source = "embedded" if source != "hub" and row.embedded else "hub"
            if source == "embedded":
                _copy_weights(row, made / "genai_book" / "weights")
            files, needed = _model(row, source), (*_ALWAYS, *_FOR_MODELS)
        pins = [f"{name}=={version(name).partition('+')[0]}" for name in needed]
        files["requirements.txt"] = "\n".join(pins) + "\n"
        files[".gitattributes"] = "*.safetensors filter=lfs diff=lfs merge=lfs -text\n"
        for name, text in files.items():
            (made / name).write_text(text, encoding="utf-8")
        return sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())


def export_site(folder: Path, site: Path) -> list[str]:
    """Writes a static Space of a built site; returns its files. Raises AppError, FolderInUseError, OSError."""
    if not (site / "index.html").is_file():
        raise AppError(f"There is no built book at {site}: {site / 'index.html'} is missing. Run `make book` first.")
    if folder.absolute().is_relative_to(site.absolute()):
        raise AppError(f"{folder} lies within {site}, which would be copied into itself. Give a folder outside of it.")
    with _new(folder) as made:
        shutil.copytree(site, made, dirs_exist_ok=True)
        (made / "README.md").write_text(_STATIC.format(title="Generative AI with Python"), encoding="utf-8")
        return sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())


def modules(start: tuple[str, ...]) -> list[Path]:
    """Every file of this package that the modules of `start` import, inside their functions too."""
    found: set[Path] = set()
    waiting = [Path("__init__.py"), *(Path(f"{name}.py") for name in start)]
    while waiting:
        path = waiting.pop()
        if path in found or not (PACKAGE / path).is_file():
            continue
        found.add(path)
        waiting += [folder / "__init__.py" for folder in path.parents if folder != Path(".")]
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
                waiting += [base.parent / f"{base.name}.py", *(base / f"{alias.name}.py" for alias in node.names)]
    return sorted(found)


def _model(row: catalogue.Row, source: str) -> dict[str, str]:
    name = row.embedded.name if source == "embedded" else row.name
    what = f'the book\'s embedded model "{name}"' if source == "embedded" else f"{row.hub_id}, fetched when it starts"
    imports = f"{_SPACES}from genai_book.app import App\nfrom genai_book.partners import CatalogueModel"
    call = f"CatalogueModel({name!r}, source={source!r})"
    return {
        "app.py": _APP.format(imports=imports, partner=call, gpu=_GPU),
        "README.md": _readme(
            f"Talks to {what}.",
            "This app marks its answers for ZeroGPU and runs on any other hardware as it is; the embedded models need "
            "no GPU.",
            "None are needed.",
        ),
    }


def _gemini(name: str) -> dict[str, str]:
    from .gemini import checked_name

    imports = "from genai_book.app import App\nfrom genai_book.gemini import Gemini"
    return {
        "app.py": _APP.format(imports=imports, partner=f"Gemini({checked_name(name)!r})", gpu=""),
        "README.md": _readme(
            f"Talks to Google's {checked_name(name)}; what visitors write is sent to Google, and paid for by "
            "whoever the key belongs to.",
            "This app needs no GPU, and ZeroGPU refuses a Space that asks for none: choose a CPU of a paid plan.",
            "Put your key into the Space's settings, under *Variables and secrets*, as the secret GEMINI_API_KEY. It "
            "belongs in no file of this folder.",
        ),
    }


def _readme(about: str, hardware: str, secrets: str) -> str:
    title, short = "Generative AI with Python", "A model to talk to, from a book whose every claim runs"
    facts = {"title": title, "short": short, "gradio": version("gradio"), "python": _PYTHON}
    return _README.format(**facts, about=about, hardware=hardware, secrets=secrets)


def _copy_weights(row: catalogue.Row, weights: Path) -> None:
    if row.embedded.package is None:
        shutil.copytree(catalogue.WEIGHTS / row.embedded.name, weights / row.embedded.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


@contextmanager
def _new(folder: Path) -> Iterator[Path]:
    """A folder to fill, which takes its name only when it is whole. Raises FolderInUseError."""
    if folder.is_symlink() or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
        raise FolderInUseError(
            f"{folder} is there and not an empty folder. Nothing was written: give a new name, or empty it first."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        os.chmod(made, 0o755)  # subtle: mkdtemp makes it for its owner alone
        yield made
        if folder.exists():
            folder.rmdir()
        made.rename(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
