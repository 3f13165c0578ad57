"""The warm parent of kernels: imports the book's slow modules once, then forks a ready kernel for each notebook.

Run as a script by `kernel.py` with its listening Unix socket and the names of the modules as arguments. It imports and
never computes, so that every fork starts from the same state as a cold kernel. Each connection to the socket is one
kernel: a request `{"argv": …, "cwd": …, "env": …}` is answered by `{"pid": …}`, and by `{"exit": …}` when the kernel
has ended; the end of the connection kills the kernel, the end of standard input ends the server and every kernel.

subtle: nothing of bookpress is imported here, for what a kernel finds imported is recorded as what its notebook needs.
"""

import contextlib
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import time


class Present:
    """Stands for the stdout or stderr of the moment.

    subtle: a logging handler made by an import keeps the stream it found; in the forks its text must reach the cell.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        now = getattr(sys, self._name)
        return getattr(getattr(sys, f"__{self._name}__") if now is self else now, attribute)

    def isatty(self) -> bool:
        return False  # as in a kernel, wherever bookpress was started


class Server:
    """One loop over the listening socket, the open connections, ended children and standard input."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.kernels: dict[int, socket.socket] = {}  # process id → its connection
        self.ended, wake = socket.socketpair()
        self.wake = wake
        for end in (self.ended, wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self.connect)
        self.selector.register(self.ended, selectors.EVENT_READ, self.reap)
        self.selector.register(sys.stdin, selectors.EVENT_READ, self.stop)

    def loop(self) -> None:
        while True:
            for key, _ in self.selector.select():
                key.data(key.fileobj)

    def connect(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        self.selector.register(connection, selectors.EVENT_READ, self.fork)

    def fork(self, connection: socket.socket) -> None:
        with connection.makefile("r", encoding="utf-8") as reader:
            line = reader.readline()
        self.selector.unregister(connection)
        if not line.endswith("\n"):
            connection.close()
            return
        request = json.loads(line)
        process = os.fork()
        if process == 0:
            self.become_kernel(request, connection)
        # Both sides set the group, for either may be first to need it.
        with contextlib.suppress(OSError):
            os.setpgid(process, process)
        self.kernels[process] = connection
        self.selector.register(connection, selectors.EVENT_READ, lambda _: self.abandon(process))
        self.tell(connection, {"pid": process})

    def reap(self, ended: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            ended.recv(4096)
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process == 0:
                return
            if connection := self.kernels.pop(process, None):
                self.tell(connection, {"exit": os.waitstatus_to_exitcode(status)})
                self.selector.unregister(connection)
                connection.close()

    def abandon(self, process: int) -> None:
        """Whoever asked for the kernel is gone."""
        connection = self.kernels.pop(process)
        self.selector.unregister(connection)
        connection.close()
        kill_group(process)

    def stop(self, _) -> None:
        for process in self.kernels:
            kill_group(process)
        os._exit(0)

    @staticmethod
    def tell(connection: socket.socket, message: dict) -> None:
        with contextlib.suppress(OSError):
            connection.sendall(json.dumps(message).encode() + b"\n")

    def become_kernel(self, request: dict, connection: socket.socket) -> None:
        """The child's side of the fork; does not return."""
        status = 1
        try:
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.selector.close()
            for held in (self.listener, self.ended, self.wake, connection, *self.kernels.values()):
                held.close()
            with open(os.devnull) as nothing:
                os.dup2(nothing.fileno(), 0)
            server = os.getppid()
            os.environ.clear()
            os.environ.update(request["env"])
            time.tzset()
            os.chdir(request["cwd"])
            reseed()
            run_kernel(request["argv"], server)
            status = 0
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        finally:
            with contextlib.suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            # subtle: leaving any other way would go on with the server's loop in the child.
            os._exit(status)


def kill_group(process: int) -> None:
    with contextlib.suppress(OSError):
        os.killpg(process, signal.SIGKILL)


def reseed() -> None:
    """Gives the child a random state of its own, as a cold start would: an unseeded cell must not look repeatable."""
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    if torch := sys.modules.get("torch"):
        torch.seed()


def run_kernel(argv: list[str], server: int) -> None:
    import ipykernel_launcher
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = [ipykernel_launcher.__file__, *argv]
    # subtle: ipykernel's own log looks into the stream it finds here; what imports have kept stays a Present.
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    if backend := sys.modules.get("matplotlib_inline.backend_inline"):
        # It hooks into the shell when it is imported, and there was no shell then.
        del sys.modules[backend.__name__]
    IPKernelApp.launch_instance(argv=argv, parent_handle=server)


def main() -> None:
    del sys.path[0]  # this script's folder; ipykernel's launcher does the same
    listener = socket.socket(fileno=int(sys.argv[1]))
    listener.set_inheritable(False)
    sys.stdout, sys.stderr = Present("stdout"), Present("stderr")
    for name in ("ipykernel_launcher", "ipykernel.kernelapp", *sys.argv[2:]):
        try:
            importlib.import_module(name)
        except Exception as error:
            said = f"bookpress: no warm kernels, for {name} cannot be imported ({error}); starting cold."
            print(said, file=sys.stderr)
            return
    gc.collect()
    gc.freeze()  # the collector would otherwise touch, and so copy, every page the forks share
    Server(listener).loop()


if __name__ == "__main__":
    main()
