"""Plots that turn on a thing: lost, found, broken, shared, wished for. The notation is explained in `stories.py`."""

from genai_book.datasets.story_notation import Plot

PLOTS_OF_THINGS = (
    Plot(
        "lost_and_found",
        "{h} had a {t} and loved to {t.use}. {h.he} took it <everywhere|wherever {h.he} went|along every day>.",
        "{Day}, {h} went to {sight1}. <On the way home,|When {h.he} came back,|That evening,> the {t.noun} was gone! "
        "{h} felt <very sad|so sad that {h.he} began to cry|a lump in {h.his} throat>.",
        "{h.he} looked {spot1}. <It was not there.|Nothing.|No {t.noun}.> {h.he} looked {spot2}. <It was not there "
        "either.|Still nothing.|There was only dust.>",
        '<Then|Just then|Soon> {f.intro} came by. "{Why} are you <sad|crying|so quiet>, {h}?" asked {f}. "I have lost '
        'my {t}," said {h}.',
        '"{Help}," said {f}. <Together they searched|The two of them looked> all over {the}. At last {f} looked '
        "{spot3}, and there was the {t}!",
        '"<Thank you, {f}!|You found it!|You are a true friend!>" {cried} {h} and <hugged {f.him}|jumped for '
        "joy|smiled from ear to ear>. <Then {h} let {f} {t.use} too.|From then on, {h} took good care of the "
        "{t.noun}.|After that, {h} and {f} {t.used_together}.>",
    ),
    Plot(
        "honest_finder",
        "{Day}, {h} was {walking} near {sight1} when {h.he} saw something {spot1}. It was a {t}!",
        '"{Wow}," {said} {h}. "I would love to {t.use}." <But then {h.he} thought, "someone must miss it."|But it was '
        "not {h.hiss}.|But {h.he} knew that it belonged to someone else.>",
        'So {h} went to look for the owner. {h.he} asked {e}. "{Nope}," said {e}, "but I <saw|heard> someone crying '
        'near {sight2}."',
        '<There|At {sight2}> sat {f.intro}, <looking sad|with tears in {f.his} eyes|all alone>. "Is this {t.noun} '
        'yours?" asked {h}.',
        '"<Yes|Oh yes>! <I looked for it everywhere!|I lost it yesterday!|I thought it was gone for good!>" {cried} '
        "{f}. {f.he} <took the {t.noun}|held the {t.noun} tight> and <laughed|beamed|danced about>.",
        '"You could have kept it," said {f}, "but you <brought it back|were honest>. <Will you be my friend?|Let us '
        'play together!>" And so {h} lost a {t.noun} and found a friend.',
    ),
    Plot(
        "broken_and_mended",
        "{h} had a {t} <from {e}|that {e} had made for {h.him}>. {h.he} loved to {t.use}.",
        "{Day}, {f.friend} came to play. {f} wanted to try the {t.noun}, too. <But {f} tripped|But {f} was not "
        "careful|But {f} pulled too hard>, and {t.breaks}!",
        '{f} <turned pale|looked at the ground|began to cry>. "{Sorry}, {h}," {f.he} said. "I did not mean to break '
        'it."',
        '{h} was <sad|upset>, but {h.he} saw that {f} was <sad|upset> too. "It was an accident," said {h}. "<Maybe {e} '
        'can help us.|Let us ask {e}.>"',
        'They took the {t.noun} to {e}. {e.He} {t.mends}. "<There|Look>," said {e}, "<it is as good as new|it is even '
        'stronger now>."',
        '{h} and {f} <thanked {e.him}|said thank you>. Then {h} handed the {t.noun} to {f} and said, "you go first." '
        "<{f} was very careful this time.|And this time nothing broke.>",
        kinds=(
            "toy",
            "wear",
            "music",
        ),
        without=(
            "ball",
            "balloon",
            "skipping rope",
            "ribbon",
            "necklace",
            "hoop",
            "crown",
        ),
    ),
    Plot(
        "borrowed_without_asking",
        "{h} and {f.intro} were friends. {f} had a {t}, and {h} <wished for one just like it|wanted it very "
        "much|thought it was the best {t.noun} in the world>.",
        '{Day}, while {f} was <asleep|away|having lunch>, {h} took the {t.noun} and hid it {spot1}. "<I only want to '
        'borrow it|I will give it back tomorrow>," {h.he} told {h.himself}.',
        'Soon {f} came running. "Have you seen my {t.noun}?" {f.he} asked. <"No," said {h}, but {h.his} face was '
        "hot.|{h} shook {h.his} head, but {h.he} felt bad inside.>",
        "That night {h} could not sleep. <Whenever {h.he} closed {h.his} eyes, {h.he} saw {f} crying.|{h.his} tummy "
        "hurt, and {h.he} knew why.> In the morning {h.he} told {e} everything.",
        '"<You must tell the truth|Say that you are sorry>," said {e}. "<It is hard, but you will feel better|A good '
        'friend will understand>."',
        'So {h} fetched the {t.noun} and brought it to {f}. "I took it without asking. {Sorry}," {h.he} said. {f} was '
        '<angry for a moment|quiet for a while>, but then {f.he} <smiled|hugged {h}>. "Next time, just ask," said {f}, '
        '"and we can {t.use} together."',
    ),
    Plot(
        "trading_chain",
        "{h} had a {t1}, but {h.he} <did not need it any more|had grown too big for it>. What {h.he} really wanted was "
        "a {t2}.",
        '{Day}, {h.he} met {f.intro}. {f} had a {t3}. "What a fine {t1.noun}!" said {f}. "Will you trade it for my '
        '{t3.noun}?" "{Yes}," said {h}.',
        "A little later, {h} met {e}. {e.He} was looking for a {t3.noun} <for a birthday gift|and could not find one "
        'anywhere>. "You can have mine," said {h}.',
        '{e} <was so pleased|laughed with joy>. "Then you must have this," {e.he} said, and gave {h} a {t2}. It was '
        "<just what {h.he} had wanted|the very thing {h.he} had dreamed of>!",
        "{h} <ran|hurried> home to {t2.use}. And {f}? {f.He} was happy with the {t1.noun}, and {e} was happy with the "
        "{t3.noun}. <Everyone had what they wanted.|It had been a good day for all three.>",
    ),
    Plot(
        "birthday_surprise",
        "<It was {h}'s birthday.|Today was {h}'s birthday.> {h.he} <woke up early|jumped out of bed|could hardly "
        "wait>. But nobody said happy birthday!",
        '{h} went to see {f.friend}. "I am busy today," said {f} and <hurried away|shut the door|looked the other '
        'way>. {h} went to see {e}. "Not now, dear," said {e}.',
        '{h} sat down {spot1}. "<Everyone has forgotten me|Nobody remembers my birthday>," {h.he} <sighed|whispered>, '
        "and a tear rolled down {h.his} cheek.",
        "When <the sun went down|evening came>, {h} went home <slowly|with {h.his} head down>. {h.he} opened the door, "
        'and <all at once|suddenly> everyone shouted, "surprise!"',
        "There was a cake with {food1} on top, and there was a gift from {f}. {h} opened it. Inside was a {t}! "
        '"{Wow}," {cried} {h}. "Now I can {t.use}!"',
        '"<We had to keep it a secret|That is why I was so busy>," said {f}. <They ate cake and sang until the moon '
        "came up.|It was the best birthday {h} ever had.>",
    ),
    Plot(
        "saving_coins",
        "{h} wanted to buy a {t}. {h.he} saw it in the window of the shop near {sight1}. <Every day {h.he} stopped to "
        "look at it.|{h.he} dreamed of how {h.he} would {t.use}.>",
        "{h} worked hard to earn the coins. {h.he} <helped {e} carry heavy bags|swept the floor for {e}|picked {food1} "
        "for {e}>, and {e} gave {h.him} a coin each day.",
        'At last {h.he} had ten coins. On the way to the shop, {h.he} met {f.intro}. {f} was crying. "I dropped my '
        'money in the <river|drain>," {f} said, "and now I cannot buy <bread|medicine> for my {family}."',
        "{h} looked at {h.his} coins. {h.he} thought of the {t.noun}. Then {h.he} put the coins in {f}'s hand. \"<You "
        'need them more than I do|Take these>," {h.he} said.',
        "{f} <thanked {h.him} again and again|could not believe it>. But {e} had seen it all. The next morning, the "
        "{t} lay <on {h}'s doorstep|beside {h}'s bed> with a note: \"<For a kind heart|Kindness comes back>.\"",
        without=("coin",),
        folk="children",
    ),
    Plot(
        "treasure_map",
        '{Day}, {h} found an old <map|piece of paper> {spot1}. There was a big red cross on it! "{Wow}, a treasure '
        'map!" {cried} {h}.',
        '{h.he} ran to {f.friend}. "Will you come with me?" {h.he} asked. "{Yes}," said {f}. <They packed some {food1} '
        "and set off.|Off they went.>",
        "First the map led them to {sight1}. Then they had to go past {sight2}. <It was a long way.|The path was "
        'steep.> "I am tired," said {f}. "{Onward}," said {h}.',
        "At last they came to the place with the cross. They dug and dug {spot2}. <Clunk!|Bump!> There was a box. "
        "Inside lay a {t} and a letter.",
        'The letter said, "<the real treasure is a friend to share it with|whoever finds this must share it>." {h} and '
        "{f} looked at each other and <laughed|smiled>.",
        "They <went|walked> home together. <On Mondays the {t.noun} stayed with {h}, and on Tuesdays with {f}.|From "
        "then on they shared the {t.noun}, and every day they {t.used_together}.>",
        without=("map",),
    ),
    Plot(
        "jealous_of_new_thing",
        "{f.friend} got a new {t}. <Everybody wanted to see it.|Everyone came to look.> Only {h} did not. {h.he} was "
        "<jealous|cross>, for {h.he} had nothing new at all.",
        '"That {t.noun} is <silly|ugly>," said {h}. {f} stopped smiling. {f.he} <put the {t.noun} away|went home '
        "without a word>.",
        "{h} felt <worse and worse|very small>. {h.he} went to {sight1} and sat there alone. {e} came and sat beside "
        '{h.him}. "What is wrong?" asked {e}.',
        '"I was mean to {f}," said {h}, "because I wanted a {t.noun} too." {e} nodded. "<Wanting is not bad|Everyone '
        'feels like that sometimes>," {e.he} said, "but hurting a friend is."',
        '{h} picked some {food1} and brought them to {f}. "{Sorry}," {h.he} said. "Your {t.noun} is really beautiful." '
        "{f} <took {h.his} hand|smiled again>.",
        '"Do you want to {t.use} with me?" asked {f}. {h} nodded. <It was much more fun with two.|And {h} was not '
        "jealous any more.>",
    ),
    Plot(
        "gift_from_the_star",
        "One night, {h} saw a star fall from the sky. It landed {spot1} near {sight1}. {h} <ran|crept> there and found "
        "the little star, <shivering|crying softly>.",
        '"I fell," {said} the star, "and I cannot get back up." "{Help}," said {h}. {h.he} wrapped the star in {h.his} '
        "<scarf|blanket> to keep it warm.",
        '{h} carried it to {e}. "<How can a star go home|What should I do>?" asked {h}. "<Take it to the highest place '
        'you know|It must be thrown from a high place>," said {e}.',
        "So {h} climbed up <through the dark|all night long>, though {h.he} was <tired|a little afraid>. At the top "
        "{h.he} <lifted the star up|opened {h.his} arms>, and a wind carried it back into the sky.",
        "The next morning, there was a {t} beside {h.his} bed. It <glittered|shone> like starlight. Every night since "
        "then, when {h} looks up, one star <winks|twinkles> at {h.him}.",
        without=(
            "blanket",
            "scarf",
            "balloon",
        ),
        not_in=("the sea",),
    ),
    Plot(
        "wishing_fish",
        "{Day}, {h} was sitting by the water near {sight1}. <Suddenly|All at once> a golden fish was caught in a net. "
        '"<Please|Oh please>, set me free!" said the fish.',
        '{h} <gently|quickly> opened the net. "Thank you," said the fish. "I will grant you one wish." {h} thought '
        "hard. {h.he} <had always wanted|dreamed of> a {t}.",
        'But then {h.he} remembered {f.friend}. {f} had been <sick in bed|very ill> for <a week|many days>. "I wish '
        'that {f} would get well," said {h}.',
        "The fish <splashed|waved its tail>, and it was gone. {h} <ran|hurried> to see {f}. And there was {f}, "
        '<dancing|laughing> in front of the house! "I feel fine!" {cried} {f}.',
        "The next day, {h} went back to the water. On the shore lay a {t}. <The golden fish had known what was in "
        "{h.his} heart.|Far out, a golden tail splashed.> {h} took it to {f}, and they {t.used_together}.",
        not_in=(
            "the sea",
            "the desert",
            "the city",
        ),
    ),
    Plot(
        "cleaning_up",
        '{h} never tidied up. <There were things all over the floor.|Everything lay in a big heap.> "{h}, please clean '
        'up," said {e}. "<Later|Tomorrow>," said {h}.',
        '{Day}, {f.friend} came to visit. "Let us {t.use}!" said {f}. But {h} could not find the {t}. {h.he} looked '
        "under the bed. {h.he} looked {spot1}. <No {t.noun}.|It was nowhere.>",
        '"<How can you find anything here?|What a mess!>" said {f}. {h} <turned red|looked down>. "{Help}," said {f}. '
        '"We will clean up together."',
        "They put the <books|cups> on the shelf. They put the clothes in the <chest|basket>. They swept the floor. And "
        "under the very last pile, there was the {t}!",
        '"<Hooray|Finally>!" {cried} {h}. {e} came in and could not believe {e.his} eyes. "<How lovely it looks|I can '
        'see the floor again>!" said {e}.',
        "From that day on, {h} put everything back in its place. <So there was more time to play.|And {h.he} never "
        "lost the {t.noun} again.>",
    ),
    Plot(
        "sharing_a_toy",
        '{h} got a {t} and did not want to share it. "It is mine," {h.he} said to {f.friend}. "Only I can {t.use}." '
        "{f} <went away sadly|said nothing and left>.",
        "For a while {h} played alone. {h.he} began to {t.use}. <But it was boring.|But soon it was no fun.> There was "
        "nobody to <laugh with|talk to>.",
        "{h} saw {f} near {sight1}. {f} and {g.intro} were playing a <funny|new> game and laughing. {h} wanted to play "
        "too, but {h.he} <was too shy to ask|thought they would say no>.",
        'Then {f} <waved|looked up>. "Come and join us!" {f.he} called. {h} was <surprised|ashamed>. "But I was not '
        'nice to you," said {h}. "That is all right," said {f}.',
        '{h} <held out|brought> the {t.noun}. "You can have a turn," {h.he} said. "Everybody can." So {f} had a turn, '
        "and {g} had a turn, and then it was {h}'s turn again.",
        "<Sharing made it twice the fun.|That evening {h} told {e} that sharing is better than having.|{h} went home "
        "happier than {h.he} had been all week.>",
    ),
    Plot(
        "gift_for_elder",
        'Tomorrow was {e}\'s birthday, and {h} did not have a gift. {h.he} had no money at all. "What can I give?" '
        "{h.he} <wondered|thought>.",
        '{h.he} asked {f.friend}. "{e.He} is always <cold in the evening|alone in the evening|so busy>," said {f}. '
        '"Maybe you can make something."',
        "So {h} and {f} went to {sight1} and gathered <flowers|pretty leaves|smooth stones>. They worked all day. {h} "
        "<cut and glued|tied and painted>, and {f} <held things in place|sang a song>.",
        "When it was done, they wrapped it up and put {h}'s own {t} on top. {h} loved that {t.noun}, but {h.he} loved "
        "{e} more.",
        '{e} opened the gift, and {e.his} eyes <shone|grew wet>. "You gave me your {t.noun}?" said {e}. "Then you must '
        'come every day, and we will {t.use} together." <And so they did.|And that is what they do to this day.>',
    ),
    Plot(
        "wrong_bag",
        "{h} and {f.friend} were going on a trip to {sight1}. {h} packed a {t1}. {f} packed some {food1}. They put "
        "everything into two <brown|grey> bags.",
        "On the way they rested {spot1}. A <stranger|traveller> was resting there too, with a bag that looked just the "
        "same. <Then they all went on.|After a while everyone went on.>",
        'At {sight1}, {h} opened the bag. "This is not mine!" {h.he} {cried}. Instead of the {t1.noun} there was a '
        '{t2}. "<We took the wrong bag|The bags were mixed up>," said {f}.',
        '"<We must find that traveller|We have to give it back>," said {h}. They {hurried} all the way back. <Far '
        "ahead|By the road> they saw someone waving a bag.",
        '"My {t2.noun}!" said the traveller. "And here is your {t1.noun}." They traded, and everyone <laughed|was '
        "glad>. Then they all shared the {food1} and told stories until <dark|evening>.",
        without=(
            "backpack",
            "basket",
        ),
        not_in=("the sea",),
    ),
    Plot(
        "blown_away",
        "It was a <very windy|stormy> day. {h} was outside with {h.his} {t}. <Whoosh!|Suddenly> the wind took it and "
        "carried it over {sight1}.",
        '"Come back!" {cried} {h} and ran after it. {f.friend} saw {h.him} running. "What happened?" asked {f}. "The '
        'wind took my {t.noun}!" said {h}.',
        "They ran together. The {t.noun} flew past {sight2} and <landed|came down> high up in a tree. {h} could not "
        "reach it. {f} could not reach it< either|, not even on tiptoe>.",
        '"<I have an idea|I know>," said {f}. "Stand on my shoulders." {h} climbed up and stretched as far as {h.he} '
        "could. <Almost!|A little more!> And then {h.he} had it.",
        'Both of them fell into the <soft grass|leaves> and laughed. "Alone I could never have done it," said {h}. '
        "<Then they went home, and {h} held the {t.noun} very tight.|And from then on {h} only took the {t.noun} out "
        "on calm days.>",
        nouns=(
            "kite",
            "hat",
            "balloon",
            "scarf",
            "ribbon",
            "pinwheel",
            "feather",
            "umbrella",
            "map",
            "cape",
        ),
        not_in=(
            "the sea",
            "the icy land",
            "the desert",
        ),
    ),
    Plot(
        "old_and_new",
        "{h} had an old {t1}. It was <faded|scratched|worn>, but {h.he} loved it. Then {e} gave {h.him} a brand new "
        "{t2}. It was so <shiny|pretty>!",
        "{h} played with the {t2.noun} all day and forgot the {t1.noun}. It lay {spot1}, all alone, <day after day|in "
        "the rain and the sun>.",
        "One night {h} woke up. <There was thunder outside.|The house was dark and cold.> {h.he} held the {t2.noun}, "
        "but it did not <help|feel right>. {h.he} missed {h.his} old {t1.noun}.",
        "In the morning {h} <ran outside|searched everywhere>. {h.he} looked {spot2}. Then {h.he} looked {spot1} and "
        'found the {t1.noun}, <wet|dusty> and cold. "{Sorry}," {h.he} whispered.',
        '{h} <dried it|cleaned it> and put it on the shelf beside the new {t2.noun}. {f.friend} came to play. "Which '
        'one is the best?" asked {f}. "<Both|The old one knows me longer>," said {h} and smiled.',
        kinds=(
            "toy",
            "keepsake",
        ),
        without=(
            "balloon",
            "pebble",
            "shell",
            "feather",
            "coin",
            "map",
            "umbrella",
        ),
        not_in=("the sea",),
    ),
    Plot(
        "lending_to_helper",
        '{h} had a {t}. {Day}, {h.he} saw {f.intro} <in trouble|who looked worried>. "{Why} are you so worried?" asked '
        "{h}.",
        '"It is getting dark, and my little {sibling} is not home yet," said {f}. "I must look near {sight1}, but I am '
        'afraid of the dark." "Take my {t.noun}," said {h}, "and I will come too."',
        "They went out together, and the {t.noun} <lit the way|made a warm ring of light>. They called and called. <An "
        "owl hooted.|The wind blew.> {f} held {h}'s hand.",
        'Then they heard a small voice {spot1}. It was {f}\'s {sibling}! "I got lost," said the little one. "Then I '
        'saw your light."',
        "They all went home, and {f}'s mother made <hot soup|warm milk> for everyone. \"<Without your {t.noun} we "
        'would still be looking|You are a brave friend>," said {f}. {h} <blushed|smiled> and <put the {t.noun} by the '
        "window|let it shine a little longer>.",
        nouns=("lantern",),
        not_in=("the sea",),
    ),
)
