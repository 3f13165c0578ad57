"""How often a `sums` model ends with the right number, by the number of digits; decoded greedily, only the final answer
counts.
"""

import random
from itertools import groupby

import torch

from genai_book.datasets.byte_tokens import byte_tokenizer
from genai_book.datasets.sums import Problem, a_problem, a_small_problem, final_answer, in_words

COUNT = 200  # problems of each kind
NEW_TOKENS = 72  # the longest working, of five digits, has 63


def additions(digits: int, sign: str = "+", count: int = COUNT) -> list[Problem]:
    """Held-out problems in which both numbers have so many digits; with one digit the whole table, which was read."""
    if digits == 1:
        table = [Problem(first, sign, second) for first in range(10) for second in range(10)]
        return [problem for problem in table if sign == "+" or problem.second <= problem.first]
    rng = random.Random(f"tests/{digits}{sign}")
    found: dict[Problem, None] = {}
    while len(found) < count:
        problem = a_problem(rng, digits, digits, sign)
        if problem.held_out:
            found[problem] = None
    return list(found)


def stories(count: int = COUNT // 2) -> list[tuple[str, Problem]]:
    """Held-out problems with numbers up to 20, told in words."""
    rng = random.Random("tests/stories")
    found = [a_small_problem(rng, held_out=True) for _ in range(count)]
    return [(in_words(problem, rng), problem) for problem in found]


def scores(model: torch.nn.Module) -> dict[str, float]:
    """Fractions of right final answers: `digits_<K>` of additions, `minus_<K>` of subtractions, `words` of stories."""
    found = {f"digits_{digits}": accuracy(model, additions(digits)) for digits in range(1, 6)}
    found |= {f"minus_{digits}": accuracy(model, additions(digits, "-", COUNT // 2)) for digits in (1, 2, 3, 4)}
    told = stories()
    answers = write(model, [text for text, _ in told])
    right = [final_answer(answer) == str(one.result) for answer, (_, one) in zip(answers, told, strict=True)]
    return found | {"words": sum(right) / len(right)}


def accuracy(model: torch.nn.Module, asked: list[Problem]) -> float:
    """The fraction of problems whose final answer is right."""
    answers = write(model, [problem.question for problem in asked])
    right = [final_answer(answer) == str(problem.result) for answer, problem in zip(answers, asked, strict=True)]
    return sum(right) / len(right)


def write(model: torch.nn.Module, prompts: list[str]) -> list[str]:
    """What the model writes behind each prompt, taking the likeliest byte each time."""
    tok = byte_tokenizer()
    written: dict[int, str] = {}
    places = sorted(range(len(prompts)), key=lambda place: len(prompts[place]))
    # Only prompts of one length run together, so that none has to be padded.
    for length, same in groupby(places, key=lambda place: len(prompts[place])):
        group = list(same)
        ids = torch.tensor([tok.encode(prompts[place]).ids for place in group])
        room = min(NEW_TOKENS, model.config.n_positions - length)
        with torch.inference_mode():
            rows = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=room)
        for place, row in zip(group, rows[:, length:].tolist(), strict=True):
            end = row.index(0) if 0 in row else len(row)
            written[place] = tok.decode(row[:end])
    return [written[place] for place in range(len(prompts))]
