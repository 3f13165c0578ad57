"""Objects, works and machines that made-up paragraphs tell of; for the notation see `facts_topics`."""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Topic, says
from genai_book.datasets.facts_words import made_of, measured, named, one_of

OBJECT = Topic(
    "object",
    made_of(
        "old|new|small|large|heavy|broken|round|wooden|tall|flat",
        "kettle|chair|lamp|vase|bicycle|clock|table|basket|mirror|drum|blanket|ladder|spoon|cupboard|trumpet|suitcase|"
        "candlestick|bucket|teapot|carpet|toy boat|bell|hammer|fishing rod|bench|pillow|guitar|telescope|umbrella "
        "stand",
    ),
    (
        says(
            "material",
            one_of(w.MATERIALS),
            """
            {s} is made of {v}
            {s} was made from {v}
            {p} maker used {v}
            {v} is the material of {s}
            {s} consists of {v}
            What is {e} made of?
            What material is {e} made from?
            Which material was used for {e}?
            Of what does {e} consist?
            Which object is made of {v}?
            What is made of {v}?
            What consists of {v}?
            """,
        ),
        says(
            "colour",
            one_of(w.COLOURS),
            """
            {s} is {v}
            {p} colour is {v}
            Somebody painted {s} {v}
            The colour of {s} is {v}
            What colour is {e}?
            What color is {e}?
            Which colour does {e} have?
            In what colour was {e} painted?
            Which object is {v}?
            What is painted {v}?
            """,
        ),
        says(
            "price",
            w.money,
            """
            {s} costs {v}
            {p} price is {v}
            You can buy {s} for {v}
            The shop asks {v} for {s}
            {s} was sold for {v}
            How much does {e} cost?
            What is the price of {e}?
            What does {e} cost?
            How expensive is {e}?
            How much money was paid for {e}?
            Which object costs {v}?
            What can you get for {v}?
            """,
        ),
        says(
            "weight",
            measured(1, 90, "kilograms", "kg", "pounds", "grams"),
            """
            {s} weighs {v}
            {p} weight is {v}
            On the scales {s} shows {v}
            {s} has a weight of {v}
            How much does {e} weigh?
            What is the weight of {e}?
            How heavy is {e}?
            What did the scales show for {e}?
            """,
        ),
        says(
            "where_kept",
            one_of(w.PLACES),
            """
            {s} stands {v}
            {s} is kept {v}
            You will find {s} {v}
            {s} was left {v}
            Where is {e}?
            Where is {e} kept?
            Where can you find {e}?
            Where does {e} stand?
            In which spot was {e} left?
            """,
        ),
        says(
            "bought",
            one_of(w.SHOPS),
            """
            {s} came from {v}
            {s} was bought at {v}
            The family got {s} from {v}
            It was {v} that sold {s}
            Where was {e} bought?
            Where did {e} come from?
            Who sold {e}?
            Where did somebody buy {e}?
            """,
        ),
        says(
            "age",
            measured(2, 300, "years"),
            """
            {s} is {v} old
            {p} age is {v}
            For {v} {s} has been in use
            {s} has existed for {v}
            How old is {e}?
            What is the age of {e}?
            For how long has {e} been in use?
            How many years has {e} existed?
            """,
        ),
    ),
)

BOOK = Topic(
    "work",
    lambda rng: w.made_of(
        "Last|Silent|Blue|Hidden|Seventh|Burning|Paper|Distant",
        "Harbour|Orchard|Lantern|Winter|Island|Garden|Clock|Mountain|Letter|Door|Station|River",
        article=rng.choice(("The", "A", "Beyond the", "Under the")),
    )(rng),
    (
        says(
            "published",
            w.year,
            """
            {s} came out in {v}
            {s} was published in {v}
            {p} first edition is of {v}
            Readers first saw {s} in {v}
            When was {e} published?
            When did {e} come out?
            From which year is the first edition of {e}?
            In what year could {e} first be read?
            """,
        ),
        says(
            "pages",
            measured(60, 900, "pages"),
            """
            {s} has {v}
            {s} is {v} long
            {p} length is {v}
            It takes {v} to tell the story of {s}
            How many pages does {e} have?
            How long is {e}?
            What is the length of {e}?
            What is the page count of {e}?
            """,
        ),
        says(
            "subject",
            one_of(w.TOPICS),
            """
            {s} is about {v}
            {s} tells of {v}
            {p} subject is {v}
            At the heart of {s} stands {v}
            What is {e} about?
            What does {e} tell of?
            What is the subject of {e}?
            What does {e} deal with?
            Which book is about {v}?
            Which work deals with {v}?
            """,
        ),
        says(
            "genre",
            one_of(w.GENRES),
            """
            {s} is {v}
            Critics call {s} {v}
            {s} was meant as {v}
            One could describe {s} as {v}
            What kind of book is {e}?
            What do critics call {e}?
            What genre is {e}?
            How could {e} be described?
            """,
        ),
        says(
            "tongue",
            one_of(w.TONGUES),
            """
            {s} was written in {v}
            The original of {s} is in {v}
            {p} language is {v}
            Its author wrote {s} in {v}
            In which language was {e} written?
            What is the original language of {e}?
            What language is {e} in?
            Which language did the author of {e} use?
            """,
        ),
        says(
            "set_in",
            named("{}|the port of {}|a village near {}|the mountains of {}"),
            """
            {s} is set in {v}
            The story of {s} happens in {v}
            {p} scene is {v}
            The action of {s} takes place in {v}
            Where is {e} set?
            Where does {e} happen?
            What is the scene of {e}?
            In which place does the action of {e} take place?
            """,
        ),
    ),
)

