"""When an episode begins and when it is over: rate, errors and slowness against the usual.

Each is summed over the last 1, 2, 3, 6, 12 and 24 windows and compared with what the usual level
would bring: a generalised likelihood ratio over the moment of change (Lorden 1971; Lai 1995), for
a rise and for a fall. Requests come in bursts, and bursts in waves: the likelihood is divided by
how much more than Poisson's their number scatters over as many windows (``scatter.Scatter``).
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

from marsad.sense.cause import sums as at
from marsad.sense.cause.scatter import Scatter
from marsad.sense.cause.summary import Summary

REACHES = (1, 2, 3, 6, 12, 24)
"""Windows looked back over."""
ENOUGH = 10.0
"""Nats of surprise that begin an episode."""
RISE, FALL = 1.35, 0.6
"""Times the usual rate that are worth an episode."""
LEAST_RISE, LEAST_ERRORS, LEAST_DENIED = 8.0, 0.02, 0.10
"""Requests above the usual number; shares of 5xx and 4xx above the usual ones."""
SLOWER = math.log(2.0)
VISIT = 8.0
"""Requests of a visit."""
HORIZON = 120
"""Windows of memory."""
KNOWN, SETTLED = 3, 6
"""Windows after which the level is known at all, and well enough to notice a fall."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What of a window the level is about."""

    start: int
    requests: float
    errors: float
    denied: float
    timed: float
    log_seconds: float
    """Sum over the timed ones."""


def tick(window: Summary) -> Tick:
    sums = window.sums.tolist()
    return Tick(
        window.start,
        sums[at.REQUESTS],
        sums[at.ERRORS],
        sums[at.DENIED],
        sums[at.TIMED],
        sums[at.LOG_SECONDS],
    )


@dataclass(slots=True)
class Level:
    """The usual rate, error share and slowness of a window; forgets exponentially."""

    windows: int = 0
    mean: float = 0.0
    scatter: Scatter = field(default_factory=Scatter)
    errors: float = 0.0
    denied: float = 0.0
    asked: float = 0.0
    """Sums (decaying) of errors, refusals and requests."""
    slow: float = 0.0
    slow_wobble: float = 0.09
    timed: float = 0.0
    last: deque[Tick] = field(default_factory=lambda: deque[Tick](maxlen=REACHES[-1]))

    @property
    def known(self) -> bool:
        return self.windows >= KNOWN and self.mean > 0.0

    def learn(self, now: Tick) -> None:
        """Take a window of usual traffic in."""
        part = max(1.0 / (self.windows + 1), 1.0 / HORIZON)
        requests = now.requests
        if self.known:
            requests = min(requests, 3.0 * self.mean + 10.0)
            self.scatter.learn(requests, self.mean)
        self.mean += part * (requests - self.mean)
        keep = 1.0 - 1.0 / HORIZON
        self.errors = keep * self.errors + min(now.errors, 0.2 * now.requests)
        self.denied = keep * self.denied + now.denied
        self.asked = keep * self.asked + now.requests
        if now.timed >= 1.0:
            slow = now.log_seconds / now.timed
            if self.timed > 0.0:
                self.slow_wobble += part * (min((slow - self.slow) ** 2, 1.0) - self.slow_wobble)
            self.slow += max(part, 1.0 / (self.timed + 1.0)) * (slow - self.slow)
            self.timed += 1.0
        self.windows += 1

    def begun(self, now: Tick, *, whole: bool = True) -> int | None:
        """The start (instant) of an episode that this window shows to have begun, or None; of a
        window that isn't ``whole``, that little is asked says nothing.
        """
        self.last.append(now)
        few = not whole and now.requests < self.mean
        if not self.known or few:
            return None
        best, onset = 0.0, None
        for reach in REACHES:
            if reach > len(self.last):
                break
            run = list(self.last)[-reach:]
            surprise = self.surprise(run)
            if surprise >= ENOUGH and surprise > best:
                best, onset = surprise, run[0].start
        return onset

    def surprise(self, run: list[Tick]) -> float:
        """Nats by which a run of windows has left the usual, by whatever it has most."""
        asked = sum(now.requests for now in run)
        return max(
            self._rate(asked, len(run)),
            self._failing(sum(now.errors for now in run), asked, self.errors, LEAST_ERRORS),
            self._failing(sum(now.denied for now in run), asked, self.denied, LEAST_DENIED),
            self._slow(run),
        )

    def _rate(self, asked: float, windows: int) -> float:
        usual = self.mean * windows
        low = asked < FALL * usual and self.windows >= SETTLED
        if not low:
            # One more visit may have been usual than so short a past had.
            usual += VISIT * windows / self.windows
        if not low and (asked < RISE * usual or asked < usual + LEAST_RISE):
            return 0.0
        surprise = asked * math.log(max(asked, 1e-9) / usual) - (asked - usual)
        known_badly = 1.0 + 3.0 * windows / self.windows
        return surprise / (self.scatter.over(windows, self.mean) * known_badly)

    def _failing(self, bad: float, asked: float, bad_before: float, least: float) -> float:
        usual = (bad_before + 0.5) / (self.asked + 50.0)
        share = bad / max(asked, 1.0)
        if share < usual + least or share < 2.0 * usual:
            return 0.0
        surprise = bad * math.log(share / usual)
        if share < 1.0:
            surprise += (asked - bad) * math.log((1.0 - share) / (1.0 - usual))
        return surprise / 1.5

    def _slow(self, run: list[Tick]) -> float:
        timed = sum(now.timed for now in run)
        if timed < 5.0 or self.timed < KNOWN:
            return 0.0
        rise = sum(now.log_seconds for now in run) / timed - self.slow
        if rise < SLOWER:
            return 0.0
        return rise * rise / 2.0 / (max(self.slow_wobble, 0.01) / len(run) + 0.01)
