"""The life of an outage after it was noticed: peak, decline, relapse, end.

Two likelihood-ratio CUSUMs run on the counts of the series that leads: one for a fall, one for a
rise. Each compares two shares of the peak's excess, so that an outage of five reports and one of
fifty thousand a minute are followed alike. Counts during an outage are noisier than usual ones:
their dispersion grows with the rate (``RESTLESS``).
"""

from __future__ import annotations

import math

import msgspec

from marsad.sense.tuning import Tuning

RESTLESS = 0.02
"""Squared relative wobble of the rate from bin to bin during an outage."""
REMNANT = 0.1
"""Share of the peak's excess that may be left at the end."""
GROWN = 1.5
"""Times its mean excess that an outage must have grown to for a new plateau."""
SMOOTH_REPORTS = 40.0
SHORTEST, LONGEST = 3.0, 20.0
"""Minutes: the smoothing half-life holds about SMOOTH_REPORTS within these bounds."""


def evidence(x: float, high: float, low: float, phi: float) -> float:
    """Log NB1(x; high, phi) / NB1(x; low, phi), in nats."""
    phi = max(phi, 1.05) + RESTLESS * 0.5 * (high + low)
    f = phi - 1.0
    a, b = high / f, low / f
    return (
        math.lgamma(x + a)
        - math.lgamma(a)
        - math.lgamma(x + b)
        + math.lgamma(b)
        - (a - b) * math.log(phi)
    )


class Track(msgspec.Struct):
    """Running state; rates are reports a minute, minutes since 1970."""

    reports: float = 0.0
    expected: float = 0.0
    minutes: float = 0.0
    smooth_x: float = 0.0
    smooth_t: float = 0.0
    peak: float = 0.0
    """Highest smoothed excess."""
    peak_at: int = 0
    peak_expected: float = 0.0
    height: float = 0.0
    """Excess that decline and end are measured against: the peak since the last relapse."""
    falling: float = 0.0
    fell_from: int = 0
    rising: float = 0.0
    rose_from: int = 0
    trough: float = 0.0
    declining: bool = False
    excess: float = 0.0
    """Smoothed excess now."""

    @property
    def remnant(self) -> float:
        """Excess a minute that may still be there when the end is called."""
        return max(self.excess, REMNANT * self.height)

    def start(self, reports: float, expected: float, begin: int, end: int) -> None:
        """Take over what came between onset and now."""
        self.minutes = max(1.0, float(end - begin))
        self.reports, self.expected = reports, expected
        weight = min(1.0, SHORTEST / self.minutes)
        self.smooth_x, self.smooth_t = reports * weight, self.minutes * weight
        self.fell_from = self.rose_from = end
        self._rise(end, expected / self.minutes)

    def renew(self) -> None:
        """Forget any fall seen while it was no more than a doubt."""
        self.declining, self.falling, self.rising = False, 0.0, 0.0
        self.height = self.excess

    def follow(self, x: float, lam: float, phi: float, minute: int, step: int, t: Tuning) -> None:
        """One more bin, from minute on."""
        self.reports += x
        self.expected += lam
        self.minutes += step
        self._smooth(x, step)
        usual = lam / step
        self._rise(minute + step // 2, usual)
        self._decline(x, lam, phi, minute, step, t)

    def _smooth(self, x: float, step: int) -> None:
        rate = max(self.smooth_x / max(self.smooth_t, 1e-9), 1e-6)
        half = max(min(LONGEST, max(SHORTEST, SMOOTH_REPORTS / rate)), 0.5 * step)
        fade = 0.5 ** (step / half)
        self.smooth_x = self.smooth_x * fade + x
        self.smooth_t = self.smooth_t * fade + step

    def _rise(self, minute: int, usual: float) -> None:
        mean = max(self.reports / self.minutes, 1e-6)
        rate = (self.smooth_x + 5.0) / (self.smooth_t + 5.0 / mean)
        self.excess = max(0.0, rate - usual)
        if self.excess > self.peak:
            self.peak, self.peak_at, self.peak_expected = self.excess, minute, usual
        if self.excess > self.height:
            self.height = self.excess
            if not self.declining:
                self.falling = 0.0

    def _decline(self, x: float, lam: float, phi: float, minute: int, step: int, t: Tuning) -> None:
        height = self.height * step
        if not self.declining:
            if self.falling <= 0.0:
                self.fell_from = minute
            gain = evidence(x, lam + 0.5 * height, lam + 0.85 * height, phi)
            self.falling = max(0.0, self.falling + gain)
            if self.falling >= t.decline:
                self.declining, self.rising, self.trough = True, 0.0, self.excess
            return
        self.trough = min(self.trough, self.excess)
        low = lam + 1.3 * self.trough * step + 0.02 * height
        high = lam + max(0.35 * height, 3.0 * self.trough * step)
        self._climb(evidence(x, high, low, phi), minute)
        if self.rising >= t.relapse:
            self.declining, self.falling = False, 0.0
            self.height = self.excess

    def _climb(self, gain: float, minute: int) -> None:
        if self.rising <= 0.0:
            self.rose_from = minute
        self.rising = max(0.0, self.rising + gain)

    def grows(self, x: float, lam: float, mean: float, phi: float, minute: int, t: Tuning) -> bool:
        """Has the excess of a bin, in no decline, grown well over its ``mean`` so far?"""
        self._climb(evidence(x, lam + GROWN * mean, lam + mean, phi), minute)
        return self.rising >= t.relapse
