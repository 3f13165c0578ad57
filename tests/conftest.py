"""Every test runs without a network, with its caches in a folder of its own."""

import asyncio
import gc
import os
import signal
import tempfile
import time
import weakref
from collections.abc import Iterator

import pytest

# subtle: libraries read these when they are imported, so they are set before any test module is.
_caches = tempfile.mkdtemp(prefix="genai-book-tests-")
for variable in ("HF_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR", "GENAI_BOOK_CACHE"):
    os.environ[variable] = os.path.join(_caches, variable.lower())
    os.makedirs(os.environ[variable], exist_ok=True)
# subtle: a process started in the background of a script ignores Ctrl-C, and so do all its children; tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# On GitHub the repository's name is in the environment; the tests say themselves when it is known.
os.environ.pop("GITHUB_REPOSITORY", None)
os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


_gradios: weakref.WeakSet[asyncio.BaseEventLoop] = weakref.WeakSet()  # event loops that it made


@pytest.fixture
def gradio_is_swept_up() -> Iterator[None]:
    """For tests that import Gradio, which leaves event loops with their sockets to the garbage collector: they are
    closed here, where the test forgives them, and do not come to light in the middle of another one.
    """
    before = {id(loop) for loop in _event_loops()}
    yield
    _gradios.update(loop for loop in _event_loops() if id(loop) not in before)
    end = time.monotonic() + 1  # second, for a server's thread that is about to end; the next sweep meets it again
    while any(loop.is_running() for loop in _gradios) and time.monotonic() < end:
        time.sleep(0.05)
    for loop in list(_gradios):
        if not loop.is_running():
            loop.close()
    gc.collect()


def _event_loops() -> list[asyncio.BaseEventLoop]:
    # By type: isinstance would ask proxies, which answer by importing what they stand for.
    return [each for each in gc.get_objects() if issubclass(type(each), asyncio.BaseEventLoop) and not each.is_closed()]


def pytest_runtest_setup(item: pytest.Item) -> None:
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
