"""What an error of SQLite or of the file system means to who runs the journal."""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import apsw

from marsad.journal.errors import (
    JournalBusy,
    JournalDamaged,
    JournalError,
    JournalForeign,
    JournalFull,
    JournalReadOnly,
)

_NO_RIGHT = (apsw.ReadOnlyError, apsw.PermissionsError, apsw.CantOpenError)


@contextmanager
def said(path: Path) -> Generator[None]:
    """Turns errors of SQLite and of the system, met at ``path``, into the journal's own."""
    try:
        yield
    except (apsw.Error, OSError) as error:
        raise journal_error(error, path) from error


def journal_error(error: apsw.Error | OSError, path: Path) -> JournalError:
    """The journal's word for an error."""
    where = str(path)
    code = error.errno if isinstance(error, OSError) else 0
    if isinstance(error, apsw.FullError) or code in {errno.ENOSPC, errno.EDQUOT}:
        kind, what, remedy = JournalFull, "No space is left", "Free some: it goes on by itself."
    elif path.is_dir() or isinstance(error, (FileExistsError, NotADirectoryError)):
        kind, what, remedy = JournalForeign, "No journal can be here", "Name another folder."
    elif isinstance(error, _NO_RIGHT) or code in {errno.EROFS, errno.EACCES, errno.EPERM}:
        kind, what, remedy = JournalReadOnly, "It can't be written", "Give this user the right to."
    elif isinstance(error, apsw.NotADBError):
        kind, what = JournalForeign, "This is no SQLite database, or its head is destroyed"
        remedy = "Move it away, or restore it from a backup."
    elif isinstance(error, apsw.CorruptError):
        kind, what = JournalDamaged, f"The file is damaged: {error}"
        remedy = "Restore the journal from a backup."
    elif isinstance(error, (apsw.BusyError, apsw.LockedError)):
        kind, what, remedy = JournalBusy, "Another process holds the file", "Stop that process."
    else:
        kind, what = JournalError, f"The storage failed: {error}"
        remedy = "Look at the system's log: the disk may be dying."
    return kind(what, where, remedy)
