"""Translating text: the object that `load("translation")` returns, called like the former Transformers pipeline.

It takes the likeliest next token each time; what it adds to the library's `generate` is the alignment of a translation
with its source, and errors that say what to change.
"""

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import PromptError, PromptTypeError, SettingError
from .loaded import Loaded

if TYPE_CHECKING:
    import numpy as np
    import torch

_BATCH = 32  # texts at once: past this, two cores gain nothing


@dataclass(frozen=True)
class Alignment:
    """Which source tokens the decoder looked at when it wrote each target token."""

    source: list[str]  # S tokens, the mark at the end counted
    target: list[str]  # T tokens, as far as the model wrote them
    weights: "np.ndarray"  # float32 (T, S): row t is a_t, which sums to 1


class Translator(Loaded):
    """Translates texts; see `__call__` and `alignment`. The model is an encoder-decoder of Transformers."""

    def __call__(self, texts: str | list[str], max_new_tokens: int | None = None) -> list[dict[str, str]]:
        """Translates a text or each of a list of texts: `[{"translation_text": ...}, ...]`.

        The likeliest token is taken each time, up to `max_new_tokens` of them, or as many as the model can write. The
        texts of a list are padded to one length and run together. Raises PromptError, PromptTypeError, SettingError,
        UnloadedError.
        """
        checked, limit = _checked(texts), self._limit(max_new_tokens)
        encoded = [self._encode(text) for text in checked]  # every text is checked before any is run
        answers = [""] * len(checked)
        order = sorted(range(len(checked)), key=lambda i: len(encoded[i]))  # so that little of a batch is padding
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            written = self._write(self._padded([encoded[i] for i in rows]), limit)
            for i, ids in zip(rows, written.tolist(), strict=True):
                answers[i] = self.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return [{"translation_text": answer} for answer in answers]

    def alignment(self, text: str, max_new_tokens: int | None = None) -> Alignment:
        """Translates `text` and says for each token of the translation where in the text the decoder looked.

        The weights of a transformer's cross-attention (Vaswani et al. 2017, arXiv:1706.03762, section 3.2.3), the mean
        of all its layers and heads; those of a recurrent network's attention as they are. Raises as a call does, and
        SettingError for a model that has no attention.
        """
        import numpy as np

        (checked,), limit = _checked([text]), self._limit(max_new_tokens)
        source = self._padded([self._encode(checked)])
        target, weights = self._aligned(source, limit)
        return Alignment(
            self._pieces(source[0]), self._pieces(target), weights.float().cpu().numpy().astype(np.float32)
        )

    def _write(self, source: "torch.Tensor", limit: int) -> "torch.Tensor":
        """Tokens (B, T) for those of `source` (B, S)."""
        import torch

        config = copy.deepcopy(self.model.generation_config)
        # Not max_new_tokens: a repository's own max_length would make the library warn of two limits.
        config.update(max_length=1 + limit, num_beams=1, do_sample=False)
        with torch.inference_mode():
            return self.model.generate(source, attention_mask=self._mask(source), generation_config=config)

    def _aligned(self, source: "torch.Tensor", limit: int) -> tuple["torch.Tensor", "torch.Tensor"]:
        """Tokens (T,) and their weights (T, S) for a `source` (1, S)."""
        import torch

        written = self._write(source, limit)  # (1, 1 + T), from the starting token on
        kernel = self.model.config._attn_implementation
        self.model.set_attn_implementation("eager")  # the fused kernels never have the weights
        try:
            with torch.inference_mode():
                layers = self.model(
                    input_ids=source,
                    attention_mask=self._mask(source),
                    decoder_input_ids=written[:, :-1],
                    use_cache=False,
                    output_attentions=True,
                ).cross_attentions  # a tensor (1, H, T, S) for each layer
        finally:
            self.model.set_attn_implementation(kernel)
        return written[0, 1:], torch.stack(layers).mean(dim=(0, 2))[0]

    @property
    def longest(self) -> int:
        """Tokens that the model reads at most, and writes, the one it starts with counted."""
        return self.model.config.max_position_embeddings

    def _encode(self, text: str) -> list[int]:
        # subtle: the tokenizer warns about its own idea of the maximal length; the check below is the one that counts.
        ids = self.tokenizer(text, verbose=False).input_ids
        if len(ids) > self.longest:
            raise PromptError(
                f"The text {text[:40]!r} has {len(ids)} tokens, and {self.name} reads at most {self.longest}. "
                "Shorten it, or translate it sentence by sentence: a list of texts gives a list of translations."
            )
        return ids

    def _padded(self, rows: list[list[int]]) -> "torch.Tensor":
        import torch

        longest = max(map(len, rows))
        pad = self.tokenizer.pad_token_id
        return torch.tensor([row + [pad] * (longest - len(row)) for row in rows], device=self.device)

    def _mask(self, source: "torch.Tensor") -> "torch.Tensor":
        return (source != self.tokenizer.pad_token_id).long()

    def _limit(self, max_new_tokens: int | None) -> int:
        most = self.longest - 1
        if max_new_tokens is None:
            return most
        whole = isinstance(max_new_tokens, int) and not isinstance(max_new_tokens, bool)
        if not whole or not 1 <= max_new_tokens <= most:
            raise SettingError(
                f"max_new_tokens is {max_new_tokens!r}; it is a whole number from 1 to {most}, which is what "
                f"{self.name} can write. Leave it out to have whole translations: the model ends them itself."
            )
        return max_new_tokens

    def _pieces(self, ids: "torch.Tensor") -> list[str]:
        return [self.tokenizer.decode([token]).strip() for token in ids.tolist()]


class RecurrentTranslator(Translator):
    """The same for the recurrent encoder-decoders of `genai_book.scratch.seq2seq`."""

    def __init__(self, *arguments: Any, longest: int, **named: Any):
        super().__init__(*arguments, **named)
        self._longest = longest  # what it was trained on; the network itself has no limit

    @property
    def longest(self) -> int:
        return self._longest

    def _write(self, source: "torch.Tensor", limit: int) -> "torch.Tensor":
        return self._greedy(source, limit)[0]

    def _aligned(self, source: "torch.Tensor", limit: int) -> tuple["torch.Tensor", "torch.Tensor"]:
        words, weights = self._greedy(source, limit)
        if weights is None:
            raise SettingError(
                f"{self.name} has no attention, so no token of its translation looks at one of the text: it knows the "
                'text as a single vector. Ask load("translation", model="numbers-attention") for an alignment.'
            )
        return words[0], weights[0]

    def _greedy(self, source: "torch.Tensor", limit: int) -> tuple["torch.Tensor", "torch.Tensor | None"]:
        from .scratch.seq2seq import greedy

        return greedy(self.model, source, self.tokenizer.pad_token_id, self.tokenizer.eos_token_id, limit)


def _checked(texts: object) -> list[str]:
    many = [texts] if isinstance(texts, str) else texts
    if not isinstance(many, list | tuple) or not all(isinstance(text, str) for text in many):
        raise PromptTypeError(
            f"Only text, or a list of texts, can be translated; this is {_described(texts)}. Write for example "
            'translate("forty-two").'
        )
    empty = sum(not text.strip() for text in many)
    if not many or empty:
        raise PromptError(
            f"There is nothing to translate: {len(many)} texts were given and {empty} of them are empty. Leave empty "
            'texts out; translate("forty-two") shows how.'
        )
    return list(many)


def _described(value: object) -> str:
    text = repr(value)
    return f"{text if len(text) <= 40 else text[:37] + '...'} ({type(value).__name__})"
