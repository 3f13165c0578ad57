"""Questions about this book with their answers, for measuring what is found in it and what is answered.

Written by reading the frozen sections of `book_text`, before any of them was asked (one was made shorter later), in a
reader's words where that was natural. DEVELOPMENT is for choosing settings, HELD_OUT for reporting; UNANSWERABLE are
questions that sound as if the book might answer them, and it does not.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    text: str
    answers: tuple[str, ...]  # each of them right; the first is the usual one
    headings: tuple[str, ...]  # of the sections that give the answer


def _rows(table: str) -> tuple[Question, ...]:
    """A line each: question | answers, parted by / | headings, parted by /."""
    cells = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return tuple(
        Question(text, tuple(answers.split(" / ")), tuple(headings.split(" / "))) for text, answers, headings in cells
    )


HELD_OUT = _rows("""
In which city were the handwritten digits collected? | Istanbul | Six steps from examples to something new
How many people wrote the digits of this book? | 13 | Six steps from examples to something new
Who counted vowels and consonants in a novel? | Markov | Where it came from
How big is GPT-2's vocabulary? | 50,257 | How large should a vocabulary be?
How many entries has the vocabulary of the book's own model? | 4,096 | How large should a vocabulary be? / One guess
In which programming language is the tokenizers package written? | Rust | The same on bytes, and on a real corpus
What does WordPiece give for a character it has never seen? | UNK | WordPiece: the other common way
From how many pairs of texts did MiniLM's makers train it? | billion | A text becomes a vector
How many numbers are in one vector of MiniLM? | 384 | What a service sends you / Without looking at all of them
Beyond how many texts does Qdrant's local mode complain? | 20,000 | Without looking at all of them
Which database suits big data kept on disk? | LanceDB | What a database adds
What do you call a place where heads look because they must look somewhere? | attention sink | What single heads look at
How many of the sixteen banks end on the correct side? | 15 | The two banks, measured
What share of its look does the keenest head spend on names? | 86% | In a model that writes
How many parameters has the smallest GPT-2? | 124 million | Where 124 million come from / The whole, and the proof
How many different texts can six letters form? | 309 million / 26⁶ | Train it, and take it apart
What is the vector that flows through every layer called? | residual stream | Add, do not replace
What do you call training a decoder on true words? | teacher forcing | Two networks and what passes between them
Who saw translations get worse as sentences grew? | Bahdanau | The bottleneck
Which graphics card trained the transformer for numbers? | H100 | Without the recurrence
How much text can the book's model read at once? | 256 | Where does it stop? / The real thing
What keeps a model from memorising by zeroing numbers at random? | dropout | Two corpora, two voices
Where do the dictionary definitions come from? | WordNet | What it makes of physics
Who proposed top-p? | Holtzman | Three knobs on real logits
How many different replies came back when one prompt was sent a thousand times? | eighty | Same seed, same text?
What is it called when an encoder says the same of every picture? | posterior collapse | β: what a nat buys
What is it called when a GAN always draws the same thing? | mode collapse | The forger who found one good banknote
What was the U-Net invented for? | cells | The U-Net
Which guidance does Stable Diffusion use by default? | 7.5 | Guidance: exaggerate the request
Which sampler needs only five or ten steps? | DDIM | Fewer steps: DDIM
""")

DEVELOPMENT = _rows("""
Into how many pieces is the word lowest cut? | two / low and est | Byte-pair encoding, by hand
Who made the first text generator? | Shannon | Where it came from
How many heads can be silenced for less than a hundredth of a bit? | 15 | A map is not an explanation
What is it called when each token is shown as soon as it is made? | streaming | The loop
Who found that the likeliest translation is often empty? | Stahlberg | Why do beams like short answers?
What does ELBO stand for? | evidence lower bound | A bound you can work out by hand / Where the loss comes from
Which network turns horses into zebras? | CycleGAN | What became of them
How long was the diffusion model of the digits trained? | 1,500 | The network
Which search walks through a graph of neighbours? | HNSW | Without looking at all of them
How much wider is the middle of a feed-forward network? | four times | Attention alone only mixes
""")

UNANSWERABLE = (
    "What is the capital of France?",
    "How many parameters does GPT-4 have?",
    "How much does a graphics card cost?",
    "Who founded OpenAI?",
    "In which year was Python first released?",
    "How does one say thank you in Hindi?",
    "What learning rate was Stable Diffusion trained with?",
    "How many people use ChatGPT?",
    "How fast does sound travel in water?",
    "Who won the Nobel prize in physics?",
)
UNANSWERABLE_DEVELOPMENT = (
    "Who wrote Eugene Onegin?",
    "How old is Twinkle?",
    "What does a licence for Qdrant cost?",
    "How many strings has a banjo?",
    "Where was the author born?",
)
