"""Merging the write-ahead log into the file, beside the writing instead of in its way.

Most of the log is merged by a thread of its own while appends go on; the little that came
meanwhile is merged by the writer, after which the log starts over and stays small
(https://www.sqlite.org/wal.html, "Checkpointing").
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor

import apsw

LOG_PAGES = 2000
"""Merging begins when the log has this many pages of 8 KiB."""
_log = logging.getLogger(__name__)


class LogMerger:
    """Merges the log that ``writer`` fills; ``helper`` is another connection to the file."""

    def __init__(self, writer: apsw.Connection, helper: apsw.Connection) -> None:
        self._writer = writer
        self._helper = helper
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal-merge")
        self._merging: Future[None] | None = None
        self._pages = 0
        for connection in (writer, helper):
            connection.wal_autocheckpoint(0)
        writer.set_wal_hook(self._measure)

    def step(self) -> None:
        """What there is to do after a commit; called by the writer's thread."""
        if self._merging is None:
            if self._pages >= LOG_PAGES:
                self._merging = self._thread.submit(_merge, self._helper)
        elif self._merging.done():
            self._merging = None
            _merge(self._writer)

    def close(self) -> None:
        self._thread.shutdown()
        self._writer.set_wal_hook(None)

    def _measure(self, connection: apsw.Connection, database: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK


def _merge(connection: apsw.Connection) -> None:
    try:
        connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    except apsw.Error as error:
        # Nothing is lost: the log holds it all, and the next merge tries again.
        _log.warning("journal: the log couldn't be merged: %s", error)
