"""How often a question-answering model gives exactly the right words, on held-out examples and on ordinary prose."""

import statistics
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from genai_book.datasets.facts import Example, examples
from genai_book.datasets.facts_open import open_questions
from genai_book.datasets.facts_parts import PARTS
from genai_book.scratch.squad import exact, f1

EXAMPLES = 240  # of each held-out part, two in three with an answer: a standard error of 2 points at 95 %
SEED = 1
FRANCE = ("What is the capital of France?", "France is a country in Western Europe. Its capital is Paris.", "Paris")

Answerer = Callable[..., dict[str, Any]]


def scores(qa: Answerer) -> dict[str, float]:
    """Keys `<part>.<measure>` for the parts that training has not, and `open`; and `france.exact_fraction`."""
    found: dict[str, float] = {}
    for part in PARTS[1:]:
        found |= {f"{part}.{key}": value for key, value in measure(qa, islice(examples(SEED, part), EXAMPLES)).items()}
    found |= {f"open.{key}": value for key, value in measure(qa, open_questions()).items()}
    question, context, capital = FRANCE
    answer = qa(question=question, context=context)["answer"]
    return found | {"france.exact_fraction": float(exact(answer, capital))}


def measure(qa: Answerer, asked: Iterable[Example]) -> dict[str, float]:
    """Exact match and F1 of the questions that have an answer, and how those that have none are found.

    `false_no_answer_fraction` is of the questions that have an answer: the model says that there is none.
    """
    answered = [(one, qa(question=one.question, context=one.context)["answer"]) for one in asked]
    known = [(one.answer, answer) for one, answer in answered if one.answer]
    unknown = [answer for one, answer in answered if not one.answer]
    return {
        "exact_fraction": statistics.fmean(exact(answer, wanted) for wanted, answer in known),
        "f1_fraction": statistics.fmean(f1(answer, wanted) for wanted, answer in known),
        "false_no_answer_fraction": statistics.fmean(answer == "" for _, answer in known),
        "no_answer_found_fraction": statistics.fmean(answer == "" for answer in unknown),
        "examples": len(answered),
    }
