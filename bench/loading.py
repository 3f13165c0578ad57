"""The paper's way of loading and running a model against `genai_book.load`, side by side in one run.

    python bench/loading.py                  the embedded models, seconds, no network
    python bench/loading.py --size real      gpt2 124 M, codegen-350M, Stable Diffusion 1.5 with random weights

The two ways take turns, round by round, so that whatever else the machine does falls on both; what is compared is the
ratio within a round. Peak memory is that of a process that does nothing else. Prints a table in Markdown.
"""

import argparse
import contextlib
import io
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import architectures

PROMPTS = {"text": "Once upon a time in a magical forest,", "code": "def add(a, b):"}
PICTURE = "a red circle left of a blue square"


@dataclass(frozen=True)
class Subject:
    """A model to compare the two ways on."""

    name: str
    task: str
    folder: Path  # as on the Hub
    prompt: str


@dataclass(frozen=True)
class Row:
    """One line of the table: the same quantity of both ways, round by round."""

    model: str
    quantity: str
    theirs: list[float]
    ours: list[float]
    less_is_better: bool = False

    @property
    def ratios(self) -> list[float]:
        """How many times better ours is, in each round."""
        pairs = zip(self.theirs, self.ours, strict=True)
        return [t / o if self.less_is_better else o / t for t, o in pairs]

    def __str__(self) -> str:
        theirs, ours = statistics.median(self.theirs), statistics.median(self.ours)
        ratios = self.ratios
        spread = f" ({min(ratios):.2f}-{max(ratios):.2f})" if len(ratios) > 1 else ""
        median = f"{statistics.median(ratios):.2f}{spread}"
        return f"| {self.model} | {self.quantity} | {theirs:,.3g} | {ours:,.3g} | {median} |"


