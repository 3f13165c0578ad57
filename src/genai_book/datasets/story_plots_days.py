"""Plots that turn on what a day, a night or a season brings; the last three are told by their hero. The notation is
explained in `stories.py`.
"""

from genai_book.datasets.story_notation import Plot

PLOTS_OF_DAYS = (
    Plot(
        "first_snow",
        '{h} woke up, and everything was white. "Snow!" {h.he} {cried} and ran outside. {f.friend} was already there. '
        "They <made|rolled> a big ball, and a smaller one, and put one on top of the other.",
        'They gave the snowman two stones for eyes and a carrot for a nose. "He looks cold," said {h}. "Snowmen like '
        'the cold," said {f}. They called him {snowname}.',
        "Every {time} they played with {snowname}. But then the days grew <longer|warmer>, and {snowname} grew smaller "
        "and smaller.",
        'One morning, there was only a carrot, two stones and a little water. {h} <cried|was very sad>. "He is gone," '
        '{h.he} said to {e}. "<Where did he go|Will he come back>?"',
        '"<He has gone into the ground, to water the flowers|The water goes to the river, and to the sky, and it comes '
        'back as snow>," said {e}. "<Look|Wait and see>."',
        'And where {snowname} had stood, the first flower came up, white as snow. "Hello, {snowname}," said {h}. The '
        "carrot they kept for next winter.",
        not_in=(
            "the sea",
            "the jungle",
            "the desert",
            "the icy land",
        ),
    ),
    Plot(
        "not_listening",
        '"Do not go to {sight1} alone," {e} always said. "<It is dangerous there|You could get hurt>." But {h} <was '
        'curious|did not want to listen>. "What can happen?" {h.he} thought.',
        "{Day}, {h} went there all alone. <It was beautiful.|Nothing happened at first.> Then {h.he} slipped and fell, "
        "and {h.his} leg hurt so much that {h.he} could not walk.",
        '"Help!" {h.he} called. Nobody answered. <The sun went down.|It grew cold.>',
        'But {f.friend} had seen where {h} went. {f} ran to {e}, and they took a light and searched {spot1}. "There!" '
        "{cried} {f}.",
        '{e} carried {h} home on {e.his} back. "Are you angry?" asked {h}. "<No, only glad|I was afraid for you>," '
        'said {e}. "{Sorry}," said {h}. "Next time I will listen."',
        "Some days later {e} took {h} and {f} to {sight1} and showed them where it was safe. <It was even more "
        "beautiful with company.|They ate {food1} there and came home before dark.>",
    ),
    Plot(
        "letter_from_afar",
        "{h}'s best friend {f} had moved far away. {h} missed {f.him} very much.",
        '"{Why} do you not write to {f}?" asked {e}. So {h} took a sheet of paper. "Dear {f}," {h.he} wrote, "I miss '
        'you. Today I went to {sight1}. Your {h}."',
        "{h} put some pressed flowers in the letter and sent it off. Then {h.he} waited. One day went by, two days, "
        'three days. Every day {h.he} asked, "is there a letter for me?" <There was none.|"Not yet," said {e}.>',
        'Then, at last, a letter came! "Dear {h}," it said, "I miss you too. I planted the seeds of your flowers. Now '
        'a bit of {the} grows here. Your {f}."',
        "{h} read it <ten times|again and again> and put it under the pillow.",
        'And in the summer, there was a knock at the door. {h} opened it. There stood {f}! "<I thought I would bring '
        'the letter myself|Surprise>," said {f}, and they <hugged for a long time|laughed and cried>.',
        not_in=("the sea",),
    ),
    Plot(
        "fallen_bird",
        "{Day}, {h} found a baby bird {spot1}. It had fallen out of its nest. It was <tiny|so small> and could not "
        'fly. "{Oh}, you poor thing," said {h}.',
        "{h} looked up. The nest was high in a tree near {sight1}. {h.he} could not climb so high. {f.intro} came "
        'along. "<Do not worry|We need a plan>," said {f}. "{Onward}."',
        "{f} was good at climbing. {h} put the bird in a <soft cap|little basket>, and {f} tied it to a string. Then "
        "{f} climbed up, branch by branch, and pulled the bird up after {f.him}.",
        '"Peep!" said the little bird when it sat in the nest again. The mother bird came flying and <sang for '
        "joy|spread her wings over it>. {f} climbed down <carefully|slowly>.",
        "Every day {h} and {f} came to look. They saw the bird grow. They saw it stretch its wings. And one morning it "
        "<hopped to the edge|looked down>, and it flew!",
        "It flew once around {h} and once around {f}. <Then it was gone, but each spring it comes back and sings.|Then "
        'it flew up into the blue sky. "Good luck!" they called.>',
        not_in=(
            "the sea",
            "the icy land",
            "the desert",
        ),
    ),
    Plot(
        "dry_summer",
        "It had not rained for a long time. The grass was brown, and {sight1} was dry. Everyone {here} was thirsty. "
        '"<What shall we do?|If it does not rain, we must leave,>" said {e}.',
        "{h} was small, but {h.he} wanted to help. {h.he} went to look for water together with {f.friend}. <It was dry "
        "everywhere.|There was not a drop.>",
        '{h} saw {ants} going into a crack between two rocks. "{Onward}," said {h}. "Where they go, there must be '
        'water."',
        "They dug with their hands. The earth was <hard|hot>. Then it was cool. Then it was wet. And all at once, "
        "clear water came up!",
        'They ran and told everyone. All came and drank. "How did you find it?" asked {e}. "<The {ants} showed us|We '
        'watched the smallest ones>," said {h}.',
        "Since then there is a spring in that place. <And every little one who drinks there hears this story.|And "
        "nobody {here} says any more that someone is too small to help.>",
        only_in=(
            "the forest",
            "the wood",
            "the farm",
            "the jungle",
            "the valley",
        ),
    ),
    Plot(
        "hide_and_seek",
        '{h}, {f} and {g} were playing hide and seek near {sight1}. {h} counted to <twenty|fifty>. "Ready or not, here '
        'I come!" {h.he} called.',
        '{g} was easy to find. {g.he} was {spot1}, and {g.his} foot stuck out. "Found you!" said {h}. But where was '
        "{f}? They looked {spot2}. They looked {spot3}. No {f}.",
        '"{f}! You can come out now!" they called. "You have won!" But nobody came. <The sun was going down.|They '
        'began to worry.> "We must tell {e}," said {g}.',
        '{e} listened. "Where does {f} like to sit?" {e.he} asked. {h} thought about it. "{f.He} likes quiet places," '
        'said {h}. "And {f.he} loves to sit near {sight2}."',
        "They went there, very quietly. And there was {f}, curled up and fast asleep! {h} <touched {f.his} "
        'nose|tickled {f.him}>. {f} opened {f.his} eyes. "Have I won?" {f.he} asked.',
        'Everyone laughed. "You have won," said {h}. "But next time, snore a little, so that we can find you." <Then '
        "they all went home to supper.|And {e} gave them all {food1}.>",
    ),
    Plot(
        "brave_in_the_night",
        "One night, everyone {here} was asleep. Only {h} was awake. Suddenly {h.he} smelled smoke. <Near {sight1} "
        "there was a red light.|Something was burning near {sight1}!>",
        '"Fire!" {cried} {h}. {h.he} ran to {e} and knocked. "Wake up! Fire!" {h.he} ran to {f} and knocked. "Wake up! '
        'Fire!" Soon everyone was awake.',
        "They stood in a long line, from the water to the fire. {h} filled the pails. {f} passed them on. {e} threw "
        "the water on the flames. <Hiss|Splash>, went the fire.",
        "They worked <for an hour|until morning>. At last the fire was out. Everybody was black with smoke and very "
        "tired, but nobody was hurt.",
        '"If {h} had not called us, it would have been bad," said {e}. "<Were you not afraid, {h}?|You were very '
        'brave, {h}.>" "<I was afraid|My knees were shaking>," said {h}, "so I ran faster."',
        "In the morning they all had {food1} for breakfast, and {h} got <the biggest portion|a medal made of paper>. "
        "<And then {h.he} slept until noon.|{f} carried {h} home, for {h.he} was already asleep.>",
        not_in=(
            "the sea",
            "the icy land",
            "the desert",
            "the city",
        ),
    ),
    Plot(
        "proud_one_learns",
        '{f.intro} could {skill} better than anyone. "I am the best," {f} said every day. "None of you can {skill} '
        'like me." The others <were tired of it|did not like to hear it>.',
        '{Day}, {h} said, "let us have a contest near {sight1}." {f} laughed. "You? Against me?" <Everybody came to '
        "watch.|{e} was the judge.>",
        "{f} began. {f.he} showed off so much that {f.he} did not look where {f.he} was going. <Splash!|Bump!> {f.he} "
        "fell into a puddle of mud. Everyone laughed.",
        'Only {h} did not laugh. {h.he} helped {f} up and wiped the mud from {f.his} face. "Are you hurt?" asked {h}. '
        '"No," said {f} in a small voice.',
        '"You are the best at it," said {h}. "But you could teach us, so that we can all {skill}." {f} was quiet for a '
        "while.",
        "The next {time}, {f} gave the first lesson. {f.he} was a <patient|good> teacher. And it turned out that "
        "teaching was <more fun than winning|the thing {f.he} did best of all>.",
    ),
    Plot(
        "moon_is_sad",
        'Every night {h} looked at the moon. One night the moon was <thin|pale> and looked sad. "{Why} are you sad?" '
        'asked {h}. "Nobody talks to me," said the moon. "Everyone is asleep when I come."',
        '{h} told {f.friend} about it. "We could make a party for the moon," said {f}. They told everyone, near '
        "{sight1} and near {sight2}.",
        "The next day they all slept in the afternoon. And when it was dark, they came to {sight1} with lanterns. They "
        "brought {food1} and {food2}.",
        "The moon came up and saw all the little lights. The moon <began to shine|grew rounder and rounder>, until it "
        "was as bright as day.",
        "They danced until they were tired. {h} fell asleep {spot1}, and a moonbeam covered {h.him} like a blanket.",
        "<Since then, there is a party for the moon once every month.|Since then the moon is round once every month.> "
        "On that night, {h} and {f} stay awake and <wave|say good evening>.",
        not_in=("the sea",),
    ),
    Plot(
        "the_right_size",
        '{h} was the smallest of all, and {h.he} did not like it. "I am too small," {h.he} said. "I cannot reach the '
        '{food1}, and nobody sees me." {h.he} wished to be <big|tall>.',
        "{Day}, there was trouble. A <heavy stone|big log> had fallen and closed the way into the cave, and little {f} "
        'was inside! "I cannot get out!" {f} called.',
        "{e} pushed. {g.intro} pulled. <Even all together they could not move it.|It did not move at all.> There was "
        "only a very small gap.",
        '"I can get through," said {h}. {h.he} made {h.himself} thin and crept in. Inside, {f} was sitting in the '
        'dark. "<I am here|Hold my hand>," said {h}. "Crawl behind me."',
        'First came {h}, then came {f}, covered in dust but safe. Everyone cheered. "Only you could do that," said '
        '{e}. "<You are just the right size|Be glad that you are small>."',
        'Then {g} lifted {h} up, up to the {food1}. "And when you are too small," said {g}, "just ask me." <{h} '
        "laughed and ate the best ones.|And {h} never wished to be big again.>",
    ),
    Plot(
        "echo",
        '{Day}, {h} was alone near {sight1} and said, "hello!" "Hello!" said a voice. "Who are you?" called {h}. "Who '
        'are you?" said the voice. {h} <became cross|did not like that>.',
        '"You are silly!" called {h}. "You are silly!" said the voice. {h} ran to {e}. "<Someone is mean to me|There '
        'is a rude one>!" {h.he} said.',
        '{e} smiled. "Go back," said {e}, "and say something <kind|friendly>." {h} did not want to, but {h.he} went, '
        "and {f.friend} came along.",
        '"I like you!" called {h}. "I like you!" said the voice. "Be my friend!" "Be my friend!" {h} <laughed|was '
        "amazed>, and the voice laughed too.",
        '"That is an echo," said {f}. "It gives back what you give." {h} thought about it. "<Then I will give it only '
        'nice words|Everyone is a bit like an echo>," {h.he} said.',
        'On the way home they met {g}, who was in a bad mood. "Hello, {g}! You look nice," said {h}. And {g} <began to '
        'smile|smiled back>. <"It works," whispered {h}.|It was just like the echo.>',
        only_in=(
            "the forest",
            "the valley",
            "the jungle",
            "the desert",
            "the kingdom",
        ),
    ),
    Plot(
        "my_own_story",
        "My name is {h}, and I am a {h.small} {h.sp}. I live {place}, in {home}. My best friend is a {f.sp} named {f}. "
        "<We play together every day.|We do everything together.>",
        "{Day}, {f} and I went to {sight1}. We wanted to pick some {food1}. On the way I saw something shining "
        '{spot1}. It was a {t}! "{Wow}," {said} {f}.',
        'I wanted to keep it. But {f} said, "someone has lost it." So we asked {e}. "Yes," said {e}, "that {t.noun} is '
        'mine. I have been looking for it all day!"',
        "{e} was so happy that {e.he} <gave us {food2}|told us a long story|let me {t.use}>. We sat together until the "
        "evening. Then {f} and I walked home. <The stars came out.|I was very tired.>",
        "Now I am lying in my bed and thinking about the day. <I found something and gave it back, and I feel "
        "rich.|Tomorrow I will see {f} again.> Good night!",
        opening=False,
    ),
    Plot(
        "my_bad_day",
        "My name is {h}. I am a {h.small} {h.sp} and live {place}. Today was not my day. First I <spilled my milk|fell "
        "out of bed>. Then I lost my {t}.",
        "I looked for it {spot1}. I looked for it {spot2}. I looked near {sight1}. <It was gone.|No {t.noun}.> I was "
        "so cross that I shouted at my friend {f}, and {f} went away.",
        'Then I was all alone, and that was the worst of all. I went to {e} and cried. "<Even bad days end|You will '
        'feel better soon>," said {e}. I thought about {f}.',
        'So I went to {f}. "{Sorry}," I said. {f} smiled and held something behind {f.his} back. "Look what I found '
        '{spot3}," {f} said. It was my {t.noun}!',
        "{f} had been looking for it all the time. I hugged {f.him}. Then we shared some {food1}, and I let {f} "
        "{t.use}. <Maybe it was my day after all.|It was a bad day with a good end.>",
        opening=False,
    ),
    Plot(
        "my_first_day",
        "My name is {h}. I am a {h.small} {h.sp}. Today was my first day at the school near {sight1}. I did not want "
        "to go. <My tummy felt funny.|I held {e}'s hand very tight.>",
        '"What if nobody likes me?" I asked {e}. "<Say hello to one of them|You need only one friend>," said {e}, '
        '"<the rest will come|and then it is easy>." Then {e} went home, and I was alone.',
        "Everybody was playing. I stood {spot1}. Then I saw a {f.sp} who stood alone too. I took a deep breath. "
        '"Hello," I said. "I am {h}." "I am {f}," said {f}.',
        "{f} had some {food1}, and I had some {food2}. We shared them. In the afternoon we learned <a song|to count to "
        "ten|the names of the stars>, and {f} sat next to me.",
        'When {e} came to take me home, I did not want to go. "Already?" I said. {e} laughed. <Tomorrow I will be the '
        "first one there.|I can hardly wait for tomorrow.>",
        opening=False,
    ),
)
