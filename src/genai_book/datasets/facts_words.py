"""Words and figures that made-up facts are put together from: each maker takes a random generator and gives a text."""

import random
from collections.abc import Callable

Maker = Callable[[random.Random], str]

_STARTS = "Bel Ost Kar Fen Mar Tor Lin Ves Gal Hal Dun Sil Ran Por Alt Bro Cal Der Elm Gor Ing Jas Kel Lor Mon Nor Per"
_MIDDLES = "a e i o u an en or ar il um ra ve lo mi da no"
_ENDS = "mar vik ford sund holm ton dale stad by wick mere ria nov gard burg la nia rin dor as os ell ine ach"
_NUMBERS = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"
_MONTHS = "January February March April May June July August September October November December"
NUMBERS, MONTHS = _NUMBERS.split(), _MONTHS.split()
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
COLOURS = (
    "red|blue|green|yellow|white|black|grey|brown|orange|purple|pink|dark green|pale blue|bright red|silver|"
    "golden|cream|black and white|red and yellow|dark brown with white spots|blue and gold"
)
MATERIALS = (
    "copper|oak|glass|iron|steel|clay|leather|brass|marble|pine|wool|silk|granite|bronze|porcelain|paper|bamboo|"
    "red brick|stainless steel|walnut wood|recycled plastic|limestone|cast iron|linen and cork|stone and timber"
)
FOODS = (
    "grass|beetles|small fish|berries|nuts and seeds|leaves|frogs|worms|honey|snails|fruit|mice|shrimps|ants and "
    "termites|roots and bark|moss|carrion|plankton|acorns|dragonflies"
)
LANDS = (
    "dry grassland|pine forests|rivers and lakes|high mountains|the desert|mangrove swamps|coral reefs|caves|meadows|"
    "rocky coasts|rainforests|marshes|the open sea|peat bogs|old orchards|stony hills"
)
PLACES = (
    "under the old bridge|in the cellar|behind the barn|on the top shelf|in a hollow tree|beside the well|in the "
    "attic|on the windowsill|near the mill|at the edge of the forest|in the garden shed|under a flat stone|by the "
    "river|at the market|in an empty boat|on the roof|between two rocks|in the kitchen|at the harbour|in the library"
)
THINGS = (
    "a silver key|a letter|three gold coins|a broken clock|an old map|a lost mitten|a blue feather|a loaf of bread|a "
    "basket of plums|a small drum|a rusty lantern|a wooden whistle|a jar of honey|a torn sail|two white stones|a paper "
    "boat|a bunch of carrots|a green umbrella|a bag of flour|a brass bell|a ball of wool|a kite|a pair of boots"
)
TIMES = (
    "in the morning|at noon|at midnight|before sunrise|on a rainy evening|after the storm|last winter|on the first day "
    "of spring|late at night|during the harvest|yesterday|at dawn|on Sunday afternoon|just after breakfast"
)
KNOWN_FOR = (
    "its cheese|a clock tower|its glass workshops|a yearly kite festival|its salt mines|hot springs|its wooden "
    "houses|a large fish market|its cherry orchards|a lighthouse|its lace|a medieval bridge|its dark beer|a botanical "
    "garden|pottery|its church bells|an old tram|honey cakes|its violin makers"
)
GOODS = (
    "coffee|machine parts|timber|bananas|copper ore|textiles|rice|wheat|coal|cars|olive oil|wine|tea|frozen fish|"
    "natural gas|phosphate|cut flowers|steel pipes|cotton|sugar|sheep|cement|newsprint"
)
INGREDIENTS = (
    "flour|chickpeas|butter|pumpkin|lentils|potatoes|almonds|apples|spinach|goat cheese|beetroot|rice|mushrooms|"
    "onions|smoked fish|red cabbage|barley|carrots|figs|oats|white beans|leeks|walnuts"
)
SIDES = (
    "a green salad|yoghurt|warm bread|whipped cream|pickled cucumbers|mint tea|boiled rice|apple sauce|melted butter|"
    "lemon juice|vanilla ice cream|mustard|a glass of milk|fresh parsley|cranberries|sour cream"
)
TOPICS = (
    "the new budget|lighthouses|the history of tea|roof repairs|bird migration|a lost island|school meals|the life of "
    "bees|clock making|the summer fair|a war between two villages|rainwater|a journey to the moon|the price of bread|"
    "a talking horse|old railways|street lamps|bicycle paths|the secrets of glass|winter storms|a family of potters"
)
EXHIBITS = (
    "old toys|clocks|fossils|sea charts|musical instruments|steam engines|butterflies|coins|Roman pottery|modern "
    "paintings|fishing boats|typewriters|minerals|medieval armour|tapestries|early cameras|masks|radios"
)
SOUNDS = (
    "a low hum|a sharp whistle|a hoarse bark|a soft purr|a rattling cry|clicks|a deep roar|a song of three notes|a hiss"
)
FUELS = "diesel|electricity|coal|wood chips|hydrogen|petrol|steam|sunlight|natural gas|rapeseed oil|batteries|wind"
USES = (
    "tea|dyeing wool|soup|ropes|soap|roofing|a cough syrup|baskets|perfume|paper|animal feed|pickles|ointment|candles"
)
SOILS = "sandy soil|wet clay|chalk|peat|gravel|deep loam|stony ground|acid soil|volcanic ash|salty mud"
GENRES = "a comedy|a crime novel|a fairy tale|a love story|a travel diary|a ghost story|a satire|a cookbook|a western"
TONGUES = "Italian|Swedish|Portuguese|Korean|Polish|Dutch|Turkish|Greek|Swahili|Finnish|Hungarian|Hindi|Welsh|Latin"
REASONS = (
    "it was raining|the road was closed|the bridge had collapsed|the lamp had gone out|there was no bread left|the "
    "snow was too deep|the wind had changed|the gate was locked|the bell had rung|the river had risen|the engine was "
    "too hot|the roof leaked|the clock had stopped|the harvest was poor"
)
ROOMS = "the blue room|the main hall|Room 12|Room 304|the library|the canteen|the garden pavilion|the attic studio"
_DIVISIBLE = (
    "metres|feet|m|centimetres|cm|inches|kilograms|kg|pounds|grams|degrees|°C|kelvins|days|years|months|hours|minutes|"
    "kilometres|miles|km/h|kilometres an hour|miles per hour|million euros|million dollars|million people|"
    "million inhabitants"
)
SHOPS = "a flea market|a small shop in {}|an auction|a hardware store|a museum shop|a dealer in {}|a bookshop in {}"


