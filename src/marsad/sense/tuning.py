"""All parameters of the detector: in come an operator's wishes, out go thresholds and knobs."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import msgspec
import numpy as np

from marsad.nouns.minute import DAY_MINUTES
from marsad.sense.columns import Ints

YEAR_MINUTES = 525_960
CLUMP = 3.0
"""Bins for each independent chance of a false alarm, as simulated: 2.5 to 6 at any rate and width
(Siegmund 1985 has the constant for a CUSUM of known size)."""
LEVEL_BINS, YOUNG_BINS, DISPERSION_BINS = 4.0, 2.0, 60.0
"""Least half-lives of the level, of a young one and of the dispersion, where bins are wide: from
fewer bins none of them is known."""


class Knobs(NamedTuple):
    """What the compiled sweep needs of a Tuning, as plain numbers in its own units."""

    step: int
    back: float
    left: float
    """What is left of a wobble after one bin."""
    fade: float
    """What is left of a CUSUM after one bin: outages last hours, so half is forgotten in a day."""
    wobble_margin: float
    wobble_new_day: float
    wide_variance: float
    opened: int
    """The first minute ever watched."""
    stir: float
    """Statistic of one series (nats) from which its service is judged."""
    keep: float
    """An excursion that passes this (nats) is never learned."""
    prior_reports: float
    prior_minutes: float
    silence: int
    """Minutes of silence before a service's first report that count as evidence, at most."""
    margin: float
    """Normal quantile of the level's upper credible limit that is tested against."""
    floor: float
    part_floor: float
    cold_slope: float
    """Share by which a rate changes in a minute, where the day's swing is steepest."""
    cold_variance: float
    """Relative variance of the wobble while the shape of the day is unknown: one that goes as far
    in an hour (or a bin) as the steepest slope of such a day does."""
    cold_minutes: float
    young_reports: float
    level_half_life: float
    young_half_life: float
    dispersion: float
    dispersion_prior: float
    dispersion_half_life: float
    hour_prior: float
    day_prior: float
    day_variance: float
    shape_half_life: float
    """In visits of an hour of the day (days)."""
    page_reports: float
    holiday_variance: float
    event_variance: float
    mild: float
    mild_minutes: float
    accept_least: float
    accept_most: float
    accept_quiet: float
    calendars: Ints = np.zeros((0, 3), np.int32)
    """What days it is where, with ``stretches``: see ``Calendars``."""
    stretches: Ints = np.zeros((0, 3), np.int32)


