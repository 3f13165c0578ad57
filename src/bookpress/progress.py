"""Shows how far each chapter is: moving bars in a terminal, plain lines elsewhere."""

import sys
from contextlib import AbstractContextManager
from types import TracebackType


class Progress(AbstractContextManager):
    """One row for each chapter while it runs. Writes to stderr, so that a command's results can be piped."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._bars = None
        self._rows: dict[str, int] = {}
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bars = Bars(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> "Progress":
        if self._bars:
            self._bars.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bars:
            self._bars.stop()

    def start(self, name: str, steps: int) -> None:
        if self._bars:
            self._rows[name] = self._bars.add_task(name, total=steps)

    def advance(self, name: str) -> None:
        if self._bars:
            self._bars.advance(self._rows[name])

    def end(self, name: str, said: str) -> None:
        """`said` is what became of the chapter."""
        self._done += 1
        if self._bars and name in self._rows:
            self._bars.remove_task(self._rows.pop(name))
        self.say(f"[{self._done}/{self._total}] {name}: {said}")

    def say(self, line: str) -> None:
        if self._bars:
            self._bars.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr, flush=True)
