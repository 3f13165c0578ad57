"""Animals, plants and the heroes of small stories; for the notation see `facts_topics`."""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Topic, says
from genai_book.datasets.facts_words import made_of, measured, named, one_of

ANIMAL = Topic(
    "animal",
    made_of(
        "grey|spotted|northern|dwarf|common|marsh|striped|long-tailed|river|giant",
        "otter|lizard|owl|crane|badger|antelope|turtle|bat|parrot|gecko|hare|heron|squirrel|penguin|weasel|toad|gull|"
        "beaver|hedgehog|falcon|salamander|porcupine|seal",
    ),
    (
        says(
            "food",
            one_of(w.FOODS),
            """
            {s} eats {v}
            {s} feeds on {v}
            {p} diet is mostly {v}
            {s} lives on {v}
            {p} favourite food is {v}
            What does {e} eat?
            What does {e} feed on?
            What is the diet of {e}?
            What is the main food of {e}?
            Which animal eats {v}?
            Which animal feeds on {v}?
            """,
        ),
        says(
            "habitat",
            one_of(w.LANDS),
            """
            {s} lives in {v}
            {p} home is {v}
            {s} is found in {v}
            One can see {s} in {v}
            Where does {e} live?
            What is the habitat of {e}?
            Where is {e} found?
            In what surroundings does {e} live?
            Which animal lives in {v}?
            What animal is at home in {v}?
            """,
        ),
        says(
            "lifespan",
            measured(2, 60, "years", "months"),
            """
            {s} lives for {v}
            {p} life lasts {v}
            {s} can reach an age of {v}
            {s} may live as long as {v}
            How long does {e} live?
            What is the lifespan of {e}?
            What age can {e} reach?
            How many years does {e} live?
            """,
        ),
        says(
            "sound",
            one_of(w.SOUNDS),
            """
            {p} call is {v}
            {s} makes {v}
            When it is afraid, {s} gives {v}
            {s} can be recognised by {v}
            What sound does {e} make?
            What is the call of {e}?
            How does {e} sound?
            What can be heard from {e}?
            """,
        ),
        says(
            "speed",
            measured(3, 110, "kilometres an hour", "miles per hour", "km/h"),
            """
            {s} moves at up to {v}
            {p} top speed is {v}
            {s} can reach {v}
            {s} is as fast as {v}
            How fast is {e}?
            What is the top speed of {e}?
            How fast can {e} move?
            What speed does {e} reach?
            """,
        ),
        says(
            "young",
            measured(1, 12, "young", "eggs"),
            """
            {s} has {v} at a time
            Every spring {s} has {v}
            {p} nest holds {v}
            In a good year {s} cares for {v}
            How many young does {e} have?
            How many offspring does {e} have?
            What number of young does {e} raise?
            How many babies does {e} look after?
            """,
        ),
        says(
            "body_length",
            measured(8, 190, "centimetres", "cm", "inches"),
            """
            {s} is {v} long
            {p} body is {v} long
            {s} grows to a length of {v}
            From nose to tail {s} measures {v}
            How long is {e}?
            What is the length of {e}?
            How long does {e} grow?
            What does {e} measure from nose to tail?
            """,
        ),
        says(
            "sleeps",
            one_of(w.PLACES),
            """
            {s} sleeps {v}
            {s} spends the day {v}
            At rest {s} is {v}
            {s} takes its rest {v}
            Where does {e} sleep?
            Where does {e} rest?
            Where does {e} spend the day?
            What place does {e} rest in?
            """,
        ),
    ),
)

PLANT = Topic(
    "plant",
    made_of(
        "blue|common|dwarf|mountain|sweet|wild|hairy|water|night",
        "thistle|sage|lily|fern|mint|poppy|willow|clover|nettle|orchid|juniper|violet|rosemary|birch|marigold|heather",
    ),
    (
        says(
            "flowering",
            one_of("|".join(w.MONTHS)),
            """
            {s} flowers in {v}
            {s} blooms in {v}
            {p} flowers open in {v}
            In {v} {s} is in full blossom
            When does {e} flower?
            In which month does {e} bloom?
            When do the flowers of {e} open?
            What month is {e} in full blossom?
            """,
        ),
        says(
            "blossom",
            one_of(w.COLOURS),
            """
            {p} flowers are {v}
            {s} has {v} flowers
            The blossoms of {s} are {v}
            {s} is easily known by its {v} petals
            What colour are the flowers of {e}?
            What colour are {p} flowers?
            Which colour do the blossoms of {e} have?
            What colour are the petals of {e}?
            """,
        ),
        says(
            "soil",
            one_of(w.SOILS),
            """
            {s} grows in {v}
            {s} needs {v}
            {p} roots like {v}
            {s} does best on {v}
            What soil does {e} need?
            In what does {e} grow?
            What kind of soil do the roots of {e} like?
            On what ground does {e} do best?
            """,
        ),
        says(
            "used_for",
            one_of(w.USES),
            """
            {s} is used for {v}
            People use {s} for {v}
            {p} leaves are good for {v}
            From {s} people make {v}
            {s} has long served for {v}
            What is {e} used for?
            What do people use {e} for?
            What is made from {e}?
            What has {e} long served for?
            Which plant is used for {v}?
            Which plant serves for {v}?
            """,
        ),
        says(
            "plant_height",
            measured(5, 250, "centimetres", "cm", "inches"),
            """
            {s} grows {v} tall
            {p} height is {v}
            {s} reaches {v}
            Fully grown, {s} measures {v}
            How tall does {e} grow?
            How tall is {e}?
            What is the height of {e}?
            What does a fully grown specimen of {e} measure?
            """,
        ),
    ),
)

