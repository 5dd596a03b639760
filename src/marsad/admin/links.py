"""Links that sign an editor in once: made on the command line, good for a quarter of an hour."""

from __future__ import annotations

import secrets

from marsad.admin.editors import Editor
from marsad.admin.register import Register, hashed

LIFE_MS = 15 * 60_000


class Links:
    """The links in a register; it keeps hashes of their tokens."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def make(self, editor: bytes, now: int) -> bytes:
        """The token of a new link; older ones of this editor's end."""
        token = secrets.token_bytes(32)
        self._register.rows("DELETE FROM link WHERE editor=? OR until<=?", (editor, now))
        self._register.rows(
            "INSERT INTO link VALUES (?,?,?)", (hashed(token), editor, now + LIFE_MS)
        )
        return token

    def take(self, token: bytes, now: int) -> Editor | None:
        """Whose link it is, if it is still good. It is used up by this."""
        rows = self._register.rows(
            "DELETE FROM link WHERE id=? RETURNING editor, until", (hashed(token),)
        )
        if not rows or rows[0][1] <= now:
            return None
        found = self._register.rows(
            "SELECT id, name, password, added FROM editor WHERE id=?", (rows[0][0],)
        )
        return Editor(*found[0]) if found else None
