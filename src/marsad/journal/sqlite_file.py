"""The layout of the SQLite engine's file: how it is made, and known again.

``lane.trimmed`` is the newest position a partition has forgotten; ``entry`` holds the blocks.
"""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import apsw

from marsad.journal.errors import JournalDamaged, JournalForeign

APPLICATION = 0x4D525344
"""``application_id`` of the file: "MRSD"."""
FORMAT = 1
PAGE_BYTES = 8192
"""Larger pages make large blocks cheaper and small ones dearer; measured as the best of both."""

SCHEMA = """
CREATE TABLE journal(id BLOB NOT NULL, partitions INTEGER NOT NULL) STRICT;
CREATE TABLE lane(partition INTEGER PRIMARY KEY, trimmed INTEGER NOT NULL) STRICT;
CREATE TABLE entry(key INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
"""


def connect(path: Path, opened: ExitStack) -> apsw.Connection:
    """A connection that flushes every commit, closed with ``opened``."""
    connection = apsw.Connection(os.fspath(path))
    opened.callback(connection.close)
    connection.set_busy_timeout(5_000)
    connection.pragma("synchronous", 2)
    connection.pragma("cell_size_check", 1)
    return connection


def _create(connection: apsw.Connection, partitions: int) -> None:
    with connection:
        connection.execute(SCHEMA)
        connection.execute(
            "INSERT INTO journal VALUES (?, ?)", (secrets.token_bytes(16), partitions)
        )
        connection.executemany(
            "INSERT INTO lane VALUES (?, 0)", [(partition,) for partition in range(partitions)]
        )
        connection.pragma("application_id", APPLICATION)
        connection.pragma("user_version", FORMAT)


def identify(connection: apsw.Connection, path: Path, partitions: int) -> bytes:
    """The id of the journal in a file, made when the file is empty.

    Raises JournalForeign where the file is none, or not one like this.
    """
    where = str(path)
    if not connection.execute("SELECT count(*) FROM sqlite_schema").get:
        connection.pragma("page_size", PAGE_BYTES)
        _create(connection, partitions)
    if connection.pragma("application_id") != APPLICATION:
        raise JournalForeign(
            "The file is no journal of Marsad", where, "Move it away, or choose another folder."
        )
    found = connection.pragma("user_version")
    if found != FORMAT:
        raise JournalForeign(
            f"The journal has format {found}, this version knows {FORMAT}",
            where,
            "Run the version of Marsad that wrote it.",
        )
    # The casts: where damage turned a value into one of another type, it is still told apart.
    journal, there = connection.execute(
        "SELECT CAST(max(id) AS BLOB), CAST(max(partitions) AS INTEGER) FROM journal"
    ).get
    if there != partitions:
        raise JournalForeign(
            f"The journal has {there} partitions, the settings say {partitions}",
            where,
            f"Set it to {there}: a journal keeps the number it was made with.",
        )
    connection.pragma("journal_mode", "wal")  # a copy made by VACUUM INTO has lost it
    return journal or b""


def trimmed(connection: apsw.Connection, path: Path, partitions: int) -> list[int]:
    """The newest position forgotten, of each partition."""
    rows = connection.execute("SELECT partition, CAST(trimmed AS INTEGER) FROM lane ORDER BY 1")
    lanes = cast("list[tuple[object, ...]]", rows.fetchall())
    positions = [row[1] for row in lanes if isinstance(row[1], int)]
    if [row[0] for row in lanes] != list(range(partitions)) or len(positions) < partitions:
        raise JournalDamaged(
            "The list of partitions is damaged", str(path), "Restore the journal from a backup."
        )
    return positions
