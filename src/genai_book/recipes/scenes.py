"""The embedded text-to-image model: a Stable Diffusion of three million parameters that draws coloured shapes.

Three trainings: the autoencoder; the text encoder, which is asked what captions say; then the UNet and the text encoder
together on the autoencoder's latents.
"""

import base64
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKL, DDIMScheduler
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution

from genai_book.datasets.scenes import SIDE, Scene, fingerprint
from genai_book.recipes import checkpoint, scenes_about, scenes_measures, scenes_model, scenes_reading, trainer
from genai_book.recipes import publish as publisher
from genai_book.recipes.muon import ConvMuon
from genai_book.recipes.publish import smoothed
from genai_book.recipes.scenes_batches import LatentBatches, PictureBatches, encode, pictures
from genai_book.recipes.scenes_model import Painter
from genai_book.recipes.scenes_reading import CaptionBatches, Reader

PROMPTS = (
    "a red circle left of a blue square on a white background",
    "three green triangles on a black background",
    "A quantum computer in a futuristic lab",
)
about = scenes_about.about


@dataclass(frozen=True)
class Autoencoding:
    """The first training."""

    seed: int = 2026  # of the weights, the scenes and the noise
    steps: int = 2000  # optimiser steps; never more than the UNet's
    batch: int = 128  # pictures a step
    rate: float = 0.002  # peak rate of AdamW
    channels: tuple[int, ...] = (16, 32, 48)  # at 64 x 64, 32 x 32, 16 x 16 pixels
    latent_channels: int = 6  # more than Stable Diffusion's 4, for the edges of small shapes
    groups: int = 8  # of channels, in all group norms
    spread: float = 0.05  # standard deviation at which pixels (-1 to 1) are taken to be right
    divergence_weight: float = 0.1  # of the posterior's divergence from N(0, 1), beside the pixels' 1
    warmup_steps: int = 50  # of the rate, linear from almost nothing
    decay_fraction: float = 0.4  # last part of the training, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "no"  # of the loop; the convolutions take bfloat16 of themselves, a third faster

    @property
    def latent_shape(self) -> tuple[int, int, int]:
        """(C, H, W) of the latents of one picture."""
        side = SIDE // 2 ** (len(self.channels) - 1)
        return self.latent_channels, side, side


@dataclass(frozen=True)
class Reading:
    """The second training: of the text encoder, before the UNet's."""

    seed: int = 2026  # of the weights and the captions
    steps: int = 700  # optimiser steps; never more than the UNet's
    batch: int = 128  # captions a step
    muon_rate: float = 0.004  # peak rate of the matrices (Muon)
    adam_rate: float = 0.002  # peak rate of embeddings, norms, biases and the last layer (AdamW)
    decay: float = 0.01  # decoupled weight decay
    warmup_steps: int = 50  # of the rate, linear from almost nothing
    decay_fraction: float = 0.3  # last part of the training, in which the rate falls linearly to almost nothing
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "no"  # float32


@dataclass(frozen=True)
class Config:
    """Everything the run depends on, beside the code and the versions of the libraries."""

    autoencoder: Autoencoding = Autoencoding()  # the first training
    reading: Reading = Reading()  # the second training
    seed: int = 2026  # of the weights, the scenes and the noise
    steps: int = 10_000  # optimiser steps of UNet and text encoder
    batch: int = 256  # scenes a step of these
    scenes: int = 100_000  # different scenes; each is read several times, with other noise
    unet_channels: tuple[int, ...] = (48, 72, 96)  # at 16 x 16, 8 x 8 and, with attention, at 4 x 4
    time_width: int = 128  # channels of the embedded time
    text_width: int = 96  # channels of the text encoder; 4 heads of 24
    text_layers: int = 3
    muon_rate: float = 0.003  # peak rate of the matrices and kernels inside the networks (Muon)
    adam_rate: float = 0.0015  # peak rate of embeddings, first and last convolution, norms and biases (AdamW)
    decay: float = 0.01  # decoupled weight decay
    average: float = 0.9995  # decay of the moving average of the weights, which is what is shipped
    drop_fraction: float = 0.1  # captions emptied in training: what guidance is measured against
    more_middle: float = 0.5  # by how much the times crowd in the middle of the schedule; 0 = evenly spread
    groups: int = 8  # of channels, in all group norms
    warmup_steps: int = 200  # of the rate, linear from almost nothing
    decay_fraction: float = 0.4  # last part of the training, in which the rate falls linearly to almost nothing
    guidance: float = 2.0  # with which it is measured and, unless told otherwise, draws
    inference_steps: int = 10  # likewise; a divisor of the schedule's 1,000, which DDIM's strides assume
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "no"  # float32: at 16 x 16 bfloat16 gains nothing


