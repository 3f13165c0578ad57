"""Every output of every twin against a fresh run, as a pytest plugin on top of nbval.

`bookpress verify` runs it, and so does `pytest -p bookpress.verify --bookpress notebooks/`. nbval brings the collection
of cells, the kernel and its channels. Stricter here: a cell that was never executed fails, so do a stale twin and a
missing value of {eval}; pictures are compared; nothing is left out without a reason. nbclient reads the messages, as it
does when a twin is made: nbval's own loop knows no `clear_output`, no display updates and no output widgets.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from copy import deepcopy
from pathlib import Path
from queue import Empty

import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete
from nbval.plugin import IPyNbCell, IPyNbFile

from . import chapter as chapters
from . import fingerprint, pair, twin
from .compare import compare_expressions, compare_outputs
from .errors import BookpressError, ChapterError
from .execute import processors
from .kernel import NAME, warm_kernels
from .program import expressions
from .session import START_SECONDS
from .settings import Settings

_STOP_SECONDS = 10  # for a kernel to obey an interrupt, or to answer when it is done
_SHOWN_LINES = 12  # of a failing cell's source
_SETTINGS = pytest.StashKey[Settings]()
_KERNELS = pytest.StashKey[ExitStack]()


def verify(settings: Settings, names: Sequence[str] = (), jobs: int | None = None) -> int:
    """Runs pytest over the twins of `names` (default: all) in `jobs` processes and returns its exit status.

    Raises ChapterError for an unknown chapter and for one that was never run.
    """
    chosen = pair.select(settings, names)
    if missing := [p.name for p in chosen if not p.twin.exists()]:
        raise ChapterError(
            f"There is nothing to verify for {', '.join(missing)}: never executed. "
            f"Run `bookpress run {' '.join(missing)}`."
        )
    if not chosen:
        raise ChapterError(f"There is nothing to verify: {settings.chapters} holds no chapter.")
    jobs = min(jobs or processors(), len(chosen))
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(settings.root)]
    # subtle: the package comes before nbval, for it saves nbval's import two seconds (see bookpress/__init__.py).
    command += ["--no-header", "-p", "no:cacheprovider", "-p", "bookpress", "-p", "nbval", "-p", "xdist"]
    command += ["-p", "bookpress.verify"]
    command += ["--bookpress", *(str(p.twin) for p in chosen)]
    if jobs > 1:
        # A twin is one kernel, so its cells stay in one process; the order is ours, longest twin first.
        command += ["-n", str(jobs), "--dist", "loadscope", "--no-loadscope-reorder"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTEST_ADDOPTS"}
    # Neither the book's own pytest configuration nor whatever plugins are installed have a say in what passes.
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with subprocess.Popen(command, cwd=settings.root, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()  # pytest got the same signal and ends its kernels itself
            return 130


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("bookpress", "verification of an executable book")
    group.addoption(
        "--bookpress", action="store_true", help="compare every output of the book's twins with a fresh run"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not config.option.bookpress:
        return
    config.addinivalue_line("filterwarnings", "ignore")  # what counts here is what the cells give
    config.option.nbval_kernel_name = NAME
    config.option.nbval_kernel_startup_timeout = START_SECONDS
    try:
        config.stash[_SETTINGS] = settings = Settings.find(config.invocation_params.dir)
        if not hasattr(config, "workerinput"):  # xdist's workers inherit the environment, and with it the kernels
            config.stash[_KERNELS] = kernels = ExitStack()
            kernels.enter_context(_kernels(config, settings))
    except BookpressError as error:
        raise pytest.UsageError(str(error)) from error


def _kernels(config: pytest.Config, settings: Settings):
    # One thread each, for kernels side by side would only wait for each other; the caller's own setting goes before.
    side_by_side = bool(getattr(config.option, "numprocesses", None))
    threads = {"OMP_NUM_THREADS": "1"} if side_by_side and "OMP_NUM_THREADS" not in os.environ else {}
    alone = len(config.args) == 1 and ".ipynb" in config.args[0]
    return warm_kernels(settings, threads, warm=not alone)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _KERNELS in config.stash:
        config.stash[_KERNELS].close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "TwinFile | None":
    if parent.config.option.bookpress and file_path.suffix == ".ipynb":
        return TwinFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: -getattr(item.parent, "seconds", 0.0))  # stable: cells stay in order


def pytest_terminal_summary(terminalreporter) -> None:
    reports = terminalreporter.getreports("passed")
    if found := sorted(value for r in reports for key, value in r.user_properties if key == "unverified"):
        terminalreporter.section("executed, but not compared")
        for said in found:
            terminalreporter.write_line(said)


class TwinFile(IPyNbFile):
    """One twin: one kernel, one test for how it is stored and one for each cell that computes."""

    def collect(self) -> Iterator[pytest.Item]:
        settings = self.config.stash[_SETTINGS]
        self.settings = settings
        self.broken = ""  # why the rest of the cells cannot be run
        try:
            found = [p for p in pair.pairs(settings) if p.twin == self.path]
            if not found:
                raise ChapterError(
                    f"{self.path} has no chapter in {settings.chapters}. Delete it or write the chapter."
                )
            self.pair = found[0]
            self.nb = pair.read_twin(self.pair)
            self.lines = chapters.lines_of(chapters.read(self.pair.chapter).cells, self.nb.cells)
            self.wrong = list(twin.problems(self.nb, self.pair.name))
            self.asked = {i: expressions(c.source) for i, c in enumerate(self.nb.cells) if c.cell_type == "markdown"}
        except ChapterError as error:
            raise self.CollectError(str(error)) from error
        self.seconds = float(self.nb.metadata.get("bookpress", {}).get("seconds", 0.0))
        yield Stored.from_parent(self, name="as stored")
        for index, cell in enumerate(self.nb.cells):
            kind = CodeCell if cell.cell_type == "code" and cell.source.strip() else None
            kind = TextCell if self.asked.get(index) else kind
            if kind:
                name = f"line {self.lines[index]}" if self.lines[index] else f"cell {index + 1}"
                yield kind.from_parent(self, name=name, cell_num=index, cell=cell, options={})

    def setup(self) -> None:
        super().setup()
        fresh = deepcopy(self.nb)
        for cell in fresh.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        self.client = NotebookClient(fresh, km=self.kernel.km, record_timing=False)
        self.client.kc = self.kernel.kc
        self.client.reset_execution_trackers()

    def execute(self, index: int, source: str, asked: Sequence[str] = ()) -> dict:
        """Runs `source` as cell `index`, whose outputs end up in `self.client.nb`, and returns the kernel's reply."""
        channels, limit = self.kernel.kc, self.settings.cell_timeout_seconds
        sent = channels.execute(
            source,
            silent=bool(asked),
            store_history=not asked,
            allow_stdin=False,
            stop_on_error=False,
            user_expressions={e: e for e in asked},
        )
        self.client.clear_before_next_output = False
        deadline, stopped = time.monotonic() + limit, False
        while True:
            if time.monotonic() > deadline:
                if stopped:
                    raise _Broken(f"the cell took more than {limit} seconds and could not be stopped")
                stopped, deadline = True, time.monotonic() + _STOP_SECONDS
                self.kernel.interrupt()
            try:
                message = channels.get_iopub_msg(timeout=1)
            except Empty:
                if not self.kernel.is_alive():
                    raise _Broken("the kernel died; too little memory is the usual reason") from None
                continue
            if message["parent_header"].get("msg_id") == sent:
                try:
                    self.client.process_message(message, self.client.nb.cells[index], index)
                except CellExecutionComplete:
                    break
        if stopped:
            raise _Broken(f"the cell took more than {limit} seconds and was stopped")
        try:
            while (reply := channels.get_shell_msg(timeout=_STOP_SECONDS))["parent_header"].get("msg_id") != sent:
                pass
        except Empty:
            raise _Broken("the kernel executed the cell and did not answer") from None
        return reply["content"]


