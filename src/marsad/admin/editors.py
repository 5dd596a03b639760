"""Accounts of editors. A name is public: the correction log shows it beside what was done."""

from __future__ import annotations

import secrets
from typing import NamedTuple
from unicodedata import category, normalize

import apsw

from marsad.admin.register import Register
from marsad.nouns.failure import Failure

LONGEST_NAME = 40
_COLUMNS = "id, name, password, added"


class Editor(NamedTuple):
    """One account."""

    id: bytes
    """16 random bytes; passkeys know the account by them."""
    name: str
    password: str
    """Its argon2id hash."""
    added: int


class Editors:
    """The accounts in a register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def add(self, name: str, password: str, now: int) -> Editor:
        """A new account; ``password`` is a hash. Raises Failure for a name that can't be taken."""
        name = proper(name)
        editor = Editor(secrets.token_bytes(16), name, password, now)
        try:
            self._register.rows(
                "INSERT INTO editor VALUES (?,?,?,?,?)",
                (editor.id, name, known_as(name), password, now),
            )
        except apsw.ConstraintError:
            raise Failure(
                "is an editor already", where=name, remedy="choose another name"
            ) from None
        return editor

    def remove(self, name: str) -> None:
        """Forget an account, its passkeys and sessions. Raises Failure where there is none."""
        gone = self._register.rows(
            "DELETE FROM editor WHERE known_as=? RETURNING id", (known_as(name),)
        )
        if not gone:
            raise nobody(name)

    def all(self) -> list[Editor]:
        """Every account, by name."""
        return [
            Editor(*row)
            for row in self._register.rows(f"SELECT {_COLUMNS} FROM editor ORDER BY known_as")
        ]

    def named(self, name: str) -> Editor | None:
        """The account of that name, however it is capitalized."""
        found = self._register.rows(
            f"SELECT {_COLUMNS} FROM editor WHERE known_as=?", (known_as(name),)
        )
        return Editor(*found[0]) if found else None

    def there_are(self) -> bool:
        """Whether there is any account."""
        return bool(self._register.rows("SELECT 1 FROM editor LIMIT 1"))

    def keep_password(self, editor: bytes, password: str) -> None:
        """Replace the hash of a password."""
        self._register.rows("UPDATE editor SET password=? WHERE id=?", (password, editor))


def known_as(name: str) -> str:
    """How names are compared: two that look alike but for capitals are one.

    >>> known_as("Salma ") == known_as("SALMA")
    True
    """
    return normalize("NFKC", name).strip().casefold()


def proper(name: str) -> str:
    """The name as it is kept and shown. Raises Failure for one that no page could show."""
    kept = normalize("NFC", name).strip()
    if (
        not kept
        or len(kept) > LONGEST_NAME
        or any(category(c)[0] in "CZ" for c in kept if c != " ")
    ):
        raise Failure(
            "is no name for an editor",
            where=repr(name[:60]),
            remedy=f"write up to {LONGEST_NAME} letters on one line; the public log will show it",
        )
    return kept


def nobody(name: str) -> Failure:
    """The failure where no account has that name."""
    return Failure("is no editor", where=repr(name[:60]), remedy="marsad admin list names them")
