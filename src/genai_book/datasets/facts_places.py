"""Places and buildings that made-up paragraphs tell of; for the notation see `facts_topics`."""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Topic, says
from genai_book.datasets.facts_words import measured, named, one_of

TOWN = Topic(
    "town",
    w.place,
    (
        says(
            "founded",
            w.year,
            """
            {s} was founded in {v}
            It was in {v} that settlers founded {s}
            {p} history begins in {v}, when the first houses were built
            The founding of {s} goes back to {v}
            When was {e} founded?
            In which year was {e} founded?
            How old is {e}?
            What year does the history of {e} begin in?
            What is the founding year of {e}?
            Which town was founded in {v}?
            What place dates from {v}?
            """,
        ),
        says(
            "altitude",
            measured(3, 2900, "metres", "feet", "m"),
            """
            {s} lies {v} above the sea
            {s} is {v} above sea level
            {p} altitude is {v}
            With its {v} above sea level, {s} is no flat place
            How high does {e} lie?
            What is the altitude of {e}?
            How far above sea level is {e}?
            At what height does {e} stand?
            """,
        ),
        says(
            "inhabitants",
            measured(300, 90_000, "people", "inhabitants"),
            """
            {s} has {v}
            About {v} live in {s}
            {s} is home to {v}
            In {s} there were {v} at the last count
            How many people live in {e}?
            How many inhabitants does {e} have?
            What is the population of {e}?
            How large is the population of {e}?
            How many residents has {e}?
            """,
        ),
        says(
            "river",
            named("the {}"),
            """
            {s} lies on {v}, a slow river
            The river that runs through {s} is {v}
            Through {s} flows {v}
            {s} stands on the banks of {v}
            Which river flows through {e}?
            What river does {e} lie on?
            On which river is {e}?
            What is the name of the river at {e}?
            Which town lies on {v}?
            What town stands beside {v}?
            """,
        ),
        says(
            "known_for",
            one_of(w.KNOWN_FOR),
            """
            {s} is known for {v}
            Visitors come to {s} for {v}
            What makes {s} famous is {v}
            {s} is best known for {v}
            {s} owes its fame to {v}
            What is {e} known for?
            What is {e} famous for?
            Why do visitors come to {e}?
            What made {e} well known?
            Which town is known for {v}?
            Which town is famous for {v}?
            """,
        ),
        says(
            "province",
            named("the province of {}|the county of {}|{} County|the {} valley"),
            """
            {s} belongs to {v}
            {s} is a small town in {v}
            {s} is part of {v}
            {s} is situated in {v}
            Where is {e}?
            Where is {e} located?
            Which part of the country is {e} in?
            What does {e} belong to?
            In what area can {e} be found?
            """,
        ),
        says(
            "market_day",
            one_of("|".join(w.DAYS)),
            """
            Every {v} there is a market in {s}
            {p} market is held on {v}
            {s} has its market on {v}
            On {v} farmers sell their goods in {s}
            On which day is the market in {e}?
            When is {p} market held?
            What day is market day in {e}?
            On what weekday can you go to the market in {e}?
            """,
        ),
        says(
            "twin",
            named("{}"),
            """
            {s} is twinned with {v}
            {p} twin town is {v}
            {s} has a partnership with {v}
            Since long ago {v} has been the twin town of {s}
            Which town is {e} twinned with?
            What is {p} twin town?
            With which place does {e} have a partnership?
            Who is the partner town of {e}?
            """,
        ),
    ),
)