MACHINE = Topic(
    "machine",
    lambda rng: (
        f"the {rng.choice(w.one_of('pump|crane|tractor|ship|engine|press|drone|harvester|locomotive')(rng).split())}"
        f" {rng.choice('ABDKMRTX')}{rng.choice(('', '-'))}{rng.randint(2, 990)}"
    ),
    (
        says(
            "fuel",
            one_of(w.FUELS),
            """
            {s} runs on {v}
            {s} is driven by {v}
            {p} power comes from {v}
            To work, {s} needs {v}
            What does {e} run on?
            What drives {e}?
            Where does the power of {e} come from?
            What does {e} need to work?
            """,
        ),
        says(
            "carries",
            one_of(w.GOODS),
            """
            {s} carries {v}
            {p} load is {v}
            {s} is loaded with {v}
            Day after day {s} transports {v}
            What does {e} carry?
            What is the load of {e}?
            What is {e} loaded with?
            What is transported by {e}?
            """,
        ),
        says(
            "crew",
            measured(2, 40, "people", "men and women", "workers"),
            """
            {s} needs {v}
            {p} crew is {v}
            {v} work on {s}
            To operate {s} takes {v}
            How many people work on {e}?
            How many people does {e} need?
            How large is the crew of {e}?
            How many does it take to operate {e}?
            """,
        ),
        says(
            "built_in",
            named("{}|a yard in {}|the works at {}"),
            """
            {s} was built in {v}
            {s} was made in {v}
            {p} parts were put together in {v}
            {s} left the factory in {v}
            Where was {e} built?
            Where was {e} made?
            Where were the parts of {e} put together?
            Where did {e} leave the factory?
            """,
        ),
    ),
)

RECIPE = Topic(
    "dish",
    made_of(
        "|".join(w.INGREDIENTS.split("|")[:16]) + "|village|winter|Sunday",
        "soup|cake|pie|stew|salad|pudding|bread|omelette|casserole|tart|dumplings|pancake|jam|sauce",
    ),
    (
        says(
            "oven",
            measured(120, 260, "degrees", "°C"),
            """
            {s} is baked at {v}
            Bake {s} at {v}
            The oven for {s} is heated to {v}
            Set the oven to {v} for {s}
            At what temperature is {e} baked?
            How hot should the oven be for {e}?
            What oven temperature does {e} need?
            To how many degrees is the oven set for {e}?
            """,
        ),
        says(
            "cooking_time",
            measured(5, 59, "minutes", "hours"),
            """
            {s} is cooked for {v}
            {s} takes {v}
            {s} is ready after {v}
            Let {s} simmer for {v}
            Give {s} {v} on the stove
            How long does {e} take?
            How long is {e} cooked?
            After what time is {e} ready?
            How many minutes does {e} need?
            """,
        ),
        says(
            "serves",
            measured(2, 12, "people", "persons", "guests"),
            """
            {s} serves {v}
            {s} is enough for {v}
            The recipe makes {s} for {v}
            With {s} you can feed {v}
            How many people does {e} serve?
            For how many people is {e} enough?
            How many portions does {e} make?
            How many can be fed with {e}?
            """,
        ),
        says(
            "ingredient",
            one_of(w.INGREDIENTS),
            """
            {p} main ingredient is {v}
            {s} is made mainly from {v}
            For {s} you need {v} above all
            Nothing matters more in {s} than {v}
            What is the main ingredient of {e}?
            What is {e} mainly made from?
            What do you need above all for {e}?
            What does {e} mostly contain?
            Which dish is made mainly from {v}?
            Which dish needs {v} above all?
            """,
        ),
        says(
            "served_with",
            one_of(w.SIDES),
            """
            {s} is served with {v}
            With {s} comes {v}
            {s} goes well with {v}
            People like to eat {s} together with {v}
            What is {e} served with?
            What goes well with {e}?
            What comes with {e}?
            What do people eat together with {e}?
            """,
        ),
        says(
            "dish_origin",
            named("{}|the island of {}|the villages around {}"),
            """
            {s} comes from {v}
            {s} was first cooked in {v}
            {p} home is {v}
            {s} is a speciality of {v}
            Where does {e} come from?
            Where was {e} first cooked?
            What is the home of {e}?
            Of which place is {e} a speciality?
            """,
        ),
    ),
)
