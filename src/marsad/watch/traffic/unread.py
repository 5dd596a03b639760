"""Lines of a log that could not be read: how many, which one first, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marsad.watch.traffic.lines import FIRST_UNREAD, LINE, REASON, UNREAD
from marsad.watch.traffic.row import CUT_OFF, NO_OBJECT, ODD_STATUS, SENSELESS, TOO_LONG, UNTIMED

REASONS = {
    UNTIMED: "has no time",
    ODD_STATUS: "has a status that is no number",
    CUT_OFF: "has too few fields",
    NO_OBJECT: "is no JSON object",
    TOO_LONG: "is too long",
    SENSELESS: "says neither who asked nor what for",
}


@dataclass(frozen=True, slots=True)
class Unread:
    """Of one log."""

    log: str
    lines: int
    of: int
    first: int
    """Number of the first of them, from 1."""
    reason: int

    @classmethod
    def told(cls, log: str, progress: NDArray[np.int64]) -> Unread:
        """As the compiled readers counted them (``lines.Desk.progress``)."""
        numbers = (int(progress[each]) for each in (UNREAD, LINE, FIRST_UNREAD, REASON))
        return cls(log, *numbers)

    def __str__(self) -> str:
        """One line: how many, where, what, and what to do; empty where all were read."""
        if not self.lines:
            return ""
        noun = "line" if self.lines == 1 else "lines"
        return (
            f"{self.lines:,} {noun} of {self.of:,} could not be read; the first, {self.log}:"
            f"{self.first}, {REASONS[self.reason]}; look at it: sed -n {self.first}p {self.log}"
        )