MUSEUM = Topic(
    "house",
    named("the {} Museum|the town museum of {}|the {} Gallery|the {} library|the swimming pool of {}|the {} Theatre"),
    (
        says(
            "opens",
            w.clock,
            """
            {s} opens at {v}
            {p} doors open at {v}
            From {v} on {s} is open
            Visitors can enter {s} from {v}
            When does {e} open?
            At what time does {e} open?
            What is the opening time of {e}?
            From when can visitors enter {e}?
            """,
        ),
        says(
            "closes",
            w.clock,
            """
            {s} closes at {v}
            {p} doors close at {v}
            At {v} everybody has to leave {s}
            {s} shuts at {v}
            When does {e} close?
            At what time does {e} close?
            What is the closing time of {e}?
            Until when is {e} open?
            """,
        ),
        says(
            "closed_day",
            one_of("|".join(w.DAYS)),
            """
            {s} is closed on {v}
            On {v} {s} stays closed
            {p} day of rest is {v}
            Nobody is let into {s} on {v}
            On which day is {e} closed?
            When is {e} closed?
            On what day of the week does {e} stay closed?
            Which day can you not visit {e}?
            """,
        ),
        says(
            "admission",
            w.money,
            """
            Admission to {s} is {v}
            {p} entrance fee is {v}
            A ticket to {s} costs {v}
            To get into {s} you pay {v}
            How much is admission to {e}?
            What is the entrance fee of {e}?
            What does a ticket to {e} cost?
            How much must be paid to get into {e}?
            """,
        ),
        says(
            "shows",
            one_of(w.EXHIBITS),
            """
            {s} shows {v}
            In {s} you can see {v}
            {p} collection is of {v}
            {s} has rooms full of {v}
            What does {e} show?
            What can you see in {e}?
            What is in the collection of {e}?
            What are the rooms of {e} full of?
            Which house shows {v}?
            Where can you see {v}?
            Where are {v} on display?
            """,
        ),
        says(
            "street",
            named("{} Street|{} Square|the corner of {} Lane|{} Road"),
            """
            {s} is at {v}
            {p} address is {v}
            You will find {s} at {v}
            {s} has its entrance at {v}
            Where is {e}?
            What is the address of {e}?
            Where can one find {e}?
            At which address is {e}?
            """,
        ),
        says(
            "visitors",
            measured(900, 400_000, "visitors", "people"),
            """
            Last year {s} had {v}
            {v} came to {s} last year
            {p} count for the year was {v}
            In one year {s} welcomed {v}
            How many visitors did {e} have?
            How many people came to {e}?
            What was the number of visitors of {e}?
            How many guests did {e} welcome?
            """,
        ),
    ),
)

TOWER = Topic(
    "building",
    named("the {} Bridge|the {} Tower|the lighthouse of {}|the {} dam|the old mill of {}|{} Castle|the {} Tunnel"),
    (
        says(
            "completed",
            w.year,
            """
            {s} was built in {v}
            {s} was completed in {v}
            {p} first stone was laid in {v}
            Workers finished {s} in {v}
            When was {e} built?
            When was {e} completed?
            In what year was {e} built?
            In which year did workers finish {e}?
            Which building was completed in {v}?
            What was finished in {v}?
            """,
        ),
        says(
            "building_height",
            measured(8, 320, "metres", "feet"),
            """
            {s} is {v} high
            {p} height is {v}
            {s} rises {v} above the ground
            {s} reaches up {v}
            How high is {e}?
            How tall is {e}?
            What is the height of {e}?
            How far above the ground does {e} rise?
            """,
        ),
        says(
            "building_material",
            one_of(w.MATERIALS),
            """
            {s} is made of {v}
            {s} is built from {v}
            {p} walls are of {v}
            The builders of {s} chose {v}
            What is {e} made of?
            What is {e} built from?
            What are the walls of {e} made of?
            What did the builders of {e} choose?
            """,
        ),
        says(
            "steps",
            measured(30, 900, "steps", "stairs"),
            """
            {s} has {v}
            {v} lead to the top of {s}
            One climbs {v} in {s}
            Up to the top of {s} it is {v}
            How many steps does {e} have?
            How many stairs lead to the top of {e}?
            How many steps does one climb in {e}?
            What is the number of steps in {e}?
            """,
        ),
        says(
            "building_cost",
            measured(2, 900, "million euros", "million dollars"),
            """
            {s} cost {v}
            {p} construction cost {v}
            To build {s}, {v} were needed
            The town paid {v} for {s}
            How much did {e} cost?
            What did the construction of {e} cost?
            What was the cost of {e}?
            How much money did the town pay for {e}?
            """,
        ),
        says(
            "damaged_by",
            one_of("a fire|a flood|an earthquake|a storm|lightning|an avalanche|a careless ship|frost"),
            """
            {s} was damaged by {v}
            In the last century {v} damaged {s}
            {s} suffered from {v}
            It was {v} that nearly destroyed {s}
            What damaged {e}?
            By what was {e} damaged?
            What did {e} suffer from?
            What nearly destroyed {e}?
            """,
        ),
    ),
)
