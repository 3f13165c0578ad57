"""Measure trainings of the `answers` model, and their mean, on phrasings kept for that: what is taken is decided by
these, never by the held-out ones.

    python -m genai_book.recipes.answers_choice runs/answers

measures every training in the folder of a run, and the mean that the run made of them.
"""

import argparse
import sys
from itertools import islice
from pathlib import Path

from genai_book.datasets.facts import examples
from genai_book.recipes import answers, answers_measures

QUESTIONS = 3000  # a standard error of 0.8 points at 85 %
SEED = 11


def scores(weights: Path) -> dict[str, float]:
    """What `answers_measures.measure` finds of the model in `weights`, on development phrasings."""
    return answers_measures.measure(answers.load(weights), islice(examples(SEED, "development"), QUESTIONS))


def main(argv: list[str] | None = None) -> int:
    """Compare the trainings of a finished run, and their mean, on development phrasings."""
    parser = argparse.ArgumentParser(prog="python -m genai_book.recipes.answers_choice", description=main.__doc__)
    parser.add_argument("run", type=Path, help="the --out folder of `genai-book train answers`")
    run = parser.parse_args(argv).run
    if not (run / "model").is_dir():
        print(
            f"There is no finished run in {run}. Finish it with `genai-book train answers --out {run} --resume`.",
            file=sys.stderr,
        )
        return 1
    for place in (*sorted(run.glob("training-*")), run):
        found = scores(place / "model")
        exact, refused = found["exact_fraction"], found["no_answer_found_fraction"]
        print(f"{place}: exact match {exact:.1%}, no answer found {refused:.1%}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
