"""The book as a Word document."""
