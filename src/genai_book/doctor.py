"""`genai-book doctor`: what this machine can run and about how fast, and what to do where the book cannot run.

Speeds are estimates: two short measurements (a product of matrices, a long vector read) put into the rule that a token
costs one reading of the weights and a picture its multiplications.
"""

import ctypes
import os
import platform
import shutil
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from . import catalogue, memory, models
from . import device as devices
from .catalogue import Row
from .errors import CorruptFileError, GenaiBookError, NoEmbeddedModelError
from .memory import megabytes

MADE_WITH = {"torch": "2.13.0", "transformers": "5.23.0", "diffusers": "0.42.1"}  # as requirements.txt pins them
_LEAST_PYTHON = (3, 11)
_LEAST_MEMORY_BYTES = 1_500_000_000  # the libraries and the largest embedded model, with room for a chapter's data
_HUB_TIMEOUT_SECONDS = 3
_SMALL_STEPS = 250  # small operations from one token to the next in a model of twelve layers
_IN_MATRICES = 2 / 3  # of a language model's parameters, those that `quantize` rounds; the rest are embeddings
_OF_PEAK = 0.5  # what a real network reaches of the speed of one large product
_PICTURE_FLOPS = 50 * 2 * 0.8e12  # Stable Diffusion 1.5 at 512²: 50 steps, each with and without the prompt
_FORMS = ("float32", "bfloat16", "8bit", "4bit")


@dataclass(frozen=True)
class Device:
    """A device PyTorch can use, and what it did in two short measurements."""

    name: str  # as `load(..., device=)` takes it
    hardware: str
    dtype: str  # that `load` picks
    memory_total_bytes: int
    memory_free_bytes: int
    multiplied_flops: float  # operations a second in a product of two square matrices in `dtype`
    read_bytes: float  # a second, of a vector too long for any cache
    step_seconds: float  # of an operation so small that only starting it counts


@dataclass(frozen=True)
class Model:
    """A model of the catalogue on the fastest device."""

    task: str
    name: str
    embedded: str  # the small sibling: "ready", "none", or why it cannot be loaded
    on_hub: bool
    downloaded: bool
    fits: dict[str, int]  # form → bytes it needs, of the forms of the Hub's model that fit
    estimate: str  # of its speed in the first form that fits


@dataclass(frozen=True)
class Report:
    """All that was found; `problems` is empty where the book can run."""

    python: str
    system: str
    cores: int
    versions: dict[str, str]
    devices: list[Device]
    cache_folder: str
    cache_free_bytes: int
    hub: str
    models: list[Model]
    remarks: list[str]
    problems: list[str]