class Tuning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parameters of the detector; the defaults serve every step, rate and kind of service.

    An operator sets ``false_alarms``; thresholds follow from it by theory, never by retuning.
    Half-lives are minutes unless said otherwise, rates are reports a minute.
    """

    false_alarms: float = 1.0
    """Budget of false ``problem`` declarations per service-year, over all series of a service."""
    suspicions: float = 12.0
    """How many ``possible`` states the budget allows for each false alarm."""
    real_outages: float = 6.0
    """Real outages a service is taken to have in a year, for the certainty."""
    least_reports: float = 5.0
    """Reports above expected below which nothing is a problem: three people are not an outage."""

    prior_reports: float = 0.3
    """Shape of the Gamma prior on a level never seen before; small is heavy-tailed."""
    prior_minutes: float = 0.1
    """Its rate, times the root of a bin's width: with ``margin``, a first minute of 30 reports
    may be a service's usual."""
    silence: int = 60
    """Minutes of watching without a report that count as evidence when a service first speaks.
    Zero where a series starts because its file does."""
    margin: float = 2.5
    """Standard normal quantile of the credible limit of the level that counts are tested against,
    so that a level little known must be exceeded by more."""
    floor: float = 0.01
    """No whole service is expected to have fewer reports than this."""
    part_floor: float = 0.01
    cold_swing: float = 10.0
    """Peak over trough of a day whose shape is unknown (real ones: 6 to 17): a series is taken to
    wobble as fast as such a day ..."""
    cold_minutes: float = 2.0 * DAY_MINUTES
    """... less by a factor e in this time, as its hours get known."""
    young_reports: float = 30.0
    """Reports learned after which ``margin`` counts half."""

    level_half_life: float = 14.0 * DAY_MINUTES
    young_half_life: float = 15.0
    """While no day of it is known, a level forgets as fast as such a day and the count of its
    reports ask for together, but no faster than this; then with half its age beyond a day."""
    wobble_back: float = 300.0
    """Minutes in which a wobble falls by a factor e back to one."""
    wobble_margin: float = 1.2
    """What the wobble's learned variance is multiplied by: its extremes are wilder than normal."""
    wide_variance: float = 0.01
    """That variance where bins are too wide for an hour to tell of it."""
    wobble_new_day: float = 0.5
    """Share of that variance which is open again when a day begins."""
    dispersion: float = 1.5
    """Variance over mean before anything is known (median of real curves: 1.8)."""
    dispersion_prior: float = 60.0
    dispersion_half_life: float = 21.0 * DAY_MINUTES
    hour_prior: float = 12.0
    """Expected reports' worth of belief that an hour of the day is like the others."""
    day_prior: float = 65.0
    """The same for a day of the week, on top of one day of reports."""
    day_variance: float = 0.02
    """Relative variance of a day of the week never visited."""
    holiday_variance: float = 0.03
    """Relative variance of a holiday never visited, about a usual day of rest. It falls with every
    holiday, as that of days of the week does."""
    event_variance: float = 0.03
    """Relative variance of what is expected while a known event runs, beside the wobble's: a rise
    that begins with it is followed within minutes or hours, a steep one is told as ever."""
    shape_half_life: float = 28.0
    """Days."""
    page_reports: float = 30.0
    """Reports learned before a series gets a daily shape of its own; until then it has that of
    its service."""

    keep: float = 9.0
    """An excursion above this many nats is not learned from."""
    mild: float = 3.0
    """What is held back is learned as soon as the statistic is under this again (nats) ..."""
    mild_minutes: float = 20.0
    """... and it has been held back for so long (2 bins, where bins are wide)."""
    accept_least: float = 60.0
    """A new level is accepted as usual after as long as the series is old, but at least this ..."""
    accept_most: float = 2_160.0
    """... and at most this (8 and 24 bins, where bins are wide)."""
    accept_quiet: float = 360.0
    """An excursion that never passed ``keep`` is learned after this at the latest."""

    decline: float = 4.0
    """Evidence (nats) that the rate has fallen to half the peak's excess: ``recovering``."""
    over: float = 0.95
    """Probability that an outage is over at which it is said to be: back to ``ok``."""
    relapse: float = 6.0
    """Evidence that a falling rate rises again."""
    tail_half_life: float = 90.0
    """Of the tail of reports still awaited after an end; only more than it is a new outage."""
    alone: float = 0.8
    """Share of the excess that one component must explain to be said to fail alone."""

    def threshold(self, step: int) -> float:
        """Nats a service's statistic must reach to be a problem.

        A likelihood ratio passes log A at most once in A bins (Shin, Ramdas, Rinaldo 2022); what
        passes lasts ``CLUMP`` bins on average, and is one alarm.
        """
        return math.log(YEAR_MINUTES / (CLUMP * self.false_alarms * step))

    def suspicion(self, step: int) -> float:
        """Nats a service's statistic must reach to be possible."""
        return max(self.threshold(step) - math.log(self.suspicions), 2.0)

    def knobs(self, step: int) -> Knobs:
        """What the compiled sweep needs."""
        return Knobs(
            step=step,
            wobble_margin=self.wobble_margin,
            wobble_new_day=self.wobble_new_day,
            wide_variance=self.wide_variance,
            opened=-1,
            keep=self.keep,
            prior_reports=self.prior_reports,
            silence=self.silence,
            margin=self.margin,
            floor=self.floor,
            part_floor=self.part_floor,
            cold_slope=self._cold_slope,
            cold_minutes=self.cold_minutes,
            young_reports=self.young_reports,
            dispersion=self.dispersion,
            dispersion_prior=self.dispersion_prior,
            mild=self.mild,
            **self._of_shape(),
            **self._by_width(step),
        )

    def _of_shape(self) -> dict[str, Any]:
        return {
            "hour_prior": self.hour_prior,
            "day_prior": self.day_prior,
            "day_variance": self.day_variance,
            "shape_half_life": self.shape_half_life,
            "holiday_variance": self.holiday_variance,
            "event_variance": self.event_variance,
            "page_reports": self.page_reports,
        }

    @property
    def _cold_slope(self) -> float:
        return math.log(self.cold_swing) * math.pi / DAY_MINUTES

    def _cold_variance(self, step: int) -> float:
        if step >= DAY_MINUTES:
            return 0.0
        swing, slope = math.log(self.cold_swing), self._cold_slope
        return min(swing * swing / 8.0, 0.5 * slope * slope * max(60.0, step) * self.wobble_back)

    def _by_width(self, step: int) -> dict[str, Any]:
        """Those that depend on the width of a bin; what takes time takes a few bins at least."""
        return {
            "stir": self.suspicion(step),
            "prior_minutes": self.prior_minutes * math.sqrt(step),
            "back": self.wobble_back,
            "cold_variance": self._cold_variance(step),
            "left": math.exp(-step / self.wobble_back),
            "fade": 0.5 ** (step / DAY_MINUTES),
            "level_half_life": max(self.level_half_life, LEVEL_BINS * step),
            "young_half_life": max(self.young_half_life, YOUNG_BINS * step),
            "dispersion_half_life": max(self.dispersion_half_life, DISPERSION_BINS * step),
            "mild_minutes": max(self.mild_minutes, 2.0 * step),
            "accept_least": max(self.accept_least, 8.0 * step),
            "accept_most": max(self.accept_most, 24.0 * step),
            "accept_quiet": max(self.accept_quiet, 8.0 * step),
        }
