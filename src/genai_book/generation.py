"""Continuing text: the object that `load("text-generation")` returns, called like the Transformers pipeline.

It stands on the library's `generate`, and where the same tokens can be had faster, on static_decoding.py. What it adds:
answers that depend on the seed alone and leave PyTorch's global random numbers as they were, a stream of text pieces,
and errors that say what to change.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import PromptError, PromptTypeError, SettingError
from .loaded import Loaded

if TYPE_CHECKING:
    import torch

_ROWS = 8  # prompts of a list that are continued together; more gain little on a CPU and their cache grows


@dataclass(frozen=True)
class Sampling:
    """How the next token is taken from the model's distribution."""

    temperature: float  # divides the logits; > 0
    top_k: int | None  # keep the k likeliest tokens; None = all
    top_p: float | None  # keep the likeliest tokens that together reach this probability; None = all
    seed: int  # of the random numbers, one for each token


class TextGenerator(Loaded):
    """Continues prompts; see `__call__`."""

    _compiled: Any = None  # after speed_up: the decoder that runs in place of `generate`

    def __call__(
        self,
        prompt: str | list[str],
        max_new_tokens: int = 50,
        *,
        do_sample: bool | None = None,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        seed: int = 0,
        stream: bool = False,
    ) -> list[dict[str, str]] | list[list[dict[str, str]]] | Iterator[str]:
        """Continues `prompt` by at most `max_new_tokens` tokens, fewer where the model ends its text.

        Returns `[{"generated_text": prompt + continuation}]`, a list of such lists for a list of prompts, and with
        `stream=True` an iterator of the pieces of the continuation as they are made. Takes the likeliest token each
        time unless `do_sample` is true or one of `temperature`, `top_k`, `top_p` is given; then it samples, the same
        for the same `seed` whatever ran before, and the i-th prompt of a list with seed + i. Unlike in the pipeline,
        nothing is cut off the distribution (`top_k=50` there) that was not asked for. Raises PromptError,
        PromptTypeError, SettingError, UnloadedError.
        """
        sampling = _sampling(do_sample, temperature, top_k, top_p, seed)
        _check_count("max_new_tokens", max_new_tokens)
        if isinstance(prompt, str):
            ids = self._encode(prompt, max_new_tokens)
            if stream:
                return self._stream(ids, max_new_tokens, sampling)
            return self._continue([prompt], [ids], max_new_tokens, [sampling])[0]
        if not isinstance(prompt, list | tuple):
            raise PromptTypeError(
                f"A prompt is text, or a list of texts; this one is {_described(prompt)}. Write for example "
                'text("Once upon a time").'
            )
        if stream:
            raise SettingError(
                f"Only one prompt can be streamed and {len(prompt)} were given in a list. "
                "Call with stream=True once for each prompt, or leave stream out."
            )
        encoded = [self._encode(one, max_new_tokens) for one in prompt]  # every prompt is checked before any is run
        samplings = [sampling and _reseeded(sampling, i) for i in range(len(encoded))]
        return self._continue(prompt, encoded, max_new_tokens, samplings)

    def speed_up(self) -> str:
        """Compiles the step from one token to the next, for a GPU; where that fails, generation runs as before."""
        from .static_decoding import supports

        if self.device == "cpu":
            return "fast=True adds nothing on a CPU, where the step compiled is slower than the step itself"
        if not supports(self.model):
            return f"fast=True was not possible: {type(self.model).__name__} is not among the models it is written for"
        from .compiled_decoding import CompiledDecoder

        start = time.perf_counter()
        try:
            decoder = CompiledDecoder(self.model)
            decoder.warm_up()
        except Exception as error:  # subtle: compilers raise of every kind, and the model works without them
            first_line = next(iter(str(error).splitlines()), "")
            return f"fast=True was not possible, the compiler said: {type(error).__name__}: {first_line}"
        self._compiled = decoder
        return f"its step was compiled in {time.perf_counter() - start:.0f} s"

    def unload(self, why: str = "") -> None:
        self._compiled = None
        super().unload(why)

    def _encode(self, prompt: object, max_new_tokens: int) -> "torch.Tensor":
        """Token ids (1, T) of a prompt that leaves room for the new tokens."""
        if not isinstance(prompt, str):
            raise PromptTypeError(f"A prompt is text, and this one is {_described(prompt)}. Put it in quotes or str().")
        if not prompt:
            raise PromptError(
                "The prompt is empty, so there is nothing to continue. Give at least one character, for example "
                'text("Once upon a time").'
            )
        # subtle: the tokenizer warns about its own idea of the maximal length; the check below is the one that counts.
        ids = self.tokenizer(prompt, return_tensors="pt", verbose=False).input_ids
        context, used = self.model.config.max_position_embeddings, ids.shape[1]
        if used + max_new_tokens > context:
            free = context - used
            ways = [f"shorten the prompt to {context - max_new_tokens} tokens"] if max_new_tokens < context else []
            ways += [f"ask for at most max_new_tokens={free}"] if free > 0 else []
            ways = ways or [f"shorten the prompt and ask for fewer than {context} new tokens"]
            raise PromptError(
                f"The prompt has {used} tokens and {max_new_tokens} new ones are asked for, {used + max_new_tokens} in "
                f"all, but {self.name} reads at most {context} tokens: {' or '.join(ways)}. "
                "`len(text.tokenizer(prompt).input_ids)` counts a prompt's tokens."
            )
        return ids.to(self.device)

    def _continue(
        self,
        prompts: list[str],
        encoded: "list[torch.Tensor]",
        max_new_tokens: int,
        samplings: list[Sampling | None],
    ) -> list[list[dict]]:
        if self._compiled or self._is_static():
            made, together = [], 1 if self._compiled else _ROWS
            for start in range(0, len(encoded), together):
                rows = slice(start, start + together)
                columns = list(self._steps(encoded[rows], max_new_tokens, samplings[rows]))
                made += [[token for token in row if token is not None] for row in zip(*columns, strict=True)]
        else:
            made = [
                _generate(self.model, ids, max_new_tokens, sampling)[0, ids.shape[1] :].tolist()
                for ids, sampling in zip(encoded, samplings, strict=True)
            ]
        answers = []
        for prompt, ids, new in zip(prompts, encoded, made, strict=True):
            read = ids[0].tolist()
            answers.append([{"generated_text": prompt + self._decode(read + new)[len(self._decode(read)) :]}])
        return answers

    def _is_static(self) -> bool:
        """Whether the bare forward pass runs in place of `generate`: where its tokens are the same, which was tested
        for float32 on a CPU; with fewer bits the two round differently."""
        from .static_decoding import supports

        return self.device == "cpu" and self.dtype == "float32" and supports(self.model)

    def _steps(
        self, prompts: "list[torch.Tensor]", max_new_tokens: int, samplings: list[Sampling | None]
    ) -> Iterator[list[Any]]:
        """The next token of each prompt, all rows together, by the bare forward pass; None for a row that has ended."""
        import torch

        from .static_decoding import Decoder

        longest, ends = max(ids.shape[1] for ids in prompts), set(_ends(self.model))
        firsts = [longest - ids.shape[1] for ids in prompts]
        decoder = self._compiled or Decoder(self.model, firsts, longest + max_new_tokens, max_new_tokens)
        choose, greedy = [_chooser(sampling) for sampling in samplings], not any(samplings)
        scores = torch.cat([decoder.read(ids, row) for row, ids in enumerate(prompts)])  # (B, V)
        going = [True] * len(prompts)
        for left in reversed(range(max_new_tokens)):
            if greedy:
                tokens = scores.argmax(-1)
            else:
                tokens = torch.cat([choice(scores[row : row + 1]) for row, choice in enumerate(choose)])
            made = tokens.tolist()
            yield [token if goes_on else None for token, goes_on in zip(made, going, strict=True)]
            going = [goes_on and token not in ends for token, goes_on in zip(made, going, strict=True)]
            if not left or not any(going):
                return
            scores = decoder.step(tokens)

    def _stream(self, ids: "torch.Tensor", max_new_tokens: int, sampling: Sampling | None) -> Iterator[str]:
        decode = self._decode
        if self._compiled or self._is_static():
            made: Iterator[int] = (step[0] for step in self._steps([ids], max_new_tokens, [sampling]))
        else:
            made = _tokens(self.model, ids, max_new_tokens, sampling)

        def pieces() -> Iterator[str]:
            tokens, sent = ids[0].tolist(), len(decode(ids[0]))
            for token in made:
                tokens.append(token)
                text = decode(tokens)
                # A character may take several tokens; until its last byte is there it decodes to U+FFFD.
                if len(text) > sent and not text.endswith("\ufffd"):
                    yield text[sent:]
                    sent = len(text)
            if rest := decode(tokens)[sent:]:
                yield rest

        return pieces()

    def _decode(self, ids: Any) -> str:
        # subtle: clean_up_tokenization_spaces would take out spaces before punctuation, and with them the equality
        # of the decoded prompt with the prompt.
        return self.tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)


