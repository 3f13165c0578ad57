"""Facts of any kind about any subject, for training only: that the words of a question are to be looked for in the
text, whichever they are, is learnt from many words and not from the few of the topics.

Some make little sense (`the kettle borrowed four pears`): what counts is where they stand.
"""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Relation, says
from genai_book.datasets.facts_wordings import QUESTIONS, STATEMENTS
from genai_book.datasets.facts_words import Maker, measured, named, one_of

_NOUNS = (
    "emblem|motto|owner|mascot|patron|guardian|rival|nickname|symbol|password|first name|second name|heir|author|"
    "inventor|founder|director|sponsor|enemy|neighbour|partner|ally|favourite song|hobby|secret|weakness|strength|"
    "greatest treasure|problem|task|goal|plan|lucky charm|badge|flag|anthem|hymn|festival|holiday|birthday|legend|"
    "dream|fear|duty|promise|wish|debt|prize|reward|medal|record|score|rank|grade|label|title|signature|seal|crest|"
    "shape|texture|pattern|taste|scent|tone|rhythm|width|depth|volume|distance|pressure|voltage|power|range|limit|"
    "capacity|budget|salary|rent|tax|profit|loss|income|postcode|phone number|channel|website|route|exit|entrance|"
    "shelter|refuge|tool|weapon|disguise|costume|hat|vehicle|companion|teacher|pupil|successor|predecessor"
)
# Base form, past form; where only one stands, `ed` makes the other.
_VERBS = (
    "admire|adopt|attack|avoid|borrow|break broke|bury buried|buy bought|catch caught|chase chased|choose chose|"
    "clean|collect|cover|damage damaged|defend|demand|deliver|destroy|draw drew|drink drank|earn|escape escaped|"
    "examine examined|expect|explore explored|fear|fetch|fill|fix|follow|forbid forbade|guard|help|hide hid|"
    "hold held|hunt|ignore ignored|inherit|inspect|invent|invite invited|join|keep kept|kick|kill|learn|lend lent|"
    "lift|love loved|mend|miss|need|obey|order|own|pack|pass|plant|polish|praise praised|prefer preferred|"
    "produce produced|protect|pull|push|receive received|reject|remember|remove removed|rent|replace replaced|"
    "rescue rescued|return|ruin|save saved|search|sell sold|serve served|shake shook|steal stole|study studied|"
    "support|teach taught|test|throw threw|touch|trade traded|trust|visit|want|wash|watch|wear wore|win won|"
    "wrap wrapped"
)
_OBJECTS = "|".join((w.THINGS, w.GOODS, w.EXHIBITS, w.TOPICS, w.INGREDIENTS, w.SIDES))
_VALUES: tuple[Maker, ...] = (
    one_of(_OBJECTS),
    named("{}|Anna {}|Doctor {}|the {} family|Mr {}|Lady {}|the village of {}|{} Hill"),
    one_of("|".join((w.COLOURS, w.GENRES, w.SOUNDS, w.ROOMS))),
    measured(2, 900, "metres", "euros", "litres", "kilograms", "points", "seats", "years"),
    w.year,
    w.date,
)


def _noun(number: int, noun: str) -> Relation:
    # The last of each is never used, as in the topics.
    lines = f"{STATEMENTS}{{s}} has the NOUN {{v}}\n{{p}} NOUN: {{v}}{QUESTIONS}Can you find the NOUN of {{e}}?"
    return says(f"loose {noun}", _VALUES[number % len(_VALUES)], lines.replace("NOUN", noun))


def _verb(number: int, forms: str) -> Relation:
    base, _, past = forms.partition(" ")
    past = past or f"{base}ed"
    return says(
        f"loose {base}",
        _VALUES[number % 2],
        f"""
        {{s}} {past} {{v}}
        What {{s}} {past} was {{v}}
        {{s}} once {past} {{v}}
        In the end {{s}} {past} {{v}}
        It was {{v}} that {{s}} {past}
        {{s}} wanted to {base} {{v}}, and did
        {{s}} never {past} {{v}}
        What did {{e}} {base}?
        What was it that {{e}} {past}?
        Which thing did {{e}} {base}?
        {{e}} {past} what?
        Who or what did {{e}} {base}?
        Can you find what {{e}} {past}?
        Who {past} {{v}}?
        What {past} {{v}}?
        Who was it that {past} {{v}}?
        """,
    )


LOOSE: tuple[Relation, ...] = (
    *(_noun(number, noun) for number, noun in enumerate(_NOUNS.split("|"))),
    *(_verb(number, forms) for number, forms in enumerate(_VERBS.split("|"))),
)
