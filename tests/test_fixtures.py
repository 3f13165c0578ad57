"""Fixtures hold what torch computes, prove that rounding is harmless, and are checked within tolerance."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

import tiny_models
from genai_book import catalogue, cli, evaluation, fixtures, models, recordings
from genai_book.errors import FixtureError, UnknownModelError
from genai_book.fixtures import answers, greedy, images, language, prompts, translation

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An embedded `text` of a few thousand random parameters, and short answers."""
    monkeypatch.setattr(catalogue, "WEIGHTS", tmp_path)
    monkeypatch.setattr(greedy, "NEW_TOKENS", 5)
    monkeypatch.setattr(greedy, "PROMPTS", 3)
    monkeypatch.setattr(prompts, "TEXT", ("once upon", "a cat who saw a star", "a star", "a cat"))
    tiny_models.save_gpt2(tmp_path / "text")
    yield tmp_path / "text"


def save_checkpoint(
    run: Path, weights: dict[str, torch.Tensor], average: dict[str, torch.Tensor] | None = None
) -> Path:
    run.mkdir(exist_ok=True)
    torch.save({"model": weights, "average": average}, run / "checkpoint.pt")
    return run


def test_a_language_model(tiny: Path) -> None:
    made = fixtures.make("text")
    loaded = models.load("text-generation", source="embedded", device="cpu", dtype="float32")
    assert len(made.data["prompts"]) == 3
    for one in made.data["prompts"]:
        ids = torch.tensor([one["ids"]])
        with torch.no_grad():
            logits = loaded.model(ids).logits[0, -1]
        assert loaded.tokenizer(one["text"]).input_ids == one["ids"]
        assert one["likeliest"][0] == [logits.argmax().item(), pytest.approx(logits.max().item(), abs=1e-4)]
        assert one["log_sum_exp"] == pytest.approx(logits.logsumexp(-1).item(), abs=1e-4)
        expected = loaded.model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=5)
        assert one["greedy"] == expected[0, ids.shape[1] :].tolist()
        assert loaded(one["text"], max_new_tokens=5)[0]["generated_text"] == one["text"] + one["continuation"]
        assert one["lead"] >= greedy.CLEAR
    assert len(made.data["logits_of_the_first"]) == 300
    maps = torch.tensor(made.data["attention"]["maps"])
    asked = made.data["prompts"][made.data["attention"]["prompt"]]["ids"]
    assert maps.shape == (2, 2, len(asked), len(asked))
    torch.testing.assert_close(maps.sum(-1), torch.ones(2, 2, len(asked)), rtol=0, atol=1e-3)
    assert maps.triu(1).count_nonzero() == 0
    assert made.proved[0] == "text: load(...) gives the same 3 greedy answers as plain float32 arithmetic"
    assert "not at hand" in made.proved[1]


def test_the_trainings_own_weights_are_asked_where_they_are_there(tiny: Path, tmp_path: Path) -> None:
    model = models.load("text-generation", source="embedded", device="cpu", dtype="float32").model
    exact = {name: value * (1 + 1e-5) for name, value in model.state_dict().items()}
    assert all(torch.equal(exact[name].half(), value.half()) for name, value in model.state_dict().items())
    for average in (None, {"n_averaged": torch.tensor(3), **{f"module.{name}": exact[name] for name in exact}}):
        run = save_checkpoint(tmp_path / "run", exact if average is None else {}, average)
        proved = fixtures.make("text", run).proved[1]
        assert proved == f"text: the same 3 greedy answers with the float32 weights of {run}"
    others = {name: value + 1 for name, value in exact.items()}
    assert "not at hand" in fixtures.make("text", save_checkpoint(run, others)).proved[1]


def test_rounding_that_changes_an_answer_is_an_error(tiny: Path, tmp_path: Path) -> None:
    model = models.load("text-generation", source="embedded", device="cpu", dtype="float32").model
    run = save_checkpoint(tmp_path / "run", model.state_dict())
    answers = iter(([[1], [2]], [[1], [3]]))
    with pytest.raises(FixtureError, match="changes 1 of 2 greedy answers, the first to the prompt number 1"):
        greedy.prove_rounding_is_harmless("text", run, model, lambda: next(answers))


