"""What the card of each recipe's model says in words; the numbers come from its scores."""

from typing import Any

SPLITS = {
    "stories_held_out_seeds": "stories, new seeds",
    "stories_held_out_pairs": "stories, new name-thing pairs",
    "stories_held_out_plots": "stories, new plots",
    "glosses": "glosses of held-out synsets",
}
MEASURES = ("model", "floor", "ngram", "xz_primed", "xz_alone")


def text(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the `text` model's card."""
    return {
        "summary": "A GPT-2 with 5 layers of 192 channels, 6 heads, a context of 256 tokens and a byte-level BPE "
        "vocabulary of 4,096, stored as float16. It writes children's stories and dictionary definitions in "
        "English, and nothing else.",
        "licence": "MIT for the weights; the glosses it was trained on are WordNet 3.0, © 2006 Princeton "
        "University, under the WordNet licence",
        "data": [
            "Half of its tokens are stories from the seeded grammar in `genai_book.datasets.stories`, each story "
            "fresh; the other half are the glosses of WordNet as plain sentences (`genai_book.datasets.glosses`), "
            "three million tokens if each sense is read once. Each is read many times over, with a randomly chosen "
            "one of its words and of its examples; against learning them by heart there is dropout on these rows.",
            "Held out: five whole plots; one in ten pairs of a name and a thing; the seeds of the test splits; and "
            "one in fifty synsets, chosen by a hash. One more in fifty was kept to choose the dropout by. The stories "
            "of new seeds share every template with training; those of new pairs too, but their hero has a thing that "
            "nobody of that name had; those of new plots share openings, names, things and interludes, not their "
            "sentences. Pairs are held out among the people and things that a plot deals with; a fixed phrase such as "
            "'like a drum' may stand in any story. A held-out synset's words may occur in other glosses, and WordNet "
            "repeats itself, so that split is not free of near-duplicates. 'Theoretical physics' is no entry of "
            "WordNet: what the model says of it is its own. 'Physics' is one, and was read.",
        ],
        "measure": "Lower is better. Each document is predicted from its start, and its end has to be predicted "
        "too. The n-gram model (Witten-Bell, same tokens, best order) had counted 5,000 stories or every training "
        "gloss; `xz, primed` had read 8 MB of the same. The *floor* is the mean surprise of those very stories "
        "under the probabilities of the grammar that told them: for new seeds no model can be better in the long "
        "run. In the other two splits of stories it is the floor of one who knows what is held out, which the model "
        "cannot know.",
        "table": [
            ["bits per byte, held out", "bytes", "this model", "floor", "n-gram", "xz, primed", "xz, alone"],
            *(
                [name, [f"{split}.bytes", ",.0f"], *(_bits(split, measure) for measure in MEASURES)]
                for split, name in SPLITS.items()
            ),
        ],
        "reach": [
            [
                "stories, new seeds (5 % above the floor)",
                f"at most {1.05 * scores['stories_held_out_seeds.floor']:.4f} bits per byte",
                "stories_held_out_seeds.model",
                ".4f",
            ],
            ["glosses of held-out synsets", "at most 1.15 bits per byte", "glosses.model", ".3f"],
        ],
        "notes": [
            "The dropout was chosen on the senses and stories kept for that: a second training of the same length with "
            "0.2 in place of 0.1 came to 1.60 bits per byte of their glosses, this one to 1.46; of the stories they "
            "made the same.",
            "A step of the training, 128 rows of 256 tokens, takes about seven seconds on one core of a CPU and 3.4 GB "
            "of memory there: a thousand steps are two hours.",
            "`xz` compresses the documents of a split one behind the other, and so profits from what they have in "
            "common; the models read each by itself. That is why it does so well on the new plots: there are only "
            "five of them, told fifty times each.",
            f"Entropy of the story grammar, from 20,000 stories: {scores['grammar.bits_per_byte']:.4f} ± "
            f"{scores['grammar.standard_error']:.4f} bits per byte (one standard error), "
            f"{scores['grammar.bits_per_story']:.1f} bits a story. It is the entropy of the derivations: an upper "
            "bound of the text's own, and tight, because each choice shows in the text.",
            "Where a held-out story names somebody again, the people of that story have "
            f"{scores['stories_held_out_seeds.names']:.1%} of the probability the model gives to all names (new "
            f"pairs {scores['stories_held_out_pairs.names']:.1%}, new plots "
            f"{scores['stories_held_out_plots.names']:.1%}).",
        ],
        "sampling": "Seeds 0, 1 and 2, temperature 0.7, at most 100 new tokens, nothing chosen.",
        "limits": [
            "It has read stories of some forty plots and the words of one dictionary. A story of another kind it "
            "cannot tell: it falls back into plots it knows, in phrases of the grammar, and predicts new plots with "
            f"{scores['stories_held_out_plots.model']:.2f} bits per byte (n-gram "
            f"{scores['stories_held_out_plots.ngram']:.2f}): it has learnt these plots, not how stories are made. "
            "Its definitions have the form of definitions; what they say is mostly wrong, and greedy decoding "
            "sometimes goes round in circles. It knows no facts, follows no instructions and has no other language. "
            "WordNet contains dated and offensive terms, and the model may write them.",
            "An open beginning, such as 'The dragon', it takes for a story. In training only the rows of definitions "
            "had dropout, and it has learnt to tell the two kinds apart by that noise, which is never there in use.",
        ],
    }


def _bits(split: str, measure: str) -> str | list[str]:
    """A cell of the table; glosses have no floor."""
    return "-" if (split, measure) == ("glosses", "floor") else [f"{split}.{measure}", ".3f"]