class _Broken(Exception):
    """The kernel cannot go on."""


class _Failure(Exception):
    """What is wrong with a cell, one finding a line."""


class Stored(pytest.Item):
    """The twin as a file: in step with its chapter, not stale, no cell without a test of its own exempted."""

    def runtest(self) -> None:
        file: TwinFile = self.parent
        found = []
        if not pair.in_sync(file.pair):
            found.append(f"the twin is out of step with its chapter. Run `bookpress run {file.pair.name}`.")
        if reasons := fingerprint.stale(file.pair, file.settings):
            found.append(f"the twin is stale: {'; '.join(reasons)}. Run `bookpress run {file.pair.name}`.")
        tested = {item.index for item in self.session.items if isinstance(item, _Cell) and item.parent is file}
        found += [f"line {file.lines[i]}: {said}" for i, said in file.wrong if i not in tested]
        if found:
            raise _Failure("\n".join(found))

    def repr_failure(self, excinfo, style=None) -> str:
        if isinstance(excinfo.value, (_Failure, BookpressError)):
            chapter = self.parent.pair.chapter.relative_to(self.parent.settings.root)
            return f"{chapter}: {_bullets(str(excinfo.value))}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.parent.pair.name}, as stored"


class _Cell(IPyNbCell):
    """A cell that computes something; a subclass says what."""

    @property
    def index(self) -> int:
        return self.cell_num

    def setup(self) -> None:
        if self.parent.broken:
            pytest.skip(f"not run: {self.parent.broken}")

    def runtest(self) -> None:
        found = [said for index, said in self.parent.wrong if index == self.index]
        try:
            found += self.judge()
        except _Broken as error:
            self.parent.broken = f"{error} at {self.name}"
            found.append(str(error))
        if found:
            raise _Failure("\n".join(found))

    def judge(self) -> list[str]:
        raise NotImplementedError

    def place(self) -> str:
        file: TwinFile = self.parent
        return f"{file.pair.chapter.relative_to(file.settings.root)}:{file.lines[self.index]}"

    def repr_failure(self, excinfo) -> str:
        if not isinstance(excinfo.value, (_Failure, BookpressError)):
            return f"{self.place()}: {super().repr_failure(excinfo)}"
        source = self.cell.source.strip("\n").split("\n")
        shown = [*source[:_SHOWN_LINES], *(["…"] if len(source) > _SHOWN_LINES else [])]
        return "\n".join(
            [
                f"{self.place()}: this {self.what} of {self.parent.pair.name} is not verified:",
                *(f"    {line}" for line in (shown if self.what == "cell" else [])),
                _bullets(str(excinfo.value)),
                "If what came is right, store it: "
                f"`bookpress run --force {self.parent.pair.name}`. If what is stored is right, mend the code.",
            ]
        )

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.parent.lines[self.index], f"{self.parent.pair.name}, {self.name}"


