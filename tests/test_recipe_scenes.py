"""The recipe of the scenes model: its tokens, its optimizer, its batches and losses, and a toy run of both parts."""

import base64
import json
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from genai_book.datasets.scenes import SIDE, Object, Scene, draw, scenes, words
from genai_book.errors import CheckpointError, TrainingStopped
from genai_book.recipes import RECIPES, scenes_about, scenes_measures, scenes_model, scenes_reading
from genai_book.recipes import scenes as recipe
from genai_book.recipes.muon import ConvMuon, orthogonal
from genai_book.recipes.scenes_batches import LatentBatches, PictureBatches, encode, middling, pictures, to_input

TOY = recipe.Config(
    autoencoder=recipe.Autoencoding(steps=12, batch=8, channels=(8, 8, 8), latent_channels=4, groups=4, warmup_steps=2),
    reading=recipe.Reading(steps=12, batch=8, warmup_steps=2),
    steps=16,
    batch=8,
    scenes=24,
    unet_channels=(8, 16, 16),
    time_width=16,
    text_width=16,
    text_layers=1,
    groups=4,
    warmup_steps=2,
    inference_steps=2,
)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished toy run."""
    out = tmp_path_factory.mktemp("run")
    recipe.train(TOY, out)
    return out


def test_it_is_in_the_list_of_recipes() -> None:
    assert RECIPES["scenes"] == recipe.__name__
    assert recipe.config() == recipe.config("scenes") == recipe.Config()


def test_the_default_model_fits_in_seven_megabytes() -> None:
    config = recipe.Config()
    parts = scenes_model.Painter(config, len(scenes_model.tokenizer())), scenes_model.autoencoder(config.autoencoder)
    assert sum(weight.numel() for part in parts for weight in part.parameters()) == 3_422_011


def test_every_word_of_a_caption_is_one_token_and_no_other_word_breaks_it() -> None:
    tok = scenes_model.tokenizer()
    assert all(len(tok(word).input_ids) == 3 for word in words())
    assert tok.get_vocab() == scenes_model.tokenizer().get_vocab()
    longest = max((scene.caption for scene in islice(scenes(0), 500)), key=lambda caption: len(caption.split()))
    assert len(tok(longest).input_ids) <= scenes_model.LONGEST
    odd = scenes_model.ids(
        tok, ["A RED circle", "a red circle", "", "A quantum computer in a futuristic lab", "naïve ☃"]
    )
    assert odd.shape == (5, scenes_model.LONGEST) and odd.max() < len(tok)
    assert torch.equal(odd[0], odd[1]) and len(odd[2].unique()) == 2


def test_muon_is_the_librarys_on_matrices_and_reads_kernels_as_matrices() -> None:
    torch.manual_seed(0)
    gradient = torch.randn(2, 12, 36)
    ours, theirs, kernel = (torch.nn.Parameter(torch.ones(12, 36)) for _ in range(3))
    kernel = torch.nn.Parameter(torch.ones(12, 4, 3, 3))
    mine = ConvMuon([ours, kernel], lr=0.1, weight_decay=0.01)
    library = torch.optim.Muon([theirs], lr=0.1, weight_decay=0.01, adjust_lr_fn="match_rms_adamw")
    for step in gradient:
        ours.grad, theirs.grad, kernel.grad = step.clone(), step.clone(), step.view(12, 4, 3, 3).clone()
        mine.step()
        library.step()
    assert torch.allclose(ours, theirs, atol=0.01)
    assert torch.allclose(kernel.flatten(1), ours, atol=0.01)


def test_orthogonal_keeps_the_singular_vectors() -> None:
    torch.manual_seed(0)
    matrix = torch.randn(40, 8)
    left, _, right = torch.linalg.svd(matrix, full_matrices=False)
    found = left.T @ orthogonal(matrix[None])[0] @ right.T
    assert torch.allclose(found, torch.eye(8), atol=0.35)
    assert (found - found.diag().diag()).abs().max() < 0.05


def test_batches_go_round_and_go_on_where_they_were() -> None:
    latents, ids, empty = torch.arange(10.0).view(10, 1, 1, 1), torch.arange(1, 11).view(10, 1), torch.zeros(1, 1)
    batches = LatentBatches(1, 4, latents, ids, empty.long(), 0.25, 1000)
    seen = [next(batches) for _ in range(50)]
    assert seen[2]["latents"].flatten().tolist() == [8, 9, 0, 1]
    times = torch.stack([batch["times"] for batch in seen]).sort(dim=1).values
    assert (times // 250 == torch.arange(4)).all()
    dropped = torch.stack([batch["ids"].flatten() == 0 for batch in seen])
    assert 0.15 < dropped.float().mean() < 0.35
    kept = torch.stack([batch["ids"].flatten() - 1 == batch["latents"].flatten() for batch in seen])
    assert (kept | dropped).all()
    again = LatentBatches(1, 4, latents, ids, empty.long(), 0.25, 1000)
    again.load_state_dict(json.loads(json.dumps({"number": 30})))
    assert torch.equal(next(again)["noise"], seen[30]["noise"])


def test_times_crowd_in_the_middle_and_reach_both_ends() -> None:
    even = torch.linspace(0, 1, 10_001)
    moved = middling(even, 0.5)
    assert moved[0] == 0 and moved[-1] == pytest.approx(1) and (moved.diff() > 0).all()
    gaps = moved.diff() / even.diff()
    assert gaps[5000] == pytest.approx(0.5, abs=1e-2) and gaps[0] == pytest.approx(1.5, abs=1e-2)
    assert torch.equal(middling(even, 0.0), even)


def test_the_answers_to_a_caption_say_what_is_where() -> None:
    one, other = Object("red", "circle", 16, 32, 20), Object("blue", "square", 48, 32, 20)
    scene = Scene((one, other), "white", "left", says_size=True, says_background=True, phrasing=0)
    asked = scenes_reading.answers(scene)
    assert len(asked) == scenes_reading.QUESTIONS
    colours = [scenes_reading.COLOUR_ANSWERS[number] for number in asked[:5]]
    shapes = [scenes_reading.SHAPE_ANSWERS[number] for number in asked[5:10]]
    assert dict(zip(scenes_reading.PLACES, colours, strict=True)) == {
        "left": "red", "right": "blue", "above": "nothing", "below": "nothing", "alone": "nothing"
    }  # fmt: skip
    assert shapes[:2] == ["circle", "square"] and set(shapes[2:]) == {"nothing"}
    swapped = replace(scene, objects=(other, one), side="right")
    assert scenes_reading.answers(swapped) == asked  # the same scene, told from the other side
    several = replace(scene, objects=(one, one, one), side=None, says_background=False)
    assert scenes_reading.answers(several)[-3:] == [3, 2, 4]  # three; of no size; on no background


def test_a_reader_learns_to_read_and_keeps_only_its_text_encoder() -> None:
    torch.manual_seed(0)
    tok, asked = scenes_model.tokenizer(), list(islice(scenes(1), 24))
    ids = scenes_model.ids(tok, [scene.caption for scene in asked])
    reader = scenes_reading.Reader(scenes_model.text_encoder(replace(TOY, text_width=32), len(tok)))
    assert [len(logits[0]) for logits in reader(ids)] == [7] * 5 + [6] * 5 + [4, 3, 5]
    before, count = scenes_reading.loss(reader, next(scenes_reading.CaptionBatches(0, 24, ids, asked)))
    assert count == 24 * scenes_reading.QUESTIONS
    batches = scenes_reading.CaptionBatches(0, 24, ids, asked)
    optimizers = recipe.optimizers(reader, replace(TOY.reading, muon_rate=0.02, adam_rate=0.01))
    for _ in range(60):
        total, count = scenes_reading.loss(reader, next(batches))
        (total / count).backward()
        for optimizer in optimizers:
            optimizer.step()
            optimizer.zero_grad()
    assert total < before / 20
    assert scenes_reading.right_fraction(reader, ids, asked) > 0.9


def test_pictures_are_what_was_drawn() -> None:
    drawn, found = pictures(3, 5)
    asked = list(islice(scenes(3), 5))
    assert found == asked
    assert np.array_equal(drawn[4].permute(1, 2, 0), draw(asked[4]))
    batch = next(PictureBatches(3, 2, drawn, (4, 16, 16)))
    assert batch["pictures"].min() >= -1 and batch["pictures"].max() <= 1 and batch["noise"].shape == (2, 4, 16, 16)


def test_the_autoencoders_loss_is_what_its_equation_says() -> None:
    torch.manual_seed(0)
    config = replace(TOY.autoencoder, spread=0.5, divergence_weight=0.3)
    vae = scenes_model.autoencoder(config)
    drawn, noise = torch.rand(2, 3, SIDE, SIDE), torch.randn(2, *config.latent_shape)
    with torch.no_grad():
        posterior = vae.encode(drawn).latent_dist
        again = vae.decode(posterior.mean + posterior.std * noise).sample
        mean, variance = posterior.mean, posterior.var
        divergence = (mean**2 + variance - 1 - variance.log()).sum() / 2
        expected = ((again - drawn) ** 2).sum() / (2 * 0.25) + 0.3 * divergence
        assert recipe.Reconstruction(vae, config)(drawn, noise) == pytest.approx(expected.item(), rel=0.02)


def test_the_velocity_that_is_asked_for_leads_back_to_the_picture() -> None:
    schedule = scenes_model.scheduler()
    assert schedule.alphas_cumprod[-1] == 0  # the first step of drawing sees noise alone
    generator = torch.Generator().manual_seed(0)
    rows = {"latents": torch.randn(3, 4, 8, 8, generator=generator), "noise": torch.randn(3, 4, 8, 8)}
    rows |= {"times": torch.tensor([999, 500, 0]), "ids": torch.zeros(3, 24)}
    velocity = schedule.get_velocity(rows["latents"], rows["noise"], rows["times"])
    total, count = recipe.velocity_loss(lambda noisy, times, ids: velocity, rows, schedule)
    assert total == 0 and count == 3 * 4 * 64
    total, _ = recipe.velocity_loss(lambda noisy, times, ids: velocity + 2, rows, schedule)
    assert total == pytest.approx(2 * count)
    schedule.set_timesteps(20)
    assert schedule.timesteps[0] == 999 and schedule.timesteps[-1] == 49
    noisy = schedule.add_noise(rows["latents"], rows["noise"], rows["times"])
    back = schedule.step(velocity[1:2], 500, noisy[1:2]).pred_original_sample
    assert torch.allclose(back, rows["latents"][1:2], atol=1e-5)


def test_a_toy_run_learns_and_the_same_seed_gives_the_same_losses(toy: Path, tmp_path: Path) -> None:
    run = json.loads((toy / "run.json").read_text())
    assert len(run["losses_nats"]) == TOY.steps and run["losses_nats"][-1] < 0.9 * run["losses_nats"][0]
    assert recipe._config(run["config"]) == TOY
    assert recipe.train(TOY, tmp_path) == run["losses_nats"]
    with pytest.raises(CheckpointError, match="already holds a checkpoint"):
        recipe.train(TOY, tmp_path)


def test_it_carries_on_in_either_training(toy: Path, tmp_path: Path) -> None:
    whole = json.loads((toy / "run.json").read_text())["losses_nats"]
    drawn, _ = pictures(TOY.seed, TOY.scenes)
    recipe.trainer.start(TOY.autoencoder)
    recipe.train_autoencoder(TOY.autoencoder, drawn, tmp_path / "autoencoder", resume=False)  # and then interrupted
    assert recipe.train(TOY, tmp_path, resume=True) == whole
    assert recipe.train(TOY, tmp_path, resume=True) == whole


def test_who_stops_it_is_told_the_folder_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(job, folder, resume):
        raise TrainingStopped(f"The checkpoint is in {folder}. Carry on with `--out {folder} --resume`.")

    monkeypatch.setattr(recipe.trainer, "fit", stop)
    with pytest.raises(TrainingStopped, match=f"--out {tmp_path} --resume"):
        recipe.train(TOY, tmp_path)


def test_fewer_steps_shorten_both_trainings(tmp_path: Path) -> None:
    assert len(recipe.train(TOY, tmp_path, steps=4)) == 4
    saved = torch.load(tmp_path / "autoencoder" / "checkpoint.pt", weights_only=True)
    assert len(saved["past"]["losses"]) == 4


def test_the_saved_model_is_a_stable_diffusion_pipeline_of_half_precision(toy: Path) -> None:
    from diffusers import StableDiffusionPipeline
    from safetensors.torch import load_file

    folder = toy / "model"
    for part, name in (
        ("unet", "diffusion_pytorch_model"),
        ("vae", "diffusion_pytorch_model"),
        ("text_encoder", "model"),
    ):
        file = folder / part / f"{name}.safetensors"
        assert {tensor.dtype for tensor in load_file(file).values()} == {torch.float16}
        assert file.stat().st_mode & 0o777 == 0o644
    pipeline = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    assert pipeline.safety_checker is None
    assert pipeline.vae.config.scaling_factor != 0.18215
    prompt = "A quantum computer in a futuristic lab"
    assert torch.equal(
        torch.tensor(pipeline.tokenizer(prompt, padding="max_length", max_length=24, truncation=True).input_ids),
        scenes_model.ids(scenes_model.tokenizer(), [prompt])[0],
    )
    assert recipe.sampling(folder) == {"num_inference_steps": 2, "guidance_scale": TOY.guidance}
    picture = scenes_model.load(folder)(prompt, **recipe.sampling(folder)).images[0]
    assert picture.size == (SIDE, SIDE)


def test_latents_have_unit_variance_once_scaled(toy: Path) -> None:
    vae = scenes_model.load(toy / "model").vae
    drawn, _ = pictures(TOY.seed, TOY.scenes)
    assert (encode(vae, drawn) * vae.config.scaling_factor).std() == pytest.approx(1, rel=1e-3)
    assert to_input(drawn).abs().max() <= 1


def test_samples_are_nine_pictures_of_the_first_seeds(toy: Path) -> None:
    found = recipe.samples(toy / "model")
    assert [(one["prompt"], one["seed"]) for one in found] == [(p, seed) for p in recipe.PROMPTS for seed in range(3)]
    assert all(base64.b64decode(one["png"]).startswith(b"\x89PNG") for one in found)
    assert found == recipe.samples(toy / "model")


def test_a_painter_who_does_what_is_asked_scores_one_and_a_stubborn_one_little(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list(islice(scenes("measures"), 12))
    monkeypatch.setattr(scenes_measures, "BATCH", 5)
    by_caption = {scene.caption: draw(scene) for scene in asked}
    prompts: list[str] = []

    def obey(captions, **settings):
        assert settings["num_inference_steps"] == 7 and settings["guidance_scale"] == 2.0
        assert settings["generator"][0].initial_seed() == len(prompts)
        prompts.extend(captions)
        return SimpleNamespace(images=np.stack([by_caption[caption] for caption in captions]) / 255)

    assert set(scenes_measures.adherence(obey, asked, 7, 2.0).values()) == {1.0}
    assert prompts == [scene.caption for scene in asked]
    blank = SimpleNamespace(images=np.ones((5, SIDE, SIDE, 3)))
    stubborn = scenes_measures.adherence(lambda captions, **_: blank, asked[:5], 7, 2.0)
    assert stubborn["adherence"] == stubborn["count"] == 0


def test_the_card_speaks_only_of_what_is_measured(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes_measures, "CAPTIONS", 24)
    monkeypatch.setattr(scenes_measures, "PICTURES", 4)
    scores = recipe.evaluate(toy / "model")
    assert scores == recipe.evaluate(toy / "model")
    words_of_card = scenes_about.about(scores)
    for row in words_of_card["table"][1:]:
        assert all(cell[0] in scores for cell in row[1:])
    assert all(row[2] in scores for row in words_of_card["reach"])
    assert scores["autoencoder.psnr_db"] > 3 and asdict(TOY)["autoencoder"]["steps"] == 12
