"""What huggingface_hub and the disk raise, said in the book's words: what happened, why, and the next step."""

import contextlib
import errno
from collections.abc import Iterator

from . import device as devices
from .catalogue import Row
from .errors import CacheError, CorruptFileError, HubUnreachableError, NotOnHubError


@contextlib.contextmanager
def of_hub(row: Row, revision: str) -> Iterator[None]:
    """Turns what huggingface_hub raises into the book's errors."""
    import httpx2
    from huggingface_hub.errors import (
        EntryNotFoundError,
        GatedRepoError,
        HfHubHTTPError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    where = f"{row.hub_id} at {devices.endpoint()}"
    try:
        yield
    except RevisionNotFoundError as error:
        seen = "" if row.revision_confirmed or revision != row.revision else ", which has not been confirmed yet,"
        raise NotOnHubError(
            f"{where} has no revision {revision}{seen} so nothing was downloaded. Give one that it has: "
            f'load("{row.task}", source="hub", revision="...") with the 40 digits of a commit listed there.'
        ) from error
    except GatedRepoError as error:
        raise NotOnHubError(
            f"{where} is given only to those who accept its terms. Accept them on its page, run `hf auth login`, "
            "and try again."
        ) from error
    except (RepositoryNotFoundError, EntryNotFoundError) as error:
        raise NotOnHubError(
            f"{where} is not there, or not for you to see: {first_line(error)}. It may have moved; "
            'source="embedded" works without it.'
        ) from error
    except OfflineModeIsEnabled as error:
        raise HubUnreachableError(
            f"{where} was not asked, because the network was forbidden when Python started. Unset HF_HUB_OFFLINE and "
            "start again."
        ) from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        advice = "Wait some minutes" if status == 429 else "Try again later"
        raise HubUnreachableError(
            f"The Hub answered with status {status} for {where}. What was downloaded so far is kept. {advice} and call "
            'the same again, or use source="embedded".'
        ) from error
    except httpx2.TransportError as error:
        raise HubUnreachableError(
            f"{where} cannot be reached or is too slow: {type(error).__name__}, {first_line(error)}. What was "
            "downloaded so far is kept. Check the network and call the same again, set HF_HUB_DOWNLOAD_TIMEOUT to more "
            f'than {timeout_seconds()} seconds for a slow one, or use source="embedded".'
        ) from error
    except (ValueError, KeyError, TypeError) as error:  # an answer that is no JSON, or JSON of another shape
        raise HubUnreachableError(
            f"The answer for {where} is not the Hub's: {first_line(error)}. A login page or proxy may stand between; "
            'check the network and HF_ENDPOINT, or use source="embedded".'
        ) from error


@contextlib.contextmanager
def of_disk(row: Row) -> Iterator[None]:
    try:
        yield
    except (CorruptFileError, CacheError, HubUnreachableError):  # subtle: these are OSErrors as well
        raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        what = "its disk is full" if full else f"it cannot be written ({error.strerror or first_line(error)})"
        raise CacheError(
            f"{row.hub_id} cannot be stored in {devices.cache_folder()}: {what}. What was downloaded so far is kept. "
            f"{'Make room, or set' if full else 'Set'} GENAI_BOOK_CACHE to a folder that can be written."
        ) from error


def timeout_seconds() -> float:
    from huggingface_hub import constants

    return constants.HF_HUB_DOWNLOAD_TIMEOUT


def first_line(error: BaseException) -> str:
    return next((line.rstrip(".") for line in str(error).splitlines() if line.strip()), type(error).__name__)
