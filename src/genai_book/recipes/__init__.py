"""One recipe per embedded model: name -> module with `Config`, `train(config, out, resume, steps)` and
`evaluate(weights)`.
"""

RECIPES = {"text": "genai_book.recipes.text"}
