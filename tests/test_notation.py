"""book/notation.md has no cells, so the sizes of the text model that it states are held against its config here."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_sizes_stated_are_those_of_the_model():
    config = json.loads((ROOT / "src/genai_book/weights/text/config.json").read_text("utf-8"))
    rows = re.findall(
        r"^\| \$(\w)\$ \|.*\| (?:up to )?([\d,]+) \|$", (ROOT / "book/notation.md").read_text("utf-8"), re.M
    )
    stated = {letter: int(number.replace(",", "")) for letter, number in rows}
    assert stated == {
        "T": config["n_positions"],
        "S": config["n_positions"],
        "C": config["n_embd"],
        "H": config["n_head"],
        "D": config["n_embd"] // config["n_head"],
        "V": config["vocab_size"],
    }
