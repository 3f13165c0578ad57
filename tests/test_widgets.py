"""The JavaScript that runs in a page against Python: on random strings here, on stored answers in tests/widgets."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from genai_book.catalogue import WEIGHTS

SCRIPTS = Path(__file__).parent / "widgets"
# Letters and digits of several scripts, signs, spaces of every kind, parts of characters and words that merge.
PIECES = (
    *"abcdefghijklmnop ABC 0123456789 .,;:!?'\"()[]{}<>|-_=+*/\\@#$%^&~`",
    *"éßøñ çü Ωλ жя 日本語 한글 नमस्ते עברית ½²٣ 🙂🦜👩‍👩‍👧 e\u0301",
    *"\t\n\r\v\f\x00\x1c\x1f\x7f\x85\xa0\xad\u1680\u180e\u2003\u2028\u2029\u202f\u200b\u200d\u3000\ufeff\ufffd",
    *("'s", "'t", "'ll", "'ve", " the", "  ", "once", " upon", "<|endoftext|>", "<|endof", "def ", "    "),
)


def strings(count: int) -> list[str]:
    dice = random.Random(0)
    return ["".join(dice.choices(PIECES, k=dice.randint(0, 30))) for _ in range(count)]


def asked_of(script: str, question: object) -> list:
    command = ["node", str(SCRIPTS / script)]
    done = subprocess.run(command, input=json.dumps(question), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("folder", ["text", "code", "mappings", "numbers-attention"])
def test_tokens_in_javascript_are_those_of_python(folder: str) -> None:
    from tokenizers import Tokenizer

    library = Tokenizer.from_file(str(WEIGHTS / folder / "tokenizer.json"))
    texts = strings(1000)
    answers = asked_of("encode.mjs", {"folder": folder, "texts": texts})
    for text, (ids, decoded) in zip(texts, answers, strict=True):
        wanted = library.encode(text, add_special_tokens=False).ids
        assert ids == wanted, repr(text)
        assert decoded == library.decode(wanted), repr(text)


def test_numbers_in_words_are_those_of_python() -> None:
    from genai_book.datasets.number_words import LIMIT, english, french

    numbers = [*range(1200), *range(1200, LIMIT, 211)]
    answers = asked_of("words.mjs", numbers)
    for number, answer in zip(numbers, answers, strict=True):
        assert answer == [english(number), french(number), number]
