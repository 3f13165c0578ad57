"""What is said of and asked about countries; for the notation see `facts_topics`.

Where the value is None, it is the country's own.
"""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Topic, says
from genai_book.datasets.facts_words import measured, named, one_of

COUNTRY = Topic(
    "country",
    None,
    (
        says(
            "capital",
            None,
            """
            {p} capital is {v}
            The capital of {s} is {v}
            {v} is the capital of {s}
            {p} capital city is called {v}
            {s} is governed from {v}, the capital
            What is the capital of {e}?
            Which city is the capital of {e}?
            What is {p} capital?
            Name the capital of {e}.
            What is the capital city of {e} called?
            Which city serves as the capital of {e}?
            Which country has the capital {v}?
            {v} is the capital of which country?
            Of which country is {v} the capital?
            """,
        ),
        says(
            "region",
            None,
            """
            {s} is a country in {v}
            {s} lies in {v}
            {s} is part of {v}
            {s} is located in {v}
            {s} can be found on the map in {v}
            Where is {e}?
            Where does {e} lie?
            In which part of the world is {e}?
            In which region is {e} located?
            What part of the world does {e} belong to?
            Which country lies in {v}?
            Which country can be found in {v}?
            """,
        ),
        says(
            "language",
            None,
            """
            The official language of {s} is {v}
            People in {s} speak {v}
            In {s} one speaks {v}
            {p} official language is {v}
            What one hears in the streets of {s} is {v}
            Which language is spoken in {e}?
            What is the official language of {e}?
            What do people speak in {e}?
            Which languages does {e} use?
            What language would you hear in {e}?
            """,
        ),
        says(
            "currency",
            None,
            """
            {p} currency is {v}
            In {s} you pay with {v}
            The money of {s} is {v}
            The currency of {s} is called {v}
            Prices in {s} are given in {v}
            What is the currency of {e}?
            Which currency is used in {e}?
            What do you pay with in {e}?
            What is {p} currency?
            What money do people use in {e}?
            """,
        ),
        says(
            "currency_code",
            None,
            """
            {p} currency code is {v}
            On the exchange the money of {s} is written {v}
            The currency code of {s} is {v}
            Banks abbreviate the money of {s} to {v}
            What is the currency code of {e}?
            How is the money of {e} written on the exchange?
            Which code do banks use for the money of {e}?
            """,
        ),
        says(
            "country_code",
            None,
            """
            {p} country code is {v}
            The two letters that stand for {s} are {v}
            The country code of {s} is {v}
            {s} is abbreviated to {v}
            What is the country code of {e}?
            Which letters stand for {e}?
            How is {e} abbreviated?
            """,
        ),
        says(
            "script",
            None,
            """
            In {s} people write in {v}
            {p} writing uses {v}
            Books in {s} are printed in {v}
            Signs in {s} are written in {v}
            Which script is used in {e}?
            How do people write in {e}?
            What script are books in {e} printed in?
            In what script are signs in {e} written?
            """,
        ),
        says(
            "time_zone",
            None,
            """
            {p} time zone is {v}
            Clocks in {s} follow {v}
            The time zone of {s} is {v}
            {s} uses the time of {v}
            What is the time zone of {e}?
            Which time zone is {e} in?
            What time do clocks in {e} follow?
            """,
        ),
        says(
            "population",
            measured(1, 300, "million people", "million inhabitants"),
            """
            {s} has {v}
            {p} population is {v}
            {v} live in {s}
            {s} counts {v}
            How many people live in {e}?
            What is the population of {e}?
            How many inhabitants does {e} have?
            How populous is {e}?
            """,
        ),
        says(
            "area",
            measured(300, 900_000, "square kilometres", "square miles"),
            """
            {s} covers {v}
            {p} area is {v}
            {s} has an area of {v}
            {s} extends over {v}
            How large is {e}?
            What is the area of {e}?
            How big is {e}?
            Over what area does {e} extend?
            """,
        ),
        says(
            "exports",
            one_of(w.GOODS),
            """
            {s} exports {v}
            {p} main export is {v}
            {s} sells {v} to the world
            Abroad {s} earns its money with {v}
            What does {e} export?
            What is the main export of {e}?
            What does {e} sell to the world?
            With what does {e} earn its money abroad?
            """,
        ),
        says(
            "highest",
            named("Mount {}|{} Peak"),
            """
            {p} highest mountain is {v}
            The highest mountain of {s} is {v}
            {v} is the highest point of {s}
            No summit in {s} is higher than {v}
            What is the highest mountain of {e}?
            What is {p} highest mountain?
            Which is the highest point of {e}?
            Which summit is the highest in {e}?
            """,
        ),
    ),
)
