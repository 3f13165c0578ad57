"""The exported folder of a Space: what is in it, that it is whole or not there, and that it runs by itself."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from genai_book import cli, hosting, space
from genai_book.errors import AppError, FolderInUseError

pytestmark = [
    pytest.mark.app,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),  # of what Gradio asks of pandas
    pytest.mark.usefixtures("gradio_is_swept_up"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("space") / "mine"
    space.export(made, "text")
    return made


def front_matter(folder: Path) -> dict:
    return yaml.safe_load((folder / "README.md").read_text("utf-8").split("---\n")[1])


def test_the_settings_are_those_spaces_knows(folder: Path) -> None:
    """https://huggingface.co/docs/hub/spaces-config-reference"""
    settings = front_matter(folder)
    assert settings["sdk"] == "gradio" and settings["sdk_version"] == version("gradio")
    assert (folder / settings["app_file"]).is_file()
    assert re.fullmatch(r"3\.\d+", settings["python_version"])
    assert len(settings["short_description"]) <= 60  # the Hub refuses longer ones
    assert "ZeroGPU" in (folder / "README.md").read_text("utf-8")


def test_every_requirement_is_pinned_to_what_is_installed(folder: Path) -> None:
    pins = dict(line.split("==") for line in (folder / "requirements.txt").read_text().split())
    assert {"gradio", "torch", "transformers", "google-genai"} <= pins.keys()
    assert all(version(name).partition("+")[0] == pin for name, pin in pins.items())


def test_only_what_the_app_needs_is_carried(folder: Path) -> None:
    weights = [path.name for path in (folder / "genai_book" / "weights").iterdir()]
    assert weights == ["text"]
    modules = {path.relative_to(folder / "genai_book").as_posix() for path in (folder / "genai_book").rglob("*.py")}
    assert "app.py" in modules and "models.py" in modules
    assert not {"cli.py", "cards.py", "plots.py"} & modules and not any("recipes" in name for name in modules)
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 10_000_000
    assert str(Path.home()) not in "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    assert folder.stat().st_mode & 0o777 == 0o755


def test_the_exported_app_runs_by_itself(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started as Spaces does, in its folder, with the installed packages but not the book's own."""
    from gradio_client import Client

    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    copy = shutil.copytree(folder, tmp_path / "there")
    port = hosting.free_port("127.0.0.1", 0)
    environment = {
        # subtle: without -S the checkout would be importable, by the .pth file of its editable installation.
        "PYTHONPATH": os.pathsep.join([str(copy), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]),
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "OMP_NUM_THREADS": "1",
        "GRADIO_SERVER_PORT": str(port),
        "GENAI_BOOK_DEVICE": "cpu",
    }
    with subprocess.Popen(
        [sys.executable, "-S", "app.py"], cwd=copy, env=environment, stderr=subprocess.STDOUT, stdout=subprocess.PIPE
    ) as app:
        try:
            one = None
            while app.poll() is None:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                        assert answer.status == 200
                    one = Client(f"http://127.0.0.1:{port}/", verbose=False)
                    break
                except OSError:
                    time.sleep(0.5)
            assert one is not None, app.stdout.read().decode()
            assert one.predict("Once upon a", 0, api_name="/reply").startswith(" time")
        finally:
            app.kill()
        assert "Traceback" not in app.stdout.read().decode()


def test_a_space_for_gemini_holds_no_key_and_no_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "made-up-and-not-to-be-seen")
    monkeypatch.setenv("GEMINI_MODEL", "some-model")
    assert cli.main(["app", "--gemini", "--export-space", str(tmp_path / "g")]) == 0
    everything = {path: path.read_text("utf-8") for path in (tmp_path / "g").rglob("*") if path.is_file()}
    assert "Gemini('some-model')" in everything[tmp_path / "g" / "app.py"]
    assert "torch" not in everything[tmp_path / "g" / "requirements.txt"]
    assert "as the secret GEMINI_API_KEY" in everything[tmp_path / "g" / "README.md"]
    assert not any("made-up-and" in text for text in everything.values())
    with pytest.raises(AppError, match="is no name of a Gemini model"):
        space.export(tmp_path / "x", gemini="'); import os; ('")
    assert not (tmp_path / "x").exists()


def test_a_hub_model_is_fetched_by_the_space(tmp_path: Path) -> None:
    space.export(tmp_path / "h", "gpt2", source="hub")
    assert "CatalogueModel('gpt2', source='hub')" in (tmp_path / "h" / "app.py").read_text()
    assert not (tmp_path / "h" / "genai_book" / "weights").exists()


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    space.export(tmp_path / "empty", "text")
    used = tmp_path / "used"
    used.mkdir()
    (used / "thesis.txt").write_text("do not lose me")
    for taken in (used, used / "thesis.txt", tmp_path / "empty"):
        with pytest.raises(FolderInUseError, match=r"is there and not an empty folder\. Nothing was written"):
            space.export(taken, "text")
    assert [path.name for path in used.iterdir()] == ["thesis.txt"]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(space, "_copy_weights", full)
    with pytest.raises(OSError, match="No space"):
        space.export(tmp_path / "new", "text")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "used"]


def test_the_built_book_as_a_static_space(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, out = tmp_path / "html", tmp_path / "out"
    assert cli.main(["app", "--export-space", str(out), "--static", str(site)]) == 1
    assert "There is no built book at" in capsys.readouterr().err and not out.exists()
    (site / "deep").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html>")
    (site / "deep" / "a.woff2").write_bytes(b"\0")
    assert cli.main(["app", "--export-space", str(out), "--static", str(site)]) == 0
    assert f"Written: {out}, 3 files." in capsys.readouterr().out
    assert front_matter(out) | {"sdk": "static", "app_file": "index.html"} == front_matter(out)
    assert (out / "deep" / "a.woff2").read_bytes() == b"\0"
    with pytest.raises(AppError, match="would be copied into itself"):
        space.export_site(site / "inner", site)


def test_modules_are_found_inside_functions_and_in_folders_too() -> None:
    found = {path.as_posix() for path in space.modules(("translation",))}
    assert {"__init__.py", "translation.py", "loaded.py", "errors.py"} <= found
    assert "scratch/seq2seq.py" in {path.as_posix() for path in space.modules(("openers",))}
