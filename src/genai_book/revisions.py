"""Asks the Hub whether the catalogue's revisions are there, and writes into the catalogue those that are."""

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from . import catalogue, hub, hub_errors
from . import device as devices
from .catalogue import Row
from .errors import NotOnHubError, SourceError

FILE = Path(catalogue.__file__)


@dataclass(frozen=True)
class Finding:
    """What the Hub says of one row."""

    row: Row
    newest: str | None  # the commit its main branch is at; None = the repository is not there
    problem: str | None  # why the row cannot be trusted as it stands; None = the revision is there, with weights

    @property
    def change(self) -> tuple[str, bool] | None:
        """Revision and confirmation as they should stand in the catalogue; None where they do."""
        if self.row.revision is None:
            return (self.newest, True) if self.newest else None
        return (self.row.revision, True) if self.problem is None and not self.row.revision_confirmed else None


def ask(row: Row) -> Finding:
    """Asks the Hub about a row. Raises HubUnreachableError when it cannot be asked."""
    try:
        newest = _newest(row)
    except NotOnHubError as error:
        return Finding(row, None, str(error))
    if row.revision is None:
        return Finding(row, newest, f"The catalogue has no revision of {row.hub_id}; its main branch is at {newest}.")
    try:
        hub.listing(row)
    except NotOnHubError as error:
        return Finding(row, newest, str(error))
    return Finding(row, newest, None)


def rows() -> list[Row]:
    """The rows that are on the Hub at all."""
    return [row for row in catalogue.ROWS if row.hub_id]


def resolve(findings: list[Finding], file: Path = FILE) -> list[str]:
    """Writes what was found into the catalogue, in one step, and returns a sentence for each change.

    A revision that is on record is confirmed and never replaced: another one would be another model. Raises SourceError
    where the file is not written as this expects.
    """
    text, said = file.read_text(encoding="utf-8"), []
    for finding in findings:
        if finding.change is None:
            continue
        revision, confirmed = finding.change
        row = re.escape(finding.row.hub_id)
        lines = rf'(hub_id="{row}",\s*revision=)(?:None|"[0-9a-f]{{40}}")(,\s*revision_confirmed=)\w+'
        text, count = re.subn(lines, rf'\g<1>"{revision}"\g<2>{confirmed}', text)
        if count != 1:
            raise SourceError(
                f"{file} has {count} rows of {finding.row.hub_id} whose revision follows its hub_id, and one was "
                "looked for. Nothing was written; put the two lines in that order."
            )
        said.append(f"{finding.row.hub_id}: {revision} is on the Hub.")
    if said:
        _replace(file, text)
    return said


def _newest(row: Row) -> str:
    from huggingface_hub import HfApi

    with hub_errors.of_hub(row, "main"):
        api = HfApi(endpoint=devices.endpoint())
        sha = api.model_info(row.hub_id, timeout=hub_errors.timeout_seconds()).sha
        if not re.fullmatch("[0-9a-f]{40}", sha or ""):
            raise ValueError(f"it says that its main branch is at {sha!r}")
        return sha


def _replace(file: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
        os.chmod(name, file.stat().st_mode & 0o777)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
