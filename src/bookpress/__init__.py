"""Tools that keep an executable MyST book true: pair, execute, verify, check, build. Knows nothing of the book's subject."""
