"""Forty questions about paragraphs of ordinary prose, written by hand for this book: what the templates never say.

None of it was used to train or to choose a model. Everything told is invented or common knowledge.
"""

from genai_book.datasets.facts import Example

# Paragraph, then question and answer; an empty answer = the paragraph does not say.
_PARAGRAPHS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "When the kettle finally boiled over, Aunt Rosa had already left for the station, so nobody noticed the smoke "
        "until the neighbour's dog began to bark. The firemen came within ten minutes and broke the kitchen window.",
        (
            ("Who had left for the station?", "Aunt Rosa"),
            ("What did the firemen break?", "the kitchen window"),
            ("What was the name of the dog?", ""),
        ),
    ),
    (
        "Sourdough rises without bought yeast. A mixture of flour and water is left in a warm place for about a week, "
        "and wild yeasts together with lactic bacteria settle in it; the acid they produce keeps mould away and gives "
        "the loaf its tang.",
        (
            ("What keeps mould away?", "the acid"),
            ("How long is the mixture left in a warm place?", "about a week"),
            ("At what temperature is the loaf baked?", ""),
        ),
    ),
    (
        "The old ferry was sold for scrap last autumn. For sixty years it had carried lorries full of apples across "
        "the sound, until a bridge made it superfluous, and even the captain admitted that he would not miss the fog.",
        (
            ("What made the ferry superfluous?", "a bridge"),
            ("What did the lorries carry?", "apples"),
            ("For how long had the ferry been in service?", "sixty years"),
        ),
    ),
    (
        "Light from the Sun needs a little more than eight minutes to reach the Earth. Neptune is so far out that the "
        "same light arrives there after about four hours, and at noon it is as dim as our twilight.",
        (
            ("How long does sunlight take to reach Neptune?", "about four hours"),
            ("Which planet is as dim at noon as our twilight?", "Neptune"),
            ("How many moons does Neptune have?", ""),
        ),
    ),
    (
        "Ida wanted to become a glassblower, but the workshop in her village had burned down. She therefore walked to "
        "the coast, where a cousin of hers mended nets, and found work in a factory that made lenses for lighthouses.",
        (
            ("What did Ida want to become?", "a glassblower"),
            ("What did the factory make?", "lenses for lighthouses"),
            ("Why could she not stay in her village?", "the workshop in her village had burned down"),
        ),
    ),
    (
        "Chess clocks were introduced because players simply took too long. Before that, a game in 1843 lasted more "
        "than twenty hours. The first ones were hourglasses; the mechanical clock with two dials came later.",
        (
            ("Why were chess clocks introduced?", "players simply took too long"),
            ("What were the first chess clocks?", "hourglasses"),
            ("Who invented the mechanical clock with two dials?", ""),
        ),
    ),
    (
        "Penguins do not fall over when they look up at aeroplanes, although pilots told the story for years. "
        "Scientists who watched a thousand birds on South Georgia saw that the animals fell silent and walked away, "
        "and that not a single one toppled.",
        (
            ("Where did scientists watch the penguins?", "South Georgia"),
            ("Who told the story for years?", "pilots"),
            ("How many birds did the scientists watch?", "a thousand"),
        ),
    ),
    (
        "Please note that the swimming hall will remain shut until the pump has been replaced. Season tickets can be "
        "used at the lake instead, and those who would rather have their money back should write to the office before "
        "the end of June.",
        (
            ("Until when will the swimming hall remain shut?", "until the pump has been replaced"),
            ("Where can season tickets be used instead?", "at the lake"),
            ("How much does a season ticket cost?", ""),
        ),
    ),
    (
        "Copper turns green in rain because it reacts with oxygen, water and carbon dioxide. The layer, called patina, "
        "protects the metal beneath, which is why church roofs may last for three centuries.",
        (
            ("What is the green layer on copper called?", "patina"),
            ("What colour does copper turn in rain?", "green"),
            ("How long may church roofs last?", "three centuries"),
        ),
    ),
    (
        "Grandfather kept bees behind the barn. On cold mornings he would press his ear against the hive and nod if it "
        "hummed. Only once, after the winter of the great frost, did he come back to the kitchen without a word.",
        (
            ("Where did Grandfather keep bees?", "behind the barn"),
            ("What did he press against the hive?", "his ear"),
        ),
    ),
    (
        "The parliament rejected the plan by nine votes. Its opponents had argued that the new road would cut through "
        "a marsh where cranes breed; the minister, who had promised it twice, now wants a tunnel.",
        (
            ("By how many votes was the plan rejected?", "nine votes"),
            ("What does the minister want now?", "a tunnel"),
            ("What breeds in the marsh?", "cranes"),
        ),
    ),
    (
        "A violin has four strings and a viola too, but the viola is larger and tuned a fifth lower. Its players read "
        "the alto clef, which hardly anybody else uses.",
        (
            ("Which instrument is tuned a fifth lower?", "the viola"),
            ("Which clef do viola players read?", "the alto clef"),
            ("How many strings does a cello have?", ""),
        ),
    ),
    (
        "It took the two hikers all day to climb the ridge. They had brought cheese, a tin of sardines and no water at "
        "all, so that the spring below the summit seemed to them the finest inn of the whole country.",
        (
            ("What had the hikers forgotten?", "water"),
            ("Where was the spring?", "below the summit"),
            ("How high is the ridge?", ""),
        ),
    ),
    (
        "Tea reached Europe by two roads. Where it came overland it is called something like chai, and where Dutch "
        "ships brought it, something like tea.",
        (
            ("Who brought tea by sea?", "Dutch ships"),
            ("What is the price of tea?", ""),
        ),
    ),
)


def open_questions() -> list[Example]:
    """All of them, in order."""
    return [
        Example(question, paragraph, answer, paragraph.index(answer), "open")
        for paragraph, pairs in _PARAGRAPHS
        for question, answer in pairs
    ]
