"""Runs inside a kernel, from before the first cell to after the last: what was imported and opened, and the effort.

`execute.py` sends this file's text with ROOT set, so that nothing of it shows among the notebook's names or imports.
`sys.modules["bookpress-recorder"].report()` answers in JSON. Left out: what the cells' own subprocesses do, and files
opened by C code, which raise no audit event.
"""

import json
import os
import resource
import sys
import types

ROOT = globals().get("ROOT", "")  # the book's folder with a separator at its end; files elsewhere are of no interest
_read: set[str] = set()
_written: set[str] = set()


def watch(event: str, arguments: tuple) -> None:
    if event != "open":
        return
    try:
        path, _, flags = arguments
        path = os.path.abspath(os.fsdecode(path))
    except (TypeError, ValueError):  # a file descriptor has no name
        return
    if path.startswith(ROOT):
        reading = flags & (os.O_WRONLY | os.O_RDWR) == 0
        (_read if reading else _written).add(path)


def effort_seconds() -> float:
    """CPU time of this process and of those it waited for, which another job on the machine hardly changes."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def report() -> str:
    imported = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen = {
        "imported": sorted(path for path in imported if isinstance(path, str) and path.startswith(ROOT)),
        "loaded": sorted({name.partition(".")[0] for name in list(sys.modules)}),
        "read": sorted(_read - _written),
        "seconds": effort_seconds() - _start,
        "peak_memory_bytes": peak if sys.platform == "darwin" else peak * 1024,
    }
    return json.dumps(seen)


_start = effort_seconds()
_self = types.ModuleType("bookpress-recorder")
_self.report = report
sys.modules[_self.__name__] = _self
sys.addaudithook(watch)
