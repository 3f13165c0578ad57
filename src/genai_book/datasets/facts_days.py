"""Journeys and meetings; for the notation see `facts_topics`."""

from genai_book.datasets import facts_words as w
from genai_book.datasets.facts_topics import Topic, says
from genai_book.datasets.facts_words import made_of, measured, named, one_of

TRAIN = Topic(
    "connection",
    named("the train to {}|the bus to {}|the ferry to {}|the night train to {}|the flight to {}|the boat to {}"),
    (
        says(
            "departure",
            w.clock,
            """
            {s} leaves at {v}
            {p} departure is at {v}
            {s} sets off at {v}
            At {v} {s} departs
            When does {e} leave?
            At what time does {e} depart?
            What is the departure time of {e}?
            What time does {e} set off?
            Which connection leaves at {v}?
            What departs at {v}?
            """,
        ),
        says(
            "arrival",
            w.clock,
            """
            {s} arrives at {v}
            {p} arrival is at {v}
            {s} gets there at {v}
            Passengers on {s} reach their goal at {v}
            When does {e} arrive?
            At what time does {e} arrive?
            What is the arrival time of {e}?
            By when is {e} there?
            """,
        ),
        says(
            "platform",
            lambda rng: f"{rng.choice(('platform', 'gate', 'pier', 'stop'))} {rng.randint(1, 29)}",
            """
            {s} leaves from {v}
            {s} waits at {v}
            {p} place is {v}
            Passengers for {s} should go to {v}
            Which platform does {e} leave from?
            From where does {e} leave?
            Where does {e} wait?
            Where should passengers for {e} go?
            """,
        ),
        says(
            "fare",
            w.money,
            """
            A ticket for {s} costs {v}
            {p} fare is {v}
            For {s} you pay {v}
            The price of a seat on {s} is {v}
            How much is a ticket for {e}?
            What does {e} cost?
            What is the fare of {e}?
            How much do you pay for {e}?
            What is the price of a seat on {e}?
            """,
        ),
        says(
            "travel_time",
            measured(2, 50, "hours", "minutes"),
            """
            {s} takes {v}
            The journey with {s} lasts {v}
            {s} is on its way for {v}
            One travels {v} with {s}
            How long does {e} take?
            How long is the journey with {e}?
            What is the travel time of {e}?
            For how long does one travel with {e}?
            """,
        ),
        says(
            "stops_at",
            named("{}|{}, a small village"),
            """
            {s} stops at {v}
            {p} only stop is {v}
            On the way {s} calls at {v}
            {s} makes a halt in {v}
            Where does {e} stop?
            At which place does {e} stop?
            What is the only stop of {e}?
            Where does {e} make a halt?
            """,
        ),
        says(
            "delay_cause",
            one_of(w.REASONS),
            """
            {s} was late because {v}
            Because {v}, {s} was delayed
            {s} was cancelled because {v}
            {s} could not run, for {v}
            Why was {e} late?
            Why was {e} delayed?
            What was the reason for the trouble with {e}?
            What kept {e} from running?
            """,
        ),
    ),
)

MEETING = Topic(
    "meeting",
    made_of(
        "spring|yearly|next|short|parents'|planning|staff|book club|choir|chess",
        "meeting|lecture|workshop|rehearsal|seminar|concert|lesson|conference|party",
    ),
    (
        says(
            "event_date",
            w.date,
            """
            {s} is on {v}
            {s} takes place on {v}
            {p} date is {v}
            For {s} everybody should keep {v} free
            When is {e}?
            On what date does {e} take place?
            What is the date of {e}?
            Which date should be kept free for {e}?
            """,
        ),
        says(
            "starts",
            w.clock,
            """
            {s} starts at {v}
            {s} begins at {v}
            {p} beginning is at {v}
            Come to {s} at {v}
            At what time does {e} start?
            What time does {e} begin?
            At what time should one come to {e}?
            What is the starting time of {e}?
            """,
        ),
        says(
            "room",
            one_of(w.ROOMS),
            """
            {s} is held in {v}
            {p} place is {v}
            {s} happens in {v}
            Those who come to {s} should go to {v}
            In which room is {e}?
            Where is {e} held?
            Where does {e} happen?
            Where should people go for {e}?
            """,
        ),
        says(
            "agenda",
            one_of(w.TOPICS),
            """
            {s} is about {v}
            {p} topic is {v}
            At {s} people will talk about {v}
            The question at {s} is {v}
            What is {e} about?
            What is the topic of {e}?
            What will people talk about at {e}?
            Which subject is discussed at {e}?
            """,
        ),
        says(
            "lasts",
            measured(2, 50, "hours", "minutes"),
            """
            {s} lasts {v}
            {p} length is {v}
            {s} is over after {v}
            {s} goes on for {v}
            How long does {e} last?
            How long is {e}?
            After what time is {e} over?
            For how long does {e} go on?
            """,
        ),
        says(
            "bring",
            one_of("a pencil|warm clothes|a cup|their tickets|strong shoes|a folding chair|a notebook|their own lunch"),
            """
            For {s} all should bring {v}
            Guests of {s} need {v}
            Nobody should come to {s} without {v}
            Whoever comes to {s} is asked to carry {v}
            What should people bring to {e}?
            What do the guests of {e} need?
            What does one need for {e}?
            What are people asked to carry to {e}?
            """,
        ),
    ),
)
