"""More ways to say and to ask what the topics' relations tell, for training only: few wordings a model learns by heart,
of many it learns what they have in common. The held-out parts say with `wordings` what is not asked for, as they always
did; training says and asks with `training_wordings`, which has all of those and more.

For each kind of fact its nouns, for the patterns that hold for all of them, and templates in the notation of
`facts_topics`, statements before questions. The held-out wordings of the topics are none of these: `wordings` takes
care of the patterns, and a test looks at all.
"""

import random
import re
from dataclasses import dataclass
from functools import cache

from genai_book.datasets import facts_turns
from genai_book.datasets.facts_paraphrases import PARAPHRASES
from genai_book.datasets.facts_synonyms import same_meaning
from genai_book.datasets.facts_topics import Relation, says

STATEMENTS = """
{p} NOUN is {v}
The NOUN of {s} is {v}
{v} is the NOUN of {s}
As for the NOUN of {s}, it is {v}
The NOUN of {s} is given as {v}
{s} has {v} as its NOUN
"""
QUESTIONS = """
What is the NOUN of {e}?
What is {p} NOUN?
{p} NOUN is what?
Tell me the NOUN of {e}.
Name the NOUN of {e}.
Which NOUN does {e} have?
What NOUN does {e} have?
What is given as the NOUN of {e}?
What does the text say about the NOUN of {e}?
"""
MORE_STATEMENTS = """
The NOUN that {s} has is {v}
Of {s} one thing is known: the NOUN is {v}
When it comes to the NOUN, {s} has {v}
{v}: that is the NOUN of {s}
With {v} as its NOUN, {s} is not alone
{s} can point to {v} as its NOUN
"""
MORE_QUESTIONS = """
{e} has what NOUN?
What might be the NOUN of {e}?
What can you say about the NOUN of {e}?
I am looking for the NOUN of {e}.
Give the NOUN of {e}.
State {p} NOUN.
What would you call the NOUN of {e}?
And the NOUN of {e}?
What is known of the NOUN of {e}?
"""
# Kind of fact: nouns between bars, or none; then the templates.
_MORE = {
    "capital": "capital|seat of government; {s} has its government in {v}; {v}, the capital of {s}, lies on a river; "
    "Where does the government of {e} sit?; From which city is {e} governed?; The capital of {e} is called what?",
    "region": "region; {s} belongs to {v}; Travellers find {s} in {v}; The map shows {s} in {v}; "
    "Where on the map is {e}?; Where in the world does {e} lie?; Which region is {e} part of?; "
    "Which country is in {v}?",
    "language": "official language|language; {s} has {v} as its language; In {s} they talk in {v}; "
    "The people of {s} talk {v}; In which language do people talk in {e}?; What is spoken in {e}?; "
    "Which tongue is official in {e}?; What do the people of {e} talk?",
    "currency": "currency|money; In {s} one buys things with {v}; {v} is legal tender in {s}; "
    "The shops of {s} take {v}; With what does one buy things in {e}?; What is legal tender in {e}?; "
    "What do the shops of {e} take?",
    "currency_code": "currency code|code of the money; {v} stands for the money of {s}; "
    "What stands for the money of {e}?; Which letters are used for the currency of {e}?",
    "country_code": "country code|code; {v} stands for {s}; Letters to {s} bear the code {v}; What stands for {e}?; "
    "Which code do letters to {e} bear?; What are the two letters of {e}?",
    "script": "script|writing system; Newspapers in {s} use {v}; {s} uses {v}; Children in {s} learn {v} at school; "
    "Which script do newspapers in {e} use?; What script do children in {e} learn?; What letters does {e} use?",
    "time_zone": "time zone; In {s} watches are set to {v}; {s} is in the time zone {v}; {s} keeps {v} time; "
    "What are watches in {e} set to?; In which time zone is {e}?; Which time does {e} keep?",
    "population": "population|number of inhabitants; {s} is inhabited by {v}; In {s} there live {v}; "
    "By how many people is {e} inhabited?; How many are there in {e}?; How large is the population of {e}?",
    "area": "area|size; {s} is {v} in size; {s} measures {v}; {s} takes up {v}; What does {e} measure?; "
    "How much land does {e} cover?; What size is {e}?",
    "exports": "main export|most important product; {s} sends {v} abroad; Ships leave {s} full of {v}; "
    "What does {e} send abroad?; What are the ships full of that leave {e}?; What goods leave {e}?",
    "highest": "highest mountain|tallest mountain; {s} has no higher mountain than {v}; {v} towers over {s}; "
    "What towers over {e}?; Which mountain is the highest in {e}?; What is the tallest mountain in {e}?",
    "founded": "year of foundation; Settlers came to {s} in {v}; {s} has existed since {v}; In {v} {s} was begun; "
    "Since when has {e} existed?; When did settlers come to {e}?; When was {e} begun?; Which town exists since {v}?",
    "altitude": "altitude|elevation; {s} has been built {v} above the sea; {s} lies at {v}; "
    "How many metres above the sea is {e}?; How elevated is {e}?; At which altitude was {e} built?",
    "inhabitants": "number of inhabitants; {s} counts {v}; In {s} one finds {v}; "
    "How many inhabitants are there in {e}?; By how many people is {e} inhabited?; How many does {e} count?",
    "river": "river; {v} winds its way through {s}; {s} was built beside {v}; {v} waters {s}; "
    "What winds its way through {e}?; Which river waters {e}?; Beside which river was {e} built?",
    "known_for": "chief sight; Guidebooks praise {s} for {v}; People talk of {s} because of {v}; {s} is proud of {v}; "
    "What do guidebooks praise {e} for?; What is {e} proud of?; For what do people talk of {e}?; "
    "Which town is proud of {v}?",
    "province": "province|district; {s} lies in {v}; {s} is one of the places of {v}; Maps put {s} in {v}; "
    "Where does {e} lie?; Where do maps put {e}?; Which province is {e} part of?",
    "market_day": "market day; The stalls of {s} are put up on {v}; In {s} you can buy cheese on {v}; "
    "When are the stalls of {e} put up?; On which day can you buy cheese in {e}?; When is the market of {e}?",
    "twin": "twin town|sister town; {s} and {v} are twins; {s} exchanges pupils with {v}; {v} is a friend of {s}; "
    "With which town does {e} exchange pupils?; What is the sister town of {e}?; Which town is a friend of {e}?",
    "opens": "opening time; The door of {s} is unlocked at {v}; {s} lets people in from {v}; "
    "When is the door of {e} unlocked?; From what time does {e} let people in?; How early does {e} open?",
    "closes": "closing time; {s} locks its door at {v}; The last guest leaves {s} at {v}; "
    "When does {e} lock its door?; At what hour does the last guest leave {e}?; How late does {e} shut?",
    "closed_day": "closing day; {s} takes a rest on {v}; The doors of {s} remain shut on {v}; "
    "On which day do the doors of {e} remain shut?; When does {e} take a rest?; What is the day of rest of {e}?",
    "admission": "entrance fee|admission fee; {s} asks {v} at the door; {s} charges {v}; "
    "Whoever enters {s} leaves {v}; What does {e} charge?; How much does {e} ask at the door?; "
    "How much is a ticket to {e}?",
    "shows": "exhibition; {s} displays {v}; {s} collects {v}; The rooms of {s} are given to {v}; "
    "What does {e} collect?; What does {e} display?; What are visitors of {e} shown?; Which house collects {v}?",
    "street": "address; {s} stands at {v}; The way to {s} leads to {v}; {s} is to be found at {v}; "
    "Where does {e} stand?; Where is {e} to be found?; In which street is {e}?",
    "visitors": "number of visitors; {s} counted {v}; In twelve months {s} sold tickets to {v}; "
    "How many visitors were counted at {e}?; How many bought tickets for {e}?; By how many was {e} visited?",
    "completed": "year of completion; {s} has stood since {v}; {s} was opened in {v}; Work on {s} ended in {v}; "
    "Since when has {e} stood?; When did work on {e} end?; When was {e} opened?; Which building was opened in {v}?",
    "building_height": "height; {s} is {v} tall; From foot to top {s} measures {v}; {s} towers {v} over the land; "
    "How far does {e} tower over the land?; What does {e} measure from foot to top?; How many metres high is {e}?",
    "building_material": "material; The masons of {s} used {v}; {s} stands there in {v}; {s} was put up in {v}; "
    "What did the masons of {e} use?; Which material was {e} put up in?; From what was {e} made?",
    "steps": "number of steps; The stairway of {s} counts {v}; To climb {s} you take {v}; "
    "How many steps does the stairway of {e} count?; How many steps do you take to climb {e}?; "
    "How many steps are in {e}?",
    "building_cost": "price|cost; The bill for {s} was {v}; {v} went into {s}; {s} swallowed {v}; "
    "How much went into {e}?; What was the bill for {e}?; How much did {e} swallow?; How expensive was {e}?",
    "damaged_by": "greatest misfortune; {v} did great harm to {s}; {s} was hit by {v}; {s} lost its roof to {v}; "
    "What did great harm to {e}?; By what was {e} hit?; What harmed {e}?; To what did {e} lose its roof?",
    "material": "material; {s} has been made out of {v}; {s} is of {v}; Somebody made {s} out of {v}; "
    "Out of what was {e} made?; What stuff is {e} made of?; From what was {e} made?; Which object is of {v}?",
    "colour": "colour; {s} looks {v}; {s} has a {v} surface; {s} came in {v}; {s} has been dyed {v}; "
    "What is the colour of {e}?; Of what colour is {e}?; What hue is {e}?; Which object looks {v}?",
    "price": "price; {s} goes for {v}; For {v} {s} is yours; {s} has a label that says {v}; What do you pay for {e}?; "
    "For how much can you have {e}?; What does the label of {e} say?; Which object goes for {v}?",
    "weight": "weight; {s} is as heavy as {v}; Whoever lifts {s} lifts {v}; {s} adds {v} to the luggage; "
    "How many kilograms does {e} weigh?; What weight does {e} add to the luggage?; How much does one lift with {e}?",
    "where_kept": "; {s} lies {v}; {s} can be seen {v}; Someone put {s} {v}; {s} has its place {v}; "
    "Where does {e} lie?; Where did someone put {e}?; Where can {e} be seen?; In what place is {e}?",
    "bought": "; {s} was found at {v}; {s} was paid for at {v}; {v} had {s} for sale; Where was {e} found?; "
    "Where was {e} paid for?; Who had {e} for sale?; From where does {e} come?",
    "age": "age; {s} was made {v} ago; {s} has seen {v} go by; {s} has reached the age of {v}; "
    "How long ago was {e} made?; Which age has {e} reached?; How many years old is {e}?",
    "published": "year of publication; {s} appeared in {v}; {s} was printed in {v}; {s} has been on sale since {v}; "
    "When did {e} appear?; When was {e} printed?; Since when has {e} been on sale?; In which year was {e} published?",
    "pages": "length|number of pages; {s} fills {v}; {s} runs to {v}; {s} consists of {v}; "
    "How many pages does {e} fill?; To how many pages does {e} run?; How thick is {e}?; Of how many pages is {e}?",
    "subject": "subject|theme; {s} speaks of {v}; In {s} you read about {v}; {s} explains {v}; "
    "What does {e} speak of?; What can you read about in {e}?; What does {e} explain?; Which work speaks of {v}?",
    "genre": "genre|kind; {s} can be called {v}; {s} is usually taken for {v}; Its readers count {s} as {v}; "
    "What can {e} be called?; What is {e} usually taken for?; As what do readers count {e}?; "
    "What sort of work is {e}?",
    "tongue": "language; {s} was first printed in {v}; {s} had to be translated from {v}; {s} speaks {v}; "
    "What was {e} translated from?; In what language was {e} first printed?; From which language did {e} come to us?",
    "set_in": "setting|place of action; {s} plays in {v}; Its heroes meet in {s} in {v}; {s} leads us to {v}; "
    "Where does {e} play?; Where does {e} lead us?; Where do the heroes of {e} meet?",
    "fuel": "fuel|source of energy; {s} burns {v}; {s} gets its power from {v}; {s} is fed with {v}; {v} moves {s}; "
    "What moves {e}?; What is {e} fed with?; From what does {e} get its power?; What powers {e}?",
    "carries": "load|cargo; {s} moves {v}; {s} brings {v}; {s} has {v} on board; {s} is full of {v}; "
    "What does {e} have on board?; What is {e} full of?; What does {e} bring?; What is the cargo of {e}?",
    "crew": "crew; {s} is served by {v}; {s} keeps {v} busy; {s} employs {v}; How many does {e} keep busy?; "
    "By how many is {e} served?; How many people does {e} employ?",
    "built_in": "place of manufacture; {s} comes from {v}; They constructed {s} in {v}; The home of {s} is {v}; "
    "Where did they construct {e}?; Where does {e} come from?; In which place was {e} made?",
    "oven": "baking temperature; {s} goes into the oven at {v}; {s} needs a heat of {v}; {s} bakes at {v}; "
    "What heat does {e} need?; At how many degrees does {e} bake?; At what heat does {e} go into the oven?",
    "cooking_time": "cooking time; {s} is done in {v}; {s} stays in the pot for {v}; {s} boils for {v}; "
    "How long does {e} boil?; In what time is {e} done?; How long does {e} stay in the pot?",
    "serves": "number of portions; {s} feeds {v}; {s} is meant for {v}; {v} can eat of {s}; How many does {e} feed?; "
    "How many people can eat of {e}?; For how many is {e} meant?",
    "ingredient": "main ingredient|chief ingredient; {s} consists mostly of {v}; {s} is full of {v}; "
    "Cooks put {v} into {s}; What do cooks put into {e}?; What does {e} consist of?; What is {e} full of?; "
    "Which dish is full of {v}?",
    "served_with": "side dish|accompaniment; {s} is eaten with {v}; Add {v} to {s}; {s} tastes best with {v}; "
    "What is {e} eaten with?; With what does {e} taste best?; What is added to {e}?; What accompanies {e}?",
    "dish_origin": "home|place of origin; {s} was invented in {v}; Cooks of {v} thought of {s}; {s} is native to {v}; "
    "Where was {e} invented?; To which place is {e} native?; From where does {e} come?",
    "departure": "departure time; {s} starts at {v}; {s} goes at {v}; The doors of {s} shut at {v}; "
    "When does {e} go?; When does {e} start?; At what hour does {e} leave?; Which connection goes at {v}?",
    "arrival": "arrival time; {s} comes in at {v}; {s} is expected at {v}; {s} ends its journey at {v}; "
    "When does {e} come in?; At what time is {e} expected?; When does {e} end its journey?",
    "platform": "place of departure; {s} stands at {v}; {s} starts from {v}; Go to {v} for {s}; "
    "Where does {e} stand?; Where does {e} start from?; At which place can one board {e}?",
    "fare": "fare|ticket price; {s} costs {v}; To ride on {s} you need {v}; {s} takes {v} from each passenger; "
    "What is paid for a ride on {e}?; How much does {e} cost?; How much does {e} take from each passenger?",
    "travel_time": "travel time|duration; {s} needs {v}; {s} is under way for {v}; {v} pass on {s}; "
    "How long is {e} under way?; How much time does {e} need?; How many hours or minutes does {e} take?",
    "stops_at": "only stop; {s} halts at {v}; Passengers can leave {s} at {v}; {s} pauses at {v}; "
    "Where can one get off {e}?; Where can passengers leave {e}?; Where does {e} pause?",
    "delay_cause": "; {s} had to wait because {v}; {s} lost an hour because {v}; Why did {e} have to wait?; "
    "Why did {e} lose an hour?; Why was {e} cancelled?; For what reason was {e} late?",
    "event_date": "date; {s} falls on {v}; {s} is planned for {v}; People will gather for {s} on {v}; "
    "When does {e} take place?; For when is {e} planned?; On which day does {e} fall?; "
    "When will people gather for {e}?",
    "starts": "beginning; {s} opens at {v}; {s} is to begin at {v}; The first words of {s} are spoken at {v}; "
    "When does {e} begin?; When does {e} start?; At what hour does {e} open?",
    "room": "meeting place; {s} takes place in {v}; {s} will fill {v}; {v} has been booked for {s}; "
    "Where does {e} take place?; What has been booked for {e}?; Which room will {e} fill?",
    "agenda": "topic|theme; {s} deals with {v}; {s} turns on {v}; All of {s} is given to {v}; "
    "What does {e} treat of?; On what does {e} turn?; To what is {e} given?; What will be the theme of {e}?",
    "lasts": "length|duration; {s} takes {v}; {s} ends after {v}; People will sit through {s} for {v}; "
    "How long does {e} take?; After how long does {e} end?; How much time does {e} take?",
    "bring": "; To {s} one should take {v}; {v} will be needed at {s}; All who come to {s} must have {v}; "
    "What should one take to {e}?; What will be needed at {e}?; What must all have who come to {e}?",
    "food": "main food|diet; {s} likes {v}; {s} hunts for {v}; The stomach of {s} is full of {v}; {s} swallows {v}; "
    "What does {e} like?; What does {e} live on?; What does {e} hunt for?; Which animal likes {v}?",
    "habitat": "home|habitat; {s} is at home in {v}; {s} inhabits {v}; {v} are where {s} lives; "
    "Where is {e} at home?; What does {e} inhabit?; Where can one see {e}?; Which animal inhabits {v}?",
    "lifespan": "lifespan|age; {s} dies after {v}; {s} grows {v} old; {s} is granted {v}; How old does {e} grow?; "
    "After what time does {e} die?; How long is the life of {e}?",
    "sound": "call|voice; {s} gives {v}; {s} answers with {v}; {s} calls with {v}; With what does {e} call?; "
    "What sound does {e} give?; What does {e} answer with?",
    "speed": "top speed|speed; {s} runs at {v}; {s} does {v}; {s} covers ground at {v}; At what speed does {e} run?; "
    "How quick is {e}?; How fast does {e} cover ground?",
    "young": "number of young; {s} brings up {v}; {s} raises {v}; {s} has a family of {v}; "
    "How many does {e} bring up?; How many young are born to {e}?; How large is the family of {e}?",
    "body_length": "length|size; {s} is {v} in length; {s} reaches {v}; {s} has a body of {v}; "
    "How many centimetres long is {e}?; What length does {e} reach?; How big is {e}?",
    "sleeps": "; {s} hides {v}; {s} lies {v}; {s} dreams {v}; To sleep {s} goes {v}; Where does {e} hide?; "
    "Where does {e} dream?; Where does {e} lie down?; Where does {e} go to sleep?",
    "flowering": "flowering time; {s} shows its flowers in {v}; Bees visit {s} in {v}; {s} is at its best in {v}; "
    "When do bees visit {e}?; When does {e} show its flowers?; In which month is {e} at its best?",
    "blossom": "colour; {s} flowers in {v}; {s} bears {v} blossoms; {s} shows a {v} bloom; What colour is {e}?; "
    "Of what colour are the flowers of {e}?; In which colour does {e} flower?",
    "soil": "favourite soil|ground; {s} thrives in {v}; {s} is planted in {v}; {s} loves {v}; "
    "In what soil does {e} thrive?; Where is {e} planted?; What ground does {e} love?",
    "used_for": "use|purpose; {s} goes into {v}; {s} is gathered for {v}; {s} helps to make {v}; "
    "What does {e} go into?; For what is {e} gathered?; What does {e} help to make?; Which plant goes into {v}?",
    "plant_height": "height|size; {s} is {v} high; {s} stands {v} tall; {s} shoots up to {v}; How high is {e}?; "
    "To what height does {e} shoot up?; How far up does {e} grow?",
    "found": "find; {s} picked up {v}; {s} noticed {v} in the grass; {s} dug up {v}; {s} saw {v} lying there; "
    "What did {e} pick up?; What did {e} notice in the grass?; What did {e} dig up?; Who picked up {v}?; "
    "Who dug up {v}?",
    "slept": "; {s} rested {v}; {s} closed both eyes {v}; {s} dreamt {v}; {s} made a bed {v}; Where did {e} rest?; "
    "Where did {e} make a bed?; Where did {e} dream?; Where was {e} at night?; Who rested {v}?",
    "lost": "; {s} mislaid {v}; {s} forgot {v} somewhere; {s} left {v} behind; {s} was missing {v}; "
    "What did {e} mislay?; What did {e} forget?; What did {e} leave behind?; Who forgot {v}?; Who left {v} behind?",
    "set_out": "; {s} went off {v}; {s} departed {v}; {s} took to the road {v}; {s} went away {v}; "
    "When did {e} go off?; When did {e} depart?; When did {e} take to the road?; When did {e} go away?",
    "cried": "; {s} wept because {v}; {s} was angry because {v}; {s} could not sleep because {v}; Why did {e} weep?; "
    "Why was {e} angry?; Why could {e} not sleep?; For what reason did {e} weep?",
    "gave": "present; {s} gave away {v}; {s} left {v} for a friend; {s} offered {v} to the guests; {s} sent {v}; "
    "What did {e} give away?; What did {e} send?; What did {e} offer to the guests?; Who gave away {v}?; "
    "Who sent {v}?",
    "lived": "home|dwelling; {s} had a bed in {v}; {s} was at home in {v}; {s} grew up in {v}; {s} stayed in {v}; "
    "Where was {e} at home?; Where did {e} grow up?; Where did {e} have a bed?; Where did {e} stay?",
    "built": "work; {s} put together {v}; {s} finished {v}; {s} worked on {v}; {s} repaired {v}; "
    "What did {e} put together?; What did {e} finish?; What did {e} work on?; Who put together {v}?; "
    "Who finished {v}?",
}


