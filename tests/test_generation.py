"""The text object: its answers beside the library's own, its seeds, its stream, and what it refuses."""

from collections import Counter

import pytest
import torch
from transformers import GPT2LMHeadModel, pipeline

import tiny_models
from genai_book.errors import PromptError, PromptTypeError, SettingError, UnloadedError
from genai_book.generation import TextGenerator


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> TextGenerator:
    folder = tiny_models.save_gpt2(tmp_path_factory.mktemp("tiny"))
    model = GPT2LMHeadModel.from_pretrained(folder, dtype=torch.float32).eval()
    tokens = tiny_models.tokenizer()
    return TextGenerator(model, tokens, name="tiny", source="embedded", device="cpu", dtype="float32")


def answer(result: list[dict[str, str]], prompt: str) -> str:
    assert result[0]["generated_text"].startswith(prompt)
    return result[0]["generated_text"][len(prompt) :]


def test_greedy_answers_equal_the_pipeline(text: TextGenerator) -> None:
    theirs = pipeline("text-generation", model=text.model, tokenizer=text.tokenizer, device="cpu")
    for prompt in ("once upon a", "a cat who saw", "é and 星"):
        expected = theirs(prompt, max_new_tokens=12, do_sample=False)
        assert text(prompt, max_new_tokens=12) == expected


def test_a_list_of_prompts_gives_a_list_of_lists_as_the_pipeline_does(text: TextGenerator) -> None:
    prompts = ["once", "a cat who"]
    assert text(prompts, max_new_tokens=6) == [text(prompt, max_new_tokens=6) for prompt in prompts]
    sampled = text(["once", "once"], max_new_tokens=6, temperature=1.5, seed=3)
    assert sampled[0] == text("once", max_new_tokens=6, temperature=1.5, seed=3)
    assert sampled[1] == text("once", max_new_tokens=6, temperature=1.5, seed=4)


def test_the_same_seed_gives_the_same_text_whatever_ran_before(text: TextGenerator) -> None:
    first = text("once", temperature=1.0, max_new_tokens=20, seed=7)
    torch.manual_seed(999)
    torch.rand(5)
    text("a cat", temperature=1.0, max_new_tokens=5, seed=1)
    assert text("once", temperature=1.0, max_new_tokens=20, seed=7) == first
    assert text("once", temperature=1.0, max_new_tokens=20, seed=8) != first


def test_the_global_random_numbers_are_left_alone(text: TextGenerator) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    text("once", do_sample=True, max_new_tokens=5)
    list(text("once", do_sample=True, max_new_tokens=5, stream=True))
    assert torch.equal(torch.rand(3), expected)


def test_samples_follow_the_model(text: TextGenerator) -> None:
    """2,000 first tokens against softmax(logits / temperature): the total variation distance is what chance gives."""
    ids = text.tokenizer("once upon a", return_tensors="pt").input_ids
    with torch.inference_mode():
        expected = (text.model(ids).logits[0, -1].double() / 0.5).softmax(-1)
    from genai_book.generation import Sampling, _draw

    counts: Counter[int] = Counter()
    with torch.inference_mode():
        logits = text.model(ids).logits[:, -1]
        for seed in range(2000):
            counts[int(_draw(Sampling(0.5, None, None, seed))(ids, logits).argmax())] += 1
    found = torch.zeros_like(expected)
    for token, count in counts.items():
        found[token] = count / 2000
    distance = 0.5 * (found - expected).abs().sum()
    reference = torch.multinomial(expected, 2000, replacement=True, generator=torch.Generator().manual_seed(0))
    chance = 0.5 * (torch.bincount(reference, minlength=len(expected)) / 2000 - expected).abs().sum()
    assert distance < 1.5 * chance


def test_top_k_and_top_p_cut_the_distribution(text: TextGenerator) -> None:
    greedy = text("once upon a", max_new_tokens=10)
    assert text("once upon a", max_new_tokens=10, top_k=1, seed=4) == greedy
    assert text("once upon a", max_new_tokens=10, top_p=1e-9, seed=4) == greedy
    ids = text.tokenizer("once upon a", return_tensors="pt").input_ids
    with torch.inference_mode():
        likeliest = text.model(ids).logits[0, -1].topk(3).indices.tolist()
    for seed in range(20):
        full = text("once upon a", max_new_tokens=1, top_k=3, temperature=3.0, seed=seed)
        assert answer(full, "once upon a") in {text.tokenizer.decode([token]) for token in likeliest}


