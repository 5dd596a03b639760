"""The wording of a verdict's reasons: a signal's code and numbers become one sentence.

Sense names a signal by a code (``reports``, ``component:login``, ``cold_start``); the pages and
the incident JSON say it in words. A code without a sentence here is still said, by its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from marsad.catalog.catalog import Catalog
from marsad.nouns.names import Names
from marsad.nouns.verdict import Reason
from marsad.show.groups import group_of, say_group
from marsad.show.manner import MANNER, campaign, topic_names
from marsad.show.shares import PRIVATE
from marsad.show.words import Words

LEAST = 0.1
"""Reports below which what is usual isn't told more exactly."""
Wording = Callable[[Reason, Words], str]


def shown(because: Iterable[Reason]) -> list[Reason]:
    """The reasons that may be shown: no count of a place or an operator below ``PRIVATE``."""
    places = ("country:", "set_aside:")
    return [
        reason
        for reason in because
        if not (reason.signal.startswith(places) and reason.value < PRIVATE)
    ]


def told_once(because: Iterable[Reason]) -> list[Reason]:
    """Without the parts that one symptom alone points at: those are the same reports again."""
    reasons = list(because)
    symptoms = {_numbers(each) for each in reasons if each.signal.startswith("symptom:")}
    return [
        each
        for each in reasons
        if not (each.signal.startswith("component:") and _numbers(each) in symptoms)
    ]


def _numbers(reason: Reason) -> tuple[float, float, float]:
    return reason.value, reason.expected, reason.weight


def say_reason(reason: Reason, words: Words, catalog: Catalog, service: str) -> str:
    """One signal as a sentence, with its numbers."""
    kind, _, key = reason.signal.partition(":")
    if not (math.isfinite(reason.value) and math.isfinite(reason.expected)):
        kind = ""
    if key and kind in _SLICES:
        return _SLICES[kind](reason, words, words.isolated(_sliced(catalog, service, kind, key)))
    if kind == "set_aside" and key:
        return _flood(reason, words, group_of(key))
    if kind in _WHOLE:
        return _WHOLE[kind](reason, words)
    return words.say(
        "Signal “{signal}”: {value}, usually {expected}",
        signal=words.isolated(Names(ar=reason.signal, en=reason.signal)),
        value=words.number(reason.value),
        expected=_usual(reason, words),
    )


def _usual(reason: Reason, words: Words) -> str:
    """What would be usual; nobody counts in hundredths of a report."""
    if 0.0 < reason.expected < LEAST:
        return words.say("under {share}", share=words.number(LEAST))
    return words.number(reason.expected)


def _sliced(catalog: Catalog, service: str, kind: str, key: str) -> Names:
    own = Names(ar=key, en=key)
    if kind == "country":
        return catalog.countries.get(key, own)
    if kind == "symptom":
        symptom = catalog.symptoms.get(key)
        return symptom.names if symptom else own
    if kind == "campaign":
        return topic_names(catalog, key)
    known = catalog.services.get(service)
    part = known.component(key) if known else None
    return part.names if part else own


def _reports(reason: Reason, words: Words) -> str:
    # Times what is hardly ever reported is a large number that says nothing.
    if reason.value > 1.5 * reason.expected and reason.expected >= 1.0:
        return words.count(
            "{n} report since it began, where {expected} would be usual: {times}",
            "{n} reports since it began, where {expected} would be usual: {times}",
            reason.value,
            expected=_usual(reason, words),
            times=words.count("{n} time as many", "{n} times as many", _ratio(reason)),
        )
    return words.count(
        "{n} report since it began, where {expected} would be usual",
        "{n} reports since it began, where {expected} would be usual",
        reason.value,
        expected=_usual(reason, words),
    )


def _ratio(reason: Reason) -> float:
    ratio = reason.value / reason.expected
    return round(ratio) if ratio >= 3 else round(ratio, 1)


