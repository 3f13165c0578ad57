"""What the card of the `scenes` model says in words; the numbers come from its scores."""

from typing import Any

_THINGS = ("count", "colour", "shape", "relation", "size", "background")


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the `scenes` model's card, for the scores of `scenes_measures`."""
    parts = ("seen", "unseen")
    rows = [["everything the caption says", *([f"{part}.adherence", ".1%"] for part in parts)]]
    rows += [[thing, *([f"{part}.{thing}", ".1%"] for part in parts)] for thing in _THINGS]
    return {
        "summary": "A Stable Diffusion of three million parameters: an autoencoder (64 x 64 pixels to latents of "
        "16 x 16 with 6 channels), a UNet with 48 channels at 16 x 16, 72 at 8 x 8 and 96 at 4 x 4, where it attends "
        "to the caption, and a CLIP text encoder with 3 layers of 96 channels, all stored as float16. It draws "
        "coloured shapes on a plain background, and nothing else.",
        "licence": "MIT for the weights; the data were generated",
        "data": [
            "Scenes from `genai_book.datasets.scenes`, drawn with smooth edges: one shape, small or large; two or "
            "three small ones of a kind; or two small ones, one left of, right of, above or below the other. Shapes: "
            "circle, square, triangle, cross, ring. Colours: red, orange, yellow, green, blue, purple. Backgrounds: "
            "white, grey, black, pink. The captions are those of a small grammar: 'a red circle left of a blue square "
            "on a white background', 'three green triangles on black', 'one large orange ring'; some leave out the "
            "size or the background.",
            "Held out by construction: five pairs of a colour and a shape (a purple circle, a yellow square, a blue "
            "triangle, a red cross, a green ring), and six arrangements such as a circle left of a triangle, in "
            "either wording. Each colour, shape and relation of them occurs in training with others.",
        ],
        "measure": "A picture counts as right if everything its caption says is right. The judge is a program made of "
        "the renderer: it cuts the picture into connected spots and asks which shape, place and extent would have "
        "drawn each. It has learnt nothing. Of 200 training-like and 200 held-out captions, one picture each: picture "
        "number n of a list has seed n. One standard error at 95 % is 1.5 points.",
        "table": [["right in the picture", "seen combinations", "unseen combinations"], *rows],
        "reach": [
            ["prompt adherence, unseen combinations", "at least 90 %", "unseen.adherence", ".1%"],
            ["prompt adherence, seen combinations", "at least 95 %", "seen.adherence", ".1%"],
        ],
        "notes": [
            "The text encoder was first asked, without any picture, what captions put where (some 90,000 captions of "
            "training): a UNet that starts beside an untrained one learns colours and shapes long before it "
            "learns which of two things is on the left.",
            "What is wrong is most often the count, by one too many: four rings where three were asked for. Twice the "
            "steps of drawing did not help. The model before this one, of 32 x 32 pixels and 384,000 examples on a "
            "CPU, passed 80 %, and failed by shapes that were a little too inexact for the judge.",
            f"What only went through the autoencoder and back has {scores['autoencoder.psnr_db']:.1f} dB of peak "
            f"signal-to-noise ratio, and the judge passes {scores['autoencoder.adherence']:.1%} of it: no model that "
            "draws with this autoencoder can be expected to do better. It passes every scene as it was drawn.",
            "The number of steps and the guidance with which it was measured stand in its `generation_config.json`. On "
            "other captions than those of this card the steps are the fewest of 10, 16 and 20, which did alike there, "
            "and the guidance is the best of 1.5, 2 and 2.5.",
            "On one core of a CPU a step of 256 scenes takes about two seconds, and the training some six hours.",
        ],
        "sampling": "Seeds 0, 1 and 2, the steps and guidance of its files, nothing chosen.",
        "limits": [
            "It knows 38 words. Of any other, such as those of 'A quantum computer in a futuristic lab', it sees "
            "letters that it has never been taught to read, and still draws: some shape that it knows, or a smear. "
            "More than two kinds of thing, other relations, counts beyond three, or the size of one thing among "
            "several are outside its world, and so is a picture of another size than 64 x 64.",
        ],
    }
