"""One recipe per embedded model: its name -> the module that makes it.

A module offers `config(name)`, `train(config, out, resume, steps)`, `evaluate(weights)`, `publish(out)` and
`about(scores)`.
"""

RECIPES = {
    "text": "genai_book.recipes.text",
    "code": "genai_book.recipes.code",
    "mappings": "genai_book.recipes.mappings",
    "sums-direct": "genai_book.recipes.sums",
    "sums-steps": "genai_book.recipes.sums",
    "answers": "genai_book.recipes.answers",
    "all-MiniLM-L6-v2": "genai_book.recipes.embeddings",  # measured only: the book did not train it
    "numbers": "genai_book.recipes.numbers",
    "numbers-rnn": "genai_book.recipes.numbers_rnn",
    "numbers-attention": "genai_book.recipes.numbers_rnn",
    "scenes": "genai_book.recipes.scenes",
}
