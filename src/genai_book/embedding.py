"""Turning text into vectors: the object that `load("feature-extraction")` returns."""

from typing import TYPE_CHECKING, Any

from .errors import PromptError, PromptTypeError
from .loaded import Loaded

if TYPE_CHECKING:
    import numpy as np

MAX_TOKENS = 256  # all-MiniLM-L6-v2 was trained on no more (sentence_bert_config.json); the rest of a text is not read
_BATCH = 32  # texts at once: past this, two cores gain nothing


class Embedder(Loaded):
    """Gives vectors of tokens (call it, as the pipeline) and of whole texts (`embed`)."""

    def __call__(self, texts: str | list[str]) -> list:
        """Vectors of the tokens of a text, nested lists [1][T][C]; of a list of texts, a list of these.

        T counts the marks that the tokenizer puts before and after the text. Raises PromptError, PromptTypeError,
        UnloadedError.
        """
        checked = _checked(texts)
        answers = [self._tokens([text])[0].float().cpu().tolist() for text in checked]
        return answers[0] if isinstance(texts, str) else answers

    def embed(self, texts: str | list[str]) -> "np.ndarray":
        """One vector of length 1 for each text, float32 (B, C): the mean of its tokens' vectors, normalised.

        So the dot product of two rows is their cosine similarity. This is what Sentence-BERT (Reimers and Gurevych
        2019, arXiv:1908.10084) does with this model. Texts are read up to 256 tokens. Raises as a call does.
        """
        import numpy as np
        import torch

        checked = _checked(texts)
        # Texts of like length go together, so that little of a batch is padding.
        order = sorted(range(len(checked)), key=lambda i: len(checked[i]))
        vectors = np.zeros((len(checked), self.model.config.hidden_size), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            states, mask = self._tokens([checked[i] for i in rows])
            weights = mask.unsqueeze(-1).float()  # (B, T, 1)
            means = (states.float() * weights).sum(1) / weights.sum(1)
            vectors[rows] = torch.nn.functional.normalize(means, dim=-1).cpu().numpy()
        return vectors

    def _tokens(self, texts: list[str]) -> tuple[Any, Any]:
        """Last hidden states (B, T, C) and the mask (B, T) of what is not padding."""
        import torch

        batch = self.tokenizer(texts, padding=True, truncation=True, max_length=MAX_TOKENS, return_tensors="pt")
        batch = batch.to(self.device)
        with torch.inference_mode():
            return self.model(**batch).last_hidden_state, batch["attention_mask"]


def _checked(texts: object) -> list[str]:
    many = [texts] if isinstance(texts, str) else texts
    if not isinstance(many, list | tuple) or not all(isinstance(text, str) for text in many):
        raise PromptTypeError(
            f"Only text, or a list of texts, has an embedding; this is {type(texts).__name__}. "
            'Write for example embed(["a cat", "a kitten"]).'
        )
    if not many or not all(text.strip() for text in many):
        raise PromptError(
            f"There is nothing to embed: {len(many)} texts were given and "
            f"{sum(not text.strip() for text in many)} of them are empty. Leave empty texts out."
        )
    return list(many)
