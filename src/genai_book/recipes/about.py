"""What the card of each recipe's model says in words; the numbers come from its scores."""

from typing import Any


def text(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the `text` model's card."""
    return {
        "summary": "A GPT-2 with 5 layers of 192 channels, 6 heads, a context of 256 tokens and a byte-level BPE "
        "vocabulary of 4,096, stored as float16. It writes "
        "children's stories and dictionary definitions in English, and nothing else.",
        "licence": "MIT for the weights; the glosses it was trained on are WordNet 3.0, © 2006 Princeton "
        "University, under the WordNet licence",
        "data": [
            "About half of its tokens are stories from the seeded grammar in `genai_book.datasets.stories`, each "
            "story fresh; the other half are the glosses of WordNet as "
            "plain sentences (`genai_book.datasets.glosses`), each sense read several times with a randomly chosen "
            "one of its words and examples.",
            "Held out: five whole plots; one in ten pairs of a name and a thing, in every role; all seeds of the "
            "test splits; and one in fifty synsets, chosen by a hash. A held-out "
            "synset's words may occur in other glosses, and WordNet repeats itself, so that split is not free of "
            "near-duplicates. The stories of held-out seeds share every "
            "template with training; those of held-out pairs too, with pairs never seen together; those of held-out "
            "plots share openings, names, things and interludes, not their sentences. "
            "'Theoretical physics' is no entry of WordNet: what the model says of it is its own. 'Physics' is, in "
            "training.",
        ],
        "measure": "Bits per byte of held-out text, lower is better; each document is predicted from its start and "
        "its end has to be predicted too. "
        "The n-gram model (Witten-Bell, same tokens, best order) and `xz` had read 5,000 stories and 8 MB of "
        "stories, or every training gloss and 8 MB of them. The *floor* is the mean "
        "surprise of those very stories under the grammar's own probabilities. For stories of new seeds no model "
        "can be better in the long run. In the other two splits it "
        "is the floor of someone who knows what is held out, which the model cannot know.",
        "parts": {
            "stories_held_out_seeds": "stories, new seeds",
            "stories_held_out_pairs": "stories, new name-thing pairs",
            "stories_held_out_plots": "stories, new plots",
            "glosses": "glosses of held-out synsets",
        },
        "notes": [
            f"Entropy of the story grammar, from 20,000 stories: {scores['grammar.bits_per_byte']:.4f} ± "
            f"{scores['grammar.standard_error']:.4f} bits per byte (one standard error), "
            f"{scores['grammar.bits_per_story']:.1f} bits a story. It is the entropy of the derivations: an upper "
            f"bound of the text's own, and tight, because each choice shows in the text."
        ],
        "sampling": "Seeds 0, 1 and 2, temperature 0.7, at most 100 new tokens, nothing chosen.",
        "limits": [
            "It has read stories of some forty plots and the words of one dictionary. On new plots it is far above "
            "the floor: it falls back into plots it knows. Its definitions have the form of "
            "definitions; what they say is mostly wrong. It knows no facts, follows no instructions, has no other "
            "language, and repeats the training grammar's phrases nearly word for word. "
            "WordNet contains dated and offensive terms, and the model may write them.",
        ],
    }
