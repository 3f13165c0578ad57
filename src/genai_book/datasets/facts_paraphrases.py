"""Still more ways to say and to ask what the topics' relations tell; the last of each kind are for development.

The notation is that of `facts_topics`, statements before questions. Training uses all but the last two statements and
the last question of each kind of fact: with those a model in the making is measured, so that nothing needs to be chosen
by the held-out phrasings.
"""

PARAPHRASES = {
    "capital": "The ministries of {s} are in {v}; {v} is where {s} has its parliament; From {v} the rulers of {s} send "
    "their letters; {s} has made {v} its capital; {v} became the seat of the rulers of {s}; Where does the parliament "
    "of {e} meet?; In which city are the ministries of {e}?; What did {e} choose as its capital?; Where do the rulers "
    "of {e} sit?",
    "region": "{s} is one of the countries of {v}; In {v} lies {s}; Geographers count {s} as part of {v}; You have to "
    "go to {v} to see {s}; {s} has its neighbours in {v}; On what part of the globe is {e}?; Among the countries of "
    "which region is {e}?; Whereabouts is {e}?; Where do geographers put {e}?",
    "language": "Most people in {s} use {v} when they talk; School lessons in {s} are in {v}; {v} is spoken in {s}; "
    "Laws in {s} are written in {v}; The mother tongue of most people in {s} is {v}; In what tongue are the laws of "
    "{e}?; Which language do schools in {e} teach in?; How do people talk in {e}?; What is the mother tongue in {e}?",
    "currency": "Wages in {s} are paid in {v}; Whoever travels to {s} needs {v}; {v} is the money of {s}; Coins of {s} "
    "bear the name of {v}; Salaries in {s} come in {v}; What are wages in {e} paid in?; Which money does a traveller "
    "need in {e}?; What is the money of {e} called?; What kind of coins circulate in {e}?",
    "currency_code": "The three letters for the money of {s} are {v}; Traders write {v} for the money of {s}; {v} is "
    "how the currency of {s} is shortened; The currency of {s} goes by the letters {v}; What are the three letters for "
    "the money of {e}?; What do traders write for the money of {e}?; How is the currency of {e} shortened?",
    "country_code": "The short form of {s} is {v}; In lists of countries {s} appears as {v}; {v} means {s}; Web "
    "addresses from {s} end in {v}; What is the short form of {e}?; How does {e} appear in lists of countries?; What "
    "do web addresses from {e} end in?",
    "script": "Its letters are those of {v} in {s}; {v} is used for writing in {s}; Street names in {s} are in {v}; "
    "Most texts in {s} are set in {v}; What is used for writing in {e}?; In which letters are street names in {e}?; "
    "Which characters are most texts in {e} set in?",
    "time_zone": "It is the time of {v} that holds in {s}; Trains in {s} run on the time of {v}; {s} lives by {v}; {s} "
    "has set its clocks to {v}; Whose time holds in {e}?; On what time do trains in {e} run?; To which zone has {e} "
    "set its clocks?",
    "population": "{s} is a country of {v}; There are {v} in {s}; A census in {s} found {v}; {s} feeds {v}; The people "
    "of {s} number {v}; How many people are there in {e}?; What did a census find in {e}?; What number of people has "
    "{e}?; How many does {e} feed?",
    "area": "The land of {s} amounts to {v}; {s} is a country of {v}; {v} belong to {s}; The surface of {s} is {v}; "
    "How much land has {e}?; To how much does the land of {e} amount?; What surface has {e}?",
    "exports": "The harbours of {s} load {v}; {v} is what {s} sells most; {s} is a seller of {v}; Foreigners buy {v} "
    "from {s}; What do the harbours of {e} load?; What does {e} sell most?; Which goods do foreigners buy from {e}?",
    "highest": "Climbers in {s} dream of {v}; {v} is the top of {s}; {s} rises to its greatest height at {v}; In all "
    "of {s} nothing stands above {v}; Where does {e} rise to its greatest height?; What do climbers in {e} dream of?; "
    "Which peak stands above all of {e}?",
    "founded": "{s} came into being in {v}; The foundations of {s} were laid in {v}; {s} was established in {v}; The "
    "first settlers of {s} arrived in {v}; {s} got its charter in {v}; When did {e} come into being?; In what year was "
    "{e} established?; When were the foundations of {e} laid?; In what year did {e} get its charter?",
    "altitude": "The height of {s} above the sea is {v}; {s} has an elevation of {v}; A sign at {s} gives {v} above "
    "the sea; {s} sits {v} over the level of the sea; What elevation has {e}?; What height does the sign at {e} give?; "
    "How far over the sea does {e} sit?",
    "inhabitants": "{v} have their home in {s}; {s} is a place of {v}; The town books of {s} list {v}; There are {v} "
    "in {s}; How many have their home in {e}?; What is the number of people in {e}?; How many people are there in "
    "{e}?; How many do the town books of {e} list?",
    "river": "The bridges of {s} cross {v}; {s} gets its water from {v}; {v} passes {s}; People in {s} bathe in {v}; "
    "What do the bridges of {e} cross?; Which stream passes {e}?; Where does {e} get its water?; In which river do "
    "people in {e} bathe?",
    "known_for": "{s} is famous for {v}; {s} has a name for {v}; The pride of {s} is {v}; Tourists love {s} for {v}; "
    "All the world knows {s} for {v}; What has {e} a name for?; What is the pride of {e}?; For what do tourists love "
    "{e}?; What do people everywhere know {e} for?; Which town has a name for {v}?",
    "province": "{s} is in {v}; {s} can be reached only through {v}; {v} includes {s}; {s} pays its taxes to {v}; What "
    "includes {e}?; In which district is {e}?; In what part of the land is {e}?; To whom does {e} pay its taxes?",
    "market_day": "Market day in {s} is {v}; Traders come to {s} on {v}; The square of {s} is full of stalls on {v}; "
    "Go to {s} on {v} if you want fresh fruit; When do traders come to {e}?; Which day is market day in {e}?; On what "
    "day is the square of {e} full of stalls?",
    "twin": "The partner of {s} is {v}; {s} has been linked to {v} for years; {s} sends its choir to {v} every summer; "
    "{s} has a bond with {v}; Which place is {e} linked to?; Where does {e} send its choir?; With which town does {e} "
    "have a bond?",
    "opens": "{s} begins its day at {v}; {s} is open from {v}; At {v} the keeper unlocks {s}; The first guests enter "
    "{s} at {v}; The gates of {s} swing open at {v}; When does {e} begin its day?; From what hour is {e} open?; When "
    "can the first guests enter {e}?; At what hour do the gates of {e} swing open?",
    "closes": "{s} ends its day at {v}; The lights in {s} go out at {v}; By {v} all must be out of {s}; When do the "
    "lights in {e} go out?; When does {e} end its day?; By what time must all be out of {e}?",
    "closed_day": "{s} does not open on {v}; There is no entry to {s} on {v}; {v} is a holiday for {s}; On {v} you "
    "stand before locked doors at {s}; When does {e} not open?; Which day is a holiday for {e}?; On what day is there "
    "no entry to {e}?; On which day would you stand before locked doors at {e}?",
    "admission": "Guests of {s} pay {v}; It costs {v} to see {s}; {s} takes {v} from each guest; The cashier of {s} "
    "wants {v}; What do guests of {e} pay?; How much does it cost to see {e}?; What does the cashier of {e} want?",
    "shows": "{s} exhibits {v}; {s} is a place for {v}; Those who love {v} go to {s}; {s} owns {v}; The glass cases of "
    "{s} hold {v}; What does {e} exhibit?; What does {e} own?; What is exhibited at {e}?; What do the glass cases of "
    "{e} hold?; Which house exhibits {v}?",
    "street": "{s} is located at {v}; Letters to {s} go to {v}; {s} has been moved to {v}; Turn to {v} to reach {s}; "
    "Where do letters to {e} go?; Where has {e} been moved?; Where must one turn to reach {e}?",
    "visitors": "{s} was seen by {v}; {v} passed through the doors of {s}; {s} attracted {v}; {s} received {v} in all; "
    "How many people saw {e}?; How many passed through the doors of {e}?; What number of people did {e} attract?",
    "completed": "{s} dates from {v}; {s} was put up in {v}; The opening of {s} was in {v}; {s} was ready in {v}; The "
    "last stone of {s} was set in {v}; What year does {e} date from?; When was {e} ready?; When was the opening of "
    "{e}?; In which year was the last stone of {e} set?",
    "building_height": "The top of {s} is {v} above the street; {s} measures {v}; {s} has a height of {v}; It is {v} "
    "from the ground to the tip of {s}; What does {e} measure?; How far is the top of {e} above the street?; What "
    "height has {e}?; How far is it from the ground to the tip of {e}?",
    "building_material": "{s} is a work of {v}; For {s} they used {v}; {v} gave {s} its strength; What was used for "
    "{e}?; Of which stuff is {e}?; What gave {e} its strength?",
    "steps": "There are {v} in {s}; You go up {v} in {s}; {s} can be climbed by {v}; Inside {s} wind {v}; How many "
    "stairs are there in {e}?; By how many steps can {e} be climbed?; How many steps wind inside {e}?",
    "building_cost": "{s} was paid for with {v}; The price of {s} was {v}; {s} came to {v}; They spent {v} on {s}; How "
    "much was spent on {e}?; What was the price of {e}?; What sum did {e} come to?",
    "damaged_by": "{s} nearly fell because of {v}; {v} ruined part of {s}; {s} had to be repaired after {v}; {s} was "
    "struck by {v}; What ruined part of {e}?; After what did {e} have to be repaired?; What struck {e}?",
    "material": "{s} was built from {v}; It took {v} to make {s}; {s} has a body of {v}; {s} was fashioned from {v}; "
    "What is {e} built from?; What did it take to make {e}?; From which material was {e} fashioned?; Which object was "
    "built from {v}?",
    "colour": "{s} has been painted {v}; {s} shines {v}; {s} turned {v}; The paint on {s} is {v}; What colour is {e} "
    "now?; What colour did {e} turn?; Of which colour is the paint on {e}?",
    "price": "{s} is on offer for {v}; The owner wants {v} for {s}; {s} is worth {v}; One has to pay {v} for {s}; {s} "
    "went to a new owner for {v}; What is {e} worth?; How much does the owner want for {e}?; What must one pay for "
    "{e}?; For what sum did {e} go to a new owner?",
    "weight": "{s} has a mass of {v}; {s} brings {v} to the scales; It takes strength to lift the {v} of {s}; {s} tips "
    "the scales at {v}; What mass has {e}?; How much does {e} bring to the scales?; At what weight does {e} tip the "
    "scales?",
    "where_kept": "{s} is {v}; {s} has been put {v}; They hid {s} {v}; Look for {s} {v}; {s} waits {v}; Where has {e} "
    "been put?; Where did they hide {e}?; Where should one look for {e}?; Where does {e} wait?",
    "bought": "{s} was acquired at {v}; {s} is from {v}; Somebody purchased {s} at {v}; {v} once sold {s}; Where was "
    "{e} acquired?; Where is {e} from?; At which place did somebody purchase {e}?",
    "age": "{s} is {v} of age; {s} has been there for {v}; {s} has lasted {v}; It has been {v} since {s} was made; How "
    "long has {e} been there?; How long has {e} lasted?; How much time has passed since {e} was made?",
    "published": "{s} was first sold in {v}; The year of {s} is {v}; {s} reached the bookshops in {v}; {s} left the "
    "printing press in {v}; When was {e} first sold?; When did {e} reach the bookshops?; In what year did {e} leave "
    "the printing press?",
    "pages": "{s} is a book of {v}; {s} ends after {v}; You turn {v} to finish {s}; There are {v} in {s}; How many "
    "pages are there in {e}?; How many pages must be turned to finish {e}?; After how many pages does {e} end?",
    "subject": "{s} treats of {v}; {s} deals with {v}; The topic of {s} is {v}; {v} fill the pages of {s}; What is {e} "
    "concerned with?; Which topic has {e}?; What fills the pages of {e}?; Which book treats of {v}?",
    "genre": "{s} counts as {v}; {s} belongs on the shelf as {v}; {s} reads like {v}; {s} is known as {v}; What does "
    "{e} count as?; What does {e} read like?; As what is {e} known?",
    "tongue": "{s} appeared in {v}; The text of {s} is {v}; You need to know {v} to read {s} as it was written; {s} "
    "was composed in {v}; What language is the text of {e}?; In what language did {e} appear?; Which language was {e} "
    "composed in?",
    "set_in": "{s} tells of people in {v}; Everything in {s} goes on in {v}; {s} begins in {v}; The plot of {s} "
    "unfolds in {v}; Where does everything in {e} go on?; Where does {e} begin?; Where does the plot of {e} unfold?",
    "fuel": "{s} uses {v}; {s} works with {v}; {v} keeps {s} going; {s} draws its energy from {v}; What does {e} use?; "
    "What keeps {e} going?; What does {e} work with?; From what does {e} draw its energy?",
    "carries": "{s} hauls {v}; The freight of {s} is {v}; {s} takes {v} from place to place; {s} was made for {v}; "
    "What does {e} haul?; What is the freight of {e}?; What does {e} take from place to place?",
    "crew": "It takes {v} to run {s}; {s} is run by {v}; {s} has a crew of {v}; {s} gives work to {v}; How many people "
    "run {e}?; What crew does {e} have?; To how many does {e} give work?",
    "built_in": "{s} was assembled in {v}; {s} is a product of {v}; {v} is the place where {s} was made; {s} was "
    "manufactured in {v}; Where was {e} assembled?; What place is {e} a product of?; In which place was {e} "
    "manufactured?",
    "oven": "{s} wants {v} in the oven; At {v} {s} turns brown; The heat for {s} is {v}; {s} is put into an oven of "
    "{v}; What is the right heat for {e}?; At what temperature does {e} turn brown?; Into an oven of how many degrees "
    "is {e} put?",
    "cooking_time": "{s} cooks for {v}; You wait {v} for {s}; It takes {v} until {s} is done; {s} spends {v} over the "
    "fire; How long does {e} cook?; How long do you wait for {e}?; How much time does {e} spend over the fire?",
    "serves": "{s} makes a meal for {v}; {s} will do for {v}; One pot of {s} fills {v}; {s} satisfies {v}; For how "
    "many will {e} do?; How many does one pot of {e} fill?; How many people does {e} satisfy?",
    "ingredient": "{s} contains {v} more than anything else; The most important thing in {s} is {v}; {s} owes its "
    "taste to {v}; {v} is the soul of {s}; What is the most important thing in {e}?; What does {e} owe its taste to?; "
    "What is the soul of {e}?",
    "served_with": "{v} is put beside {s}; {s} comes to the table with {v}; {s} calls for {v}; {s} is accompanied by "
    "{v}; What is put beside {e}?; What does {e} call for?; What is {e} accompanied by?; With what does {e} come to "
    "the table?",
    "dish_origin": "{s} was born in {v}; {s} is a dish from {v}; The first cooks of {s} lived in {v}; {s} is "
    "traditional in {v}; {s} had its beginnings in {v}; Where was {e} born?; Where is {e} traditional?; Where did the "
    "first cooks of {e} live?; Where did {e} have its beginnings?",
    "departure": "{s} begins its journey at {v}; You have to be on {s} by {v}; {s} pulls out at {v}; {s} is off at "
    "{v}; When does {e} begin its journey?; At what time does {e} pull out?; By when does one have to be on {e}?; At "
    "what hour is {e} off?",
    "arrival": "{s} reaches its goal at {v}; {s} is due at {v}; One gets off {s} at {v}; {s} pulls in at {v}; When is "
    "{e} due?; When does {e} reach its goal?; At what time does one get off {e}?; At what hour does {e} pull in?",
    "platform": "{s} departs from {v}; You board {s} at {v}; Look for {s} at {v}; {v} is where {s} stops; Where do you "
    "board {e}?; From which place does {e} depart?; Where is {e} boarded?; Where should one look for {e}?",
    "fare": "{s} charges {v}; A ride on {s} is {v}; A seat on {s} costs {v}; Passengers of {s} pay {v}; How much is a "
    "ride on {e}?; What does {e} charge?; What do passengers of {e} pay?",
    "travel_time": "{s} spends {v} on the way; {s} gets there in {v}; After {v} {s} is there; The trip on {s} goes on "
    "for {v}; How long does {e} spend on the way?; In what time does {e} get there?; How long does the trip on {e} go "
    "on?",
    "stops_at": "{s} stands for a while in {v}; {s} interrupts its journey at {v}; {s} goes by way of {v}; {v} is "
    "where {s} takes a break; Where does {e} stand for a while?; Where does {e} interrupt its journey?; In which place "
    "does {e} take a break?",
    "delay_cause": "{s} was behind time because {v}; {s} did not leave because {v}; {s} stood still because {v}; {s} "
    "was held up because {v}; Why was {e} behind time?; Why did {e} not leave?; Why did {e} stand still?; What was the "
    "cause that {e} was held up?",
    "event_date": "{s} will be on {v}; {s} has been fixed for {v}; The day of {s} is {v}; Keep in mind that {s} is on "
    "{v}; {s} has been put off to {v}; When will {e} be?; For which day has {e} been fixed?; What day is {e}?; To what "
    "date has {e} been put off?",
    "starts": "{s} commences at {v}; The start of {s} is at {v}; Be at {s} by {v}; {s} gets under way at {v}; When "
    "does {e} commence?; When is the start of {e}?; By when should one be at {e}?; At what time does {e} get under "
    "way?",
    "room": "{s} meets in {v}; {v} is where {s} is held; For {s} they chose {v}; People gather for {s} in {v}; Where "
    "does {e} meet?; Which room did they choose for {e}?; In what place do people gather for {e}?",
    "agenda": "The talk at {s} is of {v}; {s} is devoted to {v}; {s} is concerned with {v}; {v} will be discussed at "
    "{s}; What is {e} devoted to?; What is the talk of at {e}?; What is {e} concerned with?; What will be treated at "
    "{e}?",
    "lasts": "{s} continues for {v}; Plan {v} for {s}; It takes {v} until {s} is over; {s} occupies {v}; Over what "
    "time does {e} continue?; How much time should one plan for {e}?; What time passes until {e} is over?; How much "
    "time does {e} occupy?",
    "bring": "Do not forget {v} when you go to {s}; {s} is for those who have {v}; Take {v} to {s}; {s} requires {v}; "
    "What must not be forgotten for {e}?; What should be taken to {e}?; What does {e} require?",
    "food": "{s} devours {v}; {v} are what {s} eats; {s} fills its stomach with {v}; {s} cannot live without {v}; {s} "
    "is fond of {v}; What does {e} devour?; What is eaten by {e}?; What does {e} fill its stomach with?; What is {e} "
    "fond of?; Which animal devours {v}?",
    "habitat": "{s} makes its home in {v}; {s} dwells in {v}; {s} prefers {v}; Watch for {s} in {v}; {s} occurs in "
    "{v}; Where does {e} make its home?; Where does {e} dwell?; What landscape does {e} prefer?; Where does {e} "
    "occur?; Which animal dwells in {v}?",
    "lifespan": "{s} lives to be {v} old; {s} survives for {v}; The years of {s} end after {v}; {s} has {v} to live; "
    "How long does {e} survive?; To what age does {e} live?; What span of time has {e}?",
    "sound": "{s} utters {v}; One hears {v} from {s}; {s} warns others with {v}; {s} has {v} for a voice; What does "
    "{e} utter?; With what does {e} warn others?; What does one hear from {e}?; What voice has {e}?",
    "speed": "{s} hurries along at {v}; {s} gets up to {v}; {s} has been timed at {v}; {s} races at {v}; How fast does "
    "{e} hurry along?; At what speed has {e} been timed?; At what rate does {e} race?",
    "young": "{s} is the parent of {v}; {s} bears {v}; {s} gives life to {v}; There are {v} in the den of {s}; How "
    "many young does {e} bear?; To how many young does {e} give life?; How many are there in the den of {e}?",
    "body_length": "{s} measures {v}; {s} has a length of {v}; {s} is {v} from end to end; {s} stretches over {v}; "
    "What length has {e}?; What does {e} measure?; How long is {e} from end to end?; Over what length does {e} "
    "stretch?",
    "sleeps": "{s} naps {v}; {s} has its bed {v}; {s} rests {v}; {s} curls up {v}; Where does {e} nap?; Where is the "
    "bed of {e}?; Where can one see {e} asleep?; Where does {e} curl up?",
    "flowering": "{s} blossoms in {v}; {s} opens its buds in {v}; The season of {s} is {v}; Look at {s} in {v}; When "
    "does {e} blossom?; When does {e} open its buds?; Which month is the season of {e}?",
    "blossom": "The bloom of {s} is {v}; {s} opens {v} buds; {p} petals are {v}; {s} decorates itself in {v}; What "
    "colour is the bloom of {e}?; What colour do the buds of {e} have?; In what colour does {e} decorate itself?",
    "soil": "{s} sends its roots into {v}; {s} wants {v}; Put {s} into {v}; {s} prospers in {v}; Into what does {e} "
    "send its roots?; What ground does {e} want?; In which earth does {e} prosper?",
    "used_for": "{s} is needed for {v}; {s} is good for {v}; {s} is turned into {v}; They grow {s} for {v}; {s} finds "
    "its use in {v}; What is {e} needed for?; What is {e} good for?; What is {e} turned into?; In what does {e} find "
    "its use?; Which plant is good for {v}?",
    "plant_height": "{s} gets {v} tall; {s} has a height of {v}; The tip of {s} is {v} above the ground; {s} rises to "
    "{v}; How tall does {e} get?; What height has {e}?; To what height does {e} rise?",
    "found": "{s} discovered {v}; {s} stumbled over {v}; {s} spotted {v}; {s} came across {v}; {s} pulled {v} out of a "
    "hedge; What did {e} stumble over?; What did {e} spot?; What did {e} come across?; What did {e} pull out of a "
    "hedge?; Who spotted {v}?; Who came across {v}?",
    "slept": "{s} passed the night {v}; {s} took a nap {v}; {s} dozed {v}; {s} snored {v}; Where did {e} doze?; Where "
    "did {e} pass the night?; Where did {e} take a nap?; Where did {e} snore?; Who dozed {v}?",
    "lost": "{s} had to do without {v}; {s} let {v} fall into the river; {s} searched for {v}; {s} was robbed of {v}; "
    "What did {e} have to do without?; What did {e} let fall into the river?; What did {e} search for?; Of what was "
    "{e} robbed?; Who searched for {v}?",
    "set_out": "{s} went out {v}; {s} got up and left {v}; {s} said goodbye {v}; {s} hit the road {v}; When did {e} go "
    "out?; When did {e} say goodbye?; When did {e} leave?; When did {e} hit the road?",
    "cried": "{s} was unhappy because {v}; {s} sighed because {v}; {s} shed tears because {v}; {s} was upset because "
    "{v}; Why did {e} sigh?; Why did {e} shed tears?; What made {e} unhappy?; Why was {e} upset?",
    "gave": "{s} handed out {v}; {s} made a present of {v}; {s} donated {v}; {s} parted with {v}; What did {e} hand "
    "out?; What did {e} make a present of?; What did {e} donate?; What did {e} part with?; Who donated {v}?",
    "lived": "{s} resided in {v}; {s} had a house in {v}; {s} was born in {v}; {s} made a home in {v}; Where did {e} "
    "reside?; Where did {e} have a house?; Where was {e} born?; Where did {e} make a home?",
    "built": "{s} created {v}; {s} set up {v}; {s} spent the summer building {v}; {s} knocked together {v}; What did "
    "{e} create?; What did {e} set up?; What did {e} spend the summer building?; What did {e} knock together?; Who "
    "created {v}?; Who set up {v}?",
}
