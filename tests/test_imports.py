"""The layers of both packages: who may import whom, and what must not be imported at all."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
HEAVY = {"torch", "transformers", "diffusers", "numpy", "matplotlib", "huggingface_hub"}

# A file or folder of genai_book may import those of lower layers, a folder also its own files.
LAYERS = (
    {"errors"},
    {"catalogue", "device", "files", "scratch", "datasets", "plots", "sandbox", "targets", "writing", "commands"},
    {"loaded", "memory", "hub_errors", "static_decoding", "gemini", "hosting", "limits", "recordings"},
    {"hub", "budget", "quantize", "compiled_decoding"},
    {"generation", "embedding", "images", "answering", "translation"},
    {"openers"},
    {"models"},
    {"widgets", "onnx", "cards", "doctor", "reference", "partners", "rehearsal", "revisions"},
    {"app", "space"},
    {"serve"},
    {"recipes"},
    {"evaluation", "fixtures"},
    {"cli"},
    {"__init__", "__main__"},
)
LAYER = {name: number for number, names in enumerate(LAYERS) for name in names}


def modules(package: str) -> list[Path]:
    return sorted((SOURCE / package).rglob("*.py"))


def imported(file: Path, *, when_loaded: bool = False) -> list[tuple[int, str]]:
    """Line and full name of everything a file imports, inside functions too, or just what it does when it is loaded."""
    parts = file.relative_to(SOURCE).with_suffix("").parts
    package = parts[:-1]
    found = []
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in tree.body if when_loaded else ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            origin = ".".join(filter(None, (base, node.module)))
            found += [(node.lineno, f"{origin}.{alias.name}") for alias in node.names]
    return found


def unit(name: str) -> str | None:
    """`genai_book.scratch.bpe` → `scratch`; None for what is not a file or folder of genai_book."""
    parts = name.split(".")
    return parts[1] if parts[0] == "genai_book" and len(parts) > 1 and parts[1] in LAYER else None


def test_every_module_has_a_layer() -> None:
    units = {file.relative_to(SOURCE / "genai_book").parts[0].removesuffix(".py") for file in modules("genai_book")}
    assert units <= set(LAYER), f"give these a layer in tests/test_imports.py: {sorted(units - set(LAYER))}"


def test_genai_book_imports_one_way() -> None:
    wrong = []
    for file in modules("genai_book"):
        own = file.relative_to(SOURCE / "genai_book").parts[0].removesuffix(".py")
        for line, name in imported(file):
            other = unit(name)
            if other is not None and other != own and LAYER[other] >= LAYER[own]:
                wrong.append(f"{file.relative_to(SOURCE)}:{line} imports {name}, which is not below {own}")
    assert not wrong, "\n".join(wrong)


def test_scratch_and_datasets_stand_alone() -> None:
    allowed = {"scratch": {"scratch"}, "datasets": {"datasets", "errors"}, "plots": {"plots", "errors"}}
    wrong = []
    for file in modules("genai_book"):
        own = file.relative_to(SOURCE / "genai_book").parts[0].removesuffix(".py")
        for line, name in imported(file) if own in allowed else []:
            if name.split(".")[0] == "genai_book" and unit(name) not in allowed[own]:
                wrong.append(f"{file.relative_to(SOURCE)}:{line} imports {name}")
            if own == "datasets" and name.split(".")[0] in {"transformers", "diffusers"}:
                wrong.append(f"{file.relative_to(SOURCE)}:{line} imports {name}, which is model code")
    assert not wrong, "\n".join(wrong)


def test_scratch_files_have_no_circle() -> None:
    assert circle("genai_book.scratch") is None


def test_bookpress_files_have_no_circle() -> None:
    assert circle("bookpress") is None


def circle(package: str) -> list[str] | None:
    """A chain of files of a package that import each other in a circle, or None."""
    folder = SOURCE.joinpath(*package.split("."))
    names = {f"{package}.{file.stem}" for file in folder.glob("*.py")}
    graph = {}
    for file in folder.glob("*.py"):
        found = {name for _, name in imported(file, when_loaded=True)}
        targets = found | {name.rpartition(".")[0] for name in found}
        graph[f"{package}.{file.stem}"] = (targets & names) - {f"{package}.{file.stem}"}

    def walk(name: str, path: list[str]) -> list[str] | None:
        if name in path:
            return [*path[path.index(name) :], name]
        return next((found for target in graph[name] if (found := walk(target, [*path, name]))), None)

    return next((found for name in graph if (found := walk(name, []))), None)


@pytest.mark.parametrize(("package", "other"), [("bookpress", "genai_book"), ("genai_book", "bookpress")])
def test_the_packages_do_not_know_each_other(package: str, other: str) -> None:
    wrong = [
        f"{file.relative_to(SOURCE)}:{line} imports {name}"
        for file in modules(package)
        for line, name in imported(file)
        if name.split(".")[0] == other
    ]
    assert not wrong, "\n".join(wrong)


def test_only_device_reads_environment_variables() -> None:
    wrong = []
    for file in modules("genai_book"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            named = isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
            if named and file.name != "device.py":
                wrong.append(f"{file.relative_to(SOURCE)}:{node.lineno}")
    assert not wrong, f"ask genai_book.device instead: {wrong}"


def test_only_models_names_the_loaders() -> None:
    wrong = []
    for file in modules("genai_book"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "from_pretrained"]
        if calls and file.name != "openers.py" and "recipes" not in file.parts:
            wrong.append(f"{file.relative_to(SOURCE)}:{calls[0].lineno}")
    assert not wrong, f"go through genai_book.load instead: {wrong}"


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "name", ["genai_book", "genai_book.catalogue", "genai_book.device", "genai_book.cli", "genai_book.models"]
)
def test_light_modules_import_nothing_heavy(name: str) -> None:
    assert python(f"import sys, {name}; print(sorted({HEAVY!r} & set(sys.modules)))") == "[]"


@pytest.mark.parametrize("name", ["genai_book.hub", "bookpress.cli"])
def test_both_command_lines_work_without_torch(name: str) -> None:
    assert python(f"import sys, {name}; print('torch' in sys.modules)") == "False"


def test_the_package_is_imported_in_under_a_tenth_of_a_second() -> None:
    # CPU time, so that a busy machine does not matter
    code = "import time; start = time.process_time(); import genai_book; print(time.process_time() - start)"
    assert min(float(python(code)) for _ in range(5)) < 0.1


def test_load_and_list_models_are_found_lazily() -> None:
    import genai_book
    from genai_book.catalogue import list_models
    from genai_book.models import load

    assert genai_book.load is load
    assert genai_book.list_models is list_models
    assert {"load", "list_models"} <= set(dir(genai_book))
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        genai_book.laod  # noqa: B018
