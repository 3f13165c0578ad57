"""Exporting a model to ONNX, the format that other programs run, and proving that the file gives torch's numbers.

The file holds float32 weights and one function of its inputs: a language model maps ids (B, T) to logits (B, T, V)
without a cache, so that whoever runs it writes the loop. Left out: models that read one text and write another.
"""

import contextlib
import importlib
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import catalogue
from .errors import ExportError, MissingPackageError
from .models import load
from .writing import write_atomically

if TYPE_CHECKING:
    import torch

LARGEST_DIFFERENCE = 1e-4  # of an output number from torch's; both compute in float32 and add in another order
_LARGEST_BYTES = 2_000_000_000  # of one protobuf message, which a file is


@dataclass(frozen=True)
class _Part:
    """A network to be exported, with inputs to trace it by and inputs of other sizes to compare it with."""

    name: str  # of the file
    network: "torch.nn.Module"
    output: str  # its only one
    example: dict[str, "torch.Tensor"]  # subtle: two rows at least, because the tracer takes a size of 1 for a constant
    others: list[dict[str, "torch.Tensor"]]
    free: dict[str, dict[int, str]]  # input → axis → name of the axes that may have any size


def export(name: str, out: Path, source: str = "embedded") -> dict[Path, float]:
    """Writes a model of the catalogue as ONNX files into `out`: file → its largest absolute difference from torch.

    A file that differs by `LARGEST_DIFFERENCE` or more is not written. Raises UnknownModelError, MissingPackageError,
    ExportError, DiskFullError, and what `load` raises.
    """
    row = catalogue.find_name(name)
    if row.task not in _PARTS:
        raise ExportError(
            f"{name} does {row.task}, and only models for {', '.join(_PARTS)} can be exported. "
            "`genai-book list` names them."
        )
    for package in ("onnx", "onnxruntime", "onnxscript"):
        try:
            importlib.import_module(package)
        except ImportError as error:
            raise MissingPackageError(
                f"Exporting to ONNX needs the package {package}, which is not installed. Install what it takes with "
                "`pip install 'generative-ai-with-python[onnx]'`, or `pip install onnx onnxruntime onnxscript`, and "
                "run the command again."
            ) from error
    written = {}
    for part in _PARTS[row.task](name.rpartition("/")[2], load(row.task, row.name, source, "cpu", "float32")):
        data = _without_metadata(_traced(part))
        differences = [_difference(part, data, inputs) for inputs in (part.example, *part.others)]
        difference = max(differences)
        if not all(one < LARGEST_DIFFERENCE for one in differences):  # subtle: `max` overlooks a NaN
            raise ExportError(
                f"The ONNX form of {part.name} gives numbers that differ from torch's by {difference:.1e}, and less "
                f"than {LARGEST_DIFFERENCE:.0e} is asked for, so it was not written. The versions of torch and "
                "onnxruntime may not go together: `pip install -r requirements.txt` installs those that do."
            )
        path = out / f"{part.name}.onnx"
        write_atomically(path, data)
        written[path] = difference
    return written


def _text_parts(name: str, loaded: Any) -> list[_Part]:
    model = loaded.model
    context, vocabulary = model.config.max_position_embeddings, model.config.vocab_size

    def ids(batch: int, tokens: int) -> dict[str, "torch.Tensor"]:
        return {"input_ids": _counted(batch, tokens) % vocabulary}

    return [
        _Part(
            name,
            _calling(lambda input_ids: model(input_ids=input_ids, use_cache=False).logits, model),
            "logits",
            ids(2, 9),
            [ids(1, 1), ids(3, min(64, context))],
            {"input_ids": {0: "batch", 1: "tokens"}},
        )
    ]


def _encoder_parts(name: str, loaded: Any) -> list[_Part]:
    import torch

    model = loaded.model
    vocabulary = model.config.vocab_size

    def batch(rows: int, tokens: int, padding: int) -> dict[str, "torch.Tensor"]:
        mask = torch.ones(rows, tokens, dtype=torch.int64)
        mask[-1, tokens - padding :] = 0
        return {"input_ids": _counted(rows, tokens) % vocabulary, "attention_mask": mask}

    return [
        _Part(
            name,
            _calling(
                lambda input_ids, attention_mask: (
                    model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
                ),
                model,
            ),
            "last_hidden_state",
            batch(2, 9, 3),
            [batch(1, 5, 0), batch(3, 40, 20)],
            {"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"}},
        )
    ]


