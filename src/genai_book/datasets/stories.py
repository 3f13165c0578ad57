"""Children's stories from a seeded grammar that knows the exact probability of every story it tells.

A story is a plot in a world, told through choices. Each choice is uniform over what fits: names and things already
in the story narrow it (a thing that is held out for a name is never offered to it), so the probability of a
derivation is the product of 1/n over its choices. Each choice shows in the text, so a text has essentially one
derivation; where two derivations gave one text the negative log-probability stated here would be an upper bound of
the text's own. Its mean over samples therefore estimates the entropy of the stories (exactly speaking, a bound from
above that is tight up to such coincidences).

Slots of the templates: `h` hero, `f` and `g` friends, `e` elder (with `.he .He .him .his .hiss .himself .sp .small
.trait .intro .friend`); `t`, `t1`… things (with `.noun .use .used_together .breaks .mends`); `place`, `the`, `here`,
and lists of the world (`spot1`, `sight1`, `food1`, …), which stay the same within a story; capitalised slots and
verbs (`Day`, `Help`, `cried`, …) are drawn anew each time.
"""

import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log

from genai_book.datasets import story_extras as extras
from genai_book.datasets import story_words as words
from genai_book.datasets.story_notation import Plot, expand, polish
from genai_book.datasets.story_plots_days import PLOTS_OF_DAYS
from genai_book.datasets.story_plots_deeds import PLOTS_OF_DEEDS
from genai_book.datasets.story_plots_things import PLOTS_OF_THINGS

CHILD_AND_ANIMAL_NAMES = words.GIRL_NAMES + words.BOY_NAMES + words.SHE_CREATURES + words.HE_CREATURES
PLOTS = PLOTS_OF_THINGS + PLOTS_OF_DEEDS + PLOTS_OF_DAYS
HELD_OUT_PLOTS = ("honest_finder", "blown_away", "missing_ingredient", "hide_and_seek", "fallen_bird")
SPLITS = ("train", "held_out_seeds", "held_out_pairs", "held_out_plots")

OPENINGS = (
    "Once upon a time {place}, there lived a {h.small} {h.sp} named {h}.",
    "Once upon a time {place}, there was a {h.trait} {h.small} {h.sp} named {h}.",
    "Once upon a time, a {h.trait} {h.sp} named {h} lived {place}.",
    "Once there was a {h.sp} named {h}, who lived {place}.",
    "Long ago, {place}, there lived a {h.trait} {h.sp} whose name was {h}.",
    "{h} was a {h.trait} {h.small} {h.sp}. {h.He} lived {place}, in {home}.",
    "A {h.small} {h.sp} named {h} lived {place}. {h.He} was <very|always|so> {h.trait}.",
    "This is the story of {h}, a {h.trait} {h.sp} who lived {place}.",
    "In {home} {place} lived a {h.trait} {h.small} {h.sp}. {h.His} name was {h}.",
    "There was once a {h.small} {h.sp} named {h}. {h.His} home was {home} {place}.",
)

ROOM_CHARACTERS = 890  # extras are offered below this length, so that nearly every story fits a context of 256 tokens

# Drawn anew at each use. Within one slot no two texts are alike.
FRESH = {
    "Day": "One <sunny|windy|quiet|bright|grey|cool|warm|fine> <morning|afternoon|day>",
    "Day_low": "one <sunny|windy|quiet|bright|grey|cool|warm|fine> <morning|afternoon|day>",
    "Why": "<Why|But why|Tell me, why|Dear me, why>",
    "Help": "<I will help you|Let me help you|Do not worry, I will help you|We will do it together>",
    "Wow": "<How wonderful|Oh, how lovely|Oh my|What luck>",
    "Yes": "<Yes|Of course|Gladly|Yes, with pleasure>",
    "Nope": "<No|It is not mine|I do not know whose it is>",
    "Sorry": "<I am sorry|I am so sorry|Please forgive me|I am very sorry>",
    "Oh": "<Oh no|Oh dear|Oh my>",
    "Onward": "<We must not give up|Let us try|Let us go on|I am sure we can do it>",
    "cried": "<cried|shouted|called>",
    "said": "<said|whispered>",
    "walking": "<walking|playing|taking a walk|looking for {food1}>",
    "hurried": "<ran|hurried>",
}

