"""What the card of the `mappings` model says in words; the numbers come from its scores."""

from typing import Any

from genai_book.recipes.mappings_measures import SHOTS, TASKS

_PARTS = {
    "unseen": "unseen tasks, new input",
    "unseen_rule": "of these: rules",
    "unseen_cipher": "of these: ciphers",
    "read_rule": "rules that training reads, new input",
    "repeated": "unseen tasks, input among the examples",
    "repeated_table": "of these: tables",
}


def text(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card."""
    return {
        "summary": "A GPT-2 with 8 layers of 128 channels, 4 heads, a context of 192 tokens and one token a byte, "
        "stored as float16. It reads examples, one `input -> output` a line, and answers the last line, whose arrow "
        "has nothing behind it; then it stops. Which task it is, it has to read off the examples.",
        "licence": "MIT",
        "data": [
            "Made by `genai_book.datasets.mappings` and its neighbours, every row another task. Three families are "
            "tested. A rule moves the letters (12 ways, such as reversed or each letter twice), changes each of them "
            "(5 ways, such as upper case or the next in the alphabet) and may put something before and behind. A "
            "cipher replaces each letter of a small alphabet by another. A table pairs words without any rule. A third "
            "of the rows is of three more families, which only training reads: compositions of one or two out of 30 "
            "moves with up to two out of 13 changes, ciphers whose letters are moved as well, and letters picked from "
            "a word in any order. The inputs are 2 to 6 letters or digits at random; no word list was read.",
            "Held out by hash: 8 of the 44 pairs of a move and a change that both do something, whatever stands before "
            "or behind; one in ten ciphers; one in ten pairs of a table. An unseen rule is so a new composition of "
            "known halves, an unseen cipher a new bijection. The other families have no task that contains such a "
            "pair, or that does the same to words of four to six letters.",
        ],
        "measure": "The fraction of answers that are exactly right, greedily decoded, ± one standard error over tasks: "
        f"{TASKS} unseen tasks of each family. A new input is in no example, and eight examples are enough to answer "
        "it (each letter of a cipher has occurred); fewer may not be. An input that is among the examples can be "
        "copied. Rules are asked about inputs of at least 4 letters: with three, reversing a word and swapping its "
        "ends are the same.",
        "table": [
            ["right answers after", *(f"{shots} examples" for shots in SHOTS)],
            *([title, *(_cell(scores, part, shots) for shots in SHOTS)] for part, title in _PARTS.items()),
        ],
        "reach": [
            ["unseen tasks, new input, 8 examples", "at least 90 %", "unseen.shots_8", ".1%"],
            ["unseen tasks, input among 8 examples", "at least 90 %", "repeated.shots_8", ".1%"],
        ],
        "notes": [
            "With no example the model can only guess the commonest task; what it gains from the first ones is the "
            "task itself. The difference between rules that training reads and unseen ones "
            f"({scores['read_rule.shots_8']:.1%} and {scores['unseen_rule.shots_8']:.1%} after eight examples) is what "
            "a new composition costs.",
            "A step of the training, 256 rows of 192 tokens, takes about six seconds on one core of a CPU: a thousand "
            "steps are about 100 minutes.",
        ],
        "sampling": "Seeds 0, 1 and 2, temperature 0.7, at most 16 new tokens, nothing chosen. The task of the fourth "
        "prompt (reversed, each letter the one before) was never read; the last prompt does not tell the answer.",
        "limits": [
            "It knows no words of any language. Of three English-French pairs it can give back one that it was shown, "
            "and for a fourth word it makes letters up, where a large model would know the word. It does the tasks of "
            "its families and compositions of them, on inputs of up to 6 letters or digits; others (sorting, "
            "counting, arithmetic) it has not learnt. Prompts are read up to 192 bytes.",
        ],
    }


def _cell(scores: dict[str, float], part: str, shots: int) -> str:
    key = f"{part}.shots_{shots}"
    return f"{scores[key]:.1%} ± {scores[f'{key}_se']:.1%}" if key in scores else "-"
