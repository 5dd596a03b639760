"""How each trait is seen; adding one is adding a function here and a line in ``traits``."""

from __future__ import annotations

import math

import numpy as np

from marsad.sense.cause import sums as at
from marsad.sense.cause.features import FEW, SHARES, Look, Point, trace
from marsad.sense.cause.measure import entropy, focus


def _shares() -> None:
    for name, (which, told) in SHARES.items():
        trace(name)(lambda look, which=which, told=told: look.share(which, told))


_shares()


def unknown(look: Look, told: str) -> bool:
    """Whether the log hardly says it."""
    return max(getattr(look.now, told), getattr(look.was, told)) < 0.5


def usual_or_nothing(look: Look, value: float) -> float:
    """NaN where no usual is known."""
    return value if look.usual else math.nan


@trace("rate")
def rate(look: Look) -> Point:
    per_second = look.now.requests / max(look.now.seconds, 1e-3)
    if not look.usual:
        return Point(per_second, math.nan, 0.0)
    usual = look.expected / max(look.now.seconds, 1e-3)
    return Point(per_second, usual, look.ratio(look.now.requests, look.expected, 0.0, 5.0))


@trace("excess")
def excess(look: Look) -> Point:
    """The likelihood ratio of a rise of the rate, of Poisson numbers that scatter more."""
    if not look.usual:
        return Point(0.0, math.nan, 0.0)
    asked, usual = look.now.requests, max(look.expected, 1.0)
    nats = 0.0
    if asked > usual:
        nats = asked * math.log(asked / usual) - (asked - usual)
        nats = max(nats / max(look.noise * look.noise / usual, 1.0), 0.0)
    return Point(nats, 0.0, min(math.sqrt(2.0 * nats), 15.0) / 5.0)


@trace("fall")
def fall(look: Look) -> Point:
    if not look.usual:
        return Point(0.0, math.nan, 0.0)
    short = look.expected - look.now.requests
    missing = max(short / max(look.expected, 1e-9), 0.0)
    sure = max(short, 0.0) / (max(short, 0.0) + FEW + look.noise)
    return Point(missing, 0.0, missing * sure)


@trace("drop")
def drop(look: Look) -> Point:
    if not look.usual or len(look.windows) < 2 or not look.before:
        return Point(0.0, math.nan, 0.0)
    # The first window may have begun before it fell.
    left = min(window.requests for window in look.windows[:2])
    value = max(1.0 - (left + LEAST_LEFT) / (look.before + LEAST_LEFT), 0.0)
    return Point(value, 0.0, value * fall(look).weighed)


LEAST_LEFT = 5.0


@trace("new_clients")
def new_clients(look: Look) -> Point:
    if not look.usual or unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    seconds, people = look.now.seconds, max(look.now.clients, 1e-9)
    expected = max(look.usual.clients.at(seconds), 1e-9)
    # Of an episode that began before, nobody knows which of the usual clients had come by then.
    strangers = expected if look.late else look.usual.new_rate * seconds
    top = max(people - expected, 0.3 * people)
    value = min(max((look.now.new - strangers) / top, 0.0), 1.0)
    if look.late and look.added < 0.5:
        return Point(value, math.nan, 0.0)
    return look.point(value, min(strangers / expected, 1.0))


@trace("returning_growth")
def returning_growth(look: Look) -> Point:
    if not look.usual or unknown(look, "known"):
        return Point(1.0, math.nan, 0.0)
    seconds = look.now.seconds
    usual = max(look.usual.clients.at(seconds) - look.usual.new_rate * seconds, 0.0)
    growth = (look.now.clients - look.now.new + 3.0) / (usual + 3.0)
    if look.late:  # those who came before it have left by themselves
        growth = max(growth, 1.0)
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
    if unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    if not look.usual:
        value = look.now.requests / people
        return Point(value, math.nan, look.ratio(value, 1.0, 0.0, 4.0))
    expected = max(look.usual.clients.at(look.now.seconds), 1e-9)
    value = look.top / max(people - expected, 0.3 * people)
    usual = max(look.expected / expected, 1e-9)
    log = min(max(math.log(max(value, 1e-9) / usual), -3.0), 4.0)
    return Point(value, usual, log * look.added)


@trace("agent_mix")
def agent_mix(look: Look) -> Point:
    weighed = 0.0 if unknown(look, "named") else look.distance(at.AGENT) * look.added
    return Point(weighed, usual_or_nothing(look, 0.0), weighed)


