"""The passkeys of editors, as they were registered."""

from __future__ import annotations

from typing import NamedTuple

import apsw

from marsad.admin.editors import Editor
from marsad.admin.register import Register

MOST = 20
"""Passkeys of one editor."""


class Passkey(NamedTuple):
    """One credential (WebAuthn level 3, 6.1)."""

    id: bytes
    editor: bytes
    key: bytes
    """Public key, as COSE has it."""
    uses: int
    """Its signature counter; 0 where the device keeps none."""
    label: str
    added: int
    used: int


class Passkeys:
    """The passkeys in a register."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def add(self, passkey: Passkey) -> bool:
        """Keep one; False where it is known already, or the editor has too many."""
        try:
            kept = self._register.rows(
                "INSERT INTO passkey SELECT ?1,?2,?3,?4,?5,?6,?7 WHERE "
                "(SELECT count(*) FROM passkey WHERE editor=?2)<?8 RETURNING id",
                (*passkey, MOST),
            )
        except apsw.ConstraintError:
            return False
        return bool(kept)

    def find(self, id: bytes) -> tuple[Passkey, Editor] | None:
        """A passkey, and whose it is."""
        rows = self._register.rows(
            "SELECT p.*, e.id, e.name, e.password, e.added FROM passkey p "
            "JOIN editor e ON e.id=p.editor WHERE p.id=?",
            (id,),
        )
        return (Passkey(*rows[0][:7]), Editor(*rows[0][7:])) if rows else None

    def of(self, editor: bytes) -> list[Passkey]:
        """An editor's passkeys, the oldest first."""
        return [
            Passkey(*row)
            for row in self._register.rows(
                "SELECT * FROM passkey WHERE editor=? ORDER BY added, id", (editor,)
            )
        ]

    def use(self, id: bytes, uses: int, now: int) -> None:
        """Note that it signed."""
        self._register.rows("UPDATE passkey SET uses=?, used=? WHERE id=?", (uses, now, id))

    def remove(self, id: bytes, editor: bytes) -> None:
        """Forget one of an editor's."""
        self._register.rows("DELETE FROM passkey WHERE id=? AND editor=?", (id, editor))