# Drawn once a story, then kept.
KEPT = {
    "family": ("mother", "father", "grandmother", "sisters", "brothers"),
    "sibling": ("brother", "sister", "cousin"),
    "scare": ("monster", "ghost", "giant"),
    "time": ("morning", "afternoon", "evening", "day"),
    "skill": (
        "turn a somersault",
        "climb the tallest tree",
        "jump over the big log",
        "balance on the narrow wall",
        "stand on one leg",
        "swing from the long rope",
        "walk along the wobbly plank",
    ),
    "act": ("sing a song", "dance", "tell a story", "say a poem", "play a tune", "do a magic trick"),
    "role": ("queen", "king", "captain", "knight", "wizard", "dragon"),
    "building": ("a treehouse", "a bridge", "a raft", "a swing", "a little hut", "a lookout tower"),
    "monster": ("giant", "dragon", "troll", "big grey bear", "ogre"),
    "snowname": ("Mister White", "Captain Snow", "Old Coldfoot", "Uncle Frost"),
    "ants": ("ants", "bees", "beetles"),
    **extras.PORTRAIT_LISTS,
    **extras.INTERLUDE_LISTS,
    **extras.CLOSING_LISTS,
}
FEATURES = {
    "very big ears": "hear a tiny voice far away",
    "a very long nose": "smell which way to go",
    "very big eyes": "see even in the dark",
    "a very loud voice": "call so loudly that an answer came from far away",
}
BREAKS = {
    "toy": ("a piece of it broke off", "it cracked in the middle"),
    "wear": ("it tore from end to end", "it got a big hole"),
    "music": ("a piece of it came off", "it would not make a sound any more"),
}
MENDS = {
    "toy": ("took some glue and put it back together", "worked with a small hammer until it was whole again"),
    "wear": ("took a needle and thread and sewed it up", "put a pretty patch on it"),
    "music": ("turned a few tiny screws", "worked on it for an hour with tiny tools"),
}
PRONOUNS = {
    "she": {"he": "she", "him": "her", "his": "her", "hiss": "hers", "himself": "herself"},
    "he": {"he": "he", "him": "him", "his": "his", "hiss": "his", "himself": "himself"},
}


def held_out(name: str, noun: str) -> bool:
    """Whether this name never meets this thing in training text: one pair in ten, by a fixed hash."""
    return zlib.crc32(f"{name}/{noun}".encode()) % 10 == 0


@dataclass
class Story:
    """A story, the surprise of its derivation, and who and what is in it."""

    text: str
    nats: float
    plot: str
    names: list[str]
    nouns: list[str]


