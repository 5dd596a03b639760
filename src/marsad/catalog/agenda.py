"""What can be wrong with events and time zones, once all files are together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from marsad.catalog.drawer import Drawer
from marsad.catalog.finding import Finding
from marsad.catalog.form import EVENT
from marsad.catalog.sheet import Table, Word
from marsad.catalog.suggestion import suggestion
from marsad.nouns.minute import DAY_MINUTES, minute_of, parse_rfc3339

LONGEST = 60
"""Days. Whatever lasts longer is no event but how people live, and is learned."""


def review_events(drawer: Drawer) -> Iterator[Finding]:
    """Events that say too little, or last no time or too long."""
    for name, row in drawer.rows("events"):
        at = f"event '{name.text}'"
        yield from _half_said(name, row)
        if not row.words("countries") and not row.words("services"):
            remedy = "add 'countries: [SA]', 'services: [x]' or both"
            yield Finding(
                name.file, name.line, f"{at} names neither a country nor a service", remedy
            )
        yield from _of_time(row, at)


def review_zones(drawer: Drawer) -> Iterator[Finding]:
    """Time zones that don't exist."""
    for name, row in drawer.rows("countries"):
        word = row.word("zone")
        if word and word.text not in _zones():
            what = f"country '{name.text}' names the unknown time zone '{word.text[:80]}'"
            remedy = suggestion(word.text, _zones(), "use a name of the IANA time zone database")
            yield Finding(word.file, word.line, what, remedy)


def _half_said(name: Word, row: Table) -> Iterator[Finding]:
    """What extensions name but nobody says in full."""
    findings: list[Finding] = []
    EVENT.check(row, f"events.{name.text}", findings)
    yield from findings


def _of_time(row: Table, at: str) -> Iterator[Finding]:
    begin, end = row.word("begin"), row.word("end")
    if not begin or not end:
        return
    minutes = [_minute(word) for word in (begin, end)]
    for word, minute in zip((begin, end), minutes, strict=True):
        if minute is None:
            what = f"'{word.text[:80]}' in {at} is no time there is"
            yield Finding(word.file, word.line, what, "look at month, day, hour and minute")
    first, last = minutes
    if first is None or last is None:
        return
    if last <= first:
        what = f"{at} ends before it begins"
        yield Finding(end.file, end.line, what, f"write an end after {begin.text}")
    elif last - first > LONGEST * DAY_MINUTES:
        what = f"{at} lasts {(last - first) // DAY_MINUTES} days"
        yield Finding(end.file, end.line, what, f"write an end within {LONGEST} days of its begin")


def _minute(word: Word) -> int | None:
    try:
        return minute_of(parse_rfc3339(word.text))
    except ValueError:
        return None


@cache
def _zones() -> frozenset[str]:
    """Names of all zones, from the package that brings them along."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())
