"""The book on paper: a PDF that Typst sets."""