def config(name: str = "scenes") -> Config:
    """The configuration of the recipe."""
    return Config()


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train the parts in three folders of `out`, write the pipeline to `out / "model"`, and return the loss of every
    step of the UNet: half the squared error of the velocity, which is its surprise in nats but for a constant.

    `steps` replaces `config.steps`. Raises what `trainer.fit` raises.
    """
    out = Path(out)
    config = replace(config, steps=steps) if steps else config
    first = replace(config.autoencoder, steps=min(config.steps, config.autoencoder.steps))
    trainer.start(first)
    drawn, asked = pictures(config.seed, min(config.scenes, config.steps * config.batch))
    vae, vae_past = train_autoencoder(first, drawn, out / "autoencoder", resume)
    latents = encode(vae, drawn)
    vae.register_to_config(scaling_factor=1 / latents.std().item())
    tok = scenes_model.tokenizer()
    ids = scenes_model.ids(tok, [scene.caption for scene in asked])
    second = replace(config.reading, steps=min(config.steps, config.reading.steps))
    reader, reader_past = train_reader(second, config, len(tok), ids, asked, out / "reading", resume)
    trainer.start(config)  # anew: the weights must not depend on where the trainings before were resumed
    painter = Painter(config, len(tok))
    painter.text_encoder.load_state_dict(reader.text_encoder.state_dict())
    schedule = scenes_model.scheduler()
    job = trainer.Job(
        recipe="scenes",
        config=config,
        model=painter,
        optimizers=optimizers(painter, config),
        batches=LatentBatches(
            config.seed,
            config.batch,
            latents * vae.config.scaling_factor,
            ids,
            scenes_model.ids(tok, [""]),
            config.drop_fraction,
            schedule.config.num_train_timesteps,
            config.more_middle,
        ),
        loss=lambda model, rows: velocity_loss(model, rows, schedule),
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
        average=config.average,
        compile=True,
    )
    folder = out / "unet"
    past = _fit(job, folder, resume and (folder / checkpoint.FILE).exists())
    past.seconds += vae_past.seconds + reader_past.seconds
    sampling = {"num_inference_steps": config.inference_steps, "guidance_scale": config.guidance}
    trainer.finish(config, past, out, lambda folder: scenes_model.save(painter, vae, tok, sampling, folder))
    return past.losses


def train_autoencoder(
    config: Autoencoding, drawn: torch.Tensor, out: Path, resume: bool
) -> tuple[AutoencoderKL, trainer.Past]:
    """The autoencoder of pictures (N, 3, H, W), its weights rounded to float16 as shipped, and its training."""
    vae = scenes_model.autoencoder(config)
    job = trainer.Job(
        recipe="scenes",
        config=config,
        model=Reconstruction(vae, config),
        optimizers=[torch.optim.AdamW(vae.parameters(), config.rate, weight_decay=0.0)],
        batches=PictureBatches(config.seed, config.batch, drawn, config.latent_shape),
        loss=lambda model, rows: (model(rows["pictures"], rows["noise"]), rows["pictures"].numel()),
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
    )
    past = _fit(job, out, resume)
    return vae.half().float().eval(), past


def train_reader(
    reading: Reading,
    config: Config,
    vocabulary: int,
    ids: torch.Tensor,
    asked: list[Scene],
    out: Path,
    resume: bool,
) -> tuple[Reader, trainer.Past]:
    """The text encoder of `config`, taught to say what captions `ids` (N, T) of `asked` put where."""
    trainer.start(reading)
    reader = Reader(scenes_model.text_encoder(config, vocabulary))
    job = trainer.Job(
        recipe="scenes",
        config=reading,
        model=reader,
        optimizers=optimizers(reader, reading),
        batches=CaptionBatches(reading.seed, reading.batch, ids, asked),
        loss=scenes_reading.loss,
        rate=lambda step: trainer.warm_hold_decay(step, reading.steps, reading.warmup_steps, reading.decay_fraction),
    )
    return reader, _fit(job, out, resume and (out / checkpoint.FILE).exists())


def _fit(job: trainer.Job, folder: Path, resume: bool) -> trainer.Past:
    """`trainer.fit` in a folder of the run's."""
    with trainer.part_of(folder.parent, folder):
        return trainer.fit(job, folder, resume)