class CodeCell(_Cell):
    """A code cell: runs, raises only what it may, and gives what is stored."""

    what = "cell"

    def judge(self) -> list[str]:
        reply = self.parent.execute(self.index, self.cell.source)
        fresh = self.parent.client.nb.cells[self.index].outputs
        if reply["status"] == "error" and "raises-exception" not in twin.tags(self.cell):
            self.parent.broken = f"{reply['ename']} at {self.name}"
            trace = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(reply.get("traceback", [])))
            return [f"the cell raised {reply['ename']}: {reply['evalue']}", *(f"  {t}" for t in trace.split("\n")[-8:])]
        if reason := twin.unverified(self.cell):
            self.user_properties.append(("unverified", f"{self.place()}: {reason}"))
            return []
        return [] if self.compare_outputs(fresh, self.cell.outputs) else self.comparison_traceback

    def compare_outputs(self, test, ref, skip_compare=None) -> bool:
        """nbval's hook: whether two output lists agree; what differs goes into `comparison_traceback`."""
        self.comparison_traceback = compare_outputs(ref, test, twin.tags(self.cell))
        return not self.comparison_traceback


class TextCell(_Cell):
    """A Markdown cell with {eval} roles: every value is computed again, at its place in the document."""

    what = "text"

    def judge(self) -> list[str]:
        asked = self.parent.asked[self.index]
        values = self.parent.execute(self.index, "", asked)["user_expressions"]
        fresh = [{"expression": e, "result": values[e]} for e in asked]
        return compare_expressions(self.cell.metadata.get("user_expressions", []), fresh, twin.tags(self.cell))


def _bullets(found: str) -> str:
    return "\n".join(line if line.startswith("  ") else f"  - {line}" for line in found.split("\n"))
