"""One process writes a journal: an advisory lock that dies with its holder."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from marsad.journal.errors import JournalBusy


class Lock:
    """Held from construction to ``close`` or the end of the process, however it ends.

    Raises JournalBusy, naming the holder's process id, or OSError.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 20, 0).decode("ascii", "replace").strip()
            os.close(self._file)
            raise JournalBusy(
                f"Process {holder or 'unknown'} has this journal open",
                str(path.parent),
                "Stop it first, or give this one a data folder of its own.",
            ) from None
        with suppress(OSError):  # who holds it is good to know, that it is held is what counts
            os.pwrite(self._file, f"{os.getpid():<20}".encode(), 0)

    def close(self) -> None:
        os.close(self._file)