@dataclass
class Teller:
    """Makes the choices of one story and remembers what they bind."""

    rng: random.Random
    split: str
    nats: float = 0.0
    kept: dict[str, str] = field(default_factory=dict)
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    things: dict[str, dict[str, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    revealed: set[str] = field(default_factory=set)  # whose kind of animal the text has told

    def pick(self, options: Sequence):
        self.nats += log(len(options))
        return options[self.rng.randrange(len(options))]

    def tell(self) -> Story:
        plots = [plot for plot in PLOTS if (plot.name in HELD_OUT_PLOTS) == (self.split == "held_out_plots")]
        if self.split == "held_out_pairs":
            plots = [plot for plot in plots if not plot.nouns and _THING.search(" ".join(plot.stages))]
        self.plot: Plot = self.pick(plots)
        self.world: words.World = self.pick([world for world in _WEIGHTED_WORLDS if _fits(self.plot, world)])
        repeats = _WEIGHTED_WORLDS.count(self.world)
        self.nats -= log(repeats)  # several equal entries are one outcome
        text = polish(self.told())
        names = [person["name"] for key, person in self.people.items() if key != "e"]
        return Story(text, self.nats, self.plot.name, names, [thing["noun"] for thing in self.things.values()])

    def told(self) -> str:
        """Opening and stages, then such extras as the length leaves room for: interludes, a portrait, a closing."""
        parts = [expand(self.pick(OPENINGS), self.pick, self.slot)] if self.plot.opening else []
        parts += [expand(stage, self.pick, self.slot) for stage in self.plot.stages]
        room = ROOM_CHARACTERS - len(" ".join(parts))
        lines = extras.INTERLUDES + (() if self.world.the == "the sea" else extras.INTERLUDES_OF_AIR)
        # Later places first, so that the earlier ones keep their index.
        for at, offered in ((len(parts), extras.CLOSINGS), (4, lines), (1, extras.PORTRAITS)):
            if self.plot.opening and room > 0 and self.pick((True, False)):
                extra = expand(self.pick(offered), self.pick, self.slot)
                parts.insert(at, extra)
                room -= len(extra)
        return " ".join(parts)

    def slot(self, key: str) -> str:
        base, _, part = key.partition(".")
        if base == "Day" and self.world.the == "the sea":
            return FRESH[base].replace("windy|", "").replace("sunny|", "")
        if base in FRESH:
            return FRESH[base]
        if base in ("h", "f", "g", "e"):
            return self.person(base, part or "name")
        if re.fullmatch(r"t\d?", base):
            return self.thing(base, part or "phrase")
        if base == "here":
            preposition = self.world.place.split()[0]
            return f"{preposition if preposition in ('on', 'by', 'under') else 'in'} {self.world.the}"
        if base in ("place", "the"):
            return getattr(self.world, base)
        if base not in self.kept:
            self.kept[base] = self.keep(base)
        return self.kept[base]

    def keep(self, key: str) -> str:
        name = key.rstrip("0123456789")
        if name == "feature":
            return self.pick(list(FEATURES))
        if name == "feature_use":
            return FEATURES[self.kept["feature"]]
        lists = {"spot": "spots", "sight": "sights", "grow": "grows", "noise": "noises"}
        options = KEPT[name] if name in KEPT else getattr(self.world, lists.get(name, name))
        choice = self.pick([option for option in options if _gist(option) not in self.taken])
        self.taken.add(_gist(choice))
        return choice

    def person(self, key: str, part: str) -> str:
        if key not in self.people:
            self.people[key] = self.elder() if key == "e" else self.meet()
        person = self.people[key]
        if part in ("sp", "intro", "friend"):
            self.reveal(key)
        if part == "small":
            return self.pick(("little", "small", "young", "tiny"))
        if part == "trait":
            return self.pick(words.TRAITS)
        if part in ("intro", "friend"):
            phrase = (
                "{name} the {sp}"
                if self.world.folk == "animals"
                else ("a {sp} named {name}", "{name}")[part == "friend"]
            )
            return (self.person("h", "his") + " friend " if part == "friend" else "") + phrase.format(**person)
        if part[0].isupper():
            return person[part.lower()].capitalize()
        return person[part]

    def elder(self) -> dict[str, str]:
        name, pronoun = self.pick(self.world.elders).split("/")
        return {"name": name, **PRONOUNS[pronoun]}

    def meet(self) -> dict[str, str]:
        animals = self.world.folk == "animals"
        she = words.SHE_CREATURES if animals else words.GIRL_NAMES
        he = words.HE_CREATURES if animals else words.BOY_NAMES
        known = [person["name"] for person in self.people.values()]
        nouns = [thing["noun"] for thing in self.things.values()]
        # A plot that needs one of a few things must leave one that all its people may meet.
        needs = [n for n in self.plot.nouns if not any(held_out(name, n) for name in known)]
        fresh = [
            name
            for name in she + he
            if name not in known
            and not any(held_out(name, noun) for noun in nouns)
            and (not needs or not all(held_out(name, noun) for noun in needs))
        ]
        if self.split == "held_out_pairs" and not known:
            fresh = [name for name in fresh if any(held_out(name, thing.noun) for thing in self.fitting(first=True))]
        name = self.pick(fresh)
        pronouns = PRONOUNS["she" if name in she else "he"]
        if not animals:
            return {"name": name, "sp": "girl" if name in she else "boy", **pronouns}
        # subtle: some plots never say what kind of animal a friend is, so it counts only when it is told (`reveal`).
        kinds = [kind for kind in self.world.species if kind not in self.taken]
        species = kinds[self.rng.randrange(len(kinds))]
        self.taken.add(species)
        return {"name": name, "sp": species, **pronouns}

    def reveal(self, key: str) -> None:
        """Count the choice of an animal's kind: uniform over the kinds not yet told, as kinds are drawn without
        repeats.
        """
        if self.world.folk == "animals" and key not in self.revealed:
            self.nats += log(len(self.world.species) - len(self.revealed))
            self.revealed.add(key)

    def thing(self, key: str, part: str) -> str:
        if key not in self.things:
            self.things[key] = self.make(first=not self.things)
        thing = self.things[key]
        if part == "use":
            return self.pick(thing["uses"])
        if part == "used_together":
            return self.pick(("shared the {noun}", "took turns with the {noun}", "played with the {noun}")).format(
                **thing
            )
        if part in ("breaks", "mends"):
            return self.pick((BREAKS if part == "breaks" else MENDS)[thing["kind"]])
        return thing[part]

    def fitting(self, first: bool) -> list[words.Thing]:
        return [
            thing
            for thing in words.THINGS
            if thing.noun not in self.plot.without + self.world.unfit
            and (not first or not self.plot.kinds or thing.kind in self.plot.kinds)
            and (not first or not self.plot.nouns or thing.noun in self.plot.nouns)
        ]

    def make(self, first: bool) -> dict[str, str]:
        names = [person["name"] for key, person in self.people.items() if key != "e"]
        known = [thing["noun"] for thing in self.things.values()]
        wants_pair = first and self.split == "held_out_pairs"
        thing = self.pick(
            [
                thing
                for thing in self.fitting(first)
                if thing.noun not in known
                and (held_out(names[0], thing.noun) if wants_pair else not any(held_out(n, thing.noun) for n in names))
            ]
        )
        phrase = f"{self.pick(thing.looks)} {thing.noun}"
        return {"noun": thing.noun, "phrase": phrase, "uses": thing.uses, "kind": thing.kind}


_THING = re.compile(r"\{t\d?[.}]")
_WEIGHTED_WORLDS = tuple(w for w in words.WORLDS for _ in range(4 if w.place == words.PRINCIPAL_WORLD else 1))


def _gist(phrase: str) -> str:
    """The last two words: `in a hollow tree` and `a hollow tree` are the same place, and one story uses it once."""
    return " ".join(phrase.split()[-2:])


def _fits(plot: Plot, world: words.World) -> bool:
    return (
        (not plot.folk or plot.folk == world.folk)
        and world.the not in plot.not_in
        and (not plot.only_in or world.the in plot.only_in)
    )


def tell(seed: int | str, split: str = "train") -> Story:
    """The story of one seed in one split; seeds of different splits never meet."""
    if split not in SPLITS:
        raise ValueError(f"There is no split {split!r} of the stories; choose one of {', '.join(SPLITS)}.")
    return Teller(random.Random(f"{split}/{seed}"), split).tell()


def stories(split: str = "train", start: int = 0) -> Iterator[Story]:
    """The endless stream of stories of a split, from seed `start` on."""
    seed = start
    while True:
        yield tell(seed, split)
        seed += 1
