"""Reports that their senders take back, or tell better, within two minutes."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.event import Event, Tick
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.nouns.withdrawn import CHANGEABLE_MS, Amended, Withdrawn
from marsad.tally.rows import CELL, MEASURES, MINUTE
from marsad.tally.tally import Tally

START = 600 * MINUTE_MS
"""Instant at which the hour begins."""


def report(number: int, at: int = 0, service: str = "x", **more) -> Report:
    """A report of so many milliseconds after the start, that can be changed."""
    fields = {"changeable": True, "reporter": b"r", "network": b"n", "asn": 64_500, **more}
    return Report(number.to_bytes(16), START + at, START + at, service, **fields)


def undo(number: int, at: int = 0, service: str = "x") -> Withdrawn:
    return Withdrawn(number.to_bytes(16), service, START + at, START + at)


def amend(number: int, at: int = 0, service: str = "x", **more) -> Amended:
    return Amended(number.to_bytes(16), service, START + at, START + at, **more)


def fold(tally: Tally, *events: Event) -> tuple[Counter, Counter, list]:
    """What sense hears: counts by series, crowd by group and component, sums of signs."""
    heard, crowd, signs = Counter(), Counter(), []
    for event in events:
        if not isinstance(event, Tick):
            tally.take([event])
        elif block := tally.close(event.minute):
            for row, count in zip(block.rows.tolist(), block.counts.tolist(), strict=True):
                assert count >= 0
                heard[tally.series[row]] += count
            if found := block.crowd:
                columns = (found.groups, found.components)
                sizes = (found.reports, found.networks, found.voices)
                lines = zip(*(c.tolist() for c in (*columns, *sizes)), strict=True)
                for group, part, reports, networks, voices in lines:
                    assert 0 <= networks <= voices <= reports
                    crowd[group, tally.series[part].key if part >= 0 else ""] += reports
            signs += block.signs.sums.tolist() if block.signs else []
    return +heard, crowd, signs


def shown(tally: Tally) -> dict[tuple, list[int]]:
    """Reports, counted and works by cell and minute, as pages see them; empty ones left out."""
    table = np.concatenate(tally.all_rows(-1, 10_000).tables, axis=1)
    parts = ("service", "component", "symptom", "country")
    lines: dict[tuple, list[int]] = {}
    for column in table.T.tolist():
        cell = [tally.names(part)[column[n]] for part, n in zip(parts, CELL, strict=True)]
        line = lines.setdefault((*cell, column[MINUTE]), [0, 0, 0])
        line[:] = [a + b for a, b in zip(line, column[MEASURES], strict=True)]
    return {key: line for key, line in lines.items() if any(line)}


def sums(tally: Tally) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*shown(tally).values(), strict=True)) or (0, 0, 0)


def tick(minute: int) -> Tick:
    return Tick(600 + minute)


@pytest.fixture
def tally() -> Tally:
    return Tally()


def test_a_report_taken_back_in_its_minute_was_never_there(tally):
    heard, crowd, _ = fold(tally, report(1, symptom="slow", country="SA"), undo(1, 900), tick(1))
    assert (heard, crowd, shown(tally)) == (Counter(), Counter(), {})


def test_a_report_taken_back_later_is_not_shown_though_sense_has_heard_it(tally):
    heard, crowd, _ = fold(tally, report(1, country="SA"), tick(1), undo(1, 70_000), tick(2))
    assert heard == {Series("x"): 1, Series("x", "country", "SA"): 1}
    assert (sum(crowd.values()), shown(tally)) == (1, {})


def test_who_took_a_report_back_may_report_again_and_it_counts(tally):
    heard, crowd, _ = fold(tally, report(1), undo(1), report(2, 500, symptom="slow"), tick(1))
    assert heard == {Series("x"): 1, Series("x", "symptom", "slow"): 1}
    assert sum(crowd.values()) == 1
    assert shown(tally) == {("x", "", "slow", "", 600): [1, 1, 0]}


def test_sense_hears_a_reporter_once_an_hour_however_often_one_takes_back(tally):
    events: list[Event] = []
    for minute in range(30):
        at = minute * MINUTE_MS
        events += [report(minute + 1, at), tick(minute + 1), undo(minute + 1, at + 61_000)]
    heard, crowd, _ = fold(tally, *events, report(99, 30 * MINUTE_MS), tick(31))
    assert heard == {Series("x"): 1}
    assert sum(crowd.values()) == 1
    assert sums(tally) == (1, 1, 0)


def test_works_for_me_is_taken_back_and_said_again(tally):
    fold(tally, report(1, kind="works"), undo(1), tick(1))
    assert shown(tally) == {}
    fold(tally, report(2, 70_000, kind="works"), report(3, 71_000, kind="works"))
    assert sums(tally) == (0, 0, 1)


@pytest.mark.parametrize(
    "change",
    [undo(2), undo(1, service="y"), undo(1, CHANGEABLE_MS + 1), amend(2), amend(1, service="y")],
)
def test_an_unknown_or_expired_report_changes_nothing(change):
    one, other = Tally(), Tally()
    fold(one, report(1))
    fold(other, report(1), change)
    assert one.to_bytes() == other.to_bytes()


def test_a_report_by_the_api_can_not_be_taken_back(tally):
    fold(tally, report(1, changeable=False), undo(1))
    assert sums(tally) == (1, 1, 0)


def test_taking_back_twice_takes_back_once():
    once, twice = Tally(), Tally()
    fold(once, report(1), report(2, reporter=b"s"), undo(1))
    fold(twice, report(1), report(2, reporter=b"s"), undo(1), undo(1), undo(1, 9))
    assert once.to_bytes() == twice.to_bytes()


def test_two_minutes_are_counted_from_when_the_door_took_it(tally):
    fold(tally, report(1), undo(1, CHANGEABLE_MS))
    assert sums(tally) == (0, 0, 0)


def test_what_is_told_better_stays_one_report_with_its_weight(tally):
    better = amend(1, 5_000, component="feed", country="SA")
    heard, crowd, _ = fold(tally, report(1, symptom="slow"), better, tick(1))
    assert shown(tally) == {("x", "feed", "slow", "SA", 600): [1, 1, 0]}
    assert heard[Series("x", "country", "SA")] == heard[Series("x")] == 1
    assert crowd == {(64_500, "feed"): 1}


def test_what_is_told_better_of_a_closed_minute_is_shown_and_not_heard_again(tally):
    better = amend(1, 70_000, country="SA")
    heard, _, _ = fold(tally, report(1), tick(1), better, tick(2))
    assert heard == {Series("x"): 1}
    assert shown(tally) == {("x", "", "", "SA", 600): [1, 1, 0]}


def test_what_was_told_better_can_be_taken_back(tally):
    fold(tally, report(1), amend(1, country="SA"), undo(1, 900), tick(1))
    assert shown(tally) == {}


def test_what_stays_empty_stays_as_it_was(tally):
    fold(tally, report(1, component="feed", country="SA"), amend(1, note="…"))
    assert shown(tally) == {("x", "feed", "", "SA", 600): [1, 1, 0]}


def test_a_part_that_is_added_says_that_something_fails(tally):
    _, _, signs = fold(tally, report(1), amend(1, component="feed"), tick(1))
    assert signs[0][:3] == [1, 1, 0]


def test_the_weight_goes_with_the_last_word(tally):
    later = report(2, 1_000, symptom="slow")
    heard, crowd, _ = fold(tally, report(1), later, undo(2, 2_000), tick(1))
    assert (heard, crowd) == (Counter(), Counter())
    assert shown(tally) == {("x", "", "", "", 600): [1, 0, 0]}


def test_a_first_word_taken_back_leaves_the_weight_to_the_last(tally):
    later = report(2, 1_000, symptom="slow")
    heard, _, _ = fold(tally, report(1), later, undo(1, 2_000), tick(1))
    assert heard == {Series("x"): 1, Series("x", "symptom", "slow"): 1}
    assert shown(tally) == {("x", "", "slow", "", 600): [1, 1, 0]}


def test_a_late_report_taken_back_before_sense_hears_it_is_never_heard(tally):
    fold(tally, report(9, reporter=b"s"), tick(1))
    heard, crowd, _ = fold(tally, report(1, 59_000), undo(1, 61_000), tick(2))
    assert (heard, crowd) == (Counter(), Counter())
    assert sums(tally) == (1, 1, 0)


def test_of_a_note_no_more_is_kept_than_that_there_is_one(tally):
    fold(tally, report(1, note="a secret of mine"), amend(1, note="another secret"))
    assert b"secret" not in tally.to_bytes()


def test_others_keep_their_networks_voice_when_somebody_takes_back(tally):
    others = [report(n, n, reporter=bytes([n]), network=b"m") for n in range(2, 6)]
    mine = report(1, 10, reporter=b"me", network=b"q")
    tally.take([*others, mine, undo(1, 20)])
    block = tally.close(601)
    assert block
    assert block.crowd
    assert (block.crowd.reports[0], block.crowd.networks[0], block.crowd.voices[0]) == (4, 1, 3)


def test_taking_back_and_reporting_again_gives_a_network_no_second_voice(tally):
    events: list[Event] = []
    for n in range(1, 60):
        events += [report(n, n, reporter=bytes([n])), undo(n, n)]
    kept = [report(100 + n, 100, reporter=bytes([100 + n])) for n in range(8)]
    tally.take([*events, *kept])
    block = tally.close(601)
    assert block
    assert block.crowd
    assert (block.crowd.reports[0], block.crowd.networks[0], block.crowd.voices[0]) == (8, 1, 4)


# Whatever happens, in whatever groups


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Some minutes of reports, changes and ticks, in order of time; ids are never used twice."""
    now, events = 0, []
    for number in range(draw(st.integers(1, 40))):
        now += draw(st.sampled_from([0, 500, 20_000, 45_000]))
        kind = draw(st.sampled_from(["report", "report", "undo", "amend", "tick"]))
        about = draw(st.integers(0, max(number, 1)))
        service = draw(st.sampled_from(["x", "x", "y"]))
        if kind == "report":
            lag = draw(st.sampled_from([0, 0, 0, 90_000, 40 * MINUTE_MS]))
            new = report(
                number,
                now,
                service,
                component=draw(st.sampled_from(["", "a", "b"])),
                kind=draw(st.sampled_from(["problem", "problem", "problem", "works"])),
                reporter=draw(st.sampled_from([b"", b"r", b"s", b"t"])),
                network=draw(st.sampled_from([b"", b"m", b"n"])),
                note=draw(st.sampled_from(["", "it fails"])),
                topic=draw(st.sampled_from(["", "price"])),
                changeable=draw(st.sampled_from([True, True, False])),
            )
            events.append(Report(*[new.id, new.at - lag, *_rest(new)]))
        elif kind == "undo":
            events.append(undo(about, now, service))
        elif kind == "amend":
            part, place = draw(st.sampled_from([("", "SA"), ("b", ""), ("c", "EG")]))
            events.append(amend(about, now, service, component=part, country=place))
        else:
            events.append(Tick(600 + now // MINUTE_MS))
    return events


def _rest(new: Report) -> list:
    return [getattr(new, name) for name in new.__struct_fields__[2:]]


@given(histories())
def test_no_count_is_ever_negative(events):
    tally = Tally()
    fold(tally, *events, Tick(10_000))
    for line in shown(tally).values():
        assert min(line) >= 0


@given(histories(), st.data())
def test_grouping_and_restarts_change_nothing(events, data):
    whole = Tally()
    expected = fold(whole, *events)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=6)))
    tally, heard = Tally(), (Counter(), Counter(), [])
    for start, end in pairwise([0, *cuts, len(events)]):
        got = fold(tally, *events[start:end])
        heard = (heard[0] + got[0], heard[1] + got[1], heard[2] + got[2])
        if data.draw(st.booleans()):
            tally = Tally.from_bytes(tally.to_bytes())
    assert heard == expected
    assert tally.to_bytes() == whole.to_bytes()
    assert shown(tally) == shown(whole)


