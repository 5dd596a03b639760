"""The record: a calendar of days, every incident in a table, and what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, instant_of, rfc3339
from marsad.nouns.service import Component, Service
from marsad.nouns.spell import Inquiry, Spell
from marsad.show import causes
from marsad.show.address import Address
from marsad.show.answers import HTML, respond
from marsad.show.calendar import (
    Shade,
    Square,
    Trace,
    first_weekday,
    slots,
    slots_of,
    squares,
    traces_of,
    weeks_of,
)
from marsad.show.dates import Dates
from marsad.show.period import Period, day_of, day_start, months_before, period_of
from marsad.show.record import AGAIN, Again, again, hours, record_of, stretches, when
from marsad.show.sieve import INCIDENT_STATES, Sieve, sieve_of
from marsad.show.stage import Stage
from marsad.show.words import Words, mark

ROWS = 25
"""Incidents of the table at once."""
SERVICES = 40
"""Services of the calendar at once, those with the most dark days first."""
MONTHS = 12
LENGTHS = (15, 60, 180, 1_440)
"""Least lengths that are offered, in minutes."""
FEWEST_TO_HALVE = 3
FEWEST_TO_SPLIT = 30
FIRST = Again(1, "")
AGAIN_WORDS = {
    2: mark("the second in 30 days"),
    3: mark("the third in 30 days"),
    4: mark("the fourth in 30 days"),
    5: mark("the fifth in 30 days"),
    6: mark("the sixth in 30 days"),
    7: mark("the seventh in 30 days"),
    8: mark("the eighth in 30 days"),
    9: mark("the ninth in 30 days"),
    10: mark("the tenth in 30 days"),
}
SHADE_WORDS: dict[Shade, str] = {
    "problem": mark("Problem"),
    "possible": mark("Possible problem"),
    "maintenance": mark("Planned work"),
    "retracted": mark("Taken back"),
    "unknown": mark("Not watched"),
    "none": mark("No problem seen"),
    "future": mark("Yet to come"),
}


class Row(NamedTuple):
    """One incident of the table."""

    incident: Incident
    service: Service
    component: Component | None
    again: Again


class Line(NamedTuple):
    """One service of the calendar."""

    service: Service
    squares: list[Square]


async def history_page(request: Request) -> Response:
    """``/{language}/history``; filters as in ``sieve.py`` and ``period.py``.

    ``before`` is the id of the incident that the page of the table before ended with.
    """
    stage: Stage = request.app.state.stage
    words, query = stage.words(request), request.query_params
    sieve = sieve_of(stage, query)
    period = period_of(query, day_of(stage.sight.now(), stage.zone))
    before, every = query.get("before", ""), query.get("rows") == "all"
    if before:
        stage.incident(before)
    answer = await stage.answer(
        f"history {words.language} {sieve} {period} {before} {every}",
        HTML,
        lambda: _make(stage, words, sieve, period, before, every),
    )
    return respond(request, answer)


def _make(
    stage: Stage, words: Words, sieve: Sieve, period: Period, before: str, every: bool
) -> bytes:
    moments = stage.moments(words)
    address = Address(f"/{words.language}/history", {**sieve.pairs(), **period.pairs()})
    page = {"before": before, "rows": "all" if every else ""}
    today, told = day_of(moments.now, stage.zone), _told(stage, sieve, period)
    kept = [each for each in told if _keeps(sieve, each, moments.now)]
    start, end = period.bounds(stage.zone)
    shown = [each for each in kept if each.onset < end and (each.ended or end) >= start]
    return stage.render(
        "history.html.j2",
        words,
        moments,
        path=address.within(page),
        sieve=sieve,
        period=period,
        address=address,
        dates=Dates(words),
        service=stage.noun(sieve.service) if sieve.service else None,
        causes=causes,
        shown=len(shown),
        outages=sum(each.is_outage for each in shown),
        **_choices(stage, words),
        **_calendar(stage, sieve, period, shown, every),
        **_table(stage, sieve, period, before, told),
        **_record(stage, sieve, period, kept),
        today=today,
        aim=_aim(period, today),
    )


def _aim(period: Period, today: date) -> date:
    """The column that a narrow screen scrolls to, so that today's is among those it shows."""
    return today - timedelta(days=7 if period.kind == "month" else 120)


def _told(stage: Stage, sieve: Sieve, period: Period) -> list[Spell]:
    """All incidents of the services asked for, as far back as the figures and recurrences go."""
    start, end = period.bounds(stage.zone)
    earliest = day_start(months_before(period.last, MONTHS)[0], stage.zone)
    asked = sieve.inquiry(stage, max(min(start, earliest) - AGAIN, 0), end)
    return stage.sight.spells(replace(asked, state="", least=0))


def _keeps(sieve: Sieve, spell: Spell, now: int) -> bool:
    """Whether the filters that are about incidents themselves keep one."""
    length = (now if spell.ended is None else spell.ended) - spell.onset
    return sieve.state in ("", spell.state) and length >= sieve.min_minutes * MINUTE_MS