@pytest.mark.parametrize("settings", [{}, {"temperature": 1.2, "seed": 3}, {"top_p": 0.9, "seed": 11}])
def test_the_pieces_of_a_stream_make_the_same_text(text: TextGenerator, settings: dict) -> None:
    pieces = list(text("once upon a", max_new_tokens=25, stream=True, **settings))
    assert len(pieces) > 1
    assert "".join(pieces) == answer(text("once upon a", max_new_tokens=25, **settings), "once upon a")


def test_a_stream_never_shows_half_a_character(text: TextGenerator) -> None:
    whole = "".join(text("once", max_new_tokens=40, stream=True, temperature=2.0, seed=2))
    for piece in text("once", max_new_tokens=40, stream=True, temperature=2.0, seed=2):
        assert whole.startswith(piece)
        whole = whole[len(piece) :]


def test_leaving_a_stream_stops_the_model(text: TextGenerator) -> None:
    import threading

    stream = text("once", max_new_tokens=60, stream=True)
    next(stream)
    stream.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "genai-book-stream"]


def test_an_error_in_the_model_reaches_the_reader_of_the_stream(
    text: TextGenerator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the model broke")

    monkeypatch.setattr(text.model, "forward", broken)
    with pytest.raises(RuntimeError, match="the model broke"):
        list(text("once", stream=True))


def test_the_whole_context_can_be_used_and_no_more(text: TextGenerator) -> None:
    used = len(text.tokenizer("once upon a").input_ids)
    room = tiny_models.CONTEXT - used
    assert answer(text("once upon a", max_new_tokens=room), "once upon a")
    says = (
        rf"{used} tokens and {room + 1} new ones are asked for, {tiny_models.CONTEXT + 1} in all, .* at most 64 tokens"
    )
    with pytest.raises(PromptError, match=says) as caught:
        text("once upon a", max_new_tokens=room + 1)
    assert f"shorten the prompt to {used - 1} tokens or ask for at most max_new_tokens={room}" in str(caught.value)


def test_a_prompt_that_fills_the_context_alone(text: TextGenerator) -> None:
    with pytest.raises(PromptError, match=r"shorten the prompt to 14 tokens\. `len") as caught:
        text("cat " * 200, max_new_tokens=50)
    assert "ask for at most" not in str(caught.value)
    with pytest.raises(PromptError, match="shorten the prompt and ask for fewer than 64 new tokens"):
        text("cat " * 200, max_new_tokens=64)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        ({"prompt": ""}, PromptError, "The prompt is empty"),
        ({"prompt": ["once", ""]}, PromptError, "The prompt is empty"),
        ({"prompt": 7}, PromptTypeError, r"this one is 7 \(int\)"),
        ({"prompt": None}, PromptTypeError, r"this one is None \(NoneType\)"),
        ({"prompt": ["once", 7]}, PromptTypeError, r"this one is 7 \(int\)"),
        ({"prompt": ["a", "b"], "stream": True}, SettingError, "Only one prompt can be streamed and 2 were given"),
        ({"max_new_tokens": 0}, SettingError, "max_new_tokens is 0; it is a whole number of at least 1"),
        ({"max_new_tokens": -5}, SettingError, "max_new_tokens is -5"),
        ({"max_new_tokens": 2.5}, SettingError, "max_new_tokens is 2.5"),
        ({"max_new_tokens": True}, SettingError, "max_new_tokens is True"),
        ({"temperature": 0}, SettingError, "temperature is 0; .* use do_sample=False"),
        ({"temperature": -1.0}, SettingError, "temperature is -1.0"),
        ({"temperature": float("nan")}, SettingError, "temperature is nan"),
        ({"temperature": "hot"}, SettingError, "temperature is 'hot'"),
        ({"top_p": 0.0}, SettingError, "top_p is 0.0; .* above 0 and at most 1"),
        ({"top_p": 1.5}, SettingError, "top_p is 1.5"),
        ({"top_k": 0}, SettingError, "top_k is 0"),
        ({"seed": -1}, SettingError, "seed is -1"),
        ({"do_sample": False, "temperature": 0.7}, SettingError, "temperature=0.7 would change nothing"),
    ],
)
def test_what_is_refused(text: TextGenerator, call: dict, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        text(**{"prompt": "once", **call})
    assert "\n" not in str(caught.value)


def test_leaf_errors_are_the_builtins_a_reader_would_catch() -> None:
    assert issubclass(PromptError, ValueError)
    assert issubclass(PromptTypeError, TypeError)
    assert issubclass(SettingError, ValueError)
    assert issubclass(UnloadedError, RuntimeError)
