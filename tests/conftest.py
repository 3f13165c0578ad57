"""Every test runs without a network, with its caches in a folder of its own."""

import gc
import os
import signal
import tempfile
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


@pytest.fixture
def gradio_is_swept_up() -> Iterator[None]:
    """For tests that import Gradio, which leaves event loops and sockets to the garbage collector: it comes here, where
    the test forgives them, and not in the middle of another test."""
    yield
    gc.collect()


def pytest_runtest_setup(item: pytest.Item) -> None:
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
