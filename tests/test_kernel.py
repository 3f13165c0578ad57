"""Kernels forked from a warm parent: the same as cold ones, quicker, and none is left behind."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from jupyter_client.manager import KernelManager

import foreign
from bookpress import kernel
from bookpress.errors import ExecutionError
from bookpress.kernel import warm_kernels
from bookpress.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return foreign.book(tmp_path)


class Kernel:
    """A started kernel that prints what it is asked."""

    def __init__(self, name: str, folder: Path) -> None:
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel(cwd=str(folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def says(self, code: str) -> str:
        texts: list[str] = []

        def collect(message: dict) -> None:
            content = message["content"]
            texts.append(content.get("text") or " ".join(content.get("traceback", content.get("data", []))))

        self.client.execute_interactive(code, output_hook=collect, timeout=60)
        return "".join(filter(None, texts)).strip()

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@contextmanager
def started(name: str, folder: Path) -> Iterator[Kernel]:
    each = Kernel(name, folder)
    try:
        yield each
    finally:
        each.close()


def test_a_fork_is_ready_and_like_a_cold_kernel(settings: Settings) -> None:
    facts = textwrap.dedent(
        """
        import os, sys, time
        print(os.getcwd(), sys.path, sys.argv[0], os.environ["BREAD_UNITS"], time.tzname, hash("bread"))
        print(__name__, os.getpgid(0) == os.getpid(), "bookpress" in sys.modules)
        """
    )
    draw = "import random, numpy; print(random.random(), numpy.random.rand())"
    with warm_kernels(replace(settings, preload=("yaml", "numpy"))) as name, started(name, settings.notebooks) as each:
        assert each.says("import sys; print('yaml' in sys.modules)") == "True"
        warm = each.says(facts)
        with started(name, settings.notebooks) as other:
            [a, b], [c, d] = each.says(draw).split(), other.says(draw).split()
            assert a != c, "forks must not share a random state"
            assert b != d
    with warm_kernels(settings, warm=False) as name, started(name, settings.notebooks) as each:
        assert each.says("import sys; print('yaml' in sys.modules)") == "False"
        assert each.says(facts) == warm
    assert warm.endswith("__main__ True False")
    assert "UTC" in warm
    assert "grams" in warm


def test_no_port_is_taken_that_another_kernel_could_take_first(settings: Settings) -> None:
    with warm_kernels(settings) as name, started(name, settings.notebooks) as each:
        assert each.manager.transport == "ipc"
        assert each.says("print('heard')") == "heard"


def test_figures_appear_although_matplotlib_was_imported_before_there_was_a_shell(settings: Settings) -> None:
    preload = ("matplotlib.pyplot", "matplotlib_inline.backend_inline")
    with warm_kernels(replace(settings, preload=preload)) as name, started(name, settings.notebooks) as each:
        assert "image/png" in each.says("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")


def test_what_a_preloaded_module_logs_reaches_the_cell(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "loud.py").write_text(
        "import logging\nlog = logging.getLogger()\nlog.addHandler(logging.StreamHandler())"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with warm_kernels(replace(settings, preload=("loud",))) as name, started(name, settings.notebooks) as each:
        assert each.says("import loud; loud.log.warning('hot')") == "hot"
        assert each.says("import sys; print(sys.stderr.isatty())") == "False"


def test_a_kernel_can_be_interrupted_and_its_death_is_seen(settings: Settings) -> None:
    with warm_kernels(settings) as name, started(name, settings.notebooks) as each:
        # subtle: after an error a kernel aborts requests that come too soon, unless the failing one said otherwise.
        busy = each.client.execute("import time\ntime.sleep(60)", stop_on_error=False)
        time.sleep(0.3)
        each.manager.interrupt_kernel()
        reply = each.client.get_shell_msg(timeout=20)
        while reply["parent_header"]["msg_id"] != busy:
            reply = each.client.get_shell_msg(timeout=20)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        each.client.execute("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
        until(lambda: not each.manager.is_alive())
        assert each.manager.provisioner is not None


def test_another_process_uses_the_same_parent(settings: Settings) -> None:
    code = (
        "from jupyter_client.manager import start_new_kernel as start\n"
        "manager, client = start(kernel_name='bookpress')\n"
        "print(type(manager.provisioner.process).__name__)\n"
        "client.stop_channels(); manager.shutdown_kernel(now=True)"
    )
    with warm_kernels(settings):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "ForkedKernel"


def test_nothing_is_left(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "/somewhere")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with warm_kernels(settings) as name:
        assert os.environ["JUPYTER_PATH"].endswith(f"{os.pathsep}/somewhere")
        each = Kernel(name, settings.notebooks)
        process = psutil.Process(each.manager.provisioner.pid)
        parent = process.parent()
        assert parent is not None
    until(lambda: not process.is_running() and not parent.is_running())
    assert os.environ["JUPYTER_PATH"] == "/somewhere"
    assert not list(tmp_path.glob("bookpress-*"))
    assert not each.manager.is_alive()
    each.client.stop_channels()
    each.manager.cleanup_resources()


@pytest.mark.parametrize("warm", [True, False])
def test_kernels_end_with_a_process_that_was_killed(settings: Settings, warm: bool) -> None:
    code = (
        "import os, signal\n"
        "from bookpress.settings import Settings\n"
        "from bookpress.kernel import warm_kernels\n"
        "from jupyter_client.manager import start_new_kernel as start\n"
        f"with warm_kernels(Settings.find(), warm={warm}) as name:\n"
        "    manager, client = start(kernel_name=name)\n"
        "    print(manager.provisioner.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=settings.root, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    kernel_id = int(done.stdout)
    until(lambda: not psutil.pid_exists(kernel_id))


def test_cold_start_when_the_parent_cannot_import(settings: Settings, capfd: pytest.CaptureFixture) -> None:
    lost = replace(settings, preload=("no_such_module",))
    with warm_kernels(lost) as name, started(name, settings.notebooks) as each:
        assert type(each.manager.provisioner.process) is subprocess.Popen
        assert each.says("print(6 * 7)") == "42"
    assert "no warm kernels, for no_such_module cannot be imported" in capfd.readouterr().err


def test_cold_start_in_a_folder_whose_name_is_too_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with warm_kernels(settings) as name:
        assert KernelManager(kernel_name=name).kernel_spec.metadata == {}
    assert "no warm kernels (AF_UNIX path too long); starting cold" in capfd.readouterr().err


def test_no_room_for_kernels(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(prefix: str) -> str:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.mkdtemp", full)
    with pytest.raises(ExecutionError, match=r"\(No space left on device\)\. Make room"), warm_kernels(settings):
        pass


def test_cold_start_where_forking_is_unsafe(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "can_fork", lambda: False)
    with warm_kernels(settings) as name:
        assert KernelManager(kernel_name=name).kernel_spec.metadata == {}


def until(condition, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
