"""How well the code model predicts, whether what it writes parses, and whether it does what the docstring says.

Bits per byte are of the functions' source; the model also pays for saying where a function ends, a compressor does
not. A completion is what follows a prompt up to the model's own end-of-text, or up to a fixed number of tokens: nothing
is cut away or repaired before it is parsed or run.
"""

import ast
import lzma
import math
import random
import statistics
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from transformers import GenerationConfig

from genai_book import sandbox
from genai_book.datasets import library_source, small_functions
from genai_book.datasets.code import END
from genai_book.recipes.measures import surprise_nats
from genai_book.scratch.ngram import NGram
from genai_book.scratch.passk import pass_at_k

PREDICTED = 200  # held-out library functions whose bits are counted
PROMPTS = {"library": 300, "small": 100}
SAMPLES = 10  # of each small function: the n of pass@k
TEMPERATURE = 0.7
# At most: of the library's all that the window of 384 has room for; the longest of 4,000 small bodies has 84.
NEW_TOKENS = {"library": 290, "small": 100}
LONGEST_PROMPT = 90  # tokens of a library prompt
NGRAM_ORDER = 3
DICTIONARY_BYTES = 2**24  # of xz: holds all it is primed with
BATCH = 200  # prompts completed together


@dataclass(frozen=True)
class Completion:
    """What the model wrote behind a prompt."""

    prompt: str
    text: str
    ended: bool  # by the model's own end-of-text

    @property
    def source(self) -> str:
        return self.prompt + self.text


def scores(model: torch.nn.Module, tok: Tokenizer) -> dict[str, float]:
    """Keys: `library.<scorer>` in bits per byte, `parse.<prompts>_<way>` and `ended.<prompts>_<way>` as fractions with
    the prompts `library` or `small` and the way `greedy` or `sampled`, `parse.library_own`, `pass.greedy_1`,
    `pass.sampled_1` and `pass.sampled_5`.
    """
    return prediction(model, tok) | library_form(model, tok) | small_passes(model, tok)


def library_form(model: torch.nn.Module, tok: Tokenizer) -> dict[str, float]:
    """Do completions of held-out library functions parse, and does the model end them? And would the bodies that these
    functions really have parse, cut off where a completion is (`parse.library_own`)?
    """
    own = library_functions(tok)
    prompts, most = [one.prompt for one in own], NEW_TOKENS["library"]
    found = _form("library_greedy", complete(model, tok, prompts, most))
    found |= _form("library_sampled", complete(model, tok, prompts, most, TEMPERATURE))
    bodies = [tok.encode(one.source[len(one.prompt) :]).ids[:most] for one in own]
    cut = [one.prompt + tok.decode(body) for one, body in zip(own, bodies, strict=True)]
    return found | {"parse.library_own": statistics.fmean(map(parses, cut))}


def small_passes(model: torch.nn.Module, tok: Tokenizer) -> dict[str, float]:
    """Do completions of held-out small functions parse, end, and pass their tests?"""
    small = small_functions.held_out_functions(PROMPTS["small"])
    prompts = [one.prompt for one in small]
    greedy = complete(model, tok, prompts, NEW_TOKENS["small"])
    sampled = complete(model, tok, prompts * SAMPLES, NEW_TOKENS["small"], TEMPERATURE)
    verdicts = passed(small * (1 + SAMPLES), greedy + sampled)
    count = len(small)
    right = [sum(verdicts[count + place :: count]) for place in range(count)]
    found = {"pass.greedy_1": statistics.fmean(verdicts[:count])}
    for k in (1, 5):
        found[f"pass.sampled_{k}"] = statistics.fmean(pass_at_k(SAMPLES, c, k) for c in right)
    return found | _form("small_greedy", greedy) | _form("small_sampled", sampled)