def _image_parts(name: str, loaded: Any) -> list[_Part]:
    """The three networks of a text-to-image pipeline; the sampler between them is a loop of plain arithmetic."""
    import torch

    pipeline = loaded.model
    text, unet, vae = pipeline.text_encoder, pipeline.unet, pipeline.vae
    side, channels, width = unet.config.sample_size, unet.config.in_channels, unet.config.cross_attention_dim
    tokens = text.config.max_position_embeddings

    def noise(*shape: int) -> "torch.Tensor":
        return torch.randn(*shape, generator=torch.Generator().manual_seed(0))

    def step(rows: int, timestep: int) -> dict[str, "torch.Tensor"]:
        return {
            "sample": noise(rows, channels, side, side),
            "timestep": torch.tensor(timestep),
            "encoder_hidden_states": noise(rows, tokens, width),
        }

    def ids(rows: int) -> dict[str, "torch.Tensor"]:
        return {"input_ids": _counted(rows, tokens) % text.config.vocab_size}

    return [
        _Part(
            f"{name}-text-encoder",
            _calling(lambda input_ids: text(input_ids=input_ids).last_hidden_state, text),
            "last_hidden_state",
            ids(2),
            [ids(1), ids(3)],
            {"input_ids": {0: "batch"}},
        ),
        _Part(
            f"{name}-unet",
            _calling(
                lambda sample, timestep, encoder_hidden_states: (
                    unet(sample, timestep, encoder_hidden_states=encoder_hidden_states).sample
                ),
                unet,
            ),
            "prediction",
            step(2, 500),
            [step(1, 1), step(3, 999)],
            {"sample": {0: "batch"}, "timestep": {}, "encoder_hidden_states": {0: "batch"}},
        ),
        _Part(
            f"{name}-decoder",
            _calling(lambda latents: vae.decode(latents).sample, vae),
            "image",
            {"latents": noise(2, channels, side, side)},
            [{"latents": noise(1, channels, side, side)}],
            {"latents": {0: "batch"}},
        ),
    ]


_PARTS = {"text-generation": _text_parts, "feature-extraction": _encoder_parts, "text-to-image": _image_parts}


def _calling(function: Any, *owners: "torch.nn.Module") -> "torch.nn.Module":
    """`function` as a module that owns the parameters it uses, with the names of its arguments."""
    import torch

    class Calling(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.owners = torch.nn.ModuleList(owners)

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            return function(*inputs)

    return Calling().eval()


def _counted(rows: int, tokens: int) -> "torch.Tensor":
    """Ids (B, T) that differ from place to place, the same in every run."""
    import torch

    return 7 + 13 * torch.arange(rows * tokens).reshape(rows, tokens)


def _traced(part: _Part) -> Any:
    import torch

    size = 4 * sum(parameter.numel() for parameter in part.network.parameters())
    if size > _LARGEST_BYTES:
        raise ExportError(
            f"{part.name} has {size / 1e9:.1f} GB of float32 weights, and one ONNX file holds at most "
            f"{_LARGEST_BYTES / 1e9:.0f} GB. Export its embedded sibling, or a smaller model."
        )
    dims = {axis: torch.export.Dim(axis) for axes in part.free.values() for axis in axes.values()}
    with torch.no_grad(), _quiet():
        program = torch.onnx.export(
            part.network,
            tuple(part.example.values()),
            dynamo=True,
            # subtle: one tuple inside a tuple, because forward takes *inputs
            dynamic_shapes=(
                tuple({axis: dims[name] for axis, name in part.free[one].items()} for one in part.example),
            ),
            input_names=list(part.example),
            output_names=[part.output],
            verbose=False,
        )
    return program.model_proto


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporter's remarks on operators that these models do not have, and on its own deprecations."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _without_metadata(model: Any) -> bytes:
    """The model's bytes without notes: the exporter writes a stack trace, with file paths, into every node."""
    for graph in _graphs(model.graph):
        for part in (graph, *graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
            part.ClearField("metadata_props")
            part.ClearField("doc_string")
    for function in model.functions:
        for part in (function, *function.node, *function.value_info):
            part.ClearField("metadata_props")
            part.ClearField("doc_string")
    model.ClearField("metadata_props")
    model.ClearField("doc_string")
    return model.SerializeToString(deterministic=True)


def _graphs(graph: Any) -> Iterator[Any]:
    """A graph and those inside its nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                yield from _graphs(inner)


def _difference(part: _Part, data: bytes, inputs: dict[str, "torch.Tensor"]) -> float:
    import onnxruntime
    import torch

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    (answer,) = session.run([part.output], {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = part.network(*inputs.values()).numpy()
    return float(abs(answer - expected).max())
