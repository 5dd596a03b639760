"""Judges what a replay told against what the scenario says an observer should have been told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from marsad.bring.expectation import Expectation, Window
from marsad.bring.scenario import Scenario
from marsad.bring.told import Told
from marsad.nouns.minute import rfc3339


def missed(scenario: Scenario, told: Sequence[Told]) -> list[str]:
    """What of the expectations the telling failed, a line each; empty when all were met."""
    start = _instant(scenario.start)
    lines: list[str] = []
    for number, expectation in enumerate(scenario.expect, 1):
        service = expectation.service
        mine = [
            each for each in told if each.incident.service == service and _told_at(each) >= start
        ]
        found = _missed(expectation, mine)
        lines += [f"expect {number} ({service}): {line}" for line in found]
    return lines


def false_alarms(scenario: Scenario, told: Sequence[Told]) -> list[Told]:
    """What was declared in the quiet history, where nothing was wrong."""
    start = _instant(scenario.start)
    return [
        each
        for each in told
        if each.incident.declared_at is not None and each.incident.declared_at < start
    ]


def _told_at(told: Told) -> int:
    """When an observer heard of it in earnest: an onset that is estimated wrongly hides nothing."""
    declared = told.incident.declared_at
    return told.incident.updated_at if declared is None else declared


def _missed(expectation: Expectation, told: list[Told]) -> Iterator[str]:
    declared = sorted(
        (each for each in told if each.incident.declared_at is not None),
        key=lambda each: each.incident.onset.at,
    )
    if expectation.incidents is not None and len(declared) != expectation.incidents:
        names = ", ".join(each.incident.id for each in declared)
        yield f"{expectation.incidents} outages expected, {len(declared)} told ({names})"
    if expectation.at is not None:
        at = _instant(expectation.at)
        state = _state(told, at)
        if state not in expectation.states:
            yield f"at {rfc3339(at)} the state is {state}, not {' or '.join(expectation.states)}"
    if not _asks_of_one(expectation):
        return
    if len(declared) < expectation.which:
        yield f"outage {expectation.which} was never declared"
        return
    one = declared[expectation.which - 1]
    yield from _times(expectation, one)
    yield from _scope(expectation, one)


def _asks_of_one(expectation: Expectation) -> bool:
    default = Expectation(
        service=expectation.service,
        note=expectation.note,
        incidents=expectation.incidents,
        at=expectation.at,
        states=expectation.states,
    )
    return expectation != default


def _state(told: list[Told], at: int) -> str:
    """The worst state of any incident of the service at an instant."""
    worst = ("problem", "possible", "recovering")
    states = {each.state_at(at) for each in told}
    return next((state for state in worst if state in states), "ok")


def _times(expectation: Expectation, one: Told) -> Iterator[str]:
    incident = one.incident
    known = {
        "suspected": one.transitions[0].at if one.transitions else None,
        "onset": incident.onset.at,
        "declared": incident.declared_at,
        "peak": incident.peak.at,
        "recovering": incident.recovering_at,
        "ended": next((row.at for row in one.transitions if row.after == "ended"), None),
    }
    for name, at in known.items():
        window: Window | None = getattr(expectation, name)
        if window is None:
            continue
        low, high = _instant(window[0]), _instant(window[1])
        if at is None or not low <= at <= high:
            said = "never" if at is None else rfc3339(at)
            yield f"{name} {said}, not between {rfc3339(low)} and {rfc3339(high)}"


def _scope(expectation: Expectation, one: Told) -> Iterator[str]:
    scope = one.incident.scope
    if expectation.level not in (None, scope.level):
        yield f"level {scope.level}, not {expectation.level}"
    if expectation.component not in (None, one.incident.component):
        yield f"component {one.incident.component!r}, not {expectation.component!r}"
    for name in ("components", "countries"):
        told = set(getattr(scope, name))
        if lacking := set(getattr(expectation, name)) - told:
            yield f"{name} {sorted(lacking)} not named, only {sorted(told)}"
    for name in ("countries", "components"):
        if innocent := set(getattr(expectation, f"not_{name}")) & set(getattr(scope, name)):
            yield f"{name} {sorted(innocent)} named, though they work"


def _instant(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
