"""What a record adds up to is what counting by hand gives."""

from statistics import median
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.spell import Spell
from marsad.show.record import AGAIN, HOUR, again, hours, joined, record_of, stretches, when

QUARTER = HOUR // 4
END = 40 * HOUR


def spell(id, service, onset, ended, state="ended", declared=True):
    return Spell(id, service, "", state, onset, ended, declared)


@st.composite
def spells(draw, most=8):
    made = []
    for number in range(draw(st.integers(0, most))):
        onset = draw(st.integers(-20, 170)) * QUARTER
        ended = draw(st.none() | st.integers(0, 60).map(lambda n, onset=onset: onset + n * QUARTER))
        state = draw(st.sampled_from(["ended", "problem", "retracted"]))
        made.append(
            spell(
                str(number), draw(st.sampled_from("xy")), onset, ended, state, draw(st.booleans())
            )
        )
    return made


def figures(told):
    begun = [each for each in told if 0 <= each.onset < END]
    return record_of(begun, stretches(told, 0, END), 0, END)


def quarters(told, service=None):
    """Every quarter of an hour from 0 to END with a problem, service by service, by trying each."""
    return {
        (each.service, at)
        for each in told
        if each.declared and each.state != "retracted" and service in (None, each.service)
        for at in range(0, END, QUARTER)
        if each.onset < at + QUARTER and (END if each.ended is None else each.ended) > at
    }


@given(spells())
def test_hours_with_a_problem_are_those_in_which_any_quarter_had_one(told):
    edges = [0, 7 * HOUR, 9 * HOUR, END]
    expected = [
        len({(s, at // HOUR) for s, at in quarters(told) if start <= at < end})
        for start, end in zip(edges, edges[1:], strict=False)
    ]
    assert hours(stretches(told, 0, END), edges) == expected


@given(spells())
def test_the_longest_quiet_run_is_the_longest_run_of_quiet_quarters(told):
    busy = {at for _, at in quarters(told)}
    runs, run = [0], 0
    for at in range(0, END, QUARTER):
        run = 0 if at in busy else run + QUARTER
        runs.append(run)
    quiet = figures(told).quiet
    assert (quiet[1] - quiet[0] if quiet else 0) == max(runs)


@given(spells())
def test_time_between_outages_is_that_of_the_quiet_between_them(told):
    gaps = []
    for service in "xy":
        busy = sorted(at for _, at in quarters(told, service))
        gaps += [b - a - QUARTER for a, b in zip(busy, busy[1:], strict=False) if b > a + QUARTER]
    assert figures(told).between == (median(gaps) if gaps else None)


@given(spells())
def test_outages_and_their_length_are_of_those_begun_in_that_time(told):
    record = figures(told)
    begun = [s for s in told if s.declared and s.state != "retracted" and 0 <= s.onset < END]
    lengths = [s.ended - s.onset for s in begun if s.ended is not None]
    assert record.outages == len(begun)
    assert record.length == (median(lengths) if lengths else None)


@given(spells())
def test_an_outage_comes_again_when_others_of_its_service_began_in_the_thirty_days_before(told):
    day = [s._replace(onset=s.onset * 70, ended=None) for s in told]
    real = [s for s in day if s.is_outage]
    for each in real:
        place = again(day)[each.id]
        others = [
            o
            for o in real
            if o.service == each.service
            and (o.onset, o.id) < (each.onset, each.id)
            and o.onset > each.onset - AGAIN
        ]
        assert place.number == len(others) + 1
        last = max(others, key=lambda o: (o.onset, o.id), default=None)
        assert place.before == (last.id if last else "")
    assert set(again(day)) == {each.id for each in real}


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_joined_stretches_hold_the_same_time_and_never_touch(times):
    whole = joined(times)
    assert {t for a, b in whole for t in range(a, b)} == {t for a, b in times for t in range(a, b)}
    assert all(a[1] < b[0] for a, b in zip(whole, whole[1:], strict=False))


def test_when_outages_begin_is_told_by_the_sites_clock():
    zone = ZoneInfo("Asia/Riyadh")
    at = parse_rfc3339("2026-05-24T21:30:00Z")  # Monday, half past midnight in Riyadh
    of_day, of_week = when([spell("a", "x", at, None)], zone)
    assert of_day == [1, 0, 0, 0, 0, 0, 0, 0]
    assert of_week == [1, 0, 0, 0, 0, 0, 0]


def test_an_empty_record_is_all_quiet():
    record = record_of([], {}, 5, 9)
    assert (record.outages, record.length, record.between, record.quiet) == (0, None, None, (5, 9))
    assert record_of([], {}, 5, 5).quiet is None