def prediction(model: torch.nn.Module, tok: Tokenizer) -> dict[str, float]:
    """Bits per byte of held-out library functions: the model, an n-gram model on the same tokens, and xz alone and
    after it has read all training functions.
    """
    every = library_source.functions()
    training = [one.source for one in every if not one.held_out]
    texts = [one.source for one in every if one.held_out]
    texts = random.Random("predicted").sample(texts, min(PREDICTED, len(texts)))
    end = tok.token_to_id(END)

    def ids(sources: list[str]) -> list[list[int]]:
        return [[end, *encoded.ids, end] for encoded in tok.encode_batch(sources)]

    size, rows = sum(map(len, texts)), ids(texts)
    ngram = NGram(NGRAM_ORDER, tok.get_vocab_size()).fit(ids(training))
    ngram_nats = -sum(ngram.logprob_nats(row, given=1) for row in rows)
    read, test = "\n".join(training).encode(), "\n".join(texts).encode()
    return {
        "library.bytes": size,
        "library.model": surprise_nats(model, rows) / math.log(2) / size,
        "library.ngram": ngram_nats / math.log(2) / size,
        "library.xz_primed": 8 * (_xz(read + b"\n" + test) - _xz(read)) / len(test),
        "library.xz_alone": 8 * _xz(test) / len(test),
    }


def library_functions(tok: Tokenizer) -> list[library_source.LibraryFunction]:
    """Held-out library functions whose prompt (signature, and docstring where there is one) is short enough to leave
    room for an answer: a fixed draw, no prompt twice.
    """
    found = {one.prompt: one for one in reversed(library_source.functions()) if one.held_out}
    short = [prompt for prompt in sorted(found) if len(tok.encode(prompt).ids) <= LONGEST_PROMPT]
    drawn = random.Random("prompts").sample(short, min(PROMPTS["library"], len(short)))
    return [found[prompt] for prompt in drawn]


def complete(
    model: torch.nn.Module,
    tok: Tokenizer,
    prompts: Sequence[str],
    new_tokens: int,
    temperature: float | None = None,
    seed: int = 0,
) -> list[Completion]:
    """Continue every prompt by at most `new_tokens` tokens: the likeliest ones, or drawn at a temperature.

    The same again for the same arguments; PyTorch's global random numbers are left as they were.
    """
    end = tok.token_to_id(END)
    settings = GenerationConfig(
        max_new_tokens=new_tokens,
        do_sample=temperature is not None,
        eos_token_id=end,
        pad_token_id=end,
        **({} if temperature is None else {"temperature": temperature, "top_k": 0}),
    )
    encoded = [encoded.ids for encoded in tok.encode_batch(list(prompts))]
    order = sorted(range(len(prompts)), key=lambda place: len(encoded[place]))
    found: dict[int, Completion] = {}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            width = max(len(encoded[place]) for place in places)
            # Padded on the left, so that all prompts end where their answers begin.
            ids = torch.tensor([[end] * (width - len(encoded[place])) + encoded[place] for place in places])
            mask = torch.tensor([[0] * (width - len(encoded[place])) + [1] * len(encoded[place]) for place in places])
            with torch.inference_mode():
                answers = model.generate(ids, attention_mask=mask, generation_config=settings)[:, width:].tolist()
            for place, answer in zip(places, answers, strict=True):
                ended = end in answer
                text = tok.decode(answer[: answer.index(end)] if ended else answer)
                found[place] = Completion(prompts[place], text, ended)
    return [found[place] for place in range(len(prompts))]


def parses(source: str) -> bool:
    """Is a text a Python program, as far as its grammar goes?"""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of an invalid escape, which is not an error
            ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True


def passed(small: Sequence[small_functions.SmallFunction], completions: Sequence[Completion]) -> list[bool]:
    """Does each completion pass the tests of its function? They are run in the sandbox, equal programs only once."""
    tests = {one.prompt: small_functions.tests(one) for one in small}
    programs = [f"{completion.source}\n{tests[one.prompt]}" for one, completion in zip(small, completions, strict=True)]
    different = list(dict.fromkeys(programs))
    verdicts = dict(zip(different, sandbox.run(different), strict=True))
    return [verdicts[program].passed for program in programs]


def _form(name: str, completions: Sequence[Completion]) -> dict[str, float]:
    return {
        f"parse.{name}": statistics.fmean(parses(one.source) for one in completions),
        f"ended.{name}": statistics.fmean(one.ended for one in completions),
    }


def _xz(data: bytes) -> int:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": DICTIONARY_BYTES}]
    return len(lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters))
