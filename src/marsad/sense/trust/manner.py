"""How the reports of a case look at the close of a bin: what the signs say, all together."""

from __future__ import annotations

import math

import msgspec

from marsad.nouns.verdict import Reason


class Manner(msgspec.Struct, frozen=True, array_like=True):
    """Reasons, and what they leave of a case."""

    reasons: tuple[Reason, ...] = ()
    rest: float = math.inf
    """Nats by which those who don't complain of something else tell of a problem."""

    @property
    def nats(self) -> float:
        """What they take from the certainty's odds, at least zero."""
        return -sum(reason.weight for reason in self.reasons)


PLAIN = Manner()