@given(histories())
def test_the_tally_takes_groups_of_changes_as_it_takes_them_one_by_one(events):
    one, many = Tally(), Tally()
    waiting: list[Event] = []
    for event in events:
        if isinstance(event, Tick):
            many.take(waiting)
            waiting = []
            many.close(event.minute)
        else:
            waiting.append(event)
    many.take(waiting)
    fold(one, *events)
    assert one.to_bytes() == many.to_bytes()


@given(histories())
def test_what_is_counted_and_heard_never_exceeds_reporters_and_hours(events):
    tally = Tally()
    heard, crowd, _ = fold(tally, *events, Tick(10_000))
    problems = [e for e in events if isinstance(e, Report) and e.kind == "problem"]
    for service in ("x", "y"):
        mine = [e for e in problems if e.service == service]
        known = {(e.reporter, e.at // (60 * MINUTE_MS)) for e in mine if e.reporter}
        most = len(known) + sum(not e.reporter for e in mine)
        assert heard[Series(service)] <= most
        assert sum(line[1] for cell, line in shown(tally).items() if cell[0] == service) <= most
    assert sum(crowd.values()) <= sum(n for series, n in heard.items() if not series.by)


@given(histories())
def test_when_everything_is_taken_back_nothing_is_left(events):
    tally = Tally()
    for event in events:
        if isinstance(event, Report) and event.changeable:
            tally.take([event, Withdrawn(event.id, event.service, event.at, event.received)])
        elif isinstance(event, Tick):
            tally.close(event.minute)
    heard, crowd, _ = fold(tally, Tick(10_000))
    assert (heard, crowd, shown(tally)) == (Counter(), Counter(), {})


@given(histories())
def test_telling_better_never_changes_how_many_reports_there_are(events):
    plain, told = Tally(), Tally()
    fold(plain, *(e for e in events if not isinstance(e, Amended)))
    fold(told, *events)
    assert sums(plain) == sums(told)
