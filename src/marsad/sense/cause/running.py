"""An episode while it runs: its last minutes are looked at anew with each window."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.traffic import Trait
from marsad.sense.cause import failing, traces
from marsad.sense.cause.episode import Episode, Probabilities
from marsad.sense.cause.features import Look, Point, look
from marsad.sense.cause.scorecard import UNCERTAIN, Cards, probabilities, verdict
from marsad.sense.cause.summary import Summary
from marsad.sense.cause.usual import Usual

__all__ = ["Running", "failing", "traces"]


@dataclass(slots=True)
class Running:
    """``usual`` is None where the log begins inside the episode; ``rate`` the usual one per
    second.
    """

    onset: int
    usual: Usual | None
    rate: float
    span: int
    """Windows judged together at most."""
    scatter: float = 1.0
    """Of the usual number of requests, in multiples of Poisson's variance."""
    before: float = 0.0
    """Requests of the window before it began."""
    windows: list[Summary] = field(default_factory=list[Summary])
    judged: int = 0
    pool: NDArray[np.float64] = field(default_factory=lambda: np.zeros(5))
    chances: Probabilities = (0.2, 0.2, 0.2, 0.2, 0.2)
    named: str = UNCERTAIN
    reached_at: int | None = None
    points: dict[str, Point] = field(default_factory=dict[str, Point])
    """What was last seen of each trait."""
    traits: tuple[Trait, ...] = ()
    requests: int = 0
    peak: float = 0.0
    back: int = 0
    """Windows since all was usual again."""

    def judge(self, window: Summary, cards: Cards, capacity: float) -> None:
        """Take a window in that is not back to the usual."""
        self.windows = [*self.windows[1 - self.span :], window]
        self.judged += 1
        before = self.before if self.windows[0].start <= self.onset else 0.0
        seen = Look(self.windows, self.usual, self.rate, self.onset, capacity, self.scatter, before)
        self.points = look(seen)
        card = cards.known if self.usual else cards.unknown
        scores = card.scores(self.points)
        fresh = 1.0 if self.judged <= self.span else 1.0 / self.span
        self.pool = self.pool + fresh * (scores - scores.max() - self.pool)
        self.chances = probabilities(self.pool)
        self.traits = card.traits(self.points, self.pool)
        named = verdict(self.chances)
        if self.usual is None and named == "crowd":
            # Without a usual, a crowd and a busy service look the same.
            named = UNCERTAIN
        if named != self.named:
            self.named, self.reached_at = named, None if named == UNCERTAIN else window.end

    def count(self, window: Summary) -> None:
        self.requests += round(window.requests)
        self.peak = max(self.peak, window.requests / window.seconds)

    def told(self, end: int | None = None) -> Episode:
        """As others see it."""
        return Episode(
            self.onset,
            end,
            self.named,
            self.chances,
            self.reached_at,
            self.traits,
            self.requests,
            round(self.peak, 3),
        )
