"""The salt of the day: makes addresses into hashes that nobody can turn back tomorrow."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

DAY_MS = 86_400_000
_SIZE = 32
_log = logging.getLogger("marsad.intake")


class Salt:
    """A random key that lives one UTC day, in ``folder/salt`` (mode 0600) so that a restart
    within the day gives the same hashes; yesterday's is overwritten and gone.

    The file is the day as decimal text, a line break and the 32 bytes. On a disk that can't be
    written the salt lives in memory only and a restart begins a new one.
    """

    def __init__(
        self, folder: Path, now: int, entropy: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._path = folder / "salt"
        self._entropy = entropy
        self._day = now // DAY_MS
        self._key = self._read(self._day) or self._begin()

    def turn(self, now: int) -> bool:
        """Begin a new salt if a new day has begun; True if so. A clock set back changes nothing."""
        if now // DAY_MS <= self._day:
            return False
        self._day = now // DAY_MS
        self._key = self._begin()
        return True

    def hash(self, purpose: bytes, value: bytes) -> bytes:
        """8 bytes that stand for ``value`` today; ``purpose`` (up to 16 bytes) keeps uses apart."""
        return blake2b(value, digest_size=8, key=self._key, person=purpose).digest()

    def _read(self, day: int) -> bytes | None:
        try:
            written, _, key = self._path.read_bytes().partition(b"\n")
        except OSError:
            return None
        return key if written == b"%d" % day and len(key) == _SIZE else None

    def _begin(self) -> bytes:
        key = self._entropy(_SIZE)
        try:
            destroy(self._path)
            write_secret(self._path, b"%d\n%b" % (self._day, key))
        except OSError as error:
            _log.warning("The day's salt is kept in memory only: %s", error)
        return key


def standing_key(path: Path, entropy: Callable[[int], bytes] = os.urandom) -> bytes:
    """A key that stays: read from its file, or made where there is none.

    On a disk that can't be written it lives in memory until the restart.
    """
    try:
        key = path.read_bytes()
    except OSError:
        key = b""
    if len(key) != _SIZE:
        key = entropy(_SIZE)
        try:
            write_secret(path, key)
        except OSError as error:
            _log.warning("%s is remembered until the restart only: %s", path.name, error)
    return key


class StandingKey:
    """Turns Idempotency-Keys into the same ids after a restart, on any day.

    It hashes only what clients make up for one request, never anything about a person.
    """

    def __init__(self, folder: Path, entropy: Callable[[int], bytes] = os.urandom) -> None:
        self._key = standing_key(folder / "idempotency.key", entropy)

    def id(self, sender: str, key: bytes) -> bytes:
        """The 16-byte report id that a sender's Idempotency-Key stands for."""
        return blake2b(sender.encode() + b"\0" + key, digest_size=16, key=self._key).digest()


def write_secret(path: Path, data: bytes) -> None:
    """Write a file only its owner can read, whole or not at all. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def destroy(path: Path) -> None:
    """Overwrite a file in place, then remove it. Raises OSError.

    A disk that copies on write may keep the old block for a while; nothing in a file can help it.
    """
    try:
        with path.open("r+b") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()
