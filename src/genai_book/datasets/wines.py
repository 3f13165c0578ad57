"""A list of forty invented wines, and queries whose words mostly are not in it: for search by meaning.

A wine is relevant to a query if its description says what the query means, by the rule that stands beside the query;
the labels were set by reading the descriptions, before any search was run.
"""

from dataclasses import dataclass

WINES = {
    "Alba Rock": "Bone-dry white from granite soil. Made for oysters, mussels and grilled sea bass.",
    "Blue Heron": "Light white with lemon and salt. Lovely with prawns, squid and other seafood.",
    "Cap Sardine": "Simple coastal white, sold by the carafe beside plates of sardines and fried anchovies.",
    "Dory": "Crisp, mineral, a little smoky: pour it with salmon, trout or a bowl of clams.",
    "Old Bull": "Massive, tannic red. Give it a T-bone steak or a rack of lamb.",
    "Forge": "Dark and peppery, at its best next to grilled beef and sausages from the barbecue.",
    "Hunter's Coat": "Earthy red with notes of leather; the partner of venison, boar and hare.",
    "Stone Barn": "Firm red, aged in oak for two years, for roasts and braised ox cheek.",
    "Honey Door": "Golden and syrupy, picked late. With crème brûlée or apple tart it closes the meal.",
    "Last Swallow": "Luscious and sugary, from shrivelled berries; a spoonful of dessert in a glass.",
    "Muscat Lane": "Fragrant and sweet, with orange peel; goes with cake, figs and chocolate mousse.",
    "Winter Grape": "Picked frozen in December. Concentrated, sugary, with bright acidity.",
    "Pearl Street": "Fine bubbles, dry, toasty. Uncork it at midnight on New Year's Eve.",
    "Confetti": "Frothy and cheerful; every wedding toast and birthday deserves a glass.",
    "Little Fountain": "Gently fizzy, pear and almond, an aperitif for a summer terrace.",
    "Salute": "Sparkling brut made in the bottle, dry as chalk, for promotions and anniversaries.",
    "Goat Path": "Grassy white that loves fresh goat cheese and other soft rounds from the dairy.",
    "Cellar Moon": "Nutty, oxidised and dry. Cut a wedge of old Gruyère or Comté to go with it.",
    "Blue Vein": "Fortified and ripe; its natural companion is Stilton or Roquefort with walnuts.",
    "Market Bench": "Everyday red in a litre bottle with a crown cap. The cheapest on the list.",
    "Penny Road": "Honest house white; costs little, offends nobody.",
    "Student Flat": "Screw cap, soft fruit, a bargain for large parties with empty pockets.",
    "Monument": "One barrel a year, signed and numbered. The most costly bottle in the house.",
    "Crown Estate": "From a legendary vineyard; collectors pay a fortune for older vintages.",
    "Silk Treasury": "Rare, hand-picked, priced like jewellery and kept behind the counter under lock and key.",
    "Green Cart": "Grown without pesticides or artificial fertiliser; wild yeast, no added sulphur.",
    "Bee Meadow": "From a certified organic farm where sheep mow between the vines.",
    "Compost King": "Biodynamic red; the grower follows the moon and sprays nothing but nettle tea.",
    "Featherweight": "Only nine per cent of alcohol, juicy and pale. You can still drive the bicycle home.",
    "Sober Sunday": "De-alcoholised white: peach, lime and a clear head on Monday.",
    "Morning Mist": "Grape juice fermented for a day, half a per cent at most; for drivers and for expectant mothers.",
    "Dragon Lantern": "Off-dry and aromatic, lychee and rose: cools a hot curry or a Thai stir-fry.",
    "Ginger Gate": "Fruity with a touch of sugar, which tames chilli, kimchi and Sichuan pepper.",
    "Paprika Red": "Juicy, unoaked and soft; stands up to tacos with plenty of jalapeños.",
    "Forest Floor": "Red of mushrooms and damp leaves; serve with truffle risotto or porcini.",
    "Garden Gate": "Fresh green white for asparagus, peas, courgettes and big salads without meat.",
    "Olive Hill": "Sun-baked pink wine; think aubergine stew, hummus and roasted peppers.",
    "Hearth": "Full, warming, almost like a pudding: a red for snow outside and a fire in the stove.",
    "Ice Bucket": "Pale pink, served very cold; made for heat waves, swimming pools and shade.",
    "Picnic Cloth": "Chilled light red in a can, for the lawn, the beach and long August afternoons.",
}


@dataclass(frozen=True)
class Query:
    text: str
    rule: str  # what makes a wine relevant
    relevant: frozenset[str]


def _query(text: str, rule: str, *relevant: str) -> Query:
    return Query(text, rule, frozenset(relevant))


QUERIES = (
    _query("good with fish", "sea creatures are named", "Alba Rock", "Blue Heron", "Cap Sardine", "Dory"),
    _query("what goes with red meat", "meat is named", "Old Bull", "Forge", "Hunter's Coat", "Stone Barn"),
    _query(
        "something to sip after dinner instead of pie",
        "sweet",
        "Honey Door",
        "Last Swallow",
        "Muscat Lane",
        "Winter Grape",
    ),
    _query(
        "champagne for a celebration",
        "it sparkles and an occasion is named",
        "Pearl Street",
        "Confetti",
        "Salute",
    ),
    _query("a drink for the cheeseboard", "a cheese is named", "Goat Path", "Cellar Moon", "Blue Vein"),
    _query("inexpensive", "little money is named", "Market Bench", "Penny Road", "Student Flat"),
    _query("luxury gift for a rich uncle", "much money is named", "Monument", "Crown Estate", "Silk Treasury"),
    _query("environmentally friendly farming", "nature-friendly growing", "Green Cart", "Bee Meadow", "Compost King"),
    _query("I must not get drunk", "little or no alcohol", "Featherweight", "Sober Sunday", "Morning Mist"),
    _query("spicy Asian food", "hot dishes from Asia", "Dragon Lantern", "Ginger Gate"),
    _query("vegetarian dinner", "vegetable dishes are named", "Forest Floor", "Garden Gate", "Olive Hill"),
    _query(
        "refreshing on a hot day",
        "summer or heat outside is named",
        "Little Fountain",
        "Ice Bucket",
        "Picnic Cloth",
    ),
    _query("warm me up in the cold season", "winter outside is named", "Hearth"),
    _query("venison", "the word itself stands there: keyword search finds it too", "Hunter's Coat"),
)
