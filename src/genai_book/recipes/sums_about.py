"""What the cards of the two `sums` models say in words; the numbers come from their scores."""

from collections.abc import Sequence
from typing import Any

_FORMS = {
    "direct": "It answers at once: `4821+3975=` is followed by `8796`.",
    "steps": "It writes the working first, digit by digit from the right: `4821+3975=` is followed by ` 1+5=6, 2+7=9, "
    "8+9=17, 4+3+1=8, so 8796`.",
}


def text(form: str, scores: dict[str, float], runs: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The words of the card of one form; `scores` are those of its model, `runs` what longer trainings reached."""
    return {
        "summary": "A GPT-2 with 4 layers of 128 channels, 4 heads, a context of 128 tokens and one token a byte, "
        f"stored as float16. It adds and subtracts numbers of up to five digits. {_FORMS[form]} It is one of a pair, "
        "`sums-direct` and `sums-steps`, that differ in nothing else.",
        "licence": "MIT",
        "data": [
            "Problems made by `genai_book.datasets.sums`: four in five are additions, the longer number has 2 to 5 "
            "digits, and the table of single digits comes again and again. One batch in ten holds problems told in "
            "words, with numbers up to 20. Training read 44,400 problems, most of them once.",
            "Held out by hash: one in ten pairs of numbers, in both orders and both operations, unless both have one "
            "digit. Of all pairs of four digits training has read fewer than one in a thousand.",
            "Both models read the same problems in the same order, in as many steps. Their *examples* are equal, their "
            "compute is not: with the working an example has about 3.6 times the tokens (3.01 against 0.84 million in "
            "all). `genai-book train sums-direct --steps 5400` is the direct model at equal compute; what it reaches "
            "stands on the card of `sums-direct`.",
        ],
        "measure": "The fraction of problems whose final answer is exactly right, greedily decoded; 200 held-out "
        "additions for each number of digits, which both numbers have, 100 subtractions, 100 stories. The single "
        "digits are the whole table, which was read.",
        "table": [
            ["digits", "1", "2", "3", "4", "5"],
            ["additions", *([f"digits_{digits}", ".1%"] for digits in range(1, 6))],
            ["subtractions", *([f"minus_{digits}", ".1%"] for digits in range(1, 5)), "-"],
        ],
        "reach": [
            ["additions of four digits", "at least 90 %", "digits_4", ".1%"],
            ["ahead of `sums-direct` on four digits", "at least 30 points", "lead_4", ".1%"],
        ]
        if form == "steps"
        else [],
        "notes": [
            f"Stories such as those of the samples, with unread numbers: {scores['words']:.1%} right.",
            *map(_longer, runs),
        ],
        "sampling": "Seeds 0, 1 and 2, temperature 0.7, nothing chosen. The numbers of the first two prompts are held "
        "out, those of the last two were read.",
        "limits": [
            "Problems are written without spaces and end in an equals sign. It knows no numbers of more than five "
            "digits, no negative results, no other operation, and of stories only the dozen things and verbs it was "
            "trained on. "
            + (
                "A longer answer costs more time: with five digits about 60 tokens, so ask for `max_new_tokens=72`."
                if form == "steps"
                else "It is no proof that a decoder cannot add at once: more training, more layers, or the digits "
                "written in reverse would help it. It shows what writing the working is worth at this size and with as "
                "many examples."
            ),
        ],
    }


def _longer(run: dict[str, Any]) -> str:
    sums = ", ".join(f"{run['scores'][f'digits_{digits}']:.1%} with {digits} digits" for digits in (2, 3, 4, 5))
    minus = ", ".join(f"{run['scores'][f'minus_{digits}']:.1%} with {digits}" for digits in (2, 3, 4))
    return (
        f"The same model after {run['steps']:,} steps, {run['examples']:,} problems and "
        f"{run['tokens'] / 1e6:.2f} million tokens, which is not shipped: additions {sums}; subtractions {minus}."
    )
