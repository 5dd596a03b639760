"""What a peer is handed of one series, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Past:
    """One series up to now, oldest bin first; arrays of one length."""

    counts: Floats
    mean: Floats
    """The truth, for the clairvoyant only."""
    usual: Floats
    """What Marsad expected, for methods that need an expected count and bring none."""
    phi: float = 1.3
    """Variance over mean: the truth, for the clairvoyant only."""
    ratio: float = 3.0
    """Size of the outage looked for: the truth, for the clairvoyant only."""
    plain: Floats = field(default_factory=lambda: np.zeros(0))
    """The truth without nuisance, for Bayes only; its first bin is at midnight."""


class Peer(Protocol):
    """A method as a score, higher where an outage is likelier."""

    name: str
    step: int
    """Bins of the data between two answers."""
    native: float | None
    """The score its authors alarm at; None where they publish none."""
    reach: int
    """Bins of the past an answer depends on."""

    def scores(self, past: Past, begin: int) -> Floats:
        """One score for each ``step`` bins from ``begin`` (a multiple of ``step``) on.

        Causal: a score depends on bins up to and including those it is for.
        """
        ...