class Reconstruction(torch.nn.Module):
    """The autoencoder with its loss (Kingma and Welling 2013): nats to tell the pixels, given a sample of the
    posterior and pixels that are right but for `spread`, and the posterior's divergence from N(0, 1).
    """

    def __init__(self, vae: AutoencoderKL, config: Autoencoding):
        super().__init__()
        self.vae = vae
        self.spread, self.divergence_weight = config.spread, config.divergence_weight

    def forward(self, drawn: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        """Sum of the loss of pictures (B, 3, H, W), with `noise` (B, C, H/4, W/4) for the sample."""
        # Here, because the precision of the loop can be set only once in a process, and the UNet's is float32.
        with torch.autocast(drawn.device.type, torch.bfloat16):
            moments = self.vae.encode(drawn).latent_dist.parameters
        posterior = DiagonalGaussianDistribution(moments.float())
        with torch.autocast(drawn.device.type, torch.bfloat16):
            again = self.vae.decode(posterior.mean + posterior.std * noise).sample
        squares = (again.float() - drawn).square().sum() / (2 * self.spread**2)
        return squares + self.divergence_weight * posterior.kl().sum()


def optimizers(model: torch.nn.Module, config: Config | Reading) -> list[torch.optim.Optimizer]:
    """Muon for what is inside the networks, AdamW for the rest: the same loss in some 60 % of AdamW's steps."""
    outside = ("embedding", "conv_in", "conv_out", "queries", "answer_")

    def inside(name: str, weight: torch.nn.Parameter) -> bool:
        return weight.ndim >= 2 and not any(part in name for part in outside)

    named = list(model.named_parameters())
    return [
        ConvMuon([weight for name, weight in named if inside(name, weight)], config.muon_rate, config.decay),
        torch.optim.AdamW([weight for name, weight in named if not inside(name, weight)], config.adam_rate),
    ]


def velocity_loss(
    model: torch.nn.Module, rows: dict[str, torch.Tensor], schedule: DDIMScheduler
) -> tuple[torch.Tensor, int]:
    """Half the squared error of the velocity √ᾱ ε - √(1-ᾱ) x₀ (Salimans and Ho 2022), summed, and how many numbers."""
    latents, noise, times = rows["latents"], rows["noise"], rows["times"]
    guess = model(schedule.add_noise(latents, noise, times), times, rows["ids"])
    velocity = schedule.get_velocity(latents, noise, times)
    return (guess.float() - velocity).square().sum() / 2, latents.numel()


def evaluate(weights: Path) -> dict[str, float]:
    """Prompt adherence on seen and unseen combinations and the autoencoder's faithfulness; see `scenes_measures`."""
    return scenes_measures.scores(scenes_model.load(weights), **sampling(weights))


def sampling(weights: Path) -> dict[str, Any]:
    """The steps and guidance that the model's own files name."""
    return json.loads((Path(weights) / "generation_config.json").read_text("utf-8"))


def publish(out: Path) -> dict[str, Any]:
    """Measure the model that `train` left in `out`, and put it with its manifest entry among the embedded models."""
    out = Path(out)
    run = json.loads((out / "run.json").read_text("utf-8"))
    config = _config(run["config"])
    pipeline = scenes_model.load(out / "model")
    parts = (pipeline.vae, pipeline.text_encoder, pipeline.unet)
    scores = evaluate(out / "model")
    facts = {
        "parameters": sum(parameter.numel() for part in parts for parameter in part.parameters()),
        "data_sha256": fingerprint(config.seed),
        "training": {
            "examples": config.steps * config.batch,
            "seconds": round(run["seconds"]),
            "losses_nats": smoothed(run["losses_nats"]),
        },
        "scores": scores,
        "samples": samples(out / "model"),
        "about": about(scores),
    }
    return publisher.publish("scenes", out / "model", config, facts)


def _config(stored: dict[str, Any]) -> Config:
    """The configuration that `run.json` holds."""

    def frozen(values: dict[str, Any]) -> dict[str, Any]:
        return {key: tuple(value) if isinstance(value, list) else value for key, value in values.items()}

    parts = {"autoencoder": Autoencoding(**frozen(stored["autoencoder"])), "reading": Reading(**stored["reading"])}
    return Config(**frozen(stored) | parts)


def samples(weights: Path) -> list[dict[str, str | int]]:
    """What the model draws for each prompt of the card with the seeds 0, 1 and 2: a fixed rule, so that none is
    chosen.
    """
    pipeline = scenes_model.load(weights)
    found: list[dict[str, str | int]] = []
    for prompt in PROMPTS:
        for seed in range(3):
            picture = pipeline(prompt, generator=torch.Generator().manual_seed(seed), **sampling(weights)).images[0]
            buffer = io.BytesIO()
            picture.save(buffer, "PNG")
            found.append({"prompt": prompt, "seed": seed, "png": base64.b64encode(buffer.getvalue()).decode()})
    return found
