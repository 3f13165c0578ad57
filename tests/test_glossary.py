"""Each term of the glossary is defined once, in alphabetical order; that links to terms hold is the strict build's."""

import re
from pathlib import Path

GLOSSARY = (Path(__file__).parents[1] / "book/glossary.md").read_text("utf-8")


def test_terms_are_unique_and_in_order() -> None:
    terms = [term.lower() for term in re.findall(r"^(\w.*)\n: \S", GLOSSARY, re.M)]
    assert len(terms) > 50 and len(terms) == GLOSSARY.count("\n: ")
    assert terms == sorted(set(terms))
