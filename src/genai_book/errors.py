"""Every exception genai_book raises: what happened with the values, why, and the exact next step, in one paragraph."""


class GenaiBookError(Exception):
    """Base of all; a command line prints its text and exits with status 1."""


class UnknownModelError(GenaiBookError, KeyError):
    """A task or model name the catalogue does not have."""

    __str__ = Exception.__str__  # subtle: KeyError prints the repr of its argument, quotes and all


class SourceError(GenaiBookError, ValueError):
    """A `source`, revision or combination of the two that cannot be served."""


class NoEmbeddedModelError(GenaiBookError, LookupError):
    """The book holds no small sibling of this model, or its files are missing."""


class DeviceError(GenaiBookError, ValueError):
    """A device or dtype this machine does not have."""


class TooLittleMemoryError(GenaiBookError, MemoryError):
    """The model would not fit; nothing was loaded."""


class HubUnreachableError(GenaiBookError, ConnectionError):
    """The Hub did not answer, answered too slowly or with an error of its own; what was downloaded is kept."""


class NotOnHubError(GenaiBookError, LookupError):
    """The Hub answered that it has no such repository, revision or file."""


class CorruptFileError(GenaiBookError, OSError):
    """A file is not the one the Hub or the book published: too short, too long or with other bytes."""


class CacheError(GenaiBookError, OSError):
    """The cache folder cannot be written, or its disk is full."""


class PromptError(GenaiBookError, ValueError):
    """A prompt that cannot be continued: empty, or too long for the model."""


class PromptTypeError(GenaiBookError, TypeError):
    """A prompt that is not text."""


class SettingError(GenaiBookError, ValueError):
    """A setting of a call outside its range, or two that contradict each other."""


class UnloadedError(GenaiBookError, RuntimeError):
    """A model was called after `unload()`."""


class TrainingError(GenaiBookError, RuntimeError):
    """A recipe or an evaluation could not be run, or its scores are not those of the manifest."""


class DataMissingError(GenaiBookError, FileNotFoundError):
    """A data set's files are not on this machine."""


class CheckpointError(GenaiBookError, ValueError):
    """A checkpoint is there but belongs to another run, or is asked for and is not there."""


class DiskFullError(GenaiBookError, OSError):
    """A checkpoint or model could not be written; what was there before is whole."""


class TrainingStopped(GenaiBookError, KeyboardInterrupt):
    """Ctrl-C: the checkpoint is written and the text says how to carry on."""


class ExportError(GenaiBookError, ValueError):
    """A model cannot be exported, or its exported form does not give the same numbers; nothing was written."""


class MissingPackageError(GenaiBookError, ImportError):
    """An optional package that the command needs is not installed."""


class FixtureError(GenaiBookError, ValueError):
    """A fixture would not hold elsewhere: its answers differ between ways of computing them, or hang on rounding."""


class AppError(GenaiBookError, ValueError):
    """The app cannot be started as it was asked to be: a port, a host or two options that contradict each other."""


class MessageError(GenaiBookError, ValueError):
    """A message to the app that is empty, too long or not text."""


class TooManyMessagesError(GenaiBookError, RuntimeError):
    """A visitor of the app sent more messages than the app allows in its time."""


class KeyMissingError(GenaiBookError, LookupError):
    """No key for a paid service in the environment, or something that cannot be one."""


class KeyRefusedError(GenaiBookError, PermissionError):
    """A service does not accept the key, or does not allow it what was asked."""


class ServiceError(GenaiBookError, ConnectionError):
    """A service could not be reached, was busy or broke off; what came before is kept by whoever read it."""


class QuotaError(ServiceError):
    """A service refuses because too much was asked of it in too little time, or because an allowance is used up."""


class ServiceTimeoutError(ServiceError, TimeoutError):
    """A service did not answer in time."""


class BlockedError(GenaiBookError, ValueError):
    """A service declined a question, or stopped its own answer."""


class FolderInUseError(GenaiBookError, FileExistsError):
    """A folder that was to be written is there and not empty; nothing was written."""
