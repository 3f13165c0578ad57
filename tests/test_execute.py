"""Executing stale twins with real kernels: what is stored, what is refused, and what a stop leaves behind."""

import errno
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

import foreign
from bookpress import execute, fingerprint, pair, session
from bookpress.errors import StorageError
from bookpress.settings import Settings

HEAD = "---\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n# A chapter\n"


@pytest.fixture
def settings(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return foreign.executed_book(tmp_path, tmp_path_factory)


def add(settings: Settings, name: str, *parts: str) -> pair.Pair:
    """A new chapter; parts that do not end in a full stop are cells."""
    text = HEAD
    for part in parts:
        text += f"\n{part}\n" if part.endswith(".") else f"\n```{{code-cell}} ipython3\n{part}\n```\n"
    (settings.chapters / f"{name}.md").write_text(text)
    return pair.select(settings, [name])[0]


def test_what_an_executed_twin_holds(settings: Settings) -> None:
    dough, oven = (pair.read_twin(each).cells for each in pair.pairs(settings))
    assert [c.execution_count for c in dough if c.cell_type == "code"] == [1, 2]
    assert dough[1].outputs == [{"output_type": "stream", "name": "stdout", "text": "grams\n"}]
    assert dough[3].outputs == [
        {"output_type": "execute_result", "execution_count": 2, "data": {"text/plain": "350"}, "metadata": {}}
    ]
    # The form of jupyterlab-myst (src/actions.ts): expression, and the kernel's reply to it as it came.
    assert dough[4].metadata["user_expressions"] == [
        {"expression": "water", "result": {"status": "ok", "data": {"text/plain": "350"}, "metadata": {}}},
        {
            "expression": 'os.environ["BREAD_UNITS"]',
            "result": {"status": "ok", "data": {"text/plain": "'grams'"}, "metadata": {}},
        },
    ]
    [error] = oven[2].outputs
    assert error.ename == "TypeError"
    assert str(settings.root.name) not in "".join(error.traceback), "no path of the machine"
    assert "src/bread/" in "".join(error.traceback)
    assert set(dough[3].metadata) == {"label", "caption", "tags"}, "nothing that changes from run to run"


def test_only_what_is_stale_is_executed(settings: Settings) -> None:
    before = {each.name: each.twin.read_bytes() for each in pair.pairs(settings)}
    outcome = execute.run(settings)
    assert (outcome.current, outcome.stored, outcome.failed) == (["01-dough", "02-oven"], [], {})
    foreign.edit(settings.root / "src/bread/oven.py", "GRAMS = 5", "GRAMS = 10")
    outcome = execute.run(settings)
    assert (outcome.current, outcome.stored) == (["01-dough"], ["02-oven"])
    dough, oven = pair.pairs(settings)
    assert dough.twin.read_bytes() == before["01-dough"]
    assert pair.read_twin(oven).cells[1].outputs[0].data["text/plain"] == "85"


def test_a_forced_run_gives_the_same_outputs(settings: Settings) -> None:
    def outputs() -> list:
        return [(c.get("outputs"), c.metadata) for each in pair.pairs(settings) for c in pair.read_twin(each).cells]

    before = outputs()
    assert sorted(execute.run(settings, force=True, jobs=1).stored) == ["01-dough", "02-oven"]
    assert outputs() == before
    assert execute.run(settings, ["01-dough"], force=True).stored == ["01-dough"], "alone, which starts cold"
    assert outputs() == before


def test_every_way_to_fail_leaves_the_stored_outputs(settings: Settings, capfd: pytest.CaptureFixture) -> None:
    oven = settings.root / "src/bread/oven.py"
    foreign.edit(oven, "return (flour", "return (flour_grams / 0 + flour")
    stored = (settings.notebooks / "02-oven.ipynb").read_bytes()
    add(settings, "03-dies", "import os", "os.kill(os.getpid(), 9)")
    add(settings, "04-slow", "import time\n\ntime.sleep(60)")
    add(settings, "05-eval", "crumb = 1", "Two lines of text,\nthen {eval}`crumb` and {eval}`crust`.")
    add(settings, "06-syntax", "x = 1\nif x\n    x")
    add(settings, "07-asks", "input('How much? ')")
    add(settings, "08-stderr", "import sys, warnings\n\nwarnings.warn('hot', stacklevel=1)\nprint('out')")
    outcome = execute.run(replace(settings, cell_timeout_seconds=3), jobs=3)

    assert outcome.current == ["01-dough"]
    assert outcome.stored == ["08-stderr"]
    said = outcome.failed
    assert list(said) != []
    chapter = settings.chapters
    first, *rest = said["02-oven"].splitlines()
    assert first == f"{chapter}/02-oven.md, line 12: ZeroDivisionError: division by zero"
    assert "    minutes(500)" in rest
    assert any("return (flour_grams / 0" in line for line in rest)
    assert rest[-1].endswith("Mend the chapter and run `bookpress run 02-oven`.")
    assert "\x1b" not in said["02-oven"]
    assert f"{chapter}/03-dies.md, line 15: the kernel died here (SIGKILL" in said["03-dies"]
    assert "took longer than 3 s and was stopped (cell_timeout_seconds" in said["04-slow"]
    assert f"{chapter}/05-eval.md, line 15: {{eval}}`crust` raised NameError" in said["05-eval"]
    assert f"{chapter}/06-syntax.md, line 12: expected ':': 'if x'" in said["06-syntax"]
    assert outcome.unshown == ["06-syntax"]
    assert "StdinNotImplementedError" in said["07-asks"]
    assert (settings.notebooks / "02-oven.ipynb").read_bytes() == stored
    for name in said:
        [each] = pair.select(settings, [name])
        assert fingerprint.stale(each, settings) != []
    [warned] = pair.select(settings, ["08-stderr"])
    out, err = pair.read_twin(warned).cells[1].outputs
    assert (out.name, err.name) == ("stdout", "stderr")
    assert "UserWarning: hot" in err.text
    assert "[7/7]" not in capfd.readouterr().err.splitlines()[0], "one line a chapter, as they end"


def test_no_kernel(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    outcome = execute.run(settings, ["01-dough"], force=True)
    assert "No kernel could be started for 01-dough" in outcome.failed["01-dough"]
    assert "pip install -r requirements.txt" in outcome.failed["01-dough"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_keeps_what_is_whole(settings: Settings, number: int) -> None:
    marker = settings.root / "started"
    slow = add(settings, "03-slow", f"open({str(marker)!r}, 'w').close()\nimport time\n\ntime.sleep(120)")
    foreign.edit(settings.root / "src/bread/oven.py", "GRAMS = 5", "GRAMS = 10")
    command = [sys.executable, "-m", "bookpress", "run", "--jobs", "2"]
    with subprocess.Popen(command, cwd=settings.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert "[1/2] 02-oven: 2 steps" in run.stderr.readline()
        until(marker.exists)
        processes = psutil.Process(run.pid).children(recursive=True)
        assert processes
        run.send_signal(number)
        out, err = run.communicate(timeout=30)
    assert run.returncode == 130
    assert out == "Stopped: 1 executed, 1 current so far; 03-slow keep what they had. Carry on with `bookpress run`.\n"
    assert "Traceback" not in err
    until(lambda: not any(process.is_running() for process in processes))
    assert pair.read_twin(slow).cells[1].outputs == []
    assert fingerprint.stale(slow, settings) == ["it has never been executed"]


def test_a_notebook_changed_meanwhile_is_not_overwritten(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    [dough] = pair.select(settings, ["01-dough"])

    async def run_and_disturb(self: session.Session, advance) -> dict:
        dough.twin.write_text("changed")
        return {"imported": [], "read": [], "loaded": [], "seconds": 0.0, "peak_memory_bytes": 0}

    monkeypatch.setattr(session.Session, "run", run_and_disturb)
    outcome = execute.run(settings, ["01-dough"], force=True)
    assert "was changed by someone else" in outcome.failed["01-dough"]
    assert dough.twin.read_text() == "changed"


def test_a_full_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    [dough] = pair.select(settings, ["01-dough"])
    stored = dough.twin.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match=r"No space left on device.*what was there before is untouched"):
        pair.write_twin(dough, pair.read_twin(dough))
    assert dough.twin.read_bytes() == stored
    assert [p.name for p in settings.notebooks.iterdir() if p.name.startswith(".01")] == []


def until(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
