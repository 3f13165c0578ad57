"""The words of the story grammar as plain data: names, things, worlds. Which may meet which is said by their types
here.

Every list holds distinct strings, so that a choice can be read off the text it made (see `stories.py`).
"""

from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIRL_NAMES = _words(
    """Lily Mia Anna Emma Zoe Ella Nora Rosie Clara Ivy Ruby Alice Grace Molly Daisy Lucy Maya Sara Hanna Leila Amara
    Priya Mei Yuki Aisha Tara Nina Elsa Freya Greta Heidi Iris Julia Katie Luna Marta Nelly Olive Penny Rita Sofia Tilly
    Una Vera Wendy Zara Bella Cora Dora Esme Flora Gwen"""
)
BOY_NAMES = _words(
    """Tom Ben Sam Max Leo Jack Tim Noah Oscar Finn Theo Hugo Adam Eli Henry Louis Omar Ravi Kenji Diego Mateo Nico
    Ivan Anton Emil Felix George Harry Isaac Jonas Karl Liam Milo Ned Otto Paul Rory Simon Toby Victor Walter Yusuf
    Arlo Basil Colin Dylan Edgar Frank Gus Joe"""
)
SHE_CREATURES = _words(
    """Twinkle Pearl Misty Hazel Clover Poppy Willow Honey Ginger Velvet Dotty Fern Bluebell Snowdrop Amber Tansy
    Juniper Marigold Peaches Cherry Pepper Moss Sorrel Dew Starla Wren Pebble Maple Silky Sunny Tulip Violet Lark Nutmeg
    Olivia Petal Plum Quilla Rosebud Saffron Tinker Vanilla Whisper Dimple"""
)
HE_CREATURES = _words(
    """Rusty Pip Bramble Nutkin Thistle Bruno Oakley Flint Rowan Bumble Chip Sooty Barley Acorn Mossy Button Biscuit
    Tumble Pickle Scout Bandit Comet Rufus Buster Fergus Dash Hobnob Waffles Barnaby Cedar Duster Ember Frisky
    Grumble Humphrey Jasper Kipper Lucky Muddle Noodle Otis Patch Quince Ranger Sandy Tuffet"""
)

TRAITS = _words("kind brave curious gentle cheerful shy clever playful quiet lively careful merry")


@dataclass(frozen=True)
class Thing:
    """Something a character can own, lose and hold in one hand or arm."""

    noun: str
    looks: tuple[str, ...]  # adjectives that can be true of it
    uses: tuple[str, ...]  # "loved to ..." and "began to ..."; `it` is the thing
    kind: str  # "toy", "wear", "music" or "keepsake": decides how it breaks and is mended


def _things(kind: str, lines: str) -> tuple[Thing, ...]:
    found = []
    for line in lines.strip().splitlines():
        noun, looks, uses = (part.strip() for part in line.split(":"))
        found.append(Thing(noun, tuple(looks.split(", ")), tuple(uses.split(", ")), kind))
    return tuple(found)


COLOURS = "red, blue, green, yellow, purple, orange"

