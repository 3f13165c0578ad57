"""The mean of several fine-tunings of one model: a model soup (Wortsman et al. 2022, arXiv:2203.05482).

What trainings with different settings have in common is kept, what each has by chance averages out, and the mean costs
no more to run than one of them. Here what is averaged is what low-rank adapters change: a mean of such changes has a
higher rank, and is rounded to a low one again by its largest singular values (Eckart and Young 1936).
"""

import json
import os
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

_A, _B = "lora_A", "lora_B"


def mean(adapters: list[Path], out: Path, rank: int) -> float:
    """Write the mean of peft's `adapters`, all of one shape, to the folder `out`, its changes rounded to `rank`.

    Matrices outside the adapters, such as a head's, are averaged as they are. Returns the least share, over all
    matrices, of a change's squares that the rounding kept. Values are stored in float16.
    """
    told = [json.loads((folder / "adapter_config.json").read_text("utf-8")) for folder in adapters]
    stored = [load_file(folder / "adapter_model.safetensors") for folder in adapters]
    made, least = {}, 1.0
    for name in stored[0]:
        if _A in name:
            other = name.replace(_A, _B)
            changes = [
                config["lora_alpha"] / config["r"] * weights[other].float() @ weights[name].float()
                for config, weights in zip(told, stored, strict=True)
            ]
            made[other], made[name], kept = rounded(torch.stack(changes).mean(0), rank)
            least = min(least, kept)
        elif _B not in name:
            made[name] = torch.stack([weights[name].float() for weights in stored]).mean(0)
    out.mkdir(parents=True, exist_ok=True)
    halves = {name: weight.half().contiguous() for name, weight in sorted(made.items())}
    save_file(halves, out / "adapter_model.safetensors", {"format": "pt"})
    config = told[0] | {"r": rank, "lora_alpha": rank, "lora_dropout": 0.0}
    (out / "adapter_config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + os.linesep)
    return least


def rounded(change: torch.Tensor, rank: int) -> tuple[torch.Tensor, torch.Tensor, float]:
    """The nearest product B A of rank `rank` to `change` (out, in): B (out, rank), A (rank, in), and the share of the
    squares of `change` that it keeps.
    """
    u, s, v = torch.linalg.svd(change, full_matrices=False)
    root = s[:rank].sqrt()
    return u[:, :rank] * root, root[:, None] * v[:rank], float(s[:rank].square().sum() / s.square().sum())
