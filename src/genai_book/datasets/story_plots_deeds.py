"""Plots that turn on a deed or a feeling: fear, courage, help, pride, patience. The notation is explained in
`stories.py`.
"""

from genai_book.datasets.story_notation import Plot

PLOTS_OF_DEEDS = (
    Plot(
        "afraid_of_the_dark",
        "{h} was afraid of the dark. Every night {h.he} <hid under the blanket|asked for one more story|kept {h.his} "
        "eyes wide open>.",
        "One night {h.he} heard a strange noise. <Tap, tap, tap.|Scratch, scratch.|Whoo, whoo.> It came from outside. "
        '"Is it a {scare}?" {h.he} whispered.',
        '{h} <crept|ran> to {e}. "There is a {scare} outside!" {h.he} said. "{Help}," said {e}. {e.He} took a small '
        "lamp, and they went to look together.",
        'They <opened the door|stepped outside>. The light fell on the ground, and there was {noise}! "So that was the '
        'noise," said {h} and began to <laugh|giggle>.',
        '"<In the dark, small things seem big|The dark is only the day without its light>," said {e}. "<Always look '
        'before you are afraid|Now you know>."',
        "After that {h} <still did not like the dark very much, but {h.he} was not afraid of it|slept well>. <And when "
        "the noise came back, {h.he} only smiled.|Sometimes {h.he} even listened for the noise.>",
    ),
    Plot(
        "shared_food",
        '{h} found a big pile of {food1} near {sight1}. "{Wow}," {said} {h}. "These are all for me!" {h.he} <hid '
        "them|carried them home and hid them> {spot1}.",
        '{f.intro} came along. "I am so hungry," said {f}. "Do you have something to eat?" <"No," said {h}.|"I have '
        'nothing," said {h}.> {f} went away hungry.',
        "That night {h} ate and ate, until {h.his} tummy hurt. <{h.he} could not sleep.|{h.he} turned this way and "
        "that.> {h.he} thought of {f}, who had gone to bed with nothing.",
        'In the morning {h} packed the {food1} and went to see {f}. "{Sorry}," said {h}. "I had plenty, and I did not '
        'share. Now half of it is yours."',
        '{f} <smiled|was so glad>. {f.he} ran inside and came back with some {food2}. "I found these last night," said '
        '{f}. "Half of them are yours."',
        "So they sat down {spot2} and had a feast of {food1} and {food2}. <Nothing had ever tasted so good.|And {h}'s "
        "tummy did not hurt at all.>",
    ),
    Plot(
        "stuck_and_helped",
        '{Day}, {h} was {walking} near {sight1} when {h.he} heard a voice. "Help! Help!" {h.he} looked around. There '
        "was {f.friend}, stuck in <a hole|the mud|some thorns>!",
        '"{Help}," said {h}. {h.he} took {f}\'s hand and pulled. <{f} did not move.|It did not work.> {h.he} pulled '
        "harder. {f} still did not move.",
        '"Wait here. I will get {e}," said {h}. {h.he} ran as fast as {h.he} could, past {sight2}. {e} '
        "<listened|nodded> and fetched a long rope.",
        '{e} held one end, and {f} held the other. "One, two, three!" They all pulled. <Pop!|Plop!> Out came {f}, '
        "<dirty from head to toe|covered in dirt>.",
        '"<Thank you both|You saved me>!" {cried} {f}. "It was {h} who called me," said {e}. "<Asking for help is '
        'brave|It is clever to ask for help>."',
        "They all went to wash, and {f} shared some {food1}. <Now, whenever {f} and {h} pass that place, they hold "
        "hands.|And from that day on, {h} and {f} were friends.>",
    ),
    Plot(
        "lost_on_the_way_home",
        "{Day}, {h} followed a <blue|golden|white> butterfly. It flew past {sight1}, and {h} ran after it. It flew "
        "past {sight2}. <When it was gone|Then it disappeared, and> {h} did not know where {h.he} was.",
        '"<Where is my home|How do I get back>?" {h.he} {cried}. Everything looked strange.',
        'Then {f.intro} came by. "{Why} are you crying?" asked {f}. "I am lost," said {h}. "{Help}," said {f}. "What '
        'do you remember?"',
        '{h} thought. "I remember {sight2}, and before that {sight1}," {h.he} said. They went to {sight2} first, and '
        "from there to {sight1}.",
        'And there was {e}, looking for {h} <everywhere|with a lantern>! "I was so worried," said {e} and <hugged '
        '{h}|held {h} close>. "{Sorry}," said {h}. "I will not run off again."',
        "{e} gave {f} some {food1} to say thank you. <That night {h} dreamed of a butterfly that knew the way "
        "home.|And {h} never followed a butterfly so far again.>",
    ),
    Plot(
        "the_seed",
        '{Day}, {e} gave {h} a tiny seed. "<Take good care of it|Be patient>," said {e}, "and it will grow into a '
        'beautiful {grow}."',
        "{h} planted the seed near {sight1} and gave it water. The next day {h.he} <ran|went> to look. Nothing had "
        "grown. The day after, there was still nothing.",
        '"It does not work," said {h}. {f.intro} laughed. "<Seeds are slow|You cannot hurry a seed>," said {f}. "<Give '
        'it time|Sing to it and wait>."',
        "So {h} waited. Every day {h.he} watered it. <The sun shone|The rain fell>, and the <weeks|days> went by. "
        "Then, one morning, there was a small green shoot!",
        "It grew and grew, until it was taller than {h}. It was a {grow}, the most beautiful in all {the}. <Everyone "
        "came to see it.|Even {e} came to see it.>",
        '"How did you do it?" asked {f}. "<I waited|A little water every day, and a lot of waiting>," said {h}. <Then '
        "{h.he} gave {f} a seed, too.|And {h.he} felt very proud.>",
        not_in=(
            "the icy land",
            "the sea",
        ),
    ),
    Plot(
        "the_race",
        'There was going to be a race from {sight1} to {sight2}. {f.intro} was the fastest of all. "Nobody can beat '
        'me," {f} <boasted|said loudly>. {h} <was slow, but wanted to try|wanted to run too>.',
        '"Ready, steady, go!" called {e}. {f} was far ahead at once. {h} went on, step by step, <slowly but '
        "steadily|as well as {h.he} could>.",
        'Halfway there, {f} looked back and saw nobody. "I have plenty of time," said {f} and <stopped to eat some '
        "{food1}|lay down for a nap> {spot1}.",
        'But then {f} <got {f.his} foot stuck between two stones|fell and hurt {f.his} foot>. "Ow!" {f.he} {cried}. '
        "{h} came along and stopped. {h} could have won! But {h.he} <helped {f} up|bent down to help>.",
        '"Lean on me," said {h}. Together they went on, slowly, and crossed the line last of all. <But everyone '
        "cheered.|Nobody laughed.>",
        '"The prize goes to {h}," said {e}, "<for the kindest runner|for stopping when it mattered>." {f} clapped the '
        "loudest. <And {f} never boasted again.|After that the two of them always ran side by side.>",
    ),
    Plot(
        "shelter_in_the_storm",
        "{h} lived in {home}. {Day}, dark clouds came. Thunder rolled over {the}, and the rain began to pour. {h} was "
        "<warm and dry|safe inside>.",
        'Knock, knock. It was {f.intro}, all wet. "May I come in?" asked {f}. "{Yes}," said {h}. "There is room for '
        'two."',
        'Knock, knock. It was {g.intro}, all wet and cold. "May I come in?" asked {g}. {h} looked around. It was '
        '<small|tight>. "{Yes}," said {h}. "There is room for three."',
        "They sat close together and <shared some {food1}|told stories|sang songs>. <Boom|Crash>, went the thunder, "
        "but nobody was afraid, for they were not alone.",
        'In the morning the sun was shining. But the wind had torn a hole in {h}\'s roof! "{Oh}!" said {h}. '
        '"{Help}," said {f} and {g}.',
        "{f} brought <branches|boards>, and {g} brought <leaves|straw>. By noon, the roof was <better than before|as "
        'good as new>. "<A small house is big enough for friends|There is always room for friends>," said {h}.',
        not_in=(
            "the sea",
            "the desert",
            "the icy land",
            "the city",
        ),
    ),
    Plot(
        "telling_the_truth",
        '{e} had a beautiful vase. "Do not play ball in here," {e} always said. But {Day_low}, while {e} was away, {h} '
        "threw a ball. <Crash!|Smash!> The vase fell and broke.",
        '{h} was frightened. {h.he} hid the pieces {spot1}. When {e} came home, {e.he} asked, "where is my vase?" <"I '
        'do not know," said {h}.|"Maybe {f} took it," said {h}.>',
        "{e} looked <sad|puzzled> and went to search. {h} felt <hot and cold|a stone in {h.his} tummy>.",
        '{f.friend} saw {h.his} face. "What is wrong?" asked {f}. {h} told {f.him} everything. "<Tell the truth|Go and '
        'say it>," said {f}. "I will come with you."',
        'Together they went to {e}. "I broke the vase, and I did not tell the truth," said {h}. "{Sorry}."',
        '"<The vase is broken," said {e}, "but I can trust you again|A vase is only a vase," said {e}, "but the truth '
        'is precious>." They glued the pieces together, and {h} put a flower in it.',
        not_in=("the sea",),
    ),
    Plot(
        "the_new_one",
        "A new family came to live near {sight1}. {Day}, {h} saw {f.intro} standing {spot1}, all alone. {f} was "
        "<shy|quiet> and did not know anybody.",
        'The others were playing. "<Who is that|Why does nobody play with {f.him}>?" asked {h}. "{f.He} talks in a '
        'funny way," said {g}. "{f.He} is not like us."',
        '{h} remembered how it felt to be new. {h.he} went up to {f} and said, "hello! My name is {h}. What is your '
        'name?" "{f}," said {f}, very softly.',
        '"Do you want to play hide and seek?" asked {h}. {f} nodded. {f} was <very good at it|the best of all>. {f.he} '
        "hid {spot2}, and nobody could find {f.him}!",
        '"How did you do that?" asked {g}. "<Where I come from, we play it every day|My {family} taught me>," said '
        '{f}. "I can show you." <{g} felt sorry for being unkind.|{g} smiled.>',
        "From that day on, they all played together. And {f} was not new any more. {f.he} was just {f}. <And when "
        "another new one came, {f} was the first to say hello.|That was all it took: one hello.>",
    ),
    Plot(
        "learning_to",
        "All of {h.his} friends could {skill}, but {h} could not. {Day}, {h.he} went to {sight1} to try. {h.he} <fell "
        "down|bumped {h.his} nose>. {h.he} tried again and <fell down again|landed on {h.his} bottom>.",
        '{g} saw it and laughed. "<You will never learn it|You are too small>," said {g}. {h} <wanted to give up|went '
        "away with {h.his} head down>.",
        '"I could not do it at first either," said {f.friend}. "I <fell|failed> a hundred times. <Come, I will show '
        'you|Let us practise together>." So they practised every {time}.',
        "On the first day {h} could not do it at all. On the second day {h.he} could do it for a moment. On the third "
        "day, {f} let go, and {h} <did not even notice|kept going>.",
        '"Look! I can {skill}!" {cried} {h}. {f} <clapped|cheered>. Even {g} came to watch. "I was wrong," said {g}. '
        '"{Sorry}."',
        'That evening {h} was tired, but very happy. "<A hundred times is not so many|I only had to try once more>," '
        "{h.he} told {e}.",
    ),
    Plot(
        "sick_friend",
        "{Day}, {h} wanted to play with {f.friend}. But {f} was ill and had to stay in bed. {h} was <sad|worried>. "
        '"What can I do for {f}?" {h.he} asked {e}.',
        '"<Warm soup helps|Something warm is good>," said {e}. "And so does a visit." So {h} made soup. {h.he} put '
        "some {food1} in a basket. Near {sight1}, {h.he} picked a bunch of flowers.",
        "When {h} came in, {f} was lying in bed with a <red|pale> nose. {h} gave {f.him} the soup, and {f} ate it all.",
        "Then {h} told {f} a story about <a brave mouse|a cat who sailed the sea|a king who lost his shoes>. {f} "
        "laughed so much that {f.he} forgot to cough.",
        '{h} came back the next day, and the day after that. On the fourth day, {f} met {h.him} at the door. "I am '
        'well again!" said {f}.',
        "<A week later, {h} woke up with a red nose.|Soon after that, {h} fell ill.> And who stood at the door, with "
        'soup and flowers? It was {f}. "<Now it is my turn|Do you want to hear a story>," said {f}.',
        not_in=("the sea",),
    ),
    Plot(
        "teased_for_a_trait",
        '{h} had {feature}. {g} and the others often laughed at {h.him}. "Look at {h}!" they said. {h} wished that '
        "{h.he} looked like everyone else.",
        'Only {f.friend} was kind. "I like you as you are," said {f}. But {h} <did not believe it|only sighed>.',
        "{Day}, {g} did not come home. Everyone looked for {g.him}, near {sight2} and {spot2}, but they could not find "
        "{g.him}. <It was getting dark.|A storm was coming.>",
        '"{Onward}," said {h}. And because {h.he} had {feature}, {h.he} could {feature_use}. "{g} is over there!" said '
        "{h}. {g} had fallen into a deep hole and could not climb out.",
        '{h} and {f} <let down a rope|held out a long branch> and pulled {g.him} up. "You saved me," said {g}, "and I '
        'was so mean to you. {Sorry}."',
        "Nobody laughed at {h} any more. And when {h} looked into the water, {h.he} <smiled at what {h.he} "
        'saw.|thought, "I am just right.">',
    ),
    Plot(
        "rainy_day_fort",
        'It was raining, and {h} had to stay inside. {h.he} <looked out of the window|sighed> and said, "this is the '
        'most boring day ever."',
        'Then {f.friend} came to visit, <dripping wet|under a big umbrella>. "I am bored too," said {f}. They looked '
        "at the chairs. They looked at the blankets. They <had an idea|began to grin>.",
        'They put two chairs here and two chairs there and hung blankets over them. "<This is our castle|This is our '
        'cave|This is our ship>!" said {h}. "And I am the {role}," said {f}.',
        "They ate {food1} inside. <Outside the rain went drip, drop.|They did not hear the rain any more.> They told "
        "each other stories about {sight1} and the {role} who lived there.",
        'At last {e} looked in. "The rain stopped an hour ago," said {e}. "Do you not want to go out?" {h} and {f} '
        'looked at each other. "No!" they said. <"We are busy."|"We have a story to finish.">',
        'When {f} had to go home, {h} said, "I hope it rains tomorrow, too." <And it did.|And {f} hoped so as well.>',
        folk="children",
    ),
    Plot(
        "building_together",
        '{h} wanted to build {building} near {sight1}. "I can do it all alone," {h.he} said. {h.he} carried the wood. '
        "{h.he} hammered all day. But in the evening, <crack|crash>! It fell down.",
        '{f.friend} watched. "May I help?" asked {f}. "No," said {h}. "I can do it alone."',
        '{h} sat {spot1} and <was cross|felt like crying>. "<Why does it not hold|What am I doing wrong>?" {h.he} '
        'asked {e}. "<Two hands can hold, and two hands can hammer|Some work needs four hands>," said {e}.',
        'So {h} went to {f} and said, "will you help me?" "{Yes}," said {f}. "I was hoping you would ask." {f} held '
        "the wood, and {h} hammered. {g.intro} came with the rope.",
        "By evening {building} stood there, strong and fine. They sat in the evening sun and ate {food1}.",
        '"I tried it alone," said {h}, "but together was <best|faster>." <They painted all three names on '
        "it.|Everybody laughed.>",
        not_in=(
            "the sea",
            "the icy land",
            "the desert",
        ),
    ),
    Plot(
        "winter_store",
        "It was autumn {here}, and winter was coming. {h} worked all day and gathered {food1}. {f.intro} only played. "
        '"<Come and dance|Winter is far away>!" said {f}. "I have to work," said {h}.',
        "{h} put the {food1} in {home}. Day after day the pile grew. {f} <sang|slept in the sun> {spot1} and gathered "
        "nothing at all.",
        "Then the first snow fell. It covered {sight1}, and it covered {sight2}. {f} was cold and hungry. {f.he} "
        "looked for food {spot2}, but there was only snow.",
        'At last {f} knocked at {h}\'s door. "I was foolish," said {f}. "May I have a little to eat?"',
        '"Come in," said {h}. "<There is enough for two|You can sing for me while we eat>." So {f} sat by the fire and '
        "ate {food1}, and in the evening {f.he} sang, and the winter was <not so long|never boring>.",
        "When spring came and autumn came again, {f} worked beside {h}. <And in the evening they danced.|And they sang "
        "while they worked.>",
        only_in=(
            "the forest",
            "the wood",
            "the lake",
            "the farm",
        ),
    ),
    Plot(
        "stage_fright",
        "There was going to be a show near {sight1}, and {h} was to {act}. {h.he} practised every {time}. <{h.he} was "
        "very good at it.|At home it went very well.>",
        'But when the evening came and {h} saw how many had come, {h.his} knees began to shake. "I cannot do it," '
        "{h.he} whispered. {h.he} ran and hid {spot1}.",
        '{f.friend} found {h.him} there. "{Why} are you hiding?" asked {f}. "Everyone will look at me," said {h}. '
        '"<Then look only at me|I will sit in the front row>," said {f}. "<Do it just for me|Pretend that nobody else '
        'is there>."',
        "{h} took a deep breath and went on. It was very quiet. {h.he} looked at {f} and began to {act}. First {h.he} "
        "was <too soft|a bit slow>. Then it went better and better.",
        'When it was over, everyone clapped and shouted, "<more|bravo>!" {e} <wiped away a tear|clapped the loudest>.',
        '"Were you afraid?" asked {e} afterwards. "Yes," said {h}, "<but I did it anyway|but {f} was there>." <And {f} '
        "smiled.|That is what being brave means.>",
    ),
    Plot(
        "lonely_giant",
        'Everyone {here} was afraid of the {monster} who lived near {sight1}. "<It eats little ones|It has teeth like '
        'knives>!" said {g.intro}. Nobody had ever <seen it|gone there>.',
        "{Day}, {h} got lost in the fog and stood in front of the {monster}'s cave. Something <sniffed|moved> inside. "
        "{h}'s heart beat fast. But then {h.he} heard that it was crying.",
        '"{Why} are you crying?" asked {h}. A big face looked out. "Nobody ever visits me," said the {monster}. "They '
        'all run away. And today is my birthday."',
        '{h} was not afraid any more. {h.he} gave the {monster} some {food1} from {h.his} bag. "Happy birthday," said '
        "{h}. The {monster} <smiled a huge smile|ate them in one bite and said thank you>.",
        'Then the {monster} carried {h} home through the fog. {g} <screamed|wanted to run away>. "Do not be afraid," '
        'said {h}. "This is my friend."',
        "Now the {monster} <comes to every party|helps to carry heavy things|gives rides to all the little ones>. And "
        "nobody is afraid any more, <not even {g}|least of all {g}>.",
        not_in=(
            "the city",
            "the sea",
        ),
    ),
    Plot(
        "missing_ingredient",
        "{h} wanted to bake a cake with {food1} for {e}. {h.he} put in the flour, the milk and the eggs. But there was "
        'no sugar! "{Oh}!" said {h}. "<A cake without sugar is no cake|What now>?"',
        '{h.he} went to {f.intro}. "Do you have some sugar?" asked {h}. "Yes," said {f}, "but I need a candle, and I '
        'have none." "<I have one|There is one in my drawer>," said {h}.',
        "So {h} gave {f} a candle, and {f} gave {h} a bowl of sugar. They mixed everything and put the cake in the "
        "oven. <It smelled wonderful.|They licked the bowl.>",
        "But when they opened the oven, the cake was <as flat as a plate|black on one side>. {h} <was close to "
        'tears|dropped the spoon>. "We can put the {food1} on top," said {f}. "Then nobody will see it."',
        'They carried the cake to {e}. {e} took a bite and closed {e.his} eyes. "{Wow}! This is the best cake I have '
        'ever had," said {e}. {h} and {f} <giggled|winked at each other>.',
        '"What is your secret?" asked {e}. "<Sugar, a candle and a friend|A neighbour>," said {h}. And they ate until '
        "only crumbs were left.",
        not_in=("the sea",),
    ),
)
