"""What the recipes of language models share: the files of a model, loading it again, and the samples of its card."""

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, GenerationConfig, PreTrainedModel, PreTrainedTokenizerFast
from transformers.utils import logging


def save(model: PreTrainedModel, tok: Tokenizer, folder: Path, **tokenizer_settings: Any) -> None:
    """Write config, generation config, float16 safetensors and tokenizer files."""
    folder.mkdir(parents=True, exist_ok=True)
    half = type(model)(model.config).half()
    half.load_state_dict(model.state_dict())
    half.config.dtype = torch.float16
    # Only `generate` needs the padding token: in the model's own config it would make every forward pass warn of a
    # missing mask.
    end = half.config.eos_token_id
    half.generation_config = GenerationConfig(bos_token_id=end, eos_token_id=end, pad_token_id=end)
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()
    half.save_pretrained(folder)
    logging.set_verbosity(verbosity)
    mark = tok.id_to_token(end)
    PreTrainedTokenizerFast(
        tokenizer_object=tok,
        bos_token=mark,
        eos_token=mark,
        pad_token=mark,
        model_max_length=model.config.n_positions,
        clean_up_tokenization_spaces=False,
        **tokenizer_settings,
    ).save_pretrained(folder)


def load(folder: Path) -> tuple[PreTrainedModel, Tokenizer]:
    """The model in float32 and its tokenizer."""
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, local_files_only=True).eval()
    return model, Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))


def samples(weights: Path, prompts: tuple[str, ...], new_tokens: int) -> list[dict[str, str | int]]:
    """What the model writes for each prompt with the seeds 0, 1 and 2 at temperature 0.7: nothing chosen."""
    model, tok = load(weights)
    found: list[dict[str, str | int]] = []
    for prompt in prompts:
        ids = torch.tensor([tok.encode(prompt).ids])
        for seed in range(3):
            torch.manual_seed(seed)
            with torch.no_grad():
                answer = model.generate(
                    ids,
                    attention_mask=torch.ones_like(ids),
                    do_sample=True,
                    temperature=0.7,
                    top_k=0,
                    max_new_tokens=new_tokens,
                )
            text = tok.decode(answer[0].tolist(), skip_special_tokens=True)
            found.append({"prompt": prompt, "seed": seed, "text": text})
    return found