_FUNCTION_WORDS = (
    "a an and are at be been by can did do does for from has have how in is it its of on one or that the there to was "
    "were what when where which who with you"
)
_WHOSE = ("Whose NOUN is {v}?", "{v} is the NOUN of what?")


@dataclass(frozen=True)
class Wordings:
    """Templates of one relation that training uses: its own, and those that patterns and turns give."""

    says: tuple[tuple[str, ...], tuple[str, ...]]
    asks: tuple[tuple[str, ...], tuple[str, ...]]
    which: tuple[str, ...]


@cache
def wordings(relation: Relation, held_out: frozenset[str]) -> Wordings:
    """All the wordings of a relation for training; none is among those of any relation that are held out."""
    nouns, _, templates = _MORE.get(relation.key, "").partition(";")
    more = says("", None, templates.replace(";", "\n"))
    found = [noun.strip() for noun in nouns.split("|") if noun.strip()]
    filled = ["".join(lines.replace("NOUN", noun) for noun in found) for lines in (STATEMENTS, QUESTIONS)]
    patterns = says("", None, "".join(filled))
    which = relation.which[:-1] if len(relation.which) > 1 else relation.which
    whose = tuple(form.replace("NOUN", noun) for noun in found for form in _WHOSE) if which else ()

    def kept(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(line for line in lines if plain(line) not in held_out)

    return Wordings(
        (kept((*relation.says[:-1], *more.says)), kept(patterns.says)),
        (kept((*relation.asks[:-1], *more.asks)), kept(patterns.asks)),
        kept((*which, *more.which, *whose)),
    )


@cache
def training_wordings(relation: Relation, held_out: frozenset[str]) -> Wordings:
    """Those of `wordings` and more; none is held out, and none is a kind of fact's own for development.

    What is made must not come near a held-out wording of its kind of fact either: what is turned says it in other words
    than that, function words apart, and no question that is made begins with the held-out one's words.
    """
    before, more = wordings(relation, held_out), _paraphrases(relation)
    nouns = [noun.strip() for noun in _MORE.get(relation.key, "").partition(";")[0].split("|") if noun.strip()]
    patterns = ["".join(lines.replace("NOUN", noun) for noun in nouns) for lines in (MORE_STATEMENTS, MORE_QUESTIONS)]
    general = says("", None, "".join(patterns))
    kept_out = held_out | {plain(line) for line in sum(development_wordings(relation), ())}

    def kept(*lines: str) -> tuple[str, ...]:
        return tuple(line for line in dict.fromkeys(lines) if plain(line) not in kept_out)

    near = {_content(line) for line in (relation.says[-1], relation.asks[-1])}
    begins = plain(relation.asks[-1]).partition("{e}")[0]

    def far(lines: list[str]) -> list[str]:
        found = (line for line in lines if _content(line) not in near)
        return [line for line in found if len(begins) < 12 or not plain(line).startswith(begins)]

    told, asked = kept(*before.says[0], *more.says), kept(*before.asks[0], *more.asks)
    turned = facts_turns.statements(told, same_meaning, bool(nouns)), facts_turns.questions(asked, same_meaning)
    return Wordings(
        (told, kept(*before.says[1], *general.says, *far(turned[0]))),
        (asked, kept(*far([*before.asks[1], *general.asks]), *far(turned[1]))),
        kept(*before.which, *more.which),
    )


def _content(template: str) -> frozenset[str]:
    """The words of a template that say something of their own."""
    return frozenset(re.findall("[a-z]+", re.sub(r"\{.\}", "", template.lower()))) - set(_FUNCTION_WORDS.split())


def development_wordings(relation: Relation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two statements and a question that neither training nor the held-out parts use."""
    more = _paraphrases(relation)
    return more.says[-2:], more.asks[-1:]


@cache
def _paraphrases(relation: Relation) -> Relation:
    return says("", None, PARAPHRASES.get(relation.key, "").replace(";", "\n"))


def plain(template: str) -> str:
    """The template as it is compared with others: `{p} colour` is `{e}'s colour`."""
    return template.lower().replace("{p}", "{e}'s").replace("{s}", "{e}").rstrip("?.")


def pick(rng: random.Random, templates: tuple[tuple[str, ...], tuple[str, ...]], made_fraction: float = 0.3) -> str:
    """One of a relation's own templates, or in three cases of ten one of a pattern or turned."""
    own, made = templates
    return rng.choice(made if len(made) > 3 and rng.random() < made_fraction else own)