@trace("network_divergence")
def network_divergence(look: Look) -> Point:
    weighed = 0.0 if unknown(look, "placed") else look.distance(at.ASN) * look.added
    return Point(weighed, usual_or_nothing(look, 0.0), weighed)


def _variety(look: Look, where: slice) -> float:
    """Bits of what came on top; of all where hardly anything did."""
    mix = look.mix(where)
    return entropy(mix if float(mix.sum()) >= 10.0 else look.run.hist[where])


@trace("agent_entropy")
def agent_entropy(look: Look) -> Point:
    if unknown(look, "named"):
        return Point(0.0, math.nan, 0.0)
    point = look.point(_variety(look, at.AGENT), look.was.agent_entropy, -6.0, 6.0)
    return point._replace(weighed=point.weighed / 4.0)


@trace("url_entropy")
def url_entropy(look: Look) -> Point:
    point = look.point(_variety(look, at.PATH), look.was.url_entropy, -8.0, 8.0)
    return point._replace(weighed=point.weighed / 4.0)


@trace("network_entropy")
def network_entropy(look: Look) -> Point:
    if unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)

    def part(bits: float, clients: float) -> float:
        return min(bits / math.log2(min(clients, 1024.0) + 1.0), 1.2) if clients >= 1.0 else 0.0

    value = part(_variety(look, at.NETWORK), look.now.clients)
    return look.point(value, part(look.was.network_entropy, look.was.clients))


@trace("page_focus")
def page_focus(look: Look) -> Point:
    return look.point(focus(look.mix(at.PATH)), look.was.page_focus)


@trace("referrer_focus")
def referrer_focus(look: Look) -> Point:
    if look.now.linked < 0.02:
        return Point(0.0, usual_or_nothing(look, look.was.referrer_focus), 0.0)
    return look.point(focus(look.mix(at.REFERRER)), look.was.referrer_focus)


@trace("rate_spread")
def rate_spread(look: Look) -> Point:
    return look.point(look.now.rate_spread, look.was.rate_spread, -1.5, 1.5)


@trace("evenness")
def evenness(look: Look) -> Point:
    if unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    return look.point(look.now.evenness, look.was.evenness)


@trace("stranger_depth")
def stranger_depth(look: Look) -> Point:
    if unknown(look, "known") or not look.now.visit or (look.usual and not look.was.visit):
        return Point(0.0, math.nan, 0.0)
    value, usual = look.now.visit, look.was.visit if look.usual else 1.0
    log = min(max(math.log(value / usual), -3.0), 5.0)
    return Point(value, usual_or_nothing(look, usual), log * look.added)


@trace("agent_churn")
def agent_churn(look: Look) -> Point:
    if unknown(look, "named") or unknown(look, "known"):
        return Point(0.0, math.nan, 0.0)
    point = look.point(look.now.agent_churn, look.was.agent_churn, -1.0, 6.0)
    programs, usual = 2.0**look.now.agent_churn, usual_or_nothing(look, 2.0**look.was.agent_churn)
    return Point(programs, usual, point.weighed / 2.0)


@trace("ramp")
def ramp(look: Look) -> Point:
    counts = np.array([window.requests for window in look.windows])
    each = look.expected / len(counts)
    rise = float(counts.mean()) - each
    if abs(rise) <= max(0.3 * each, 2.0 * look.noise / len(counts), 1.0) or len(counts) < 2:
        return Point(0.0, math.nan, 0.0)
    value = min(max((float(counts[0]) - each) / rise, 0.0), 2.0)
    return Point(value, math.nan, math.copysign(value, rise) * look.trust)


@trace("pulse")
def pulse(look: Look) -> Point:
    logs = np.log([window.requests + 10.0 for window in look.windows])
    if len(logs) < 4:
        return Point(0.0, math.nan, 0.0)
    # A single rise and a single end are no pulses.
    once = 2.0 * float(logs.max()) - float(logs[0]) - float(logs[-1])
    value = max(float(np.abs(np.diff(logs)).sum()) - once, 0.0) / (len(logs) - 1)
    return Point(value, math.nan, min(value, 2.0) * look.added)


@trace("demand")
def demand(look: Look) -> Point:
    if look.capacity <= 0.0:
        return Point(0.0, math.nan, 0.0)
    value = look.now.requests / max(look.now.seconds, 1e-3) / look.capacity
    return Point(value, math.nan, min(max(math.log(max(value, 1e-9)), -2.0), 2.0))
