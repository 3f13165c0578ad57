"""Finding the answer to a question in a text: the object that `load("question-answering")` returns.

It answers as the Transformers pipeline of that name did, which version 5 of the library no longer has.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import PromptError, PromptTypeError, SettingError
from .loaded import Loaded

if TYPE_CHECKING:
    import torch

WINDOW_TOKENS = 384  # question and piece of the context that are read at once, as in the pipeline
ADAPTER_WINDOW_TOKENS = 160  # the same for the embedded model, which was trained on no longer texts
_STRIDE = 128  # tokens that two windows next to each other share, at most


@dataclass(frozen=True)
class _Span:
    """A possible answer: characters `start` to `end` of the context; both 0 where it is that there is none."""

    score: float
    start: int
    end: int


class QuestionAnswerer(Loaded):
    """Answers questions with a passage of a given text; see `__call__`."""

    def __init__(self, *arguments: Any, says_no: bool, window: int = WINDOW_TOKENS, **named: Any):
        super().__init__(*arguments, **named)
        self.says_no = says_no  # was the model trained to say that a text has no answer?
        self.window = window  # tokens

    def __call__(
        self,
        question: str | list[str],
        context: str | list[str],
        *,
        handle_impossible_answer: bool | None = None,
        max_answer_len: int = 30,
    ) -> dict[str, Any] | list[dict[str, Any]]:
        """The passage of `context` that answers `question`: `{"answer": ..., "score": ..., "start": ..., "end": ...}`.

        `context[start:end]` is the answer, of at most `max_answer_len` tokens and of whole words. The score is the
        probability of its first token times that of its last one, each among all tokens of the text (and, where the
        model may say that there is no answer, [CLS]); the answer is the pair with the largest product whose first token
        is not behind its last. A text that has no answer gets `{"answer": "", "start": 0, "end": 0}`, with the
        probability of that as score, where it is larger than that of every passage; `handle_impossible_answer=False`
        asks for a passage all the same. The embedded model can say it, the one of the Hub has never learnt to.

        A text that is longer than the model reads at once is read in windows that overlap by 128 tokens or a third of
        their room, and the best passage of all of them wins; there is no answer only if no window has one. A list of
        questions with a list of contexts, or with one context for all, gives a list of answers. Raises PromptError,
        PromptTypeError, SettingError, UnloadedError.
        """
        if handle_impossible_answer is None:
            handle_impossible_answer = self.says_no
        elif handle_impossible_answer and not self.says_no:
            raise SettingError(
                f"handle_impossible_answer=True asks for what {self.name} cannot do: it was trained only on questions "
                "that have an answer (SQuAD 1). Leave it out, or take the model that learnt to say no: "
                'load("question-answering", source="embedded").'
            )
        if not isinstance(max_answer_len, int) or isinstance(max_answer_len, bool) or max_answer_len < 1:
            raise SettingError(
                f"max_answer_len is {max_answer_len!r}; it is a number of tokens, at least 1, for example "
                "max_answer_len=30."
            )
        pairs = _pairs(question, context)
        answers = [self._answer(*pair, handle_impossible_answer, max_answer_len) for pair in pairs]
        return answers[0] if isinstance(question, str) and isinstance(context, str) else answers

    def _answer(self, question: str, context: str, may_be_none: bool, longest: int) -> dict[str, Any]:
        best, none = _Span(-1.0, 0, 0), None
        for probabilities, offsets, words in self._windows(question, context, may_be_none):
            first, last = probabilities
            if may_be_none:
                # A window without the answer says so with certainty; the one that is least sure counts.
                score = (first[0] * last[0]).item()
                none = score if none is None else min(none, score)
            span = best_pair(first, last, words, longest)
            if span is not None and span[0] > best.score:
                best = _Span(span[0], offsets[span[1]][0], offsets[span[2]][1])
        if none is not None and none > best.score:
            best = _Span(none, 0, 0)
        answer = context[best.start : best.end]
        return {"answer": answer, "score": max(best.score, 0.0), "start": best.start, "end": best.end}

    def _windows(
        self, question: str, context: str, may_be_none: bool
    ) -> "Iterator[tuple[torch.Tensor, list[tuple[int, int]], list[int | None]]]":
        """For each window: probabilities (2, T) of first and last token, offsets in the context, numbers of words."""
        import torch

        asked = len(self.tokenizer(question, add_special_tokens=False).input_ids)
        room = self.window - asked - self.tokenizer.num_special_tokens_to_add(pair=True)
        if room < self.window // 2:
            raise PromptError(
                f"The question has {asked} tokens, and {self.name} reads {self.window} tokens at once, question and "
                f"text together. Shorten the question to {self.window // 3} tokens and put the rest into the context."
            )
        encoded = self.tokenizer(
            question,
            context,
            truncation="only_second",
            max_length=self.window,
            stride=min(_STRIDE, room // 3),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            verbose=False,
        )
        if 1 not in encoded.sequence_ids(0):
            raise PromptError(
                f"The context {context[:40]!r} has no token that {self.name} knows, so there is nothing to find an "
                "answer in. Give a text of words."
            )
        inputs = ("input_ids", "attention_mask", "token_type_ids")  # the last only where the model knows segments
        for row, offsets in enumerate(encoded["offset_mapping"]):
            tensors = {key: torch.tensor([encoded[key][row]], device=self.device) for key in inputs if key in encoded}
            with torch.inference_mode():
                out = self.model(**tensors)
            logits = torch.cat((out.start_logits, out.end_logits)).float().cpu()  # (2, T)
            parts, numbers = encoded.sequence_ids(row), encoded.word_ids(row)
            allowed = torch.tensor([part == 1 for part in parts])
            allowed[0] = may_be_none  # [CLS]
            words = [number if part == 1 else None for number, part in zip(numbers, parts, strict=True)]
            yield logits.masked_fill(~allowed, -torch.inf).softmax(-1), offsets, words


def best_pair(
    first: "torch.Tensor", last: "torch.Tensor", words: list[int | None], longest: int
) -> tuple[float, int, int] | None:
    """The tokens i ≤ j < i + longest for which first[i] · last[j] is largest, with that product; None = no word fits.

    `first` and `last` are (T,); `words` holds for each token the number of its word, None where it may not be in an
    answer. i begins a word and j ends one. The best first and the best last token would not do: they may belong to
    different answers, or stand in the wrong order.
    """
    import torch

    size = len(words)
    begins = torch.tensor([word is not None and (i == 0 or words[i - 1] != word) for i, word in enumerate(words)])
    ends = torch.tensor([word is not None and (j == size - 1 or words[j + 1] != word) for j, word in enumerate(words)])
    place = torch.arange(size)
    length = place[None, :] - place[:, None]
    fits = begins[:, None] & ends[None, :] & (length >= 0) & (length < longest)
    if not fits.any():
        return None
    products = (first[:, None] * last[None, :]).masked_fill(~fits, -1.0)
    place_of_best = int(products.argmax())
    return products.flatten()[place_of_best].item(), place_of_best // size, place_of_best % size


def _pairs(question: object, context: object) -> list[tuple[str, str]]:
    """Questions with their contexts, checked."""
    questions = [question] if isinstance(question, str) else question
    contexts = [context] if isinstance(context, str) else context
    for name, given in (("question", questions), ("context", contexts)):
        if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
            raise PromptTypeError(
                f"The {name} is text, or a list of texts; this one is {type(given).__name__}. Write for example "
                'qa(question="What is its capital?", context="France is a country. Its capital is Paris.").'
            )
        empty = sum(not one.strip() for one in given)
        if not given or empty:
            raise PromptError(
                f"There must be a {name}, and of {len(given)} given {empty} are empty. Give the text that the "
                "question is about, or leave empty ones out."
            )
    if len(contexts) == 1:
        contexts = list(contexts) * len(questions)
    if len(questions) != len(contexts):
        raise PromptError(
            f"{len(questions)} questions were given with {len(contexts)} contexts. Give each question its own context, "
            "or one context for all of them."
        )
    return list(zip(questions, contexts, strict=True))
