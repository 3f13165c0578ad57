"""The handwritten digits, and the classifier that judges what models make of them."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from genai_book.datasets import digits
from genai_book.scratch import digit_classifier


def test_the_split_is_that_of_the_first_chapter() -> None:
    ink, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(ink))  # as in chapter 01
    train, test = digits.load()
    assert (len(train.images), len(test.images)) == (1400, 397)
    assert np.array_equal((train.images + 1) * 8, ink[order[:1400]])
    assert np.array_equal((test.images + 1) * 8, ink[order[1400:]])
    assert np.array_equal(np.concatenate([train.labels, test.labels]), labels[order])


def test_pixels_lie_between_paper_and_ink() -> None:
    for part in digits.load():
        assert (part.images.min(), part.images.max(), part.images.dtype) == (-1, 1, np.float32)
        assert set(part.labels) == set(range(10))


@pytest.fixture(scope="module")
def judge() -> digit_classifier.DigitClassifier:
    train, _ = digits.load()
    return digit_classifier.fit(torch.from_numpy(train.images), torch.from_numpy(train.labels))


def test_the_judge_reads_new_digits(judge) -> None:
    _, test = digits.load()
    read = judge.classify(torch.from_numpy(test.images)).numpy()
    assert np.mean(read == test.labels) > 0.985
    assert judge.features(torch.from_numpy(test.images)).shape == (397, 32)


def test_images_may_be_square(judge) -> None:
    flat = torch.from_numpy(digits.load()[1].images[:5])
    assert torch.equal(judge.features(flat), judge.features(flat.reshape(5, 1, 8, 8)))


def test_training_is_the_same_each_time_and_leaves_other_random_numbers_alone() -> None:
    train, _ = digits.load()
    data = torch.from_numpy(train.images), torch.from_numpy(train.labels)
    short = digit_classifier.Training(steps=5)
    torch.manual_seed(1)
    first = digit_classifier.fit(*data, short)
    after = torch.rand(3)
    torch.manual_seed(1)
    assert torch.equal(after, torch.rand(3))
    second = digit_classifier.fit(*data, short)
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_what_is_no_digit_is_named(judge) -> None:
    with pytest.raises(ValueError, match=r"64 pixels each; these are \(2, 100\)"):
        judge.features(torch.zeros(2, 100))
    with pytest.raises(ValueError, match=r"between 0 and 16; the judge expects -1"):
        digit_classifier.fit(torch.tensor([[0.0, 16.0]]), torch.tensor([0]))
