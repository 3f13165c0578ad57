"""One notebook executed in one kernel: its cells in order, and the {eval} expressions of the text between them."""

import ast
import asyncio
import json
import os
import re
import signal
import textwrap
from collections.abc import Callable
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from . import chapter
from .errors import ExecutionError
from .pair import Pair
from .program import expressions
from .settings import Settings

START_SECONDS = 120  # a kernel that has not answered by then never will; a cold one on a busy machine takes 10


class Session:
    """A notebook and its kernel."""

    def __init__(self, each: Pair, notebook: NotebookNode, settings: Settings, kernel: str) -> None:
        self.pair, self.notebook, self.settings = each, notebook, settings
        self.manager = AsyncKernelManager(kernel_name=kernel)
        self.client = NotebookClient(
            notebook,
            km=self.manager,
            timeout=settings.cell_timeout_seconds,
            coalesce_streams=True,  # how a text was cut into messages is chance
            record_timing=False,
        )

    async def run(self, advance: Callable[[], None]) -> dict:
        """Fills in every output and returns what the recorder saw. Raises ExecutionError."""
        self.notebook.metadata.pop("widgets", None)
        try:
            await self._start()
            await self._record()
            count = 0
            for index, cell in enumerate(self.notebook.cells):
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
                    if cell.source.strip():
                        count += 1
                        await self._code(index, count)
                        advance()
                elif cell.cell_type == "markdown":
                    cell.metadata.pop("user_expressions", None)
                    if wanted := expressions(cell.source):
                        cell.metadata["user_expressions"] = await self._evaluate(wanted, index)
                        for _ in wanted:
                            advance()
            self.client.set_widgets_metadata()
            return await self._recorded()
        finally:
            await self._end()

    async def _start(self) -> None:
        self.settings.notebooks.mkdir(parents=True, exist_ok=True)
        try:
            await self.manager.start_kernel(cwd=str(self.settings.notebooks))
            self.client.kc = self.manager.client()
            self.client.kc.start_channels()
            await self.client.kc.wait_for_ready(timeout=START_SECONDS)
            self.client.kc.allow_stdin = False
        except (RuntimeError, OSError) as error:
            raise ExecutionError(
                f"No kernel could be started for {self.pair.name} ({error}). `python -m ipykernel_launcher` in the "
                "book's environment shows why; `pip install -r requirements.txt` there puts a broken environment right."
            ) from error

    async def _end(self) -> None:
        if self.manager.has_kernel:
            # subtle: a cancelled run must still kill its kernel before it goes.
            await asyncio.shield(self.manager.shutdown_kernel(now=True))
        if self.client.kc:
            self.client.kc.stop_channels()

    async def _code(self, index: int, count: int) -> None:
        cell = self.notebook.cells[index]
        try:
            await self.client.async_execute_cell(cell, index, execution_count=count)
        except CellExecutionError as error:
            raise self._failure(index, f"{error.ename}: {error.evalue}", error.traceback) from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise self._broken(index, error) from None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count

    async def _evaluate(self, wanted: list[str], index: int) -> list[dict]:
        """Values of {eval} expressions, in the form in which jupyterlab-myst stores them."""
        try:
            reply = await self._ask({str(i): expression for i, expression in enumerate(wanted)})
        except (CellTimeoutError, DeadKernelError) as error:
            raise self._broken(index, error) from None
        stored = []
        for i, expression in enumerate(wanted):
            result = reply[str(i)]
            if result["status"] != "ok":
                said = f"{{eval}}`{expression}` raised {result['ename']}: {result['evalue']}"
                raise self._failure(index, said, "", at=f"{{eval}}`{expression}`")
            stored.append({"expression": expression, "result": result})
        return stored

    async def _ask(self, asked: dict[str, str], code: str = "") -> dict:
        message = self.client.kc.execute(code, silent=True, store_history=False, user_expressions=asked)
        reply = await self.client.async_wait_for_reply(message)
        if reply is None or reply["content"]["status"] != "ok":
            raise ExecutionError(f"The kernel of {self.pair.name} did not answer ({reply and reply['content']}).")
        return reply["content"]["user_expressions"]

    async def _record(self) -> None:
        text = Path(__file__).with_name("recorder.py").read_text(encoding="utf-8")
        names = {"__name__": "bookpress-recorder", "ROOT": f"{self.settings.root}{os.sep}"}
        await self._ask({}, f"exec({text!r}, {names!r})")

    async def _recorded(self) -> dict:
        asked = "__import__('sys').modules['bookpress-recorder'].report()"
        reply = await self._ask({"report": asked})
        return json.loads(ast.literal_eval(reply["report"]["data"]["text/plain"]))

    def _failure(self, index: int, said: str, trace: str, at: str = "") -> ExecutionError:
        code = at or self.notebook.cells[index].source
        parts = [f"{_place(self.pair, index, at)}: {said}", textwrap.indent(code, "    ")]
        if trace:
            parts.append(_short(trace))
        parts.append(f"The stored outputs are untouched. Mend the chapter and run `bookpress run {self.pair.name}`.")
        return ExecutionError("\n".join(parts))

    def _broken(self, index: int, error: Exception) -> ExecutionError:
        if asyncio.current_task().cancelling():
            # nbclient takes a cancelled task for a dead kernel.
            raise asyncio.CancelledError
        if isinstance(error, CellTimeoutError):
            limit = self.settings.cell_timeout_seconds
            said = f"this took longer than {limit} s and was stopped (cell_timeout_seconds in [tool.bookpress])"
        else:
            said = f"the kernel died here ({_death(self.manager)})"
        return self._failure(index, said, "")


def _death(manager: AsyncKernelManager) -> str:
    process = getattr(manager.provisioner, "process", None)
    status = process.poll() if process else None
    if status is None or status >= 0:
        return "it ended by itself" if status is None else f"exit status {status}"
    name = signal.Signals(-status).name
    return f"{name}; most often the machine had run out of memory" if name == "SIGKILL" else name


def _place(each: Pair, index: int, at: str = "") -> str:
    """File and line of a cell of the chapter, or of the text `at` in it."""
    cell = chapter.read(each.chapter).cells[index]
    line = cell.first
    if at:
        line += cell.source[: max(cell.source.find(at), 0)].count("\n")
    return f"{each.chapter}, line {line}"


def _short(trace: str, lines: int = 12) -> str:
    """The end of a traceback, without colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", trace).strip("\n").splitlines()
    kept = plain[-lines:]
    return textwrap.indent("\n".join((["…"] if len(plain) > lines else []) + kept), "    ")