STORY = Topic(
    "one",
    made_of(
        "young|old|clever|tired|little|cheerful|lonely",
        "fox|baker|gardener|captain|bear|mouse|carpenter|goat|shepherd|miller|donkey|fisherman|tailor|postman|raven|"
        "teacher|hen|doctor|piper|weaver|king|queen|farmer",
    ),
    (
        says(
            "found",
            one_of(w.THINGS),
            """
            {s} found {v}
            What {s} found was {v}
            One day {s} came upon {v}
            To everyone's surprise {s} discovered {v}
            What did {e} find?
            What was found by {e}?
            What did {e} come upon?
            What did {e} discover?
            Who found {v}?
            Who came upon {v}?
            Who discovered {v}?
            """,
        ),
        says(
            "slept",
            one_of(w.PLACES),
            """
            {s} slept {v}
            {s} lay down {v} and fell asleep
            That night {s} stayed {v}
            {s} spent the night {v}
            Where did {e} sleep?
            Where did {e} fall asleep?
            Where did {e} stay that night?
            Where did {e} spend the night?
            Who slept {v}?
            Who spent the night {v}?
            """,
        ),
        says(
            "lost",
            one_of(w.THINGS),
            """
            {s} lost {v}
            {s} could not find {v} any more
            On the way {s} dropped {v}
            {s} was looking everywhere for {v}
            What did {e} lose?
            What was lost by {e}?
            What did {e} drop on the way?
            What was {e} looking for?
            Who lost {v}?
            Who dropped {v}?
            Who was looking for {v}?
            """,
        ),
        says(
            "set_out",
            one_of(w.TIMES),
            """
            {s} set out {v}
            {s} left the house {v}
            {v} {s} started on a journey
            {s} began to walk {v}
            When did {e} set out?
            When did {e} leave the house?
            When did the journey of {e} start?
            At what time did {e} begin to walk?
            """,
        ),
        says(
            "cried",
            one_of(w.REASONS),
            """
            {s} was sad because {v}
            {s} stayed at home because {v}
            Because {v}, {s} turned back
            {s} had to wait, since {v}
            Why was {e} sad?
            Why did {e} stay at home?
            Why did {e} turn back?
            Why did {e} have to wait?
            What was the reason that {e} was unhappy?
            """,
        ),
        says(
            "gave",
            one_of(w.THINGS),
            """
            {s} gave the children {v}
            {s} brought {v} as a present
            {p} present was {v}
            As a gift {s} handed over {v}
            What did {e} give the children?
            What did {e} bring as a present?
            What was the present of {e}?
            What gift came from {e}?
            Who gave the children {v}?
            Who brought {v} as a present?
            """,
        ),
        says(
            "lived",
            named("{}|a hut near {}|a tower by the sea|a house at the end of {} Lane|a cave above {}"),
            """
            {s} lived in {v}
            {p} home was {v}
            {s} came from {v}
            For many years {s} had been living in {v}
            Where did {e} live?
            Where was the home of {e}?
            Where did {e} come from?
            In which place did {e} dwell?
            """,
        ),
        says(
            "built",
            one_of(
                "a boat|a stone wall|a windmill|a bridge of ropes|a kite|a small house|a clock|a raft|an oven|a fence"
            ),
            """
            {s} built {v}
            With great care {s} made {v}
            {p} work was {v}
            It was {s} who constructed {v}
            What did {e} build?
            What did {e} make?
            What was the work of {e}?
            What was constructed by {e}?
            Who built {v}?
            Who made {v}?
            Who constructed {v}?
            """,
        ),
    ),
    persons=True,
)
