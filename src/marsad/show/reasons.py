"""The wording of a verdict's reasons: a signal's code and numbers become one sentence.

Sense names a signal by a code (``reports``, ``component:login``, ``cold_start``); the pages and
the incident JSON say it in words. A code without a sentence here is still said, by its name.
"""

from __future__ import annotations

from collections.abc import Callable

from marsad.catalog.catalog import Catalog
from marsad.nouns.names import Names
from marsad.nouns.verdict import Reason
from marsad.show.words import Words

Wording = Callable[[Reason, Words], str]


def say_reason(reason: Reason, words: Words, catalog: Catalog, service: str) -> str:
    """One signal as a sentence, with its numbers."""
    kind, _, key = reason.signal.partition(":")
    if key and kind in _SLICES:
        return _SLICES[kind](reason, words, _sliced(catalog, service, kind, key).of(words.language))
    if kind in _WHOLE:
        return _WHOLE[kind](reason, words)
    return words.say(
        "Signal “{signal}”: {value}, usually {expected}",
        signal=reason.signal,
        value=words.number(reason.value),
        expected=words.number(reason.expected),
    )


def _sliced(catalog: Catalog, service: str, kind: str, key: str) -> Names:
    own = Names(ar=key, en=key)
    if kind == "country":
        return catalog.countries.get(key, own)
    if kind == "symptom":
        symptom = catalog.symptoms.get(key)
        return symptom.names if symptom else own
    known = catalog.services.get(service)
    part = known.component(key) if known else None
    return part.names if part else own


def _reports(reason: Reason, words: Words) -> str:
    if reason.value > 1.5 * reason.expected > 0.15:
        return words.count(
            "{n} report where {expected} would be usual: {times} times as many",
            "{n} reports where {expected} would be usual: {times} times as many",
            reason.value,
            expected=words.number(reason.expected),
            times=words.number(reason.value / reason.expected),
        )
    return words.count(
        "{n} report where {expected} would be usual",
        "{n} reports where {expected} would be usual",
        reason.value,
        expected=words.number(reason.expected),
    )


def _works(reason: Reason, words: Words) -> str:
    return words.count(
        "{n} person says it works for them",
        "{n} people say it works for them",
        reason.value,
    )


def _cold_start(reason: Reason, words: Words) -> str:
    return words.say("The usual level is still being learned, so this is less certain")


def _component(reason: Reason, words: Words, name: str) -> str:
    return words.count(
        "{n} report about {part}, usually {expected}",
        "{n} reports about {part}, usually {expected}",
        reason.value,
        part=name,
        expected=words.number(reason.expected),
    )


def _country(reason: Reason, words: Words, name: str) -> str:
    return words.count(
        "{n} report from {country}, usually {expected}",
        "{n} reports from {country}, usually {expected}",
        reason.value,
        country=name,
        expected=words.number(reason.expected),
    )


def _symptom(reason: Reason, words: Words, name: str) -> str:
    return words.count(
        "{n} report of “{symptom}”, usually {expected}",
        "{n} reports of “{symptom}”, usually {expected}",
        reason.value,
        symptom=name,
        expected=words.number(reason.expected),
    )


_WHOLE: dict[str, Wording] = {
    "reports": _reports,
    "works": _works,
    "cold_start": _cold_start,
}
_SLICES: dict[str, Callable[[Reason, Words, str], str]] = {
    "component": _component,
    "country": _country,
    "symptom": _symptom,
}
