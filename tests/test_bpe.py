"""scratch/bpe.py: a worked example, equality with the tokenizers library, and the round trip of any text."""

import inspect
import random
import textwrap

import pytest
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from genai_book.scratch.bpe import BytePairEncoder, alphabet, learn, merge

TEXT = inspect.getsource(textwrap) + " Être où ça? naïve café 日本語 日本 नमस्ते _x__y 12ab ² x² don't we'll\n\n  two"


@pytest.fixture(scope="module")
def encoder() -> BytePairEncoder:
    return BytePairEncoder(learn(TEXT, 300))


@pytest.fixture(scope="module")
def library() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=556, initial_alphabet=letters, show_progress=False)
    tokenizer.train_from_iterator([TEXT], trainer)
    return tokenizer


def test_the_example_of_the_paper():
    """Sennrich et al. 2016, algorithm 1: of low, lower, newest, widest, first 'es' and 'est' are joined, then 'low'."""
    text = " ".join(["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3)
    joined = [left + right for left, right in learn(text, 8)]
    assert joined[:2] == [b"es", b"est"]
    assert {b"lo", b"low"} <= set(joined)


def test_merge_goes_from_left_to_right_without_overlap():
    assert merge([b"a", b"a", b"a", b"b"], (b"a", b"a")) == [b"aa", b"a", b"b"]


def test_a_vocabulary_equal_to_the_library_s(encoder, library):
    ids = library.get_vocab()
    of_byte = {symbol[0]: library.id_to_token(i) for i, symbol in enumerate(alphabet())}
    assert [ids["".join(of_byte[b] for b in symbol)] for symbol in encoder.vocabulary] == list(range(556))


def test_ids_equal_to_the_library_s_and_back_to_the_same_text(encoder, library):
    random_ = random.Random(0)
    for _ in range(300):
        text = "".join(random_.choice(TEXT + "éß漢😀_ 12²\n\t'") for _ in range(40))
        assert encoder.encode(text) == library.encode(text).ids
        assert encoder.decode(encoder.encode(text)) == text


def test_half_a_character_decodes_to_a_replacement_sign(encoder):
    assert "�" in encoder.decode(BytePairEncoder([]).encode("é")[:1])


def test_nothing_to_learn_from():
    assert learn("", 10) == []
    assert learn("a b c", 10) == [(b" ", b"b"), (b" ", b"c")]
    assert BytePairEncoder([]).encode("") == []
