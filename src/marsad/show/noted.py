"""What is marked on a chart and told in the list below it: incidents, statements, work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from marsad.nouns.correction import Plan
from marsad.nouns.incident import Incident, Statement
from marsad.nouns.minute import instant_of
from marsad.nouns.window import Window

MOST = 8
"""The newest; the others are in the record."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One mark."""

    kind: Literal["incident", "said", "work"]
    start: int
    end: int
    """Instants; the same twice for what was said."""
    state: str
    incident: str = ""
    """Whose page tells more."""
    statement: Statement | None = None
    text: str = ""


def noted_on(
    window: Window, incidents: Iterable[Incident], plans: Iterable[Plan], now: int
) -> list[Noted]:
    """What lies within a window, in order of its beginning; not what was taken back."""
    first = instant_of(window.first)
    last = min(now, instant_of(window.first + len(window.reports) * window.step))
    found = [
        each
        for each in (*_incidents(incidents, now), *_works(plans))
        if each.start < last and each.end >= first
    ]
    return sorted(found, key=lambda each: (each.start, each.kind))[-MOST:]


def _incidents(incidents: Iterable[Incident], now: int) -> Iterator[Noted]:
    for each in incidents:
        if each.state == "retracted":
            continue
        end = each.ended.at if each.ended else now
        yield Noted("incident", each.onset.at, end, each.state, each.id)
        for said in each.statements:
            yield Noted("said", said.at, said.at, "unknown", each.id, said)


def _works(plans: Iterable[Plan]) -> Iterator[Noted]:
    for each in plans:
        yield Noted("work", each.start, each.end, "maintenance", text=each.text)
