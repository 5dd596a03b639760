"""How each trait is seen; adding one is adding a function here and a line in ``traits``."""

from __future__ import annotations

import math

import numpy as np

from marsad.sense.cause import sums as at
from marsad.sense.cause.features import SHARES, Look, Point, divergence, trace
from marsad.sense.cause.measure import entropy, focus

LEAST_ERRORS = 0.01
"""Share of errors below which differences don't count."""
SWIFT = math.log(0.2)
"""Time to answer that a service of unknown habits is held against."""


def _shares() -> None:
    for name, (which, told) in SHARES.items():
        trace(name)(lambda look, which=which, told=told: look.share(which, told))


_shares()


def _unknown(look: Look, told: str) -> bool:
    return max(getattr(look.now, told), getattr(look.was, told)) < 0.5


def _usual(look: Look, value: float) -> float:
    return value if look.usual else math.nan


@trace("rate")
def rate(look: Look) -> Point:
    per_second = look.now.requests / max(look.now.seconds, 1e-3)
    if not look.usual:
        return Point(per_second, math.nan, 0.0)
    usual = look.expected / max(look.now.seconds, 1e-3)
    return Point(per_second, usual, look.ratio(look.now.requests, look.expected, 0.0, 5.0))


@trace("fall")
def fall(look: Look) -> Point:
    if not look.usual:
        return Point(0.0, math.nan, 0.0)
    missing = max(1.0 - look.now.requests / max(look.expected, 1e-9), 0.0)
    return Point(missing, 0.0, missing * look.expected / (look.expected + 30.0))


@trace("new_clients")
def new_clients(look: Look) -> Point:
    if not look.usual or _unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    seconds, people = look.now.seconds, max(look.now.clients, 1e-9)
    expected = max(look.usual.clients.at(seconds), 1e-9)
    strangers = look.usual.new_rate * seconds
    top = max(people - expected, 0.3 * people)
    value = min(max((look.now.new - strangers) / top, 0.0), 1.0)
    return look.point(value, min(strangers / expected, 1.0))


@trace("returning_growth")
def returning_growth(look: Look) -> Point:
    if not look.usual or _unknown(look, "known"):
        return Point(1.0, math.nan, 0.0)
    seconds = look.now.seconds
    usual = max(look.usual.clients.at(seconds) - look.usual.new_rate * seconds, 0.0)
    growth = (look.now.clients - look.now.new + 3.0) / (usual + 3.0)
    return Point(growth, 1.0, look.ratio(growth, 1.0, -2.0, 4.0))


@trace("once_only_urls")
def once_only_urls(look: Look) -> Point:
    if not look.usual:
        return look.point(min(look.now.urls / max(look.now.requests, 1e-9), 1.0), 0.0)
    expected = look.usual.urls.at(look.expected)
    value = min(max((look.now.urls - expected) / max(look.top, 1e-9), 0.0), 1.0)
    return look.point(value, min(expected / max(look.expected, 1e-9), 1.0))


@trace("depth")
def depth(look: Look) -> Point:
    people = max(look.now.clients, 1e-9)
    if _unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    if not look.usual:
        value = look.now.requests / people
        return Point(value, math.nan, look.ratio(value, 1.0, 0.0, 4.0))
    expected = max(look.usual.clients.at(look.now.seconds), 1e-9)
    value = look.top / max(people - expected, 0.3 * people)
    usual = max(look.expected / expected, 1e-9)
    return Point(value, usual, look.ratio(value, usual, -3.0, 4.0))


@trace("agent_mix")
def agent_mix(look: Look) -> Point:
    weighed = 0.0 if _unknown(look, "named") else look.distance(at.AGENT)
    return Point(weighed, _usual(look, 0.0), weighed)


@trace("network_divergence")
def network_divergence(look: Look) -> Point:
    weighed = 0.0 if _unknown(look, "placed") else look.distance(at.ASN)
    return Point(weighed, _usual(look, 0.0), weighed)


@trace("agent_entropy")
def agent_entropy(look: Look) -> Point:
    if _unknown(look, "named"):
        return Point(0.0, math.nan, 0.0)
    point = look.point(entropy(look.mix(at.AGENT)), look.was.agent_entropy, -6.0, 6.0)
    return point._replace(weighed=point.weighed / 4.0)