def test_another_answer_of_load_is_an_error(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_greedy", lambda model, ids: ([5, 6], 1.0))
    with pytest.raises(FixtureError, match=r"load\(...\) continues 'once upon' with '.*', and plain arithmetic"):
        fixtures.make("text")


def test_prompts_whose_answers_are_ties_are_left_out() -> None:
    examples = [{"lead": lead} for lead in (*[1.0] * 19, 1e-6, 0.5, 0.25)]
    assert [one["lead"] for one in greedy.enough(examples, "text")] == [1.0] * 19 + [0.5]
    with pytest.raises(FixtureError, match="Only 19 of the 20 fixture prompts of text"):
        greedy.enough(examples[:20], "text")


def test_greedy_stops_at_the_end() -> None:
    rows = [[0.0, 2.0, 1.5], [0.0, 0.0, 1.0], [9.0, 0.0, 0.0]]
    assert greedy.continued(lambda new: torch.tensor(rows[len(new)]), ends=[2]) == ([1, 2], 0.5)


def test_every_language_model_has_prompts_to_spare() -> None:
    for name in ("text", "code", "mappings", "sums-direct", "sums-steps"):
        asked = prompts.of(name)
        assert len(set(asked)) == len(asked) > greedy.PROMPTS


def test_a_text_to_image_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from diffusers import StableDiffusionPipeline

    monkeypatch.setattr(catalogue, "WEIGHTS", tmp_path)
    folder = tiny_models.save_stable_diffusion(tmp_path / "scenes")
    (folder / "generation_config.json").write_text('{"num_inference_steps": 2, "guidance_scale": 3.0}')
    pipeline = StableDiffusionPipeline.from_pretrained(folder, variant="fp16", dtype=torch.float32)
    monkeypatch.setattr(images, "load", lambda *_, **__: SimpleNamespace(model=pipeline))
    data = fixtures.make("scenes").data

    def tensor(stored: dict) -> torch.Tensor:
        return torch.tensor(stored["values"]).reshape(stored["shape"])

    noise, states = tensor(data["noise"]), tensor(data["states_of_the_first_caption"])
    with torch.no_grad():
        predicted = pipeline.unet(noise, data["unet"]["timestep"], states).sample
        torch.testing.assert_close(predicted, tensor(data["unet"]), rtol=0, atol=2e-3)
        torch.testing.assert_close(pipeline.vae.decode(noise).sample, tensor(data["decoded_noise"]), rtol=0, atol=1e-3)
    drawing = tensor(data["drawing_of_the_first_caption"])
    assert drawing.shape == (1, 3, 32, 32) and 0 <= drawing.min() < drawing.max() <= 1
    assert data["captions"][0]["ids"][0] == 0 and len(data["captions"][0]["ids"]) == 77
    assert fixtures.make("scenes").data == data


def test_a_translator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(0)
    config = T5Config(vocab_size=300, d_model=16, d_kv=8, d_ff=32, num_layers=2, num_heads=2, decoder_start_token_id=5)
    model = T5ForConditionalGeneration(config).eval()
    tokenizer = tiny_models.tokenizer()

    def answer(text: str, max_new_tokens: int) -> list[dict[str, str]]:
        ids = torch.tensor([tokenizer(text).input_ids])
        made = model.generate(ids, do_sample=False, max_new_tokens=max_new_tokens)[0, 1:]
        return [{"translation_text": tokenizer.decode(made, skip_special_tokens=True)}]

    class Translator(SimpleNamespace):
        def __call__(self, text: str, max_new_tokens: int) -> list[dict[str, str]]:
            return answer(text, max_new_tokens)

    monkeypatch.setattr(translation, "load", lambda *_, **__: Translator(model=model, tokenizer=tokenizer))
    monkeypatch.setattr(greedy, "NEW_TOKENS", 5)
    monkeypatch.setattr(greedy, "CLEAR", 0.0)
    made = fixtures.make("numbers")
    data = made.data
    assert len(data["prompts"]) == 20 and made.proved[0].startswith("numbers: load(...) gives the same 20")
    first, start = data["prompts"][0], data["start_id"]
    model.set_attn_implementation("eager")
    with torch.no_grad():
        out = model(
            input_ids=torch.tensor([first["ids"]]),
            decoder_input_ids=torch.tensor([[start, *first["greedy"][:-1]]]),
            output_attentions=True,
        )
    assert out.logits[0].argmax(-1).tolist() == first["greedy"]
    for stored, computed in (
        (data["logits_of_the_first"], out.logits[0, 0]),
        (data["encoder_states_of_the_first"], out.encoder_last_hidden_state[0]),
        (data["attention_of_the_first"], torch.cat(out.cross_attentions)),
    ):
        torch.testing.assert_close(torch.tensor(stored), computed, rtol=0, atol=1e-4)
    monkeypatch.setattr(Translator, "__call__", lambda *_: [{"translation_text": "?"}])
    with pytest.raises(FixtureError, match=r"load\(...\) translates 'forty-two' as '\?', and plain arithmetic"):
        fixtures.make("numbers")


@pytest.mark.parametrize("attention", [False, True])
def test_a_recurrent_translator(monkeypatch: pytest.MonkeyPatch, attention: bool) -> None:
    from genai_book.scratch.seq2seq import EncoderDecoder
    from genai_book.translation import RecurrentTranslator

    torch.manual_seed(0)
    model, tokenizer = EncoderDecoder(300, 16, attention).eval(), tiny_models.tokenizer()
    loaded = RecurrentTranslator(
        model, tokenizer, longest=64, name="x", source="embedded", device="cpu", dtype="float32"
    )
    monkeypatch.setattr(translation, "load", lambda *_, **__: loaded)
    monkeypatch.setattr(greedy, "NEW_TOKENS", 5)
    monkeypatch.setattr(greedy, "CLEAR", 0.0)
    data = fixtures.make("numbers-attention" if attention else "numbers-rnn").data
    first = data["prompts"][0]
    with torch.no_grad():
        logits = model(torch.tensor([first["ids"]]), torch.tensor([[data["start_id"], *first["greedy"][:-1]]]))[0]
    assert logits.argmax(-1).tolist() == first["greedy"]
    torch.testing.assert_close(torch.tensor(data["logits_of_the_first"]), logits[0], rtol=0, atol=1e-4)
    if attention:
        looks = torch.tensor(data["attention_of_the_first"])
        assert looks.shape == (len(first["greedy"]), len(first["ids"]))
        torch.testing.assert_close(looks.sum(-1), torch.ones(len(looks)), rtol=0, atol=1e-3)
    else:
        assert data["attention_of_the_first"] is None


def test_an_answerer(monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import BertConfig, BertForQuestionAnswering

    torch.manual_seed(0)
    config = BertConfig(vocab_size=300, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    model, tokenizer = BertForQuestionAnswering(config).eval(), tiny_models.tokenizer()

    class Answerer(SimpleNamespace):
        def __call__(self, question: str, context: str) -> dict[str, str]:
            return {"answer": context.split()[0]}

    monkeypatch.setattr(answers, "load", lambda *_, **__: Answerer(model=model, tokenizer=tokenizer))
    data = fixtures.make("answers").data
    assert len(data["prompts"]) == 20
    one = data["prompts"][4]
    with torch.no_grad():
        logits = model(torch.tensor([one["ids"]])).end_logits[0]
    torch.testing.assert_close(torch.tensor(one["last_logits"]), logits, rtol=0, atol=1e-4)
    assert tokenizer.decode(one["ids"]) == one["question"] + one["context"] and one["answer"] == "Anna"


def test_files_have_one_line_an_example_and_are_compared_within_tolerance(tmp_path: Path) -> None:
    data = {"model": "x", "prompts": [{"text": "é", "lead": 1.5}, {"text": "b", "lead": 0.1234}], "ids": [1, 2]}
    path = tmp_path / "x.json"
    path.write_bytes(fixtures.encode(data))
    assert json.loads(path.read_text("utf-8")) == data
    assert path.read_text("utf-8").splitlines()[2:5] == [
        '"prompts":[',
        '{"text":"é","lead":1.5},',
        '{"text":"b","lead":0.1234}',
    ]
    assert fixtures.differences(data, path) == []
    near = {**data, "prompts": [{"text": "é", "lead": 1.5001}, {"text": "b", "lead": 0.1233}]}
    assert fixtures.differences(near, path) == []
    assert fixtures.differences({**data, "ids": [1, 3]}, path) == [f"{path} (ids[1] was 2 and is 3)"]
    far = {**data, "prompts": [{"text": "é", "lead": 1.6}, data["prompts"][1]]}
    assert fixtures.differences(far, path) == [f"{path} (prompts[0].lead was 1.5 and is 1.6)"]
    assert "(missing)" in fixtures.differences(data, tmp_path / "y.json")[0]
    path.write_text("{")
    assert "(no JSON)" in fixtures.differences(data, path)[0]


def test_the_command(tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "fixtures"
    assert cli.main(["fixtures", "text", "--check", "--out", str(out)]) == 1
    assert f"Run `genai-book fixtures text --out {out}`." in capsys.readouterr().err
    assert cli.main(["fixtures", "--all", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert f"Written: {out / 'text.json'}." in printed and "scenes: not trained yet" in printed
    assert cli.main(["fixtures", "text", "--check", "--out", str(out)]) == 0
    assert cli.main(["fixtures", "txet", "--out", str(out)]) == 1
    assert "There are no fixtures of 'txet'; did you mean 'text'?" in capsys.readouterr().err


def test_a_model_without_fixtures() -> None:
    with pytest.raises(UnknownModelError, match="There are no fixtures of 'all-MiniLM-L6-v2'"):
        fixtures.make("all-MiniLM-L6-v2")


@pytest.mark.parametrize("name", fixtures.NAMES)
def test_the_committed_fixtures_are_of_the_shipped_weights(name: str) -> None:
    if name not in recordings.FILES and not evaluation.installed(name):
        pytest.skip(f"{name} is not trained yet")
    path = ROOT / "tests" / "fixtures" / f"{name}.json"
    assert path.is_file(), f"write it with `genai-book fixtures {name}`"
    stored = json.loads(path.read_text("utf-8"))
    assert stored["weights_sha256"] == language.weights_sha256(name), f"write it anew: `genai-book fixtures {name}`"
    assert path.stat().st_size <= fixtures.LARGEST_BYTES
    assert not any(isinstance(value, float) and math.isnan(value) for value in stored.get("logits_of_the_first", []))
