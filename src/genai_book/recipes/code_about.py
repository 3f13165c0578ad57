"""What the card of the `code` model says in words; the numbers come from its scores."""

import platform
from typing import Any


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card."""
    return {
        "summary": "A CodeGen with 6 layers of 192 channels, 4 heads with rotary positions, a context of 384 tokens "
        "and a byte-level BPE vocabulary of 3,072 in which a run of spaces is one token, stored as float16. It writes "
        "short Python functions from a signature and a docstring.",
        "licence": "MIT for the weights; the standard library it read is © Python Software Foundation, under the PSF "
        "License",
        "data": [
            "Half of its tokens are small functions from the seeded grammar in "
            "`genai_book.datasets.small_functions`, each one fresh: a source of elements, conditions, changes and "
            "an ending, or cases and labels, said in a docstring and then done in one of several styles of body. A "
            "third are the functions of Python's standard library (`genai_book.datasets.library_source`), without "
            "those longer than 1,500 bytes, each moved to the left margin and read some fifty times. A sixth are "
            "longer functions of the library and those of the tests of Python itself. Two readings in five of a "
            "library function, and all of a longer one, leave out some of its statements "
            "(`genai_book.datasets.library_shortened`), so that many end soon.",
            "Held out: one in ten combinations of parts, by a hash of the combination without constants, names, source "
            "and style, so that the parts of a held-out function were all seen, but never together; and one in twenty "
            f"modules of the library, by a hash of their path. These figures are for the library of Python "
            f"{platform.python_version()}; other versions have other functions.",
        ],
        "measure": "Three questions. Does it predict code: bits per byte of held-out library functions, where lower is "
        "better; the n-gram model (Witten-Bell, same tokens) and `xz, primed` had read all training "
        "functions of the library. Does what it writes parse: a completion is all it writes up to its own "
        "end-of-text, or 290 tokens for the library, as many as its window has room for, and 100 for small functions. "
        "Does it do what the docstring says: the completions of 100 held-out small functions are run "
        "with eight tests each in a sandbox; pass@k is the unbiased estimate from ten samples (Chen et al. 2021). "
        "Samples are drawn at temperature 0.7.",
        "table": [
            ["held out", "greedy", "sampled"],
            ["small functions that pass, pass@1", ["pass.greedy_1", ".0%"], ["pass.sampled_1", ".1%"]],
            ["small functions that pass, pass@5", "", ["pass.sampled_5", ".1%"]],
            ["small functions that parse", ["parse.small_greedy", ".0%"], ["parse.small_sampled", ".1%"]],
            ["small functions ended by the model", ["ended.small_greedy", ".0%"], ["ended.small_sampled", ".1%"]],
            ["library functions that parse", ["parse.library_greedy", ".1%"], ["parse.library_sampled", ".1%"]],
            ["Python's own, cut off at as many tokens", ["parse.library_own", ".1%"], ""],
            ["library functions ended by the model", ["ended.library_greedy", ".1%"], ["ended.library_sampled", ".1%"]],
        ],
        "reach": [
            ["held-out small functions, pass@1, greedy", "at least 60 %", "pass.greedy_1", ".0%"],
            ["held-out small functions, pass@1, sampled", "at least 60 %", "pass.sampled_1", ".1%"],
            ["completed held-out small functions that parse, sampled", "at least 80 %", "parse.small_sampled", ".1%"],
            ["completed held-out library functions that parse, greedy", "at least 80 %", "parse.library_greedy", ".1%"],
            [
                "completed held-out library functions that parse, sampled",
                "at least 80 %",
                "parse.library_sampled",
                ".1%",
            ],
        ],
        "notes": [
            f"Bits per byte of {scores['library.bytes']:,.0f} bytes of held-out library functions: this model "
            f"{scores['library.model']:.3f}, the 3-gram "
            f"{scores['library.ngram']:.3f}, xz primed {scores['library.xz_primed']:.3f}, xz alone "
            f"{scores['library.xz_alone']:.3f}. `xz` compresses the functions one behind the other and profits from "
            "what those of one module have in common; the models read each by itself.",
            "A share of the library's functions is one of 300 prompts: another three hundred could well give five "
            "points more or fewer. Most of the greedy answers that do not parse were cut off, many of them in a loop; "
            "where tokens are drawn by lot there are few loops, and a bracket is left open or a line is not Python.",
            "The training took minutes on a GPU. One thread of a CPU, at some 1,400 tokens a second, would need about "
            "forty hours.",
        ],
        "sampling": "Seeds 0, 1 and 2, temperature 0.7, at most 100 new tokens, nothing chosen.",
        "limits": [
            "It does not know quantum computing: no function of its data has to do with it. What it writes below "
            "`def quantum_fourier_transform(n):` has the look of code and means nothing.",
            "It knows one small language of docstrings. Of a task that is not put together from the parts of its "
            "grammar, or not said in its phrases, it makes some function that looks like one of them, and the form "
            "of the answer says nothing about whether it is right: run it, and in a sandbox. What it writes behind "
            "signatures of the library's kind is idiom without purpose: the names are plausible and mostly do not "
            "exist. It never asks, never explains, and writes nothing but functions.",
        ],
    }
