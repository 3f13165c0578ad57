"""Programs that pass, fail, hang, die or reach out, and what the sandbox says of each."""

import socket
import sys
import time
from pathlib import Path

import pytest

from genai_book import sandbox
from genai_book.sandbox import Outcome

CASES = {
    "x = 1\nprint('x' * 100_000)": ("passed", ""),
    "def f(n):\n    return n + 1\nassert f(1) == 3": ("failed", "AssertionError in line 3: assert f(1) == 3"),
    "def f(:": ("failed", "SyntaxError"),
    "import sys; sys.exit(0)": ("failed", "SystemExit: 0"),
    "def f(n): return f(n + 1)\nf(1)": ("failed", "RecursionError"),
    "import torch": ("failed", "ModuleNotFoundError"),
    "while True: pass": ("timeout", "longer than 0.5 seconds"),
    "while True:\n try:\n  while True: pass\n except BaseException: pass": ("timeout", "longer than"),
    "import os; os._exit(0)": ("crashed", "ended without a word"),
    "import os; os.abort()": ("crashed", "SIGABRT"),
    "numbers = [0] * 10**10": ("failed", "MemoryError"),
    "open('a', 'w').write('x' * 5_000_000)": ("failed", "OSError"),
    "import socket; socket.socket()": ("failed", "PermissionError: socket.__new__ is not allowed here"),
    "import subprocess; subprocess.run(['ls'])": ("failed", "PermissionError"),
    "import os; os.fork()": ("failed", "PermissionError"),
    "import os; os.kill(os.getppid(), 9)": ("failed", "PermissionError"),
    "x = 2": ("passed", ""),
}


def test_what_becomes_of_programs() -> None:
    """One after the other, so that none disturbs the next."""
    outcomes = sandbox.run(list(CASES), seconds=0.5)
    for (program, (status, said)), outcome in zip(CASES.items(), outcomes, strict=True):
        assert (outcome.status, said in outcome.said) == (status, True), (program, outcome)
    assert outcomes[0].passed and not outcomes[1].passed


def test_a_program_starts_with_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No environment of ours, an empty folder of its own, no site-packages, no standard input, and no trace after."""
    monkeypatch.setenv("SECRET", "x")
    program = (
        "import os, sys\n"
        "assert 'SECRET' not in os.environ and os.listdir('.') == [] and sys.stdin.read() == ''\n"
        "assert not any('site-packages' in path for path in sys.path)\n"
        "open('left', 'w').write(os.getcwd())\n"
    )
    first, second = sandbox.run([program, program])
    assert first == second == Outcome("passed")


def test_no_network_even_behind_the_refusals() -> None:
    """Loopback is what a test may use; a program of the sandbox does not reach it through the raw module either."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        program = f"import _socket\ns = _socket.socket()\ns.connect(('127.0.0.1', {port}))"
        (outcome,) = sandbox.run([program])
    assert outcome.status == "failed"


def test_a_worker_that_dies_leaves_the_others_unjudged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text('print(\'["passed", ""]\', flush=True)\nraise SystemExit(3)\n')
    monkeypatch.setattr(sandbox, "__file__", str(broken))
    assert [one.status for one in sandbox.run(["x = 1", "x = 2"])] == ["passed", "crashed"]


def test_without_fork_each_program_has_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.fork")
    started = []
    real = sandbox._run
    monkeypatch.setattr(sandbox, "_run", lambda group, *rest: started.append(len(group)) or real(group, *rest))
    assert [one.status for one in sandbox.run(["x = 1", "assert False"])] == ["passed", "failed"]
    assert started == [1, 1]


def test_nothing_to_run() -> None:
    assert sandbox.run([]) == []


def test_many_programs_are_quick() -> None:
    began = time.monotonic()
    assert all(one.passed for one in sandbox.run(["x = 1"] * 50))
    assert time.monotonic() - began < 30, sys.platform