def _works(reason: Reason, words: Words) -> str:
    return words.count(
        "{n} person says it works for them",
        "{n} people say it works for them",
        reason.value,
    )


def _cold_start(reason: Reason, words: Words) -> str:
    """``value`` is how long the service has been counted, in minutes."""
    return words.count(
        "Counted for {n} hour only: what is usual is still being learned",
        "Counted for {n} hours only: what is usual is still being learned",
        max(1, round(reason.value / 60)),
    )


def _trend(reason: Reason, words: Words) -> str:
    """``value`` is the present excess, ``expected`` the highest so far."""
    left = words.percent(min(1.0, max(0.0, reason.value / max(reason.expected, 1e-9))))
    if reason.weight < 0:
        return words.say("Reports are falling: {share} of the peak is left", share=left)
    return words.say("Reports stay high: {share} of the peak", share=left)


def _widened(reason: Reason, words: Words) -> str:
    return words.say("It turned out to reach beyond one part of the service")


def _narrowed(reason: Reason, words: Words) -> str:
    return words.say("It turned out to be in one part of the service")


def _running_minute(reason: Reason, words: Words) -> str:
    return words.count(
        "{n} report in a minute that still runs, where {expected} would be usual in a whole one",
        "{n} reports in a minute that still runs, where {expected} would be usual in a whole one",
        reason.value,
        expected=_usual(reason, words),
    )


def _trust(reason: Reason, words: Words) -> str:
    """``value`` are the networks left without any one hand's: enough where ``weight`` > 0."""
    if reason.weight < 0:
        return words.count(
            "{n} network reports it without the loudest ones, usually {expected}: not enough",
            "{n} networks report it without the loudest ones, usually {expected}: not enough",
            reason.value,
            expected=_usual(reason, words),
        )
    return words.count(
        "{n} network reports it even without the loudest ones, usually {expected}",
        "{n} networks report it even without the loudest ones, usually {expected}",
        reason.value,
        expected=_usual(reason, words),
    )


def _set_aside(reason: Reason, words: Words) -> str:
    """``expected`` is how many networks they came from."""
    return words.count(
        "{n} report from {networks} not counted",
        "{n} reports from {networks} not counted",
        reason.value,
        networks=words.count("{n} network", "{n} networks", reason.expected),
    )


def _flood(reason: Reason, words: Words, group: int) -> str:
    """``expected`` is how many would be plausible."""
    return words.count(
        "{n} report from {group} is beyond the {expected} that would be plausible",
        "{n} reports from {group} are beyond the {expected} that would be plausible",
        reason.value,
        group=say_group(group, words),
        expected=_usual(reason, words),
    )


def _component(reason: Reason, words: Words, name: str) -> str:
    return words.count(
        "{n} report about {part}, usually {expected}",
        "{n} reports about {part}, usually {expected}",
        reason.value,
        part=name,
        expected=_usual(reason, words),
    )


def _country(reason: Reason, words: Words, name: str) -> str:
    return words.count(
        "{n} report from {country}, usually {expected}",
        "{n} reports from {country}, usually {expected}",
        reason.value,
        country=name,
        expected=_usual(reason, words),
    )


def _symptom(reason: Reason, words: Words, name: str) -> str:
    return words.count(
        "{n} report of “{symptom}”, usually {expected}",
        "{n} reports of “{symptom}”, usually {expected}",
        reason.value,
        symptom=name,
        expected=_usual(reason, words),
    )


_WHOLE: dict[str, Wording] = {
    "reports": _reports,
    "works": _works,
    "cold_start": _cold_start,
    "trend": _trend,
    "widened": _widened,
    "narrowed": _narrowed,
    "running_minute": _running_minute,
    **MANNER,
    "trust": _trust,
    "set_aside": _set_aside,
}
_SLICES: dict[str, Callable[[Reason, Words, str], str]] = {
    "component": _component,
    "country": _country,
    "symptom": _symptom,
    "campaign": campaign,
}
