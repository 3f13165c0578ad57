"""The book's own sections, as they stood on 27 November 2026: what chapter 06 puts into its index.

Frozen on purpose, so that the index does not change with every edit of another chapter. `book_sections.sections` cuts a
chapter as it stands today in the same way.
"""

from .book_sections import Section

PASSAGES = (
    Section(
        "ch-what-is-generative-ai",
        "What is generative AI, and how would you know that it made something new?",
        "Below are twenty handwritten digits. Nobody wrote the ten in the upper row. A model made them, "
        "after it had looked at some digits that people did write. This is the model, all of it:",
    ),
    Section(
        "ch-what-is-generative-ai",
        "New, or a copy?",
        "A program that returns a random training image would make perfect digits. So quality alone proves "
        "nothing. For each made digit, measure how far it is from the nearest training digit: the root of "
        "the summed squares of pixel differences. To know what the number means, compare it with others. "
        "The test digits are truly new digits by people, so they show what an honest distance is. And we "
        "build a cheat: a copier that takes a training digit and adds a little noise.",
    ),
    Section(
        "ch-what-is-generative-ai",
        "Where it came from",
        "The idea is old. In 1913 Andrei Markov counted by hand how vowels follow consonants in Eugene "
        "Onegin; in 1948 Claude Shannon drew English-looking text from such counts, the first text "
        "generator. For decades, speech recognisers and translators ran on counted word sequences. Neural "
        "networks that generate began with Boltzmann machines in the 1980s. Then things moved quickly:",
    ),
    Section(
        "ch-what-is-generative-ai",
        "What you need to know, and what you do not",
        "The mathematics in this chapter was counting, adding, and one root. How much more do you need? It "
        "depends on what you want to do.",
    ),
    Section(
        "ch-what-is-generative-ai",
        "The families",
        "How to learn p(x) when x is large? Five answers have survived. Each has its chapters, and the last"
        " chapter of the book compares them by measurement.",
    ),
    Section(
        "ch-tokenization",
        "Tokenization: what does a language model read?",
        "You type Theoretical Physics is and a model answers. Between your key and the model's first "
        "multiplication stands a small program that you rarely see, the tokenizer. It cuts the text into "
        "pieces, called tokens, and gives each piece a number from a fixed list, the vocabulary. The model "
        "never sees a letter. It sees the numbers, and everything it knows about spelling, it had to guess "
        "from them.",
    ),
    Section(
        "ch-tokenization",
        "Byte-pair encoding, by hand",
        "The rule that most language models use was invented to compress files and brought to language by. "
        "It fits in one sentence: start from single characters, find the two neighbours that stand side by "
        "side most often, glue them into one new symbol, and repeat.",
    ),
    Section(
        "ch-tokenization",
        "How large should a vocabulary be?",
        "Every merge makes texts shorter and the vocabulary longer. A longer vocabulary costs memory, since"
        " the model keeps a vector for every entry (what those vectors are for, a later chapter says), and "
        "rare entries are seen too seldom to be learned. Measure what the merges buy:",
    ),
    Section(
        "ch-tokenization",
        "WordPiece: the other common way",
        "BERT and its many descendants, among them the sentence encoder that you will meet in a moment, use"
        " WordPiece. Its training prefers the pair whose parts seldom occur apart, but the visible "
        "difference is in the reading. WordPiece does not replay merges: at every place it takes the "
        "longest entry of the vocabulary that fits, and marks a piece that continues a word with ##.",
    ),
    Section(
        "ch-tokenization",
        "Tokens are what you pay for",
        "Hosted models charge per token, and their context windows are measured in tokens. Before you send "
        "a text, you want to know how many it has. That depends on the tokenizer, not on the text alone: "
        "OpenAI's tiktoken with its vocabulary o200k_base, for one, turns Hello, World! I am Twinkle Goyal "
        "into",
    ),
    Section(
        "ch-attention",
        "Attention: how does a word know what it means here?",
        "We sat on the river bank. She works at ICICI bank. You read the two without noticing that you made"
        " a choice. A model has to make it with arithmetic. Its tokenizer gives bank the same number in "
        "both sentences, and its table gives that number the same vector. Whatever tells the two banks "
        "apart must come from the words around them, and so every word needs a way to look at the others "
        "and take something from them. That way is called attention, and it is the heart of every model in "
        "this part of the book.",
    ),
    Section(
        "ch-attention",
        "One entry, one vector",
        "First make sure that there is a problem. The table of vectors has one row for bank; after the last"
        " layer, each sentence has a vector of its own for it. We compare by cosine similarity, the cosine "
        "of the angle between two vectors: 1 when they point the same way, 0 when they have nothing in "
        "common.",
    ),
    Section(
        "ch-attention",
        "A weighted mean, by hand",
        "Take vectors so small that you can see through them: two numbers each, invented for the "
        "blackboard. The first number says water, the second money.",
    ),
    Section(
        "ch-attention",
        "Three roles: query, key and value",
        "The first thing missing shows in Lily lost her. Whom does her mean? Again two numbers, the first "
        "for is a name, the second for is a pronoun: Lily = (2, 0), lost = (0, 0), her = (0, 2). The score "
        "of her with Lily is 0·2 + 2·0 = 0, and with itself 4. By plain dot products her finds nothing as "
        "interesting as itself. Likeness is the wrong question: a pronoun does not look for pronouns.",
    ),
    Section(
        "ch-attention",
        "Why divide by √d?",
        "Two dimensions were kind to us. Real keys have 32, 64 or 128 numbers, and a dot product adds up "
        "that many products. Suppose that the numbers of queries and keys are random, around 0, with a "
        "standard deviation of 1, as they roughly are when training begins. Each product then has a "
        "standard deviation of 1 as well, some positive and some negative, and the sum of d_k of them has "
        "one of sqrt{d_k}: sums of independent things grow like the square root of their number. Look:",
    ),
    Section(
        "ch-attention",
        "No looking ahead",
        "In the sentence encoder every token may look at every other, left and right. A model that writes "
        "must not. It is trained to predict the next token, at all positions of a text at once, and if "
        "position 3 could look at position 4, it would only copy the answer. The rule for such causal "
        "models is: position t sees positions up to t. It is enforced by a mask that sets all forbidden "
        "scores to minus infinity before the softmax, since e to that power is 0:",
    ),
    Section(
        "ch-attention",
        "Several heads",
        "One softmax gives one mean. If her needs to know both who (Lily) and what happened (lost), a "
        "single head can only blend half of one with half of the other, and nobody can unmix the blend "
        "afterwards. The remedy is to look several times at once. Cut the C numbers of every token into H "
        "slices of D = C/H, let each slice attend for itself, with weights of its own, put the results side"
        " by side, and let one more matrix combine them. Each slice is a head. The work is the same as for "
        "one wide head; only the looking is divided.",
    ),
    Section(
        "ch-attention",
        "The two banks, measured",
        "Back to the encoder, which is made of such layers: six, with twelve heads each. Does bank really "
        "come out different by its meaning? Here are eight sentences for each sense. Each also holds the "
        "word friend, which has one meaning only and will be our control: its vectors show what a mere "
        "change of topic does.",
    ),
    Section(
        "ch-attention",
        "What single heads look at",
        "The arcs at the top of the chapter were means over twelve heads. Take the heads apart, and some "
        "turn out to be very plain machines. Over the same sixteen sentences, how much of their look do the"
        " encoder's heads give to the token just before, to the one just after, and to the mark [CLS]? In a"
        " table of weights with a row for each token that looks, the tokens just before are one step below "
        "the diagonal, those just after one step above:",
    ),
    Section(
        "ch-attention",
        "What attention costs",
        "Every token is compared with every token. For a text of T tokens each head fills a table of T² "
        "weights, and doubling the text makes four tables of one. In numbers, for one head and two bytes a "
        "weight:",
    ),
    Section(
        "ch-transformer",
        "The transformer: what else is in the box?",
        "A transformer is a short program. The one in this chapter has four small classes, and at the end "
        "it will run the book's language model and give the scores that the library gives. Before we open "
        "it, watch it work. A text goes through the model in layers, and after each layer there is a vector"
        " for every token. The last of them is turned into a guess of the next token; but nobody stops us "
        "from asking for a guess earlier:",
    ),
    Section(
        "ch-transformer",
        "Attention alone only mixes",
        "What attention hands over is a weighted mean of value vectors. A mean has a limit that you can "
        "check with a pencil: it never leaves the range of what goes in. From 2 and 6 you can get anything "
        "between 2 and 6, never 7, and never 'the larger of the two, if it is larger than 5'. Nor do many "
        "layers of mixing help: the mean of means is a mean.",
    ),
    Section(
        "ch-transformer",
        "Keep the numbers in range",
        "A sum has its own trouble: it grows. So before each part works on the stream, the vector is "
        "brought to a common scale. Layer norm takes the C numbers of one position, subtracts their mean "
        "and divides by their standard deviation; then two learned vectors, the gain g and the shift b, may"
        " stretch and move each number:",
    ),
    Section(
        "ch-transformer",
        "Where 124 million come from",
        "The whole of it can be counted. A table of V tokens and one of T positions have VC + TC numbers. A"
        " block has four matrices of attention and two of the feed-forward network, with their biases and "
        "two norms: 12C^2 + 13C. The last norm has 2C. With L layers:",
    ),
    Section(
        "ch-transformer",
        "Train it, and take it apart",
        "Now train our own class from nothing. To see what each part is for we need a task that is learned "
        "in seconds and can be judged exactly, so we do not take a language: we take sorting. The model "
        "reads six letters, thefox, and must go on with the same letters in order, efhotx. It is next-token"
        " prediction like any other. To get it right, each new token needs a look at all six letters, and "
        "at what was already written.",
    ),
    Section(
        "ch-transformer",
        "One box, three ways to wire it",
        "What we built reads from left to right and predicts what comes next: a decoder-only transformer. "
        "Change the mask, and you have another machine.",
    ),
    Section(
        "ch-text-generation",
        "Text generation: how does a machine that guesses one token write a story?",
        "Read a sentence slowly, and before every word guess what comes next. After Once upon a you would "
        "bet your house. After Once upon a time there was a you would not bet your hat. A language model is"
        " a machine that makes such bets: text goes in, and out comes, for every token it knows, the "
        "probability that this one is next. It is a prediction engine, and nothing else is in the box. To "
        "write, it appends one of its guesses to the text and asks itself again.",
    ),
    Section(
        "ch-text-generation",
        "One guess",
        "Start with a single guess. The text becomes ids, as always, and the ids go into the model. The "
        "package torch, PyTorch, does the arithmetic; its arrays of numbers are called tensors. A model "
        "expects a list of texts, so one text is a list with one list inside.",
    ),
    Section(
        "ch-text-generation",
        "My name is Twinkle",
        "A model guesses at every place of a text, whether it wrote the text or you did. So hand it the "
        "sentence My name is Twinkle, one token at a time, and each time compare its bets with what really "
        "comes:",
    ),
    Section(
        "ch-text-generation",
        "The loop",
        "Writing is guessing and appending. The simplest rule takes the likeliest token each time; it is "
        "called greedy. argmax finds the place of the highest score, and that place is the token's id:",
    ),
    Section(
        "ch-text-generation",
        "Where does it stop?",
        "A guess comes out for every text, also for a finished one, so the loop could go on for ever. Two "
        "things end it. One is a limit that you set, max_new_tokens. The other the model learned: in its "
        "training, every text was followed by a special token that stands for end of text and never occurs "
        "inside one. It is a token like the others, with a bet of its own. Watch that bet grow while a "
        "definition comes to its end:",
    ),
    Section(
        "ch-text-generation",
        "Throwing dice",
        "Greedy writing has a weakness you may have noticed: ask twice, and you get the same text twice. A "
        "storyteller should have more than one story. So let us draw the next token instead, with the "
        "probabilities as odds. Lay the probabilities end to end on a line from 0 to 1, drop a random "
        "number on the line, and take the token it falls on:",
    ),
    Section(
        "ch-text-generation",
        "Two corpora, two voices",
        "How does one model write both stories and definitions? It does not switch. It predicts, and the "
        "opening words say which kind of text this is likely to be:",
    ),
    Section(
        "ch-text-generation",
        "What it was trained to do",
        "Where do the probabilities come from? The model has adjustable numbers, and training turned them "
        "until its bets on real text were good. To say good in numbers, take one sentence and ask at each "
        "place which probability the model gave to the token that really came.",
    ),
    Section(
        "ch-text-generation",
        "The real thing",
        "This book's cells call load, so that they run everywhere. What stands behind it is an interface "
        "that you will meet all over the web, the pipeline of Transformers. A pipeline ties a tokenizer, a "
        "model and the loop together for one task. It can open the very folder that our model lies in:",
    ),
    Section(
        "ch-decoding",
        "Decoding: who picks the next word?",
        "A language model does not write. At every step it lays a list of all its tokens before you, a "
        "probability beside each, and waits. Somebody has to point at one. The rule of pointing is called "
        "decoding. It is not learned, it is not part of the model, and it is yours to choose: by the rule "
        "alone, the same model is dull, lively or mad.",
    ),
    Section(
        "ch-decoding",
        "Three knobs on real logits",
        "A model gives logits, not probabilities, and this makes the knobs simpler. A logit z_i and its "
        "probability are tied by the softmax, p_i = e^{z_i} / sum_j e^{z_j}. Raise that to the power 1/T; "
        "the sign propto says that both sides are equal up to the sum by which one divides in the end:",
    ),
    Section(
        "ch-decoding",
        "Greedy: the shortest program",
        "Greedy decoding needs no knob and no random number. You wrote it in the last chapter; once more, "
        "with the function above:",
    ),
    Section(
        "ch-decoding",
        "Sampling: how do you spin a wheel?",
        "In the last chapter the wheel was a line from 0 to 1 and a random number that fell on it. PyTorch,"
        " and with it Transformers, does it differently. It holds a race: every token draws a random "
        "waiting time, divided by its probability, and the first to arrive wins. If the waiting times are "
        "exponentially distributed, token i wins with probability p_i exactly. Try ten thousand races among"
        " the five tokens:",
    ),
    Section(
        "ch-decoding",
        "Why do beams like short answers?",
        "Every further token multiplies the probability of a text by something less than one. The total can"
        " only sink, and a text that ends early has been multiplied less often. Watch the running total of "
        "a definition that greedy decoding wrote:",
    ),
    Section(
        "ch-decoding",
        "The broken record",
        "Beam search and greedy decoding are known for another vice, the one that made people look for "
        "something else. Count how often a text repeats itself: take all groups of four neighbouring "
        "tokens, and ask which fraction of them occurred before. By hand, the sea, the sea, the sea has six"
        " words (leave out the commas), so three groups of four: the sea the sea, sea the sea the and the "
        "sea the sea again. One of three is a repeat.",
    ),
    Section(
        "ch-decoding",
        "What do you pay for variety?",
        "Safe texts are alike, and varied texts are risky. Both can be measured. Let each setting write "
        "many continuations of Once upon a time. On one axis, put the mean surprise of the model in bits "
        "per token: low means safe. On the other, put diversity: pool eight continuations and count which "
        "fraction of all groups of three tokens is different from all others. If the eight are the same "
        "text, it is at most one eighth.",
    ),
    Section(
        "ch-decoding",
        "Same seed, same text?",
        "Greedy and beam search use no random numbers, so they give the same text each time. Sampling does "
        "the same if it starts from the same seed:",
    ),
    Section(
        "ch-decoding",
        "What the library does unless you speak",
        "Two defaults of Transformers 5 deserve to be known, for they decide what you get when you do not "
        "ask. Read them off the installed library:",
    ),
    Section(
        "ch-decoding",
        "Which strategy for what?",
        "The numbers in the second column are habits of the trade, not laws. Our own measurements are of "
        "one small model, and are worth reading for a large one.",
    ),
)
