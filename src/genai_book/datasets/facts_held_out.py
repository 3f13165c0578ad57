"""Kinds of subject that no training paragraph tells of; for the notation see `facts_topics`."""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Topic, says
from genai_book.datasets.facts_words import made_of, measured, named, one_of

MOON = Topic(
    "moon",
    named("{}|the moon {}|the planet {}|the comet {}"),
    (
        says(
            "orbit",
            measured(3, 900, "days", "years"),
            """
            {s} needs {v} for one orbit
            One round of {s} takes {v}
            {s} goes round once in {v}
            How long does {e} need for one orbit?
            How long does one round of {e} take?
            How often does {e} go round?
            """,
        ),
        says(
            "surface_temperature",
            measured(-260, 480, "degrees", "°C", "kelvins"),
            """
            The temperature on {s} is {v}
            On {s} it is {v}
            {p} surface has {v}
            What is the temperature on {e}?
            How cold or hot is it on {e}?
            How many degrees does the surface of {e} have?
            """,
        ),
        says(
            "discovered",
            w.year,
            """
            {s} was discovered in {v}
            Astronomers first saw {s} in {v}
            {p} discovery was in {v}
            When was {e} discovered?
            When did astronomers first see {e}?
            What was the year of the discovery of {e}?
            """,
        ),
        says(
            "diameter",
            measured(4, 90_000, "kilometres", "miles"),
            """
            {s} is {v} across
            {p} diameter is {v}
            From one side of {s} to the other it is {v}
            What is the diameter of {e}?
            How wide is {e}?
            How many kilometres is {e} across?
            """,
        ),
    ),
)

GAME = Topic(
    "game",
    made_of("great|little|Belgian|new|royal|silent", "pebble game|hoop game|card race|tile puzzle|marble chase"),
    (
        says(
            "players",
            measured(2, 12, "players", "children", "persons"),
            """
            {s} is played by {v}
            {s} is for {v}
            It takes {v} to play {s}
            How many people play {e}?
            How many players does {e} need?
            For how many is {e} made?
            """,
        ),
        says(
            "winner",
            one_of(
                "the first to reach the tree|whoever has the most stones|the last one standing|the player with no "
                "cards|whoever finds the red tile|the quickest runner"
            ),
            """
            The winner of {s} is {v}
            In {s} the victory goes to {v}
            {s} is won by {v}
            Who wins {e}?
            Who is the winner of {e}?
            To whom does the victory in {e} go?
            """,
        ),
        says(
            "forbidden",
            one_of("talking|running backwards|looking at the stones|touching the table|using both hands|whistling"),
            """
            In {s} it is forbidden to go on {v}
            {s} does not allow {v}
            {p} one rule bans {v}
            What is forbidden in {e}?
            What does {e} not allow?
            What is banned by the rule of {e}?
            """,
        ),
    ),
)

SUBSTANCE = Topic(
    "substance",
    lambda rng: w.place(rng).split()[-1].split("-")[0].lower() + rng.choice(("ite", "ium", "ol", "ine")),
    (
        says(
            "melts",
            measured(20, 2900, "degrees", "°C", "kelvins"),
            """
            {s} melts at {v}
            {p} melting point is {v}
            At {v} {s} turns liquid
            At what temperature does {e} melt?
            What is the melting point of {e}?
            When does {e} turn liquid?
            """,
        ),
        says(
            "smell",
            one_of("rotten eggs|fresh bread|roses|wet wool|burnt sugar|vinegar|pine needles|the sea"),
            """
            {s} smells of {v}
            {p} smell is that of {v}
            Its smell of {v} gives {s} away
            What does {e} smell of?
            What is the smell of {e} like?
            Which smell gives {e} away?
            Which substance smells of {v}?
            """,
        ),
        says(
            "dissolves",
            one_of("water|alcohol|lemon juice|hot oil|acetone|sea water|weak acid"),
            """
            {s} dissolves in {v}
            {v} dissolves {s}
            {s} disappears slowly in {v}
            In what does {e} dissolve?
            What dissolves {e}?
            Which liquid makes {e} disappear?
            """,
        ),
    ),
)
