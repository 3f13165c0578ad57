"""Choose a setting of the `text` model on data kept for that: two runs, and what each makes of senses and stories that
neither read. The held-out data are not looked at.

    python -m genai_book.recipes.text_choice train --dropout 0.2 --out runs/text-dropout-0.2
    python -m genai_book.recipes.text_choice measure runs/text runs/text-dropout-0.2

The one that is taken becomes the default of `text.Config`, and its folder is published.
"""

import argparse
import math
import sys
from dataclasses import fields, replace
from pathlib import Path

from genai_book.datasets.glosses import senses
from genai_book.datasets.stories import tell
from genai_book.datasets.text import END, sense_documents
from genai_book.recipes import measures, text

STORIES = 250
SETTINGS = tuple(field for field in fields(text.Config) if field.name not in ("precision", "seed"))


def scores(weights: Path) -> dict[str, float]:
    """Bits per byte of the model in `weights` on development data, and the stories' floor; see `measures`."""
    model, tok = text.load(weights)
    end = tok.token_to_id(END)

    def bits(texts: list[str]) -> float:
        rows = [[end, *encoded.ids, end] for encoded in tok.encode_batch(texts)]
        return measures.surprise_nats(model, rows) / math.log(2) / sum(len(text) for text in texts)

    told = [tell(f"development/{index}") for index in range(STORIES)]
    stories = [story.text for story in told]
    floor = sum(story.nats for story in told) / math.log(2) / sum(len(story) for story in stories)
    glosses = sense_documents([sense for sense in senses() if sense.development], measures.SEED)
    return {"stories": bits(stories), "stories floor": floor, "glosses": bits(glosses)}


def main(argv: list[str] | None = None) -> int:
    """Train one setting, or measure the models of several runs."""
    parser = argparse.ArgumentParser(prog="python -m genai_book.recipes.text_choice", description=main.__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    train = actions.add_parser("train", help="train with a setting other than the default")
    train.add_argument("--out", type=Path, required=True, help="folder of the run")
    train.add_argument("--resume", action="store_true", help="carry on from the checkpoint in it")
    for field in SETTINGS:
        train.add_argument(f"--{field.name.replace('_', '-')}", type=type(field.default), default=field.default)
    measure = actions.add_parser("measure", help="compare finished runs on development data")
    measure.add_argument("runs", type=Path, nargs="+", help="--out folders")
    arguments = parser.parse_args(argv)
    if arguments.action == "train":
        settings = {field.name: getattr(arguments, field.name) for field in SETTINGS}
        text.train(replace(text.Config(), **settings), arguments.out, arguments.resume)
        return 0
    lacking = [str(run) for run in arguments.runs if not (run / "model").is_dir()]
    if lacking:
        print(
            f"There is no finished run in {', '.join(lacking)}. Finish it with `python -m genai_book.recipes."
            f"text_choice train --out {lacking[0]} --resume` and its settings.",
            file=sys.stderr,
        )
        return 1
    for run in arguments.runs:
        print(f"{run}: " + ", ".join(f"{name} {value:.4f}" for name, value in scores(run / "model").items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
