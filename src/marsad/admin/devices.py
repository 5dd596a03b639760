"""Browsers that an editor has signed in from before: strangers' guesses don't slow them down.

After "Slow Down Online Guessing Attacks with Device Cookies" (OWASP).
"""

from __future__ import annotations

import secrets

from marsad.admin.register import Register, hashed

LIFE_MS = 90 * 86_400_000


class Devices:
    """The browsers in a register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def give(self, editor: bytes, now: int) -> bytes:
        """A token by which a browser will be known again as an editor's."""
        token = secrets.token_bytes(32)
        self._register.rows("DELETE FROM device WHERE given<=?", (now - LIFE_MS,))
        self._register.rows("INSERT INTO device VALUES (?,?,?)", (hashed(token), editor, now))
        return token

    def knows(self, token: bytes, editor: bytes, now: int) -> bool:
        """Whether the token was given to a browser of this editor's."""
        return bool(
            self._register.rows(
                "SELECT 1 FROM device WHERE id=? AND editor=? AND given>?",
                (hashed(token), editor, now - LIFE_MS),
            )
        )
