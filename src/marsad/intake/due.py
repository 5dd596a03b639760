"""An answer that a connection owes, in its turn."""

from __future__ import annotations

from typing import Protocol

import msgspec

from marsad.intake.answer import Answer


class Debtor(Protocol):
    """A connection that owes answers."""

    def settle(self) -> None:
        """Send the answers whose turn has come."""
        ...


class Due(msgspec.Struct, gc=False):
    """The place of one request's answer among those of its connection."""

    wire: Debtor
    last: bool
    """Whether the connection is to be closed after it."""
    answer: Answer | None = None

    def give(self, answer: Answer) -> None:
        """The answer is there; it goes out as soon as those before it have."""
        self.answer = answer
        self.wire.settle()