def _generate(model: Any, ids: "torch.Tensor", max_new_tokens: int, sampling: Sampling | None, **hooks: Any) -> Any:
    import torch
    from transformers import GenerationConfig, LogitsProcessorList

    config = GenerationConfig(
        max_new_tokens=max_new_tokens,
        do_sample=False,  # subtle: also when sampling, see _draw
        eos_token_id=model.config.eos_token_id,
        pad_token_id=next(iter(_ends(model)), None),
    )
    draws = LogitsProcessorList([] if sampling is None else [_draw(sampling)])
    with torch.inference_mode():
        return model.generate(
            ids, attention_mask=torch.ones_like(ids), generation_config=config, logits_processor=draws, **hooks
        )


def _ends(model: Any) -> list[int]:
    end = model.config.eos_token_id
    return end if isinstance(end, list) else [] if end is None else [end]


def _draw(sampling: Sampling) -> Any:
    """A logits processor (B, V) → (B, V) that draws the next token itself and leaves only that one possible."""
    import torch

    choose = _chooser(sampling)

    def draw(_: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        return torch.full_like(scores.float(), -torch.inf).scatter(-1, choose(scores)[:, None].to(scores.device), 0.0)

    return draw


def _chooser(sampling: Sampling | None) -> "Callable[[torch.Tensor], torch.Tensor]":
    """A function from scores (B, V) to the next tokens (B,): the likeliest ones, or drawn.

    The library samples with the global random numbers of the device it runs on. Here one uniform number a token comes
    from a generator of its own on the CPU, and the token is where it falls in the cumulative distribution: the same
    seed gives the same text on a CPU and on a GPU, as far as their logits agree, and nothing else is disturbed.
    """
    import torch
    from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

    if sampling is None:
        return lambda scores: scores.argmax(-1)
    steps: list[Any] = [TemperatureLogitsWarper(float(sampling.temperature))]
    if sampling.top_k is not None:
        steps.append(TopKLogitsWarper(sampling.top_k))
    if sampling.top_p is not None and sampling.top_p < 1:
        steps.append(TopPLogitsWarper(float(sampling.top_p)))
    random = torch.Generator().manual_seed(sampling.seed)

    def choose(scores: torch.Tensor) -> torch.Tensor:
        scores = scores.float()
        for step in steps:
            scores = step(None, scores)
        cumulative = scores.double().cpu().softmax(-1).cumsum(-1)
        number = torch.rand(len(scores), 1, generator=random, dtype=torch.float64) * cumulative[:, -1:]
        token = torch.searchsorted(cumulative, number, right=True).clamp(max=scores.shape[-1] - 1)
        return token[:, 0].to(scores.device)

    return choose


def _tokens(model: Any, ids: "torch.Tensor", max_new_tokens: int, sampling: Sampling | None) -> Iterator[int]:
    """New token ids one by one, while `generate` runs in a thread; leaving the iterator early stops it."""
    from transformers import StoppingCriteria, StoppingCriteriaList

    made: queue.Queue[int | BaseException | None] = queue.Queue()
    left = threading.Event()

    class Sender:  # what `generate` calls a streamer
        prompt_seen = False

        def put(self, tokens: "torch.Tensor") -> None:
            if self.prompt_seen:
                for token in tokens.reshape(-1).tolist():
                    made.put(token)
            self.prompt_seen = True

        def end(self) -> None:
            pass

    class Left(StoppingCriteria):
        def __call__(self, ids: "torch.Tensor", scores: "torch.Tensor", **_: Any) -> "torch.Tensor":
            return ids.new_full((len(ids),), left.is_set(), dtype=bool)

    def run() -> None:
        try:
            stop = StoppingCriteriaList([Left()])
            _generate(model, ids, max_new_tokens, sampling, streamer=Sender(), stopping_criteria=stop)
            made.put(None)
        except BaseException as error:  # raised again where the reader of the stream waits
            made.put(error)

    thread = threading.Thread(target=run, name="genai-book-stream", daemon=True)
    thread.start()
    try:
        while (token := made.get()) is not None:
            if isinstance(token, BaseException):
                raise token
            yield token
    finally:
        left.set()
        thread.join()


def _sampling(do_sample: bool | None, temperature: Any, top_k: Any, top_p: Any, seed: Any) -> Sampling | None:
    """The settings checked and put together; None = the likeliest token each time. Raises SettingError."""
    given = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
    used = [f"{name}={value}" for name, value in given.items() if value is not None]
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**63:
        raise SettingError(f"seed is {seed!r}; it is a whole number from 0 to 2**63 - 1, for example seed=0.")
    if do_sample is False and used:
        raise SettingError(
            f"do_sample=False takes the likeliest token, so {', '.join(used)} would change nothing. "
            "Leave do_sample out to sample, or leave the others out."
        )
    if temperature is not None and (not _is_number(temperature) or not 0 < temperature < float("inf")):
        raise SettingError(
            f"temperature is {temperature!r}; it divides the logits, so it is a number above 0, for example 0.7. "
            "For the likeliest token each time (temperature towards 0), use do_sample=False."
        )
    if top_k is not None:
        _check_count("top_k", top_k)
    if top_p is not None and (not _is_number(top_p) or not 0 < top_p <= 1):
        raise SettingError(
            f"top_p is {top_p!r}; it is the probability to keep, above 0 and at most 1, for example 0.9. "
            "top_p=1 keeps every token."
        )
    if not (do_sample or used):
        return None
    return Sampling(1.0 if temperature is None else temperature, top_k, top_p, seed)


def _reseeded(sampling: Sampling, i: int) -> Sampling:
    return Sampling(sampling.temperature, sampling.top_k, sampling.top_p, sampling.seed + i)


def _check_count(name: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise SettingError(f"{name} is {value!r}; it is a whole number of at least 1, for example {name}=50.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _described(value: object) -> str:
    text = repr(value)
    return f"{text if len(text) <= 40 else text[:37] + '...'} ({type(value).__name__})"
