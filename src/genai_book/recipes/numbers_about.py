"""What the cards of the three translators of number words say; the numbers come from their scores."""

import statistics
from typing import Any

_WORDS = range(1, 10)
_DATA = [
    "Numbers up to 999,999 in the English and French words of the package num2words, in the traditional spelling, made "
    "by `genai_book.datasets.number_words`. The English is now and then written without `and`, hyphens or comma, with "
    "a capital, or with `a` for `one`. Numbers of few digits, and zeros, are drawn more often than chance would.",
    "Held out: one number above twenty in ten, by hash, in every spelling. Their words all occur in other numbers.",
]
_MEASURE = (
    "The fraction of held-out numbers whose whole translation is exactly right, greedily decoded: a hundred numbers of "
    "each count of English words (`and` not counted), fewer where there are fewer: {0} of one word, {1} of two."
)
_FIRST_SEED = (
    "The weights that come with the book are those of the first seed; the others were trained alike, to see how far "
    "chance goes."
)
_SAMPLING = (
    "Greedy, so nothing is drawn but the numbers: three held-out ones, drawn with the seeds 0, 1 and 2. The last text "
    "is no number."
)
_LIMITS = (
    "It knows the words of the numbers up to 999,999 and nothing else. Any other text is answered with French number "
    "words all the same: nothing warns of it. It reads at most 64 tokens. It writes `quatre-vingt-dix` as in France, "
    "not `nonante`, and in the traditional spelling, without hyphens around `et`, `cent` and `mille`."
)


def transformer(scores: dict[str, float], runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The words of the card of `numbers`; `runs` are the scores of every seed."""
    return {
        "summary": "A Marian encoder-decoder with 2 + 2 layers of 128 channels, 4 heads and a byte-level BPE "
        "vocabulary of 526 in which each number word is one token, stored as float16. It translates English number "
        "words into French ones: `forty-two` into `quarante-deux`.",
        "licence": "MIT",
        "data": _DATA,
        "measure": f"{_measure(scores)} {_FIRST_SEED}",
        "table": _table(runs),
        "reach": [["exact match on held-out numbers", "at least 99 %", "exact_match", ".1%"]],
        "notes": [
            f"The same numbers, each spelled at random: {scores['spellings.exact_match']:.1%}.",
            "A step of the training, 128 numbers, takes about a second on one core of a CPU: each of the three "
            "trainings is about 35 minutes.",
        ],
        "sampling": _SAMPLING,
        "limits": [_LIMITS],
    }


def recurrent(scores: dict[str, float], runs: list[dict[str, Any]], attention: bool, width: int) -> dict[str, Any]:
    """The words of the card of `numbers-attention` or `numbers-rnn`; `runs` are the scores of every seed, `width` the
    numbers of a state.
    """
    between = (
        "before each word its decoder looks at all states of the encoder (additive attention, Bahdanau et al. 2015)"
        if attention
        else f"all that its decoder knows of the text is the encoder's last state, one vector of {width} numbers"
    )
    return {
        "summary": "A recurrent encoder-decoder (two GRUs, `genai_book.scratch.seq2seq`) with states of "
        f"{width} numbers, stored as float16: {between}. It is one of a pair, `numbers-rnn` and `numbers-attention`, "
        "that differ in nothing else and have read the same numbers in the same order, with the tokens of `numbers`.",
        "licence": "MIT",
        "data": _DATA,
        "measure": f"{_measure(scores)} {_FIRST_SEED}",
        "table": _table(runs),
        "reach": [],
        "notes": [
            "The states are narrow on purpose: in a trial with states of 32 numbers and 2,900 steps the one without "
            "attention made hardly a mistake. What the pair shows is not that one vector cannot hold a number, but "
            "that a vector has room for so much, and that attention needs less of it."
        ],
        "sampling": _SAMPLING,
        "limits": [_LIMITS],
    }


def _measure(scores: dict[str, float]) -> str:
    return _MEASURE.format(*(int(scores[f"numbers.words_{count}"]) for count in (1, 2)))


def _table(runs: list[dict[str, Any]]) -> list[list[Any]]:
    return [
        ["words", *map(str, _WORDS)],
        ["exact match", *([f"exact_match.words_{count}", ".1%"] for count in _WORDS)],
        [f"mean of {len(runs)} seeds", *(_seeds(runs, count, statistics.fmean) for count in _WORDS)],
        ["lowest", *(_seeds(runs, count, min) for count in _WORDS)],
        ["highest", *(_seeds(runs, count, max) for count in _WORDS)],
    ]


def _seeds(runs: list[dict[str, Any]], count: int, summary: Any) -> str:
    return f"{summary([run['scores'][f'exact_match.words_{count}'] for run in runs]):.1%}"