def one_of(text: str) -> Maker:
    """A maker that picks from words separated by bars; `{}` in them becomes an invented place."""
    words = tuple(text.split("|"))
    return lambda rng: word.format(place(rng)) if "{}" in (word := rng.choice(words)) else word


def place(rng: random.Random) -> str:
    """An invented name of a place, such as `Belmar` or `Upper Ostravik`."""
    name = rng.choice(_STARTS.split()) + rng.choice(["", rng.choice(_MIDDLES.split())]) + rng.choice(_ENDS.split())
    kind = rng.random()
    if kind < 0.1:
        return f"{rng.choice(('Upper', 'Port', 'New', 'Saint', 'Old', 'Great', 'North'))} {name}"
    return f"{name}-on-{rng.choice(_STARTS.split())}e" if kind < 0.13 else name


def year(rng: random.Random) -> str:
    return str(rng.randint(1100, 2024))


def date(rng: random.Random) -> str:
    day, month = rng.randint(1, 28), rng.choice(MONTHS)
    return rng.choice((f"{day} {month}", f"{month} {day}", f"{day} {month} {year(rng)}", f"{month} {year(rng)}"))


def clock(rng: random.Random) -> str:
    hour, minute = rng.randint(1, 12), rng.choice((0, 5, 10, 15, 20, 30, 40, 45, 50))
    number = NUMBERS[rng.randint(0, 9)]
    return rng.choice(
        (f"{hour}:{minute:02}", f"{hour + 11}:{minute:02}", f"{hour} a.m.", f"half past {number}", f"{number} o'clock")
    )


def money(rng: random.Random) -> str:
    amount, cents = rng.randint(2, 900), rng.choice((50, 95, 20, 75))
    return rng.choice((f"{amount} euros", f"${amount}", f"{amount}.{cents} euros", f"{amount} dollars", f"£{amount}"))


def count(low: int, high: int) -> Maker:
    """A whole number from `low` to `high`, sometimes as a word."""

    def make(rng: random.Random) -> str:
        return rng.choice(NUMBERS) if high <= 60 and rng.random() < 0.5 else f"{rng.randint(low, high):,}"

    return make


def measured(low: int, high: int, *units: str) -> Maker:
    """A figure with one of the units; of what is counted, such as people, there are no fractions."""

    def make(rng: random.Random) -> str:
        unit = rng.choice(units)
        if high <= 60 and rng.random() < 0.4:
            return f"{rng.choice(NUMBERS)} {unit}"
        figure = f"{rng.randint(low, high):,}"
        return (
            f"{figure}.{rng.randint(1, 9)} {unit}"
            if high < 1000 and unit in _DIVISIBLE.split("|") and rng.random() < 0.2
            else f"{figure} {unit}"
        )

    return make


def made_of(adjectives: str, nouns: str, article: str = "the") -> Maker:
    """A maker of `the old kettle`; each noun may stand without an adjective."""

    def make(rng: random.Random) -> str:
        noun = rng.choice(nouns.split("|"))
        return f"{article} {noun}" if rng.random() < 0.4 else f"{article} {rng.choice(adjectives.split('|'))} {noun}"

    return make


def named(pattern: str) -> Maker:
    """A maker that puts an invented place into `{}`."""
    patterns = pattern.split("|")
    return lambda rng: rng.choice(patterns).format(place(rng))
