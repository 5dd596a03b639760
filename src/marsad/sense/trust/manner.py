"""How the reports of a case look at the close of a bin: what the signs say, all together."""

from __future__ import annotations

import msgspec

from marsad.nouns.verdict import Reason


class Manner(msgspec.Struct, frozen=True, array_like=True):
    """Reasons, and whether they keep a case from being a problem."""

    reasons: tuple[Reason, ...] = ()
    holds_back: bool = False

    @property
    def nats(self) -> float:
        """What they take from the certainty's odds, at least zero."""
        return -sum(reason.weight for reason in self.reasons)


PLAIN = Manner()