def _calendar(
    stage: Stage, sieve: Sieve, period: Period, shown: Sequence[Spell], every: bool
) -> dict[str, Any]:
    """The calendar: weeks of one service, or a line for each that has something to show."""
    sight = stage.sight
    start, end = period.bounds(stage.zone)
    plans = [] if sieve.state else [p for p in sight.plans(since=start) if p.start < end]
    traces = traces_of(shown, plans, sight.now())
    shades = {"shades": SHADE_WORDS, "first_weekday": first_weekday(stage.zone), "hidden": 0}
    if sieve.service:
        own = [each for each in traces if each.service == sieve.service]
        return {"months": _months(stage, sieve.service, period, own), "lines": [], **shades}
    lines = _lines(stage, sieve, period, traces)
    hidden = 0 if every else max(len(lines) - SERVICES, 0)
    return {"months": [], "lines": lines[: len(lines) - hidden], **shades, "hidden": hidden}


def _months(
    stage: Stage, service: str, period: Period, traces: Sequence[Trace]
) -> list[tuple[date, list[list[Square | None]]]]:
    """Each month of one service as weeks."""
    now, known, first = stage.sight.now(), _known(stage, service), first_weekday(stage.zone)
    days = [period.first.fromordinal(period.first.toordinal() + n) for n in range(period.days)]
    after = period.last.fromordinal(period.last.toordinal() + 1)
    row = squares(traces, slots(days, after, stage.zone), now, known)
    return [
        (month, weeks_of([day for day in row if _is_in(day.first, month)], first))
        for month in period.months()
    ]


def _lines(stage: Stage, sieve: Sieve, period: Period, traces: Sequence[Trace]) -> list[Line]:
    """Every service with something to show, those with the most dark days first."""
    row, now = slots_of(period, stage.zone), stage.sight.now()
    by_service: dict[str, list[Trace]] = {}
    for trace in traces:
        by_service.setdefault(trace.service, []).append(trace)
    lines = [
        Line(stage.noun(key), squares(own, row, now, _known(stage, key)))
        for key, own in by_service.items()
        if sieve.keeps(stage.noun(key))
    ]
    return sorted(lines, key=lambda line: (-_dark(line.squares), line.service.id))


def _dark(row: Sequence[Square]) -> int:
    return sum(each.shade == "problem" for each in row)


def _is_in(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _known(stage: Stage, service: str) -> int | None:
    """The instant from which a service was watched."""
    status = stage.sight.statuses().get(service)
    return None if status is None or status.known_since is None else instant_of(status.known_since)


def _table(
    stage: Stage, sieve: Sieve, period: Period, before: str, told: Sequence[Spell]
) -> dict[str, Any]:
    """One page of the incidents, and how to go on."""
    start, end = period.bounds(stage.zone)
    asked: Inquiry = sieve.inquiry(stage, start, end)
    found = stage.sight.found(replace(asked, before=before, limit=ROWS + 1))
    earliest = min((each.onset.at for each in found), default=end) - AGAIN
    there = {each.service for each in found}
    places = again(each for each in told if each.onset > earliest and each.service in there)
    rows = [
        Row(each, noun, noun.component(each.component), places.get(each.id, FIRST))
        for each in found[:ROWS]
        for noun in (stage.noun(each.service),)
    ]
    return {
        "rows": rows,
        "paged": before,
        "next": rows[-1].incident.id if len(found) > ROWS else "",
        "ordinals": AGAIN_WORDS,
        "bounds": {"since": rfc3339(start), "until": rfc3339(end)},
    }


def _record(stage: Stage, sieve: Sieve, period: Period, kept: Sequence[Spell]) -> dict[str, Any]:
    """What the year up to the period's end adds up to, as far as it is over and was watched."""
    end = min(period.bounds(stage.zone)[1], stage.sight.now())
    starts = [day_start(month, stage.zone) for month in months_before(period.last, MONTHS)]
    edges = [*(start for start in starts[1:] if start < end), end]
    edges.insert(0, starts[0])
    since = _watched(stage, sieve)
    times = stretches(kept, edges[0], end)
    begun = [each for each in kept if each.is_outage and edges[0] <= each.onset < end]
    of_day, of_week = when(begun, stage.zone)
    return {
        "figures": record_of(begun, times, min(max(edges[0], since), end), end),
        "halves": FEWEST_TO_HALVE,
        "splits": FEWEST_TO_SPLIT,
        "by_month": _by_month(stage, hours(times, edges), edges, since),
        "of_day": of_day,
        "of_week": of_week,
    }


def _by_month(
    stage: Stage, counts: Sequence[int], edges: Sequence[int], since: int
) -> list[tuple[date, int | None]]:
    """Hours with a problem of each month; None where nobody watched, which is not none."""
    months = [day_of(edge, stage.zone).replace(day=1) for edge in edges]
    return [
        (month, count if count or after > since else None)
        for month, count, after in zip(months, counts, edges[1:], strict=False)
    ]


def _watched(stage: Stage, sieve: Sieve) -> int:
    """The instant from which the first of the services asked for was watched; now if none was."""
    asked = [sieve.service] if sieve.service else list(stage.sight.statuses())
    known = [_known(stage, key) for key in asked if sieve.keeps(stage.noun(key))]
    return min((each for each in known if each is not None), default=stage.sight.now())


def _choices(stage: Stage, words: Words) -> dict[str, Any]:
    """What the form offers."""
    return {
        "services": stage.services(words),
        "categories": stage.sight.catalog.categories,
        "countries": _homes(stage),
        "states": INCIDENT_STATES,
        "lengths": LENGTHS,
    }


def _homes(stage: Stage) -> dict[str, Any]:
    """Countries that services are at home in."""
    catalog = stage.sight.catalog
    codes = {code for each in catalog.services.values() for code in each.countries}
    return {code: catalog.countries[code] for code in sorted(codes) if code in catalog.countries}
