"""The same journal gives byte-identical incidents, however it is cut and wherever it restarts."""

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Tick
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.occasion import Days
from marsad.nouns.report import Report
from marsad.nouns.statement import Stated
from marsad.nouns.traffic import TrafficWindow, Trait
from marsad.nouns.withdrawn import Amended, Withdrawn
from marsad.sense.tuning import Tuning
from marsad.story.desk import Desk
from marsad.tally.tally import Tally

START = 29_000_000
QUIET = 2 * 1440
OUTAGE = range(60, 100)
MINUTES = 200


def recorded():
    """Two quiet days of x as imported counts, then minutes of reports with an outage in them."""
    draw = np.random.default_rng(7)
    events = [
        Counts(
            "x", START, tuple(draw.poisson(0.25, QUIET).tolist()), 1, part, "login_failure", place
        )
        for part in ("login", "posts")
        for place in ("SA", "EG")
    ]
    events.append(Tick(START + QUIET))
    for minute in range(MINUTES):
        rate = 25.0 if minute in OUTAGE else 1.0
        at = (START + QUIET + minute) * MINUTE_MS
        for n in range(draw.poisson(rate)):
            place = "SA" if n % 3 else "EG"
            late = int(draw.integers(0, 90_000))
            events.append(
                Report(
                    id=draw.bytes(16),
                    at=at + n,
                    received=at + n + late,
                    service="x",
                    component="login" if n % 2 else "posts",
                    symptom="login_failure",
                    country=place,
                    reporter=draw.bytes(8),
                    changeable=n % 2 == 0,
                )
            )
            events.extend(changed(events[-1], n))
        events.extend(evidence(minute, at))
        events.append(Tick(START + QUIET + minute + 1))
    return events


def changed(report, n):
    """Some take their report back, some tell it better; of others that can't be done."""
    at = report.received + 60_000
    if n % 8 == 7:
        yield Withdrawn(report.id, report.service, at, at)
    elif n % 8 == 4:
        yield Amended(report.id, report.service, at, at, country="AE")
        yield Withdrawn(report.id, report.service, at, at)
    elif n % 8 == 2:
        yield Amended(report.id, report.service, at, at, "posts", "EG", "it fails")


def evidence(minute, at):
    """What was said before, during and after the outage, and windows of the request stream."""
    said = {50: ("Owner", "attack"), 70: ("Expert", "crowd"), 150: ("Owner", "fault")}
    if minute in said:
        speaker, claim = said[minute]
        yield Stated(b"%16d" % minute, at, at, "x", speaker, "…", claim=claim, sender="key")
    if 40 <= minute < 120:
        fails = minute in OUTAGE
        yield TrafficWindow(
            service="x",
            start=at,
            end=at + MINUTE_MS,
            requests=1_000 + minute,
            clients=500,
            errors=0.3 if fails else 0.0,
            verdict="crowd" if fails else "normal",
            probabilities=(0.0, 0.8, 0.05, 0.15, 0.0) if fails else (0.97, 0.03, 0.0, 0.0, 0.0),
            traits=(Trait("new_clients", 0.4, float("nan"), 2.0, "crowd"),),
            onset=at - (minute - OUTAGE.start) * MINUTE_MS if fails else None,
            source="isp",
            received=at + MINUTE_MS,
        )


EVENTS = recorded()


def folded(cuts, restarts=()):
    """Fold the events, cut into entries at the cuts, with a new desk from a checkpoint at some."""
    desk = Desk.fresh(0, Tuning(), Tally())
    rows, incidents = [], {}
    edges = [0, *sorted(cuts), len(EVENTS)]
    for position, (first, last) in enumerate(pairwise(edges), 1):
        outcome = desk.take(Entry(0, position, EVENTS[first:last]))
        rows += outcome.transitions
        incidents |= outcome.incidents
        if position in restarts:
            desk = Desk.restored(0, desk.position, desk.to_bytes(), Tuning(), 15)
    return msgspec.msgpack.encode([rows, incidents, desk.verdicts])


@pytest.fixture(scope="module")
def whole():
    return folded([])


CUTS = st.sets(st.integers(1, len(EVENTS) - 1), max_size=30)


@settings(max_examples=12, deadline=None)
@given(cuts=CUTS, restarts=st.sets(st.integers(1, 30), max_size=3))
def test_entries_of_any_size_and_restarts_anywhere_change_nothing(whole, cuts, restarts):
    assert folded(cuts, restarts) == whole


def test_an_entry_for_each_event_tells_the_same(whole):
    assert folded(range(1, len(EVENTS))) == whole


def test_the_outage_was_seen():
    _, incidents, _ = msgspec.msgpack.decode(folded([]))
    (incident,) = [i for i in incidents.values() if i["declared_at"]]
    onset = (START + QUIET + OUTAGE.start) * MINUTE_MS
    assert abs(incident["onset"]["at"] - onset) <= 5 * MINUTE_MS
    assert incident["declared_at"] - onset <= 6 * MINUTE_MS
    assert incident["state"] == "ended"
    assert set(incident["scope"]["components"]) == {"login", "posts"}
    assert set(incident["scope"]["countries"]) == {"SA", "EG"}


def test_what_was_said_and_measured_belongs_to_it():
    _, incidents, _ = msgspec.msgpack.decode(folded([]))
    (incident,) = [i for i in incidents.values() if i["declared_at"]]
    told = [(s["speaker"], s["claim"], s["standing"]) for s in incident["statements"]]
    assert told == [
        ("Owner", "attack", "refuted"),
        ("Expert", "crowd", "supported"),
        ("Owner", "fault", "disputed"),
    ]
    assert incident["cause"]["crowd"] == 0.8
    (episode,) = [s for s in incident["evidence"] if s["onset"] is not None]
    assert episode["requests"] == sum(1_000 + minute for minute in OUTAGE)


def test_a_checkpoint_of_something_else_is_refused():
    with pytest.raises(ValueError, match="checkpoint"):
        Desk.restored(0, 1, b"\x01nonsense", Tuning(), 15)


def test_a_budget_that_the_operator_changed_holds_from_the_next_start():
    desk = Desk.fresh(0, Tuning(false_alarms=1.0), Tally())
    desk.take(Entry(0, 1, EVENTS[:50]))
    again = Desk.restored(0, 1, desk.to_bytes(), Tuning(false_alarms=0.1), 15)
    assert again.sense.tuning.false_alarms == 0.1


def test_an_event_that_the_operator_added_is_known_from_the_next_start():
    ahead = Days(events=((START + 10**6, START + 10**6 + 60),))

    def told(_):
        return ahead

    before, always = Desk.fresh(0, Tuning(), Tally()), Desk.fresh(0, Tuning(), Tally(), days=told)
    for desk in (before, always):
        desk.take(Entry(0, 1, EVENTS[:50]))
    assert before.to_bytes() != always.to_bytes()
    again = Desk.restored(0, 1, before.to_bytes(), Tuning(), 15, days=told)
    assert again.to_bytes() == always.to_bytes()
