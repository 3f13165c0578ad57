"""How many held-out numbers a model translates without a fault, by the number of their English words."""

import random
import statistics

from genai_book.datasets.number_words import english, french, spelled, test_numbers
from genai_book.translation import Translator

EACH = 100  # numbers of each count of words, fewer where the held-out ones are fewer
SEED = 1  # of the spellings
NO_NUMBER = "The cat sat on the mat."


def scores(translate: Translator) -> dict[str, float]:
    """`exact_match` of all the numbers, `exact_match.words_<1 to 9>` of those with so many words, and
    `spellings.exact_match` where each is spelled at random (`number_words.spelled`), not as num2words does.
    """
    numbers = test_numbers(EACH)
    found = {f"exact_match.words_{count}": _exact(translate, group) for count, group in numbers.items()}
    every = [number for group in numbers.values() for number in group]
    rng = random.Random(SEED)
    return {
        "exact_match": sum(found[f"exact_match.words_{count}"] * len(group) for count, group in numbers.items())
        / len(every),
        **found,
        "spellings.exact_match": _exact(translate, every, [spelled(number, rng) for number in every]),
        **{f"numbers.words_{count}": len(group) for count, group in numbers.items()},
    }


def _exact(translate: Translator, numbers: list[int], texts: list[str] | None = None) -> float:
    answers = translate(texts or [english(number) for number in numbers])
    return statistics.fmean(
        answer["translation_text"] == french(number) for answer, number in zip(answers, numbers, strict=True)
    )


def samples(translate: Translator) -> list[dict[str, str | int]]:
    """Translations of three held-out numbers, drawn with the seeds 0, 1 and 2, and of a text that is no number."""
    numbers = [number for group in test_numbers(EACH).values() for number in group]
    drawn = [(seed, english(random.Random(seed).choice(numbers))) for seed in range(3)]
    return [
        {"prompt": text, "seed": seed, "text": translate(text)[0]["translation_text"]}
        for seed, text in (*drawn, (0, NO_NUMBER))
    ]