@trace("url_entropy")
def url_entropy(look: Look) -> Point:
    point = look.point(entropy(look.mix(at.PATH)), look.was.url_entropy, -8.0, 8.0)
    return point._replace(weighed=point.weighed / 4.0)


@trace("network_entropy")
def network_entropy(look: Look) -> Point:
    if _unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)

    def part(bits: float, clients: float) -> float:
        return min(bits / math.log2(min(clients, 1024.0) + 1.0), 1.2) if clients >= 1.0 else 0.0

    value = part(entropy(look.mix(at.NETWORK)), look.now.clients)
    return look.point(value, part(look.was.network_entropy, look.was.clients))


@trace("page_focus")
def page_focus(look: Look) -> Point:
    return look.point(focus(look.mix(at.PATH)), look.was.page_focus)


@trace("referrer_focus")
def referrer_focus(look: Look) -> Point:
    if look.now.linked < 0.02:
        return Point(0.0, _usual(look, look.was.referrer_focus), 0.0)
    return look.point(focus(look.mix(at.REFERRER)), look.was.referrer_focus)


@trace("rate_spread")
def rate_spread(look: Look) -> Point:
    return look.point(look.now.rate_spread, look.was.rate_spread, -1.5, 1.5)


@trace("evenness")
def evenness(look: Look) -> Point:
    if _unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    value = min(max(look.above(look.now.evenness, look.was.evenness), 0.0), 1.0)
    return look.point(value, look.was.evenness)


@trace("agent_churn")
def agent_churn(look: Look) -> Point:
    if _unknown(look, "named") or _unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    value = min(max(look.above(look.now.agent_churn, look.was.agent_churn), 0.0), 6.0)
    point = look.point(value, look.was.agent_churn, -1.0, 6.0)
    return point._replace(weighed=point.weighed / 2.0)


@trace("errors")
def errors(look: Look) -> Point:
    value, usual = look.now.errors, look.was.errors
    log = look.ratio(value + LEAST_ERRORS, usual + LEAST_ERRORS, -1.0, 5.0)
    return Point(value, _usual(look, usual), log)


@trace("failing_rise")
def failing_rise(look: Look) -> Point:
    both = errors(look).weighed * rate(look).weighed
    return Point(look.now.errors, _usual(look, look.was.errors), max(both, 0.0))


@trace("slowness")
def slowness(look: Look) -> Point:
    if _unknown(look, "timed"):
        return Point(0.0, math.nan, 0.0)
    usual = look.was.log_seconds if look.usual else SWIFT
    log = min(max(look.now.log_seconds - usual, -2.0), 4.0) * look.trust
    return Point(math.exp(look.now.log_seconds), _usual(look, math.exp(usual)), log)


@trace("ramp")
def ramp(look: Look) -> Point:
    counts = np.array([window.requests for window in look.windows])
    each = look.expected / len(counts)
    rise = float(counts.mean()) - each
    if abs(rise) <= 0.3 * max(each, 1.0) or len(counts) < 2:
        return Point(0.0, math.nan, 0.0)
    value = min(max((float(counts[0]) - each) / rise, 0.0), 2.0)
    return Point(value, math.nan, math.copysign(value, rise) * look.trust)


@trace("pulse")
def pulse(look: Look) -> Point:
    counts = np.array([window.requests for window in look.windows[1:]])
    if len(counts) < 4:
        return Point(0.0, math.nan, 0.0)
    value = min(float(np.std(np.log(counts + 3.0))), 2.0)
    return Point(value, math.nan, value * look.trust)


@trace("demand")
def demand(look: Look) -> Point:
    if look.capacity <= 0.0:
        return Point(0.0, math.nan, 0.0)
    value = look.now.requests / max(look.now.seconds, 1e-3) / look.capacity
    return Point(value, math.nan, min(max(math.log(max(value, 1e-9)), -2.0), 2.0))


@trace("partial_failure")
def partial_failure(look: Look) -> Point:
    failed, asked = look.run.hist[at.FAILED], look.run.hist[at.PATH]
    if failed.sum() < 5.0:
        return Point(0.0, math.nan, 0.0)
    part = asked / max(float(asked.sum()), 1e-9)
    value = divergence((failed + PRIOR_FAILED * part) / (failed.sum() + PRIOR_FAILED), part)
    return Point(value, math.nan, value * look.trust)


PRIOR_FAILED = 10.0


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