THINGS = (
    *_things(
        "toy",
        f"""
    ball: {COLOURS}, big, bouncy, striped : bounce it, throw it high and catch it again, roll it down the path
    kite: {COLOURS}, striped, paper : fly it on windy days, watch it dance in the wind, fly it as high as it would go
    toy boat: {COLOURS}, wooden, little : sail it on the water, float it in puddles, pull it along on a string
    toy train: {COLOURS}, wooden, shiny : push it round and round, make it go fast, say choo-choo and push it along
    toy car: {COLOURS}, shiny, tiny : race it over the stones, push it up and down, make it zoom
    doll: little, pretty, old, cloth : tell it stories, sing it to sleep, carry it everywhere
    teddy bear: brown, soft, fluffy, old : hug it tight, sleep with it at night, tell it secrets
    spinning top: {COLOURS}, striped, wooden : make it spin, watch it whirl, spin it on a flat stone
    puppet: funny, wooden, {COLOURS} : make it dance, put on shows with it, make it talk in a silly voice
    hoop: {COLOURS}, wooden : roll it along, jump through it, spin it round and round
    toy robot: silver, shiny, {COLOURS} : make it walk, wind it up, march beside it
    skipping rope: {COLOURS}, long : skip with it, jump over it, count every jump
    pinwheel: {COLOURS}, shiny, paper : blow on it, hold it up in the wind, make it turn
    jigsaw puzzle: big, wooden, new : put it together, find the right pieces, do it again and again
    toy rabbit: white, soft, floppy, grey : hug it, make it hop, tuck it in at night
    balloon: {COLOURS}, big, shiny : hold it by the string, watch it float, bounce it in the air
        """,
    ),
    *_things(
        "wear",
        f"""
    scarf: {COLOURS}, woolly, long, striped : wear it every day, wrap it round and round, feel how warm it was
    hat: {COLOURS}, woolly, straw, tall : wear it in the sun, wear it everywhere, bow and take it off
    coat: {COLOURS}, warm, thick : wear it on cold days, put treasures in its pockets, button it up
    cape: {COLOURS}, long, velvet : wear it and play hero, swirl it about, run so that it flew behind
    mitten: {COLOURS}, woolly, warm : wear it in the cold, make it talk like a puppet, keep warm with it
    crown: golden, silver, paper, shiny : wear it and play king, polish it, put it on and bow
    ribbon: {COLOURS}, silk, long, pretty : wear it, dance with it, tie it in a bow
    necklace: silver, pretty, shell : wear it on special days, count its beads, watch it sparkle
    backpack: {COLOURS}, big, new : fill it with treasures, wear it on long walks, pack it with snacks
    apron: {COLOURS}, clean, checked : wear it to bake, wear it to paint, tie it neatly
        """,
    ),
    *_things(
        "music",
        f"""
    drum: {COLOURS}, little, loud : beat it, play it and march, play a quick beat on it
    flute: silver, wooden, little : play soft tunes on it, play it at sunset, play it to the birds
    bell: silver, golden, little, brass : ring it, hear it tinkle, ring it in the morning
    trumpet: golden, brass, shiny : play it loudly, blow it, play a march on it
    whistle: tin, wooden, {COLOURS} : blow it, play three notes on it, whistle a tune on it
    guitar: little, old, wooden : strum it, sing along with it, play slow songs on it
    violin: little, old, brown : play it, play a waltz on it, play it in the evening
    music box: tiny, golden, painted : wind it up, listen to its song, open it and hum along
    harp: golden, little, silver : play it, pluck its strings, play gentle songs on it
        """,
    ),
    *_things(
        "keepsake",
        f"""
    lantern: {COLOURS}, brass, little : light it at night, carry it in the dark, hang it up and watch it glow
    key: golden, silver, rusty, tiny : wonder what it opened, wear it on a string, polish it
    umbrella: {COLOURS}, big, spotted : twirl it, walk in the rain with it, open and close it
    basket: woven, little, round : fill it with flowers, carry it everywhere, swing it while walking
    picture book: big, old, thick, new : read it, look at its pictures, turn its pages
    paintbrush: long, thin, new, wooden : paint with it, paint clouds with it, paint everything with it
    shell: pink, white, shiny, curly : listen to the sea in it, hold it to one ear, look at its pattern
    feather: golden, white, blue, long : tickle friends with it, write with it, let it float down
    pebble: smooth, shiny, speckled, round : hold it, rub it for luck, watch it gleam
    marble: glass, {COLOURS}, shiny : roll it, look at the light through it, flick it
    mirror: little, round, silver : look into it, make spots of light with it, make faces in it
    compass: brass, old, little : see where north was, plan journeys with it, watch its needle turn
    telescope: brass, long, old : look at the stars through it, look at far hills through it, watch the moon with it
    blanket: {COLOURS}, soft, woolly, patchwork : snuggle under it, make a tent of it, wrap up in it
    cup: {COLOURS}, tin, painted : drink milk from it, fill it with berries, keep it on the shelf
    locket: golden, silver, tiny : open it and look inside, wear it, keep a picture in it
    watering can: {COLOURS}, tin, big : water the flowers with it, make little rivers with it, fill it to the top
    map: old, crumpled, coloured : unfold it, follow its paths, dream of journeys over it
    jar: glass, little, round : keep buttons in it, fill it with flowers, catch the light in it
    coin: golden, silver, old, shiny : flip it, polish it, make it spin
    lucky charm: tiny, silver, wooden : hold it, keep it close, rub it for luck
    magnifying glass: big, round, old : look at ants through it, study leaves with it, play detective with it
    fishing rod: long, wooden, new : fish with it, sit by the water with it, cast its line
    wooden spoon: big, old, long : stir soup with it, bang on pots with it, stir everything with it
        """,
    ),
)
NOUNS = tuple(thing.noun for thing in THINGS)


