"""Kernels that start in a fraction of a second: forked from one parent that has already imported the slow modules.

`warm_kernels` is used around anything that starts kernels by name: nbclient here, nbval in other processes. Nothing is
installed: the kernel lives in a temporary folder that JUPYTER_PATH names.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode

from .errors import ExecutionError
from .settings import Settings

NAME = "bookpress"  # of the kernel; what `warm_kernels` yields
# The same on every machine, so that an output never depends on where it was made.
FIXED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
_LONGEST_SOCKET = 95  # characters; the system allows 104 or more, and the channel's number is added
# No history in the home folder, and no warning that a kernel on this machine talks to it unencrypted.
KERNEL_OPTIONS = ("--HistoryManager.enabled=False", "--log-level=ERROR")


@contextmanager
def warm_kernels(settings: Settings, environment: Mapping[str, str] | None = None, warm: bool = True) -> Iterator[str]:
    """Name of a kernel that this process and those it starts may use until the block ends.

    `environment` is added to the kernels' own. Kernels start cold where processes cannot be forked safely, where the
    parent cannot import its modules, or when `warm` is false. No process and no file outlives the block, nor the
    process that entered it. subtle: libraries read some variables, OMP_NUM_THREADS among them, when they are imported,
    which for a warm kernel is before this function returns: set them before the block or in `environment`.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="bookpress-"))
    except OSError as error:
        raise ExecutionError(
            f"No kernel can be set up in {tempfile.gettempdir()} ({error.strerror}). Make room there, or name another "
            "folder in TMPDIR, and run the command again."
        ) from error
    variables = kernel_environment(settings, folder) | dict(environment or {})
    outside = {name: os.environ.get(name) for name in ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR")}
    parent = None
    try:
        address = ""
        if warm and can_fork():
            try:
                parent = _start_parent(str(folder / "s"), settings.preload, variables)
                address = str(folder / "s")
            except OSError as error:  # such as a TMPDIR whose path is too long for a Unix socket
                print(f"bookpress: no warm kernels ({error}); starting cold.", file=sys.stderr)
        _write_kernelspec(folder, variables, address)
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(folder), outside["JUPYTER_PATH"]]))
        os.environ["JUPYTER_RUNTIME_DIR"] = str(folder / "runtime")
        yield NAME
    finally:
        for name, value in outside.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if parent:
            _stop_parent(parent)
        shutil.rmtree(folder, ignore_errors=True)


def can_fork() -> bool:
    """Whether a process that has imported much may be forked here: Apple's frameworks abort in forked children."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def kernel_environment(settings: Settings, folder: Path) -> dict[str, str]:
    """What every kernel's environment is set to. `folder` takes what IPython would write into the home folder."""
    paths = [*map(str, settings.source), os.environ.get("PYTHONPATH", "")]
    return {
        **FIXED,
        "IPYTHONDIR": str(folder / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        **settings.environment,
    }


def _start_parent(address: str, preload: tuple[str, ...], variables: dict[str, str]) -> subprocess.Popen:
    """The server gets the socket already listening: who asks for a kernel early waits for its imports, not for it."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        script = Path(__file__).with_name("forkserver.py")
        return subprocess.Popen(
            [sys.executable, str(script), str(listener.fileno()), *preload],
            env=os.environ | variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )


def _stop_parent(parent: subprocess.Popen) -> None:
    parent.stdin.close()
    try:
        parent.wait(timeout=2)
    except subprocess.TimeoutExpired:  # still importing, so it has no kernels
        parent.kill()
        parent.wait()


def _write_kernelspec(folder: Path, variables: dict[str, str], address: str) -> None:
    spec: dict[str, Any] = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *KERNEL_OPTIONS],
        "display_name": "Python 3 (bookpress)",
        "language": "python",
        # jupyter_client fills in $names here.
        "env": {name: value.replace("$", "$$") for name, value in variables.items()},
    }
    if address:
        provisioner = {"provisioner_name": "bookpress-warm", "config": {"address": address}}
        spec["metadata"] = {"kernel_provisioner": provisioner}
    place = folder / "kernels" / NAME
    place.mkdir(parents=True)
    (folder / "runtime").mkdir()
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by asking the warm parent for a fork; starts it cold when the parent does not answer."""

    address = Unicode(help="Path of the parent's Unix socket")

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Lets the kernel's channels be Unix sockets beside the parent's.

        subtle: a free TCP port is free only until somebody takes it, and between this process finding it and the
        kernel binding it another kernel or client now and then does.
        """
        place = str(Path(self.address).with_name(uuid.uuid4().hex[:8]))
        if len(place) < _LONGEST_SOCKET:
            self.parent.transport, self.parent.ip = "ipc", place
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        launcher = cmd.index("ipykernel_launcher")
        request = {
            "argv": cmd[launcher + 1 :],
            "cwd": str(kwargs.get("cwd") or Path.cwd()),
            "env": dict(kwargs["env"]),
        }
        try:
            # The answer may take as long as the imports; others in this loop go on meanwhile.
            self.process = await asyncio.to_thread(ForkedKernel, self.address, request)
        except (OSError, ValueError):
            return await super().launch_kernel(cmd, **kwargs)
        self.pid = self.pgid = self.process.pid
        self.cwd = request["cwd"]
        return self.connection_info


class ForkedKernel:
    """A kernel that is another process's child, with as much of Popen as a LocalProvisioner needs."""

    stdin = stdout = stderr = None

    def __init__(self, address: str, request: dict) -> None:
        self.returncode: int | None = None
        self._connection = socket.socket(socket.AF_UNIX)
        try:
            self._connection.connect(address)
            self._connection.sendall(json.dumps(request).encode() + b"\n")
            first = b""
            while b"\n" not in first:
                if not (said := self._connection.recv(4096)):
                    raise ConnectionResetError("the warm parent has ended")
                first += said
            line, _, self._said = first.partition(b"\n")
            self.pid = json.loads(line)["pid"]
        except BaseException:
            self._connection.close()
            raise
        self._connection.setblocking(False)

    def poll(self) -> int | None:
        if self.returncode is None:
            try:
                said = self._connection.recv(4096)
            except BlockingIOError:
                return None
            self._said += said
            # Without a last word the parent is gone, and it takes its kernels with it.
            self.returncode = json.loads(self._said)["exit"] if self._said.endswith(b"\n") else -signal.SIGKILL
            self._connection.close()
        return self.returncode

    def wait(self) -> int:
        """Called when `poll` has seen the end."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