def examine() -> Report:
    """Looks at this machine for a few seconds; nothing is downloaded."""
    problems, remarks, versions = [], [], {}
    if tuple(map(int, platform.python_version_tuple()[:2])) < _LEAST_PYTHON:
        problems.append(f"Python {platform.python_version()} is older than 3.11: install a newer one.")
    for name, pinned in MADE_WITH.items():
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "missing"
            problems.append(f"{name} is not installed: `pip install {name}=={pinned}`.")
            continue
        if versions[name].partition("+")[0] != pinned:
            remarks.append(f"{name} is {versions[name]} and the book was made with {pinned}; outputs may differ.")
    found = _devices(remarks) if versions["torch"] != "missing" else []
    if found and found[-1].memory_free_bytes < _LEAST_MEMORY_BYTES:
        problems.append(
            f"{megabytes(found[-1].memory_free_bytes)} of memory are free and chapters take up to "
            f"{megabytes(_LEAST_MEMORY_BYTES)}: close other programs."
        )
    folder = devices.cache_folder()
    if found:
        rows = [_model(row, found[0]) for row in catalogue.ROWS]
        problems += [model.embedded for model in rows if model.embedded not in ("ready", "none")]
    return Report(
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        cores=_cores(),
        versions=versions,
        devices=found,
        cache_folder=str(folder),
        cache_free_bytes=_disk_free_bytes(folder),
        hub=_hub(),
        models=rows if found else [],
        remarks=remarks,
        problems=problems,
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return asdict(report)


def as_text(report: Report) -> str:
    """The report for a reader at a terminal."""
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    lines = [
        f"Python {report.python} on {report.system}, {report.cores} cores; {versions}",
        f"Downloads: {report.cache_folder}, {megabytes(report.cache_free_bytes)} free; the Hub {report.hub}",
        "",
    ]
    for device in report.devices:
        lines.append(
            f"{device.name}: {device.hardware}; {megabytes(device.memory_free_bytes)} of "
            f"{megabytes(device.memory_total_bytes)} free; {device.dtype}: multiplies "
            f"{device.multiplied_flops / 1e9:,.0f} GFLOP/s, reads {device.read_bytes / 1e9:,.0f} GB/s"
        )
    rows = [("model", "embedded sibling", f"from the Hub on {report.devices[0].name}" if report.devices else "", "")]
    for model in report.models:
        forms = ", ".join(f"{form} {megabytes(size)}" for form, size in model.fits.items())
        embedded = model.embedded if model.embedded in ("ready", "none") else "missing"
        hub = forms or ("does not fit" if model.on_hub else "only in the book")
        rows.append((model.name, embedded, hub, model.estimate))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines += ["", *("  ".join([*map(str.ljust, row, widths), row[3]]).rstrip() for row in rows)]
    lines += ["", "Speeds are estimates from what was measured above, one text or picture at a time.", ""]
    lines += [f"Note: {remark}" for remark in report.remarks]
    lines += [f"Problem: {problem}" for problem in report.problems]
    lines.append("The book cannot run here as it is." if report.problems else "The book can run here.")
    return "\n".join(lines)


def _devices(remarks: list[str]) -> list[Device]:
    found = []
    for name in devices.available():
        try:
            found.append(_device(name))
        except (GenaiBookError, RuntimeError, AssertionError) as error:  # a GPU that is there and does not work
            remarks.append(f"{name} is there but gave an error: {next(iter(str(error).splitlines()), error)}")
    return found


def _device(name: str) -> Device:
    import torch

    dtype = devices.pick_dtype(name)
    n = 1024 if name == "cpu" else 4096
    with torch.inference_mode():
        left, right = (torch.randn(n, n, device=name, dtype=getattr(torch, dtype)) for _ in range(2))
        multiply = _seconds(lambda: left @ right, name)
        long = torch.ones((1 if name == "cpu" else 4) * 2**26, device=name)  # 256 MB or 1 GB
        read = _seconds(long.sum, name)
        small = torch.ones(8, device=name)
        step = _seconds(lambda: [small.add_(1) for _ in range(100)], name) / 100
    return Device(
        name=name,
        hardware=hardware(name),
        dtype=dtype,
        memory_total_bytes=_total_bytes(name),
        memory_free_bytes=devices.free_memory_bytes(name),
        multiplied_flops=2 * n**3 / multiply,
        read_bytes=long.nbytes / read,
        step_seconds=step,
    )


def _seconds(work: Any, device: str, least_seconds: float = 0.3) -> float:
    """The shortest of the runs that fit into `least_seconds`, so that other programs disturb little."""
    import torch

    def run() -> float:
        start = time.perf_counter()
        work()
        if device != "cpu":
            getattr(torch, device.partition(":")[0]).synchronize()
        return time.perf_counter() - start

    run()  # the first is for warmth
    best, end = run(), time.perf_counter() + least_seconds
    while time.perf_counter() < end:
        best = min(best, run())
    return best


def hardware(name: str) -> str:
    """What a device is called, with its driver or its threads."""
    import torch

    if name == "cuda":
        built = f"CUDA {torch.version.cuda}" if torch.version.cuda else f"ROCm {torch.version.hip}"
        return f"{torch.cuda.device_count()} x {torch.cuda.get_device_name(0)} ({_driver()}PyTorch built for {built})"
    if name == "xpu":
        return f"{torch.xpu.device_count()} x {torch.xpu.get_device_name(0)}"
    if name == "mps":
        return f"Apple GPU, macOS {platform.mac_ver()[0]}"
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        model = next(line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    return f"{model}, {torch.get_num_threads()} threads, {torch.backends.cpu.get_cpu_capability()}"


def _driver() -> str:
    """The newest CUDA that the driver knows, asked of the driver itself; empty where it does not say."""
    number = ctypes.c_int()
    try:
        ctypes.CDLL("nvcuda.dll" if os.name == "nt" else "libcuda.so.1").cuDriverGetVersion(ctypes.byref(number))
    except (OSError, AttributeError):
        return ""
    return f"driver for CUDA {number.value // 1000}.{number.value % 1000 // 10}, " if number.value else ""


def _total_bytes(name: str) -> int:
    import torch

    if name == "cpu":
        import psutil

        return psutil.virtual_memory().total
    if name == "mps":
        return torch.mps.recommended_max_memory()
    return getattr(torch, name).mem_get_info()[1]


def _model(row: Row, device: Device) -> Model:
    from . import hub

    try:
        embedded = "ready" if row.embedded and models.embedded(row) else "none"
    except (NoEmbeddedModelError, CorruptFileError) as error:
        embedded = str(error)
    fits: dict[str, int] = {}
    if row.hub_id is not None:
        pictures = row.task == "text-to-image"
        sizes = {form: _needs(row, form) for form in _FORMS if not (pictures and form in memory.QUANTIZATIONS)}
        fits = {form: size for form, size in sizes.items() if size <= device.memory_free_bytes}
    return Model(
        task=row.task,
        name=row.name,
        embedded=embedded,
        on_hub=row.hub_id is not None,
        downloaded=row.revision is not None and hub.cached(row) is not None,
        fits=fits,
        estimate=_speed(row, device, fits),
    )


def _needs(row: Row, form: str) -> int:
    """Bytes of a model in a form, from the catalogue's estimates: its files may not be here to be read."""
    bits = memory.QUANTIZATIONS.get(form)
    size = devices.BYTES_OF_DTYPE.get(form, 2)
    matrices = row.parameters * _IN_MATRICES if bits else 0
    weights = (row.parameters - matrices) * size + (matrices * memory.BYTES_OF_WEIGHT[bits] if bits else 0)
    return round(weights) + row.working_bytes * size // 2


def _speed(row: Row, device: Device, fits: dict[str, int]) -> str:
    form = device.dtype if device.dtype in fits else next(iter(fits), None)
    if form is None:
        return ""
    if row.task == "text-to-image":
        seconds = _PICTURE_FLOPS / (device.multiplied_flops * _OF_PEAK)
        took = f"{seconds:.0f} s" if seconds < 600 else f"{seconds / 60:.0f} min"
        return f"about {took} a picture of 512² in {form}"
    if row.task != "text-generation":
        return ""
    weights = _needs(row, form) - row.working_bytes * devices.BYTES_OF_DTYPE.get(form, 2) // 2
    seconds = weights / device.read_bytes + _SMALL_STEPS * device.step_seconds
    return f"about {1 / seconds:,.0f} tokens/s in {form}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _disk_free_bytes(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _hub() -> str:
    address = devices.endpoint()
    if variable := devices.offline_by():
        return f"was not asked, because {variable} is set"
    try:
        request = urllib.request.Request(address, method="HEAD")
        with urllib.request.urlopen(request, timeout=_HUB_TIMEOUT_SECONDS):
            return f"answers ({address})"
    except urllib.error.HTTPError:  # an answer all the same
        return f"answers ({address})"
    except (OSError, ValueError):
        return f"does not answer ({address}): the embedded models need no network"