@dataclass(frozen=True)
class World:
    """One setting, and all that belongs in it."""

    place: str  # after "in", "on" or "at", which it includes: "in a magical forest"
    the: str  # the same place later on: "the forest"
    folk: str  # "animals" or "children": who lives here
    species: tuple[str, ...]  # of the animals; for children the word for their kind is girl or boy
    spots: tuple[str, ...]  # where a small thing can lie, with its preposition
    sights: tuple[str, ...]  # where one can walk to
    food: tuple[str, ...]  # plural foods that can be gathered or carried
    elders: tuple[str, ...]  # a wise one, "she" or "he" after a slash
    grows: tuple[str, ...]  # what can be planted here
    noises: tuple[str, ...]  # harmless makers of strange noises
    home: tuple[str, ...]  # where one sleeps
    unfit: tuple[str, ...] = ()  # nouns of things that make no sense here


def _world(place: str, the: str, folk: str, **lists: str) -> World:
    return World(place, the, folk, **{name: tuple(text.split(", ")) if text else () for name, text in lists.items()})


WORLDS = (
    _world(
        "in a magical forest",
        "the forest",
        "animals",
        species="fox, rabbit, squirrel, hedgehog, badger, deer, mouse, bear cub, unicorn, fairy, dragon",
        spots="under a fallen log, behind a mossy rock, in a hollow tree, under a pile of leaves, between the roots "
        "of the old oak, beside a ring of mushrooms, in a patch of silver flowers, at the foot of the whispering "
        "tree",
        sights="the glowing pond, the whispering tree, the crystal cave, the mushroom ring, the moonlit clearing, "
        "the singing brook, the old stone well",
        food="berries, acorns, honey cakes, nuts, golden apples, mushrooms, pears",
        elders="the wise old owl/she, the old wizard/he, the fairy queen/she, the ancient tortoise/he",
        grows="moonflower, golden apple tree, rose bush, silver lily",
        noises="a sleepy owl, a tiny frog, a loose branch, a little bat, a lost firefly",
        home="a cosy burrow, a little house under a tree, a hollow tree, a mushroom house",
    ),
    _world(
        "in a quiet green wood",
        "the wood",
        "animals",
        species="rabbit, squirrel, mouse, hedgehog, fox, mole, otter, badger, deer, robin",
        spots="under a fern, behind a big stump, in a heap of dry leaves, under the bramble bush, beside the "
        "stream, between two stones, in the long grass",
        sights="the little stream, the old bridge, the tall pine tree, the blackberry bushes, the sunny hill, the "
        "beaver dam",
        food="berries, nuts, seeds, acorns, blackberries, plums",
        elders="the old owl/he, Grandmother Badger/she, the old beaver/he, Mother Deer/she",
        grows="sunflower, apple tree, bean plant, cherry tree",
        noises="a woodpecker, a sleepy owl, a branch in the wind, a lost duckling",
        home="a warm burrow, a small nest, a den under the roots, a hole in a tree",
    ),
    _world(
        "on a sunny farm",
        "the farm",
        "animals",
        species="lamb, piglet, calf, duckling, puppy, kitten, foal, chick, goat, goose",
        spots="in the haystack, behind the barn, under the old cart, in the chicken coop, beside the duck pond, "
        "under the fence, in the vegetable patch",
        sights="the duck pond, the red barn, the apple orchard, the windmill, the wide field, the stone wall",
        food="carrots, apples, turnips, corn cobs, oat cakes, pears",
        elders="the old horse/he, Mother Hen/she, the old sheepdog/he, the kind farmer/she",
        grows="pumpkin, sunflower, pear tree, strawberry plant",
        noises="the barn door, a hungry mouse, a sleepy hen, the wind in the windmill",
        home="a warm stable, a bed of straw, a corner of the barn",
    ),
    _world(
        "under the deep blue sea",
        "the sea",
        "animals",
        species="fish, crab, sea turtle, octopus, seahorse, dolphin, starfish, mermaid, baby whale",
        spots="under a big shell, behind the coral, in the sea grass, inside a sunken ship, beneath a flat rock, in "
        "a dark cave",
        sights="the coral reef, the sunken ship, the sea grass garden, the pearl cave, the great blue rock",
        food="sea berries, kelp cakes, sea grapes, plankton buns",
        elders="the old whale/he, Grandmother Turtle/she, the sea queen/she, the wise old octopus/he",
        grows="sea lily, coral tree, water rose",
        noises="a bubbling shell, a sleepy crab, an old anchor chain, a snoring walrus",
        home="a cosy coral house, a pink shell, a cave in the reef",
        unfit="kite, toy boat, balloon, umbrella, lantern, pinwheel, watering can, fishing rod, paintbrush, wooden "
        "spoon, picture book, feather, ball, toy car, cup, map, telescope, skipping rope",
    ),
    _world(
        "in a warm jungle",
        "the jungle",
        "animals",
        species="monkey, parrot, tiger cub, elephant, frog, lizard, toucan, panther cub, sloth",
        spots="under a giant leaf, behind the waterfall, in a hollow log, among the vines, beside the muddy river, "
        "under a banana tree",
        sights="the waterfall, the muddy river, the banana trees, the ruined temple, the hanging bridge",
        food="bananas, mangoes, figs, coconuts, papayas",
        elders="the old elephant/she, the wise old gorilla/he, Grandfather Crocodile/he, the grey parrot/she",
        grows="mango tree, orchid, banana tree, vine",
        noises="a baby monkey, a snoring sloth, a falling coconut, a noisy frog",
        home="a nest of leaves, a treehouse, a hammock of vines",
    ),
    _world(
        "in a land of ice and snow",
        "the icy land",
        "animals",
        species="penguin, polar bear cub, seal pup, snow fox, reindeer, arctic hare, walrus pup",
        spots="under the snow, behind an iceberg, in a crack in the ice, beside the frozen lake, behind a snowdrift",
        sights="the frozen lake, the ice cave, the tall iceberg, the snowy hill, the edge of the sea",
        food="snow berries, fish cakes, warm buns, ginger biscuits",
        elders="the old walrus/he, the snow queen/she, Grandmother Seal/she, the white owl/he",
        grows="ice flower, little fir tree, snowdrop",
        noises="cracking ice, a sneezing seal, the north wind, a lost puffin",
        unfit="watering can, toy boat, pinwheel, fishing rod",
        home="a snug igloo, a cave of snow, a warm den",
    ),
    _world(
        "in a hot golden desert",
        "the desert",
        "animals",
        species="camel, lizard, desert fox, tortoise, meerkat, gerbil, desert owl",
        spots="behind a cactus, under the hot sand, beneath a flat stone, in an old clay pot, beside the oasis",
        sights="the oasis, the tall dune, the palm trees, the red cliff, the old caravan road",
        food="dates, figs, cactus pears, sesame cakes",
        elders="the old camel/she, the wise tortoise/he, Grandfather Lizard/he, the desert witch/she",
        grows="palm tree, desert rose, melon plant",
        noises="the singing sand, a small beetle, a lost goat, a flapping tent",
        unfit="toy boat, umbrella, mitten, fishing rod, watering can",
        home="a cool burrow, a shady tent, a cave in the cliff",
    ),
    _world(
        "by a wide blue lake",
        "the lake",
        "animals",
        species="frog, duck, otter, swan, turtle, beaver, water vole, dragonfly, heron",
        spots="under a lily pad, among the reeds, behind the old rowing boat, in the mud, beneath the wooden "
        "bridge, under a willow",
        sights="the wooden bridge, the lily pads, the willow tree, the little island, the sandy shore",
        food="water berries, seed cakes, cherries, wild plums, nuts",
        elders="the old heron/he, Grandmother Otter/she, the old turtle/he, the swan queen/she",
        grows="water lily, willow tree, yellow iris",
        noises="a croaking toad, a splashing fish, a loose boat, the wind in the reeds",
        home="a nest in the reeds, a den by the shore, a house of sticks",
    ),
    _world(
        "in a small village",
        "the village",
        "children",
        species="",
        spots="under the bench, behind the bakery, in the garden, beside the well, under the bridge, in the hedge, "
        "behind the school, on the church steps",
        sights="the market, the old well, the bakery, the school, the hill behind the church, the duck pond",
        food="cookies, apples, buns, pears, pancakes, cherries, sandwiches",
        elders="Grandmother/she, Grandfather/he, the baker/he, the kind teacher/she, the old clockmaker/he",
        grows="sunflower, apple tree, rose bush, tomato plant, pumpkin",
        noises="a stray kitten, a loose shutter, the old clock, a mouse",
        home="a little house with a blue door, a cottage by the road, a room under the roof",
    ),
    _world(
        "in a big busy city",
        "the city",
        "children",
        species="",
        spots="under a park bench, behind the library, on the bus, beside the fountain, in a flower bed, under the "
        "stairs, in the sandbox",
        sights="the park, the fountain, the library, the playground, the toy shop, the museum",
        food="sandwiches, apples, muffins, grapes, cookies, oranges",
        elders="Grandma/she, Grandpa/he, the librarian/she, the bus driver/he, the policewoman/she",
        grows="bean plant, geranium, lemon tree, sunflower",
        noises="a stray cat, the old heater, the neighbour's dog, rain on the window",
        home="a flat on the third floor, a tall house, an apartment above a shop",
    ),
    _world(
        "in a little town by the sea",
        "the town",
        "children",
        species="",
        spots="in the sand, behind a rock, under an upturned boat, in a rock pool, beside the pier, among the dunes",
        sights="the lighthouse, the pier, the rock pools, the harbour, the dunes",
        food="sandwiches, peaches, buns, plums, biscuits",
        elders="the lighthouse keeper/he, Grandmother/she, the old fisherman/he, Aunt Rose/she",
        grows="sea lavender, rose bush, fig tree",
        noises="a seagull, a rolling bottle, the foghorn, a little crab",
        home="a white house, a small cottage, a room with a round window",
    ),
    _world(
        "in a kingdom far away",
        "the kingdom",
        "children",
        species="",
        spots="behind the throne, in the rose garden, under the drawbridge, in the stables, at the top of the "
        "tower, beside the moat",
        sights="the castle, the tall tower, the rose garden, the royal kitchen, the stables, the dark wood",
        food="tarts, apples, honey cakes, plums, pies",
        elders="the king/he, the queen/she, the court wizard/he, the royal cook/she, the old knight/he",
        grows="rose bush, golden apple tree, white lily",
        noises="a rattling suit of armour, the royal cat, a loose flag, a lonely owl",
        home="a room in the castle, a cottage by the gate, a chamber in the tower",
    ),
    _world(
        "high up in the mountains",
        "the valley",
        "children",
        species="",
        spots="behind a big rock, in the goat shed, beside the stream, under a pine tree, in the snow, on the old "
        "wooden bridge",
        sights="the stream, the high meadow, the goat shed, the wooden bridge, the waterfall, the top of the hill",
        food="cheese rolls, berries, apples, nut cakes, oat biscuits",
        elders="Grandfather/he, the goat herder/she, the old guide/he, Grandmother/she",
        grows="fir tree, blue gentian, cherry tree, cabbage",
        noises="a lost goat, the wind in the chimney, an owl, a falling icicle",
        home="a wooden hut, a cabin with a stone roof, a small room by the stove",
    ),
)
PRINCIPAL_WORLD = "in a magical forest"  # drawn four times as often as any other: the book's own prompt
