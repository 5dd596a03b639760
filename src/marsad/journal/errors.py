"""Why the journal refused: what happened, where, and what to do next."""

from __future__ import annotations

from marsad.nouns.failure import Failure


class JournalError(Failure):
    """The journal can't do what was asked; nothing it acknowledged is lost by that."""

    def __init__(self, what: str, where: str, remedy: str) -> None:
        super().__init__(what, where=where, remedy=remedy)

    def __str__(self) -> str:
        return f"{self.what} ({self.where}). {self.remedy}"


class JournalFull(JournalError):
    """No room is left on the storage; it takes events again as soon as there is."""


class JournalOverloaded(JournalFull):
    """More events wait to be stored than the journal holds in memory; try again shortly."""


class JournalReadOnly(JournalError):
    """The folder, the file or the server doesn't allow writing."""


class JournalDamaged(JournalError):
    """Something acknowledged is missing or isn't as it was written."""


class JournalForeign(JournalError):
    """What is there is not this journal: another program's, version's or number of partitions'."""


class JournalBusy(JournalError):
    """Another process writes this journal; one at a time may."""


class JournalAway(JournalError):
    """The journal's server can't be reached, or the journal is closed.

    An append that fails so may have been kept or not: send it again under the same report ids.
    """


def lost(position: int, end: int, where: str) -> JournalDamaged:
    """The word for it when somebody knows a position that the journal no longer has."""
    return JournalDamaged(
        f"Position {position} was known, but the journal ends at {end}",
        where,
        "Restore the journal from a backup, or delete the checkpoints to fold it anew.",
    )
