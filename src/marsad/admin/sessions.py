"""Sessions of editors: who is signed in, since when, and how sure we are that it is them."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from typing import NamedTuple

from marsad.admin.editors import Editor
from marsad.admin.register import Register, hashed

LIFE_MS = 12 * 3_600_000
IDLE_MS = 2 * 3_600_000
SURE_MS = 10 * 60_000
"""So long after signing in, what a thief of the session would want may be done without asking."""
_TOUCH_MS = 60_000
"""Use is written down once a minute at most."""
_COLUMNS = "s.id, s.began, s.used, s.sure, s.how, s.browser, e.id, e.name, e.password, e.added"


class Session(NamedTuple):
    """One browser in which an editor is signed in."""

    id: bytes
    """The hash of its token."""
    began: int
    used: int
    sure: int
    """When the editor last proved who they are (instant)."""
    how: str
    """``password``, ``passkey`` or ``link``."""
    browser: str
    editor: Editor

    def is_sure(self, now: int) -> bool:
        """Whether it was proved lately."""
        return now - self.sure <= SURE_MS


class Sessions:
    """The sessions in a register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def open(self, editor: bytes, how: str, browser: str, now: int) -> bytes:
        """Begin a session; its token is 256 random bits, of which the file keeps a hash."""
        token = secrets.token_bytes(32)
        self._register.rows(
            "DELETE FROM session WHERE began<=? OR used<=?", (now - LIFE_MS, now - IDLE_MS)
        )
        self._register.rows(
            "INSERT INTO session VALUES (?,?,?,?,?,?,?)",
            (hashed(token), editor, now, now, now, how, browser),
        )
        return token

    def find(self, token: bytes, now: int) -> Session | None:
        """The session of a token, while it lives; finding it is using it."""
        found = self._found("s.id=?", hashed(token), now)
        if found and now - found[0].used >= _TOUCH_MS:
            self._register.rows("UPDATE session SET used=? WHERE id=?", (now, found[0].id))
        return found[0] if found else None

    def renew(self, session: Session, how: str, now: int) -> bytes:
        """Another token for a session whose editor has just proved who they are."""
        token = secrets.token_bytes(32)
        self._register.rows(
            "UPDATE session SET id=?, sure=?, used=?, how=? WHERE id=?",
            (hashed(token), now, now, how, session.id),
        )
        return token

    def of(self, editor: bytes, now: int) -> list[Session]:
        """An editor's sessions, the last used first."""
        return self._found("s.editor=?", editor, now)

    def end(self, id: bytes, editor: bytes) -> None:
        """End one session of an editor's."""
        self._register.rows("DELETE FROM session WHERE id=? AND editor=?", (id, editor))

    def end_others(self, editor: bytes, kept: bytes = b"") -> None:
        """End all sessions of an editor's but one, and know none of their browsers any more."""
        self._register.rows("DELETE FROM session WHERE editor=? AND id<>?", (editor, kept))
        self._register.rows("DELETE FROM device WHERE editor=?", (editor,))

    def _found(self, which: str, value: bytes, now: int) -> list[Session]:
        rows = self._register.rows(
            f"SELECT {_COLUMNS} FROM session s JOIN editor e ON e.id=s.editor WHERE {which} "
            "AND s.began>? AND s.used>? ORDER BY s.used DESC, s.id",
            (value, now - LIFE_MS, now - IDLE_MS),
        )
        return [Session(*row[:6], editor=Editor(*row[6:])) for row in rows]


def form_token(token: bytes) -> str:
    """What every form of a session carries: it follows from the session's token, not back to it."""
    return blake2b(b"form", digest_size=16, key=token).hexdigest()
