"""The book for e-readers: an EPUB 3."""
