"""Running programs that nobody has read, such as those a model wrote, and saying what became of each.

`run` starts one fresh interpreter in isolated mode (no environment, no site-packages, no user folders), which forks a
child for every program. A child has its own empty working folder and its own process group, limits on time, memory,
file size and open files, nothing to read and nowhere to print to. Sockets, new processes, signals and foreign functions
are refused; where the system lets an ordinary user have a network namespace of his own, there is no network behind
them either.

What this does not protect against: it is a fence for careless programs, not a prison for hostile ones. A program runs
as the same user on the same file system and can read what that user can read; the refusals are made by Python inside
the very process that runs the program, and whoever sets out to get round them, or to report a success that was none,
will find a way. Where there is no `fork` (Windows), every program gets an interpreter of its own, and only its time is
limited. For programs written by somebody who means harm, use a virtual machine that holds nothing of value.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_SAID = 300  # characters of an error that are kept
_REFUSED = ("socket.", "subprocess.", "ctypes.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork",
            "os.kill", "pty.", "signal.", "os.unlink", "os.remove", "os.rename", "os.rmdir", "shutil.")  # fmt: skip
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # flags of unshare(2), which Python has only from 3.12 on


@dataclass(frozen=True)
class Outcome:
    """What became of a program."""

    status: str  # "passed" (it ran to its end), "failed" (an exception), "timeout" or "crashed" (the process died)
    said: str = ""  # the exception and its line, or the signal

    @property
    def passed(self) -> bool:
        return self.status == "passed"


def run(programs: Sequence[str], seconds: float = 2.0, memory_bytes: int = 512 * 2**20) -> list[Outcome]:
    """Run each program by itself, one after the other, and return their outcomes in the same order.

    `seconds` is the longest time of each by the clock; `memory_bytes` limits its address space, where the system can.
    A program passes if it ends without an exception: put `assert` lines behind the code that is to be tested.
    """
    if not programs:
        return []
    groups = [list(programs)] if hasattr(os, "fork") else [[program] for program in programs]
    return [outcome for group in groups for outcome in _run(group, seconds, memory_bytes)]


def _run(programs: list[str], seconds: float, memory_bytes: int) -> list[Outcome]:
    order = {"programs": programs, "seconds": seconds, "memory_bytes": memory_bytes}
    with tempfile.TemporaryDirectory(prefix="sandbox-") as folder, tempfile.TemporaryFile() as answers:
        worker = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", os.path.abspath(__file__)],
            stdin=subprocess.PIPE,
            stdout=answers,
            stderr=subprocess.DEVNULL,
            env={},
            cwd=folder,
        )
        late = False
        try:
            worker.communicate(json.dumps(order).encode(), timeout=10 + len(programs) * (seconds + 0.5))
        except subprocess.TimeoutExpired:
            late = True
        except BaseException:
            worker.kill()
            raise
        finally:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
        answers.seek(0)
        found = [Outcome(*json.loads(line)) for line in answers.read().splitlines() if line.endswith(b"]")]
    lost = Outcome("timeout" if late else "crashed", "the interpreter that ran it came to an end")
    return found + [lost] * (len(programs) - len(found))


def _serve() -> None:
    """The fresh interpreter: read the order, fork a child for each program, print an outcome for each."""
    order = json.load(sys.stdin.buffer)
    forks = hasattr(os, "fork")
    if forks:
        _leave_network()
    for program in order["programs"]:
        outcome = _watched(program, order["seconds"], order["memory_bytes"]) if forks else _tried(program)
        print(json.dumps(outcome), flush=True)


def _leave_network() -> None:
    """Move to a network namespace without interfaces, where an ordinary user may."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def _watched(program: str, seconds: float, memory_bytes: int) -> tuple[str, str]:
    folder = tempfile.mkdtemp(dir=".")
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        _child(program, folder, writes, seconds, memory_bytes)
    os.close(writes)
    said, deadline, late = b"", time.monotonic() + seconds, False
    while not late:
        ready, _, _ = select.select([reads], [], [], max(0.0, deadline - time.monotonic()))
        late = not ready
        piece = os.read(reads, 4096) if ready else b""
        said += piece
        if ready and not piece:
            break
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # it is a group of its own, with whatever it may have started
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reads)
    shutil.rmtree(folder, ignore_errors=True)
    if late:
        return "timeout", f"longer than {seconds:g} seconds"
    with contextlib.suppress(ValueError):
        state, text = json.loads(said)
        return state, text
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL:
        return "crashed", signal.Signals(os.WTERMSIG(status)).name
    return "crashed", "the process ended without a word"


def _child(program: str, folder: str, writes: int, seconds: float, memory_bytes: int) -> None:
    """Run the program in limits and leave; never returns."""
    try:
        os.setsid()
        os.chdir(folder)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        _limit(seconds, memory_bytes)
        os.write(writes, json.dumps(_tried(program)).encode())
    finally:
        os._exit(0)


def _limit(seconds: float, memory_bytes: int) -> None:
    import resource

    for name, most in (
        ("RLIMIT_AS", memory_bytes),
        ("RLIMIT_CPU", int(seconds) + 2),
        ("RLIMIT_FSIZE", 2**20),
        ("RLIMIT_NOFILE", 32),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
    ):
        with contextlib.suppress(ValueError, OSError, AttributeError):  # not every system has or honours each
            resource.setrlimit(getattr(resource, name), (most, most))

    def refuse(event: str, _: tuple) -> None:
        if event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not allowed here")

    sys.addaudithook(refuse)


def _tried(program: str) -> tuple[str, str]:
    """Run a program in this process and say how it ended."""
    try:
        exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
    except BaseException as error:
        said, place, trace = f"{type(error).__name__}: {error}".rstrip(": "), None, error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_name == "<module>" and trace.tb_frame.f_code.co_filename == "<program>":
                place = trace.tb_lineno
            trace = trace.tb_next
        if place is not None:
            said += f" in line {place}: {program.splitlines()[place - 1].strip()}"
        return "failed", said[:LONGEST_SAID]
    return "passed", ""


if __name__ == "__main__":
    _serve()
