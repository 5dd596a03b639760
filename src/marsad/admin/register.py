"""The SQLite file of those who may edit: accounts, passkeys, sessions. One for an observatory.

Comes in: statements of the stores beside it. `marsad admin` and the server open it side by side.
Everything secret in it is a hash; the file itself is its owner's alone to read (0600).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import apsw

from marsad.nouns.failure import Failure

FILE = "editors.db"
_TABLES = """
CREATE TABLE IF NOT EXISTS editor (
    id BLOB PRIMARY KEY, name TEXT NOT NULL, known_as TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL, added INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passkey (
    id BLOB PRIMARY KEY, editor BLOB NOT NULL REFERENCES editor ON DELETE CASCADE,
    key BLOB NOT NULL, uses INTEGER NOT NULL, label TEXT NOT NULL, added INTEGER NOT NULL,
    used INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
    id BLOB PRIMARY KEY, editor BLOB NOT NULL REFERENCES editor ON DELETE CASCADE,
    began INTEGER NOT NULL, used INTEGER NOT NULL, sure INTEGER NOT NULL, how TEXT NOT NULL,
    browser TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS device (
    id BLOB PRIMARY KEY, editor BLOB NOT NULL REFERENCES editor ON DELETE CASCADE,
    given INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (
    id BLOB PRIMARY KEY, editor BLOB NOT NULL REFERENCES editor ON DELETE CASCADE,
    until INTEGER NOT NULL) WITHOUT ROWID;
"""


class Register:
    """The open file. Threads take turns. Raises Failure where it can't be opened."""

    def __init__(self, folder: Path) -> None:
        path = folder / FILE
        self._lock = Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = apsw.Connection(str(path))
            self._db.set_busy_timeout(5_000)
            self._db.execute("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON")
            self._db.execute(_TABLES)
        except (OSError, apsw.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            remedy = "make it readable and writable for this user, or name another data folder"
            raise Failure(reason, where=str(path), remedy=remedy) from None

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What one statement gives; all of it is kept, or nothing."""
        with self._lock:
            return list(self._db.execute(statement, tuple(values)))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


def hashed(token: bytes) -> bytes:
    """What the file keeps of a random token of 256 bits: no salt or slowness could add to it."""
    return sha256(token).digest()
