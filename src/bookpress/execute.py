"""Executes the twins that are stale, several at a time, and stores each only when it is whole."""

import ast
import asyncio
import datetime
import os
import signal
import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from . import chapter, fingerprint, pair
from .errors import BookpressError, ExecutionError
from .pair import Pair
from .program import steps
from .progress import Progress
from .settings import Settings

# nbclient and the kernel are imported only when something is due: a book that is current is told so at once.


@dataclass
class Outcome:
    """What a run did, by chapter name."""

    current: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)  # name → what happened
    unshown: list[str] = field(default_factory=list)  # of those, what the progress display has not told
    stopped: list[str] = field(default_factory=list)  # not finished when the run was stopped


def run(settings: Settings, names: Sequence[str] = (), force: bool = False, jobs: int | None = None) -> Outcome:
    """Syncs the chapters and executes the twins that are stale, or all of them with `force`.

    A twin is replaced only when each of its cells and expressions succeeded; the failure of one chapter leaves the
    others running. Ctrl-C ends every kernel and leaves what was stored before; the next run carries on from there.
    """
    outcome = Outcome()
    due: list[Pair] = []
    for each in pair.select(settings, names):
        try:
            pair.sync(each)
            if not force and not fingerprint.stale(each, settings):
                outcome.current.append(each.name)
                continue
            _check_syntax(each)
            due.append(each)
        except BookpressError as error:
            outcome.failed[each.name] = str(error)
            outcome.unshown.append(each.name)
    if due:
        asyncio.run(_run_all(due, settings, jobs or processors(), outcome))
    return outcome


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


async def _run_all(due: list[Pair], settings: Settings, jobs: int, outcome: Outcome) -> None:
    from .kernel import warm_kernels

    jobs = min(jobs, len(due))
    # One thread each, for kernels side by side would only wait for each other; the caller's own setting goes before.
    threads = {"OMP_NUM_THREADS": "1"} if jobs > 1 and "OMP_NUM_THREADS" not in os.environ else {}
    waiting = asyncio.Queue()
    for each in sorted(due, key=_last_seconds, reverse=True):  # the longest first, so that none is left over at the end
        waiting.put_nowait(each)
    loop, whole = asyncio.get_running_loop(), asyncio.current_task()
    loop.add_signal_handler(signal.SIGTERM, whole.cancel)
    finished: set[str] = set()
    try:
        with Progress(len(due)) as progress, warm_kernels(settings, threads, warm=len(due) > 1) as kernel:

            async def work() -> None:
                while not waiting.empty():
                    each = waiting.get_nowait()
                    try:
                        said = await _run_one(each, settings, kernel, progress)
                        outcome.stored.append(each.name)
                    except BookpressError as error:
                        outcome.failed[each.name] = said = str(error)
                        said = f"failed\n{textwrap.indent(said, '    ')}"
                    finished.add(each.name)
                    progress.end(each.name, said)

            async with asyncio.TaskGroup() as group:
                for _ in range(jobs):
                    group.create_task(work())
    except asyncio.CancelledError:
        outcome.stopped = [each.name for each in due if each.name not in finished]
        whole.uncancel()
    finally:
        loop.remove_signal_handler(signal.SIGTERM)


async def _run_one(each: Pair, settings: Settings, kernel: str, progress: Progress) -> str:
    from .session import Session
    from .settle import settle

    began = time.monotonic()
    before = each.twin.read_bytes()
    notebook = pair.read_twin(each)
    progress.start(each.name, len(steps(notebook.cells)))
    seen = await Session(each, notebook, settings, kernel).run(lambda: progress.advance(each.name))
    settle(notebook, settings.root)
    taken = fingerprint.take(notebook.cells, seen["imported"], seen["read"], seen["loaded"], settings)
    notebook.metadata["bookpress"] = {
        "text": notebook.metadata["bookpress"]["text"],
        "fingerprint": taken,
        "seconds": round(seen["seconds"], 1),
        "peak_memory_bytes": seen["peak_memory_bytes"],
        "date": datetime.date.today().isoformat(),
        "data": list(taken["data"]),
    }
    if each.twin.read_bytes() != before:
        raise ExecutionError(
            f"{each.twin} was changed by someone else while it was executed; the change was kept and these outputs "
            f"were dropped. Run `bookpress run {each.name}` again."
        )
    pair.write_twin(each, notebook)
    return f"{len(steps(notebook.cells))} steps, {time.monotonic() - began:.1f} s"


def _last_seconds(each: Pair) -> float:
    return pair.read_twin(each).metadata.get("bookpress", {}).get("seconds", 0.0)


def _check_syntax(each: Pair) -> None:
    """Finds a typing slip before any kernel starts. Raises ExecutionError."""
    from IPython.core.inputtransformer2 import TransformerManager

    for index, cell in enumerate(pair.read_twin(each).cells):
        if cell.cell_type != "code" or "raises-exception" in cell.metadata.get("tags", []):
            continue
        try:
            compile(TransformerManager().transform_cell(cell.source), "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            line = chapter.read(each.chapter).cells[index].first + (error.lineno or 1) - 1
            raise ExecutionError(
                f"{each.chapter}, line {line}: {error.msg}: {(error.text or '').strip()!r}. Nothing of this chapter "
                f"was executed. Mend the line and run `bookpress run {each.name}`."
            ) from error