def main(argv: list[str] | None = None) -> int:
    """Runs the comparison and prints its table; exit status 1 if the two ways wrote different tokens."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=("toy", "real"), default="toy", help="embedded models, or real architectures")
    parser.add_argument("--only", help="the one model to run, as the table names it")
    parser.add_argument("--device", help="cuda, xpu, mps or cpu (default: the fastest there is)")
    parser.add_argument("--dtype", help="of ours (default: what load picks; words are compared only in float32)")
    parser.add_argument("--fast", action="store_true", help="ours with load(..., fast=True)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=100, help="new tokens a run")
    parser.add_argument("--steps", type=int, default=50, help="steps of denoising a picture")
    parser.add_argument("--pixels", type=int, help="edge of the pictures (default: what the model was trained on)")
    parser.add_argument("--threads", type=int, help="of PyTorch on the CPU (default: its own choice)")
    parser.add_argument("--no-memory", action="store_true", help="leave out the processes that measure peak memory")
    parser.add_argument("--peak", choices=("theirs", "ours"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    import torch

    from genai_book import device as devices

    arguments.device = devices.pick(arguments.device or ("cpu" if arguments.size == "toy" else None))
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        subjects = _subjects(arguments, Path(scratch))
        if arguments.peak:
            print(json.dumps(_peak(subjects[0], arguments)))
            return 0
        rows, equal = [], True
        for subject in subjects:
            measure = _pictures if subject.task == "text-to-image" else _text
            found, same = measure(subject, arguments)
            rows += found
            equal = equal and same
            if not arguments.no_memory:
                rows += _memory(subject, arguments)
    print(_where(arguments))
    print("\n| model | quantity | paper's way | load | times better: median (range) |\n|---|---|---:|---:|---:|")
    print("\n".join(map(str, rows)))
    if not equal:
        print("The two ways wrote different tokens.", file=sys.stderr)
    return 0 if equal else 1


def _subjects(arguments: argparse.Namespace, scratch: Path) -> list[Subject]:
    from genai_book import catalogue

    if arguments.folder:  # of the process that measures memory
        task = "text-to-image" if (arguments.folder / "model_index.json").exists() else "text-generation"
        return [Subject(arguments.only, task, arguments.folder, "")]
    if arguments.size == "toy":
        every = [Subject(name, "text-generation", catalogue.WEIGHTS / name, text) for name, text in PROMPTS.items()]
        every.append(Subject("scenes", "text-to-image", catalogue.WEIGHTS / "scenes", PICTURE))
        for subject in every:
            if not subject.folder.exists():
                print(f"{subject.name} is left out: it has not been trained yet.", file=sys.stderr)
        return [one for one in every if one.folder.exists() and arguments.only in (None, one.name)]
    found = []
    for name in ("gpt2", "codegen-350M"):
        if arguments.only in (None, name):
            folder = architectures.save_text(name, scratch / name)
            found.append(Subject(name, "text-generation", folder, " ".join(f"t{7 * i}" for i in range(1, 33))))
    if arguments.only in (None, "sd-1.5"):
        found.append(Subject("sd-1.5", "text-to-image", architectures.save_stable_diffusion(scratch / "sd"), PICTURE))
    return found


def _theirs(subject: Subject, device: str) -> Any:
    """As the paper loads it; on a CPU in float32, as `load` does, for most float16 arithmetic is slow there."""
    import torch

    dtype = {"dtype": torch.float32} if device == "cpu" else {}
    if subject.task == "text-to-image":
        from diffusers import StableDiffusionPipeline

        pipe = StableDiffusionPipeline.from_pretrained(subject.folder, **dtype).to(device)
        pipe.set_progress_bar_config(disable=True)
        return pipe
    from transformers import pipeline

    return pipeline("text-generation", model=str(subject.folder), device=device, **dtype)


def _ours(subject: Subject, arguments: argparse.Namespace) -> Any:
    """Through `load`, to which the folder is given as an embedded model."""
    from genai_book import catalogue, load

    row = catalogue.find(subject.task)
    sibling = replace(row.embedded or catalogue.Embedded(subject.name), name=subject.folder.name)
    before = catalogue.ROWS, catalogue.WEIGHTS
    catalogue.ROWS, catalogue.WEIGHTS = (replace(row, embedded=sibling),), subject.folder.parent
    try:
        with contextlib.redirect_stdout(io.StringIO()) as line:
            chosen = {"device": arguments.device, "dtype": arguments.dtype, "fast": arguments.fast}
            loaded = load(subject.task, source="embedded", **chosen)
    finally:
        catalogue.ROWS, catalogue.WEIGHTS = before
    print(line.getvalue().strip(), file=sys.stderr)
    return loaded


def _text(subject: Subject, arguments: argparse.Namespace) -> tuple[list[Row], bool]:
    _theirs(subject, arguments.device)  # so that neither way pays for the imports
    load_theirs, theirs = _timed(lambda: _theirs(subject, arguments.device))
    load_ours, ours = _timed(lambda: _ours(subject, arguments))
    greedy = {"do_sample": False}
    expected = theirs(subject.prompt, max_new_tokens=arguments.tokens, **greedy)  # the first run warms up, too
    written = ours(subject.prompt, max_new_tokens=arguments.tokens, **greedy)
    # subtle: the pipeline loses the space between the prompt and the first of the random models' words.
    same = _words(written) == _words(expected) or ours.dtype != "float32"  # rounded otherwise, it may write otherwise
    ids = ours.tokenizer(subject.prompt, return_tensors="pt").input_ids.to(arguments.device)
    end = ours.model.config.eos_token_id
    limit = {"max_new_tokens": arguments.tokens, "pad_token_id": 0 if end is None else end}
    made = ours.model.generate(ids, do_sample=False, **limit).shape[1] - ids.shape[1]

    def pair(prompt: str | list[str], tokens: int) -> tuple[Callable[[], Any], Callable[[], Any]]:
        return (
            lambda: theirs(prompt, max_new_tokens=tokens, **greedy),
            lambda: ours(prompt, max_new_tokens=tokens, **greedy),
        )

    first, speed = _interleaved(arguments.rounds, [pair(subject.prompt, n) for n in (1, arguments.tokens)])
    batch = _interleaved(max(1, arguments.rounds // 2), [pair([subject.prompt] * 8, arguments.tokens)])[0]
    rows = [
        Row(subject.name, "seconds to load", [load_theirs], [load_ours], less_is_better=True),
        Row(subject.name, "milliseconds to the first token", *_scaled(first, 1000), less_is_better=True),
        Row(subject.name, "greedy tokens/s", *([made / s for s in way] for way in speed)),
        Row(subject.name, "greedy tokens/s, a list of 8 prompts", *([8 * made / s for s in way] for way in batch)),
    ]
    return rows, same


def _pictures(subject: Subject, arguments: argparse.Namespace) -> tuple[list[Row], bool]:
    load_theirs, theirs = _timed(lambda: _theirs(subject, arguments.device))
    load_ours, ours = _timed(lambda: _ours(subject, arguments))
    settings = {"num_inference_steps": arguments.steps, "height": arguments.pixels, "width": arguments.pixels}
    for way in (theirs, ours):
        way(subject.prompt, **{**settings, "num_inference_steps": 1})  # warms up
    pairs = [(lambda: theirs(subject.prompt, **settings), lambda: ours(subject.prompt, **settings))]
    taken = _interleaved(arguments.rounds, pairs)[0]
    rows = [
        Row(subject.name, "seconds to load", [load_theirs], [load_ours], less_is_better=True),
        Row(subject.name, f"images/s, {arguments.steps} steps", *([1 / s for s in way] for way in taken)),
    ]
    return rows, True  # the noise is drawn differently, so the pictures cannot be compared


def _interleaved(
    rounds: int, pairs: list[tuple[Callable[[], Any], Callable[[], Any]]]
) -> list[tuple[list[float], list[float]]]:
    """Seconds of each pair of ways, which take turns and change who begins."""
    taken: list[tuple[list[float], list[float]]] = [([], []) for _ in pairs]
    for i in range(rounds):
        for pair, kept in zip(pairs, taken, strict=True):
            for way in (0, 1) if i % 2 == 0 else (1, 0):
                kept[way].append(_timed(pair[way])[0])
    return taken


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    import torch

    start = time.perf_counter()
    result = work()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - start, result


def _words(answer: list[dict[str, str]]) -> str:
    return "".join(answer[0]["generated_text"].split())


def _scaled(ways: tuple[list[float], list[float]], factor: float) -> list[list[float]]:
    return [[factor * seconds for seconds in way] for way in ways]


def _memory(subject: Subject, arguments: argparse.Namespace) -> list[Row]:
    """Peak megabytes of a process each, which loads and runs once."""
    peaks = []
    for way in ("theirs", "ours"):
        command = [sys.executable, __file__, "--peak", way, "--folder", str(subject.folder), "--only", subject.name]
        command += ["--device", arguments.device, "--steps", "2", *(["--fast"] if arguments.fast else [])]
        command += ["--dtype", arguments.dtype] if arguments.dtype else []
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks.append(json.loads(done.stdout.splitlines()[-1]))
    return [
        Row(subject.name, f"peak megabytes of {where}", [peaks[0][where]], [peaks[1][where]], less_is_better=True)
        for where in peaks[0]
    ]


def _peak(subject: Subject, arguments: argparse.Namespace) -> dict[str, float]:
    import torch

    run = _theirs(subject, arguments.device) if arguments.peak == "theirs" else _ours(subject, arguments)
    if subject.task == "text-to-image":
        run(PICTURE, num_inference_steps=arguments.steps, height=arguments.pixels, width=arguments.pixels)
    else:
        run("t1 t2 t3 once", max_new_tokens=20, do_sample=False)
    peaks = {"the process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}
    if arguments.device.startswith("cuda"):
        peaks["the GPU"] = torch.cuda.max_memory_allocated() / 1e6
    return peaks


def _where(arguments: argparse.Namespace) -> str:
    import diffusers
    import torch
    import transformers

    from genai_book.doctor import hardware

    return (
        f"{hardware(arguments.device)}; torch {torch.__version__}, transformers {transformers.__version__}, diffusers "
        f"{diffusers.__version__}; {arguments.rounds} rounds, {arguments.tokens} tokens"
    )


if __name__ == "__main__":
    sys.exit(main())
