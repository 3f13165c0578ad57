"""How like an answer is to the one that was wanted: exact match and F1, as for SQuAD.

Rajpurkar et al. 2016, "SQuAD: 100,000+ questions for machine comprehension of text", arXiv:1606.05250, section 6.1.
Left out: several right answers to one question, of which the most like one counts.
"""

import re
import string
from collections import Counter


def normalised(text: str) -> list[str]:
    """Words in lower case without punctuation and articles."""
    text = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def exact(answer: str, wanted: str) -> bool:
    """Are the two the same words?"""
    return normalised(answer) == normalised(wanted)


def f1(answer: str, wanted: str) -> float:
    """Harmonic mean of the share of the answer's words that are wanted and of the wanted words that are given."""
    given, right = normalised(answer), normalised(wanted)
    common = sum((Counter(given) & Counter(right)).values())
    if not given or not right:
        return float(given == right)
    return 2 * common / (len(given) + len(right))
