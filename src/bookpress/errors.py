"""Every exception bookpress raises: what happened, why, and the next command, in one paragraph."""


class BookpressError(Exception):
    """Base of all; the command line prints its text and exits with status 1."""


class SettingsError(BookpressError, ValueError):
    """pyproject.toml lacks a [tool.bookpress] table or holds a value that cannot be used."""


class ChapterError(BookpressError, ValueError):
    """A chapter or its twin cannot be read, paired or trusted."""


class ExecutionError(BookpressError, RuntimeError):
    """A cell failed, a kernel died or could not be started; the stored outputs are untouched."""


class BuildError(BookpressError, RuntimeError):
    """The site could not be built without an error, a warning or something left out."""


class ExportError(BookpressError, RuntimeError):
    """A file for readers could not be made whole; the one that was made before is untouched."""


class StorageError(BookpressError, OSError):
    """A file could not be written; the one that was there is untouched."""
