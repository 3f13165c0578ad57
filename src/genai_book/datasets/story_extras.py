"""Sentences that fit any plot: a portrait follows the opening, an interlude a stage, a closing the end; and the
lists they draw from.
"""


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


PORTRAITS = (
    "{h.He} loved {love1} more than anything in the world.",
    "{h.He} liked {love1}, and {h.he} liked {love2} even more.",
    "Everyone knew {h}, because {h.he} was so fond of {love1}.",
    "{h.He} had {look1} and {look2}.",
    "With {h.his} {look1}, {h.he} was easy to know from afar.",
    "{h.His} favourite food was {food1}, and {h.his} favourite <time|hour> was {daytime}.",
    "{h.He} could {talent1}, and {h.he} was proud of it.",
    "{h.He} could not {talent1}, but {h.he} could {talent2}.",
    "{h.He} lived there with {h.his} {kin} and {count} {kin2}.",
    "When {h.he} grew up, {h.he} wanted to be {job}.",
    "{h.He} had never been farther than {sight7}.",
    "Every {daytime_word}, {h.he} went to look at {sight7}.",
    "{h.He} was afraid of {fear}, but {h.he} never told anyone.",
    "{h.He} always hummed {tune} when {h.he} was happy.",
)
PORTRAIT_LISTS = {
    "love": _list(
        "pancakes, puddles, old songs, long stories, warm rain, riddles, morning dew, the smell of bread, fresh "
        "snow, shooting stars, jokes, thunder, round stones, wild flowers, funny words, sunsets, counting clouds, "
        "dancing, drawing, collecting leaves, climbing, watching ants, sleeping late, making faces, big breakfasts"
    ),
    "look": _list(
        "bright eyes, a crooked smile, a round tummy, quick feet, a soft voice, a tiny nose, a merry laugh, strong "
        "arms, a freckled face, a funny walk, long eyelashes, a big heart"
    ),
    "daytime": _list("the early morning, noon, the late afternoon, the blue evening, midnight"),
    "daytime_word": _list("morning, evening, Sunday, Monday, spring"),
    "talent": _list(
        "whistle, count to a hundred, draw a perfect circle, sneeze without a sound, walk on tiptoe, tie seven "
        "knots, spell long words, tell the time, yawn very loudly, remember every song, hold very still, run "
        "backwards"
    ),
    "kin": _list("mother, father, grandmother, grandfather, aunt, uncle"),
    "kin2": _list("sisters, brothers, cousins"),
    "count": _list("two, three, four, five, six, seven"),
    "job": _list(
        "a baker, a captain, a singer, a teacher, a painter, an explorer, a doctor, a gardener, a postman, a poet"
    ),
    "fear": _list("spiders, thunder, deep water, loud noises, bats, the cellar, high places, strangers"),
    "tune": _list("a little tune, an old song, a lullaby, a march, the same three notes"),
}
INTERLUDES_OF_AIR = (  # not under the sea
    "The <air|wind> smelled of {smell1} and {smell2}.",
    "<Somewhere|Far away> {sound}.",
    "<The clouds looked like|Above, one cloud looked like> {shape}.",
    "<A|One> {colour} butterfly went by.",
    "The sky was <blue|pink|grey|golden|clear> and <wide|still|high>.",
)
INTERLUDES = (
    "For a <while|moment|minute>, everything was quiet.",
    "It was the <first|second|last> {weekday} of {month}.",
    "{h} counted to {number}.",
    "{h} took a deep breath and thought of {love1}.",
    "{h}'s heart <beat|went> like {beat}.",
    "<It felt like|It seemed to take> {span}.",
    "{e} was <sitting|standing> {spot9}, <humming|thinking|half asleep|drinking tea>.",
    "<Three|Four|Five|Six> {small_animals} <watched|looked on> from {sight9}.",
    "{h} wished that {h.he} had brought some {food9}.",
)
INTERLUDE_LISTS = {
    "smell": _list(
        "moss, rain, honey, smoke, roses, salt, mint, apples, bread, grass, cinnamon, pine, oranges, wet earth"
    ),
    "sound": _list(
        "a bell rang, a dog barked, someone was singing, water was dripping, a door creaked, a cuckoo called, a horn "
        "sounded, a child laughed, the wind sighed, a cock crowed, someone was chopping wood"
    ),
    "shape": _list(
        "a sheep, a ship, a sleeping cat, a castle, an old shoe, a teapot, a whale, a feather bed, a bearded man, a "
        "loaf of bread"
    ),
    "colour": _list("red, yellow, white, blue, orange, purple, brown, golden"),
    "weekday": _list("Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"),
    "month": _list("March, April, May, June, July, August, September, October"),
    "number": _list("three, five, seven, ten, twelve, twenty, a hundred"),
    "beat": _list("a drum, a hammer, a clock, a galloping horse, the wings of a bird, a train"),
    "span": _list("hours, a whole day, an hour, a hundred years, a very long time, no time at all"),
    "small_animals": _list("sparrows, mice, snails, crows, beetles, swallows, lizards, moths, crickets"),
}
CLOSINGS = (
    "The end.",
    "And that is the end of the story.",
    "And they all slept well that night.",
    "{h} fell asleep with a smile that night.",
    "{h} told the story to {h.his} {kin} <at supper|at bedtime|the next day>.",
    "And {e} <still tells|often tells> this story on {season} evenings.",
    "It was a {weekday} that {h} would never forget.",
    "Later they ate {food8} and <laughed|talked> until the {lights} came out.",
    "That night {h} dreamed of {love8} and {love9}.",
    '{e} <nodded|smiled> and said, "<well done|all is well|what a day>, {h}."',
    "And if you go to {sight8} <early|late> enough, you may <see them|hear them laugh> there.",
)
CLOSING_LISTS = {
    "season": _list("winter, summer, autumn, spring, rainy, cold"),
    "lights": _list("stars, fireflies, moon and the stars"),
}
