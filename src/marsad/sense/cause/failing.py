"""How each trait of failing is seen: errors, refusals, slowness, with more requests and without."""

from __future__ import annotations

import math

from marsad.sense.cause import sums as at
from marsad.sense.cause.features import Look, Point, divergence, trace
from marsad.sense.cause.traces import rate, unknown, usual_or_nothing

LEAST_ERRORS = 0.01
"""Share of errors below which differences don't count."""
SWIFT = math.log(0.2)
"""Time to answer that a service of unknown habits is held against."""
HALF_RISE = 0.5
"""Rise, as a multiple of the usual, at which a service half counts as asked for more."""
PRIOR_FAILED = 10.0
"""Failures in the usual places added before places are compared."""


def _still(seen: Point, look: Look) -> Point:
    """It weighs in full where no more is asked than usual, less and less where more is."""
    if not look.usual:
        return Point(seen.value, math.nan, 0.0)
    calm = 1.0 / (1.0 + (look.rise / HALF_RISE) ** 2)
    return seen._replace(weighed=max(seen.weighed, 0.0) * calm)


@trace("failing_still")
def failing_still(look: Look) -> Point:
    return _still(errors(look), look)


@trace("slow_still")
def slow_still(look: Look) -> Point:
    return _still(slowness(look), look)


@trace("errors")
def errors(look: Look) -> Point:
    value, usual = look.now.errors, look.was.errors
    log = look.ratio(value + LEAST_ERRORS, usual + LEAST_ERRORS, -1.0, 5.0)
    return Point(value, usual_or_nothing(look, usual), log)


@trace("denied")
def denied(look: Look) -> Point:
    value, usual = look.now.denied, look.was.denied
    return Point(value, usual_or_nothing(look, usual), (value - usual) * look.trust)


@trace("failing_rise")
def failing_rise(look: Look) -> Point:
    both = errors(look).weighed * rate(look).weighed
    return Point(look.now.errors, usual_or_nothing(look, look.was.errors), max(both, 0.0))


@trace("slowness")
def slowness(look: Look) -> Point:
    if unknown(look, "timed"):
        return Point(0.0, math.nan, 0.0)
    usual = look.was.log_seconds if look.usual else SWIFT
    # That answers are quicker than usual says nothing: what is asked for differs.
    log = min(max(look.now.log_seconds - usual, 0.0), 4.0) * look.trust
    return Point(math.exp(look.now.log_seconds), usual_or_nothing(look, math.exp(usual)), log)


@trace("partial_failure")
def partial_failure(look: Look) -> Point:
    failed, asked = look.run.hist[at.FAILED], look.run.hist[at.PATH]
    if failed.sum() < 5.0:
        return Point(0.0, math.nan, 0.0)
    part = asked / max(float(asked.sum()), 1e-9)
    value = divergence((failed + PRIOR_FAILED * part) / (failed.sum() + PRIOR_FAILED), part)
    return Point(value, math.nan, value * look.trust)


@trace("error_lead")
def error_lead(look: Look) -> Point:
    each, before, failed = look.expected / len(look.windows), 0.0, 0.0
    if not look.usual:
        return Point(0.0, math.nan, 0.0)
    for window in look.windows:
        if window.requests > 1.5 * each:
            break
        before += window.requests
        failed += float(window.sums[at.ERRORS])
    value = failed / (before + 5.0)
    return Point(value, look.was.errors, max(value - look.was.errors, 0.0))
