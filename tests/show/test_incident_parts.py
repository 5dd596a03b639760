"""Small parts of an incident's page, each for itself: ticks, bars, heights, first words."""

from itertools import pairwise

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from show.invented import HOUR, NOW, ONSET, OPEN, Invented

from marsad.nouns.incident import Incident, Statement
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.verdict import Span
from marsad.nouns.window import Window
from marsad.show.earlier import YEAR_MS, among
from marsad.show.first_word import first_word_of
from marsad.show.height import Height, height_of, highest
from marsad.show.ticks import ticks_of
from marsad.show.weights import width_of

INSTANTS = st.integers(0, 4_000_000_000_000)
replace = msgspec.structs.replace


@given(first=INSTANTS, span=st.integers(-1000, 10**10), at=st.lists(INSTANTS))
def test_every_tick_has_a_place_in_order_or_none(first: int, span: int, at: list[int]):
    places = ticks_of(sorted(at), first, first + span)
    assert len(places) == len(at)
    inside = [place for place in places if place is not None]
    assert all(0 <= place <= 100 for place in inside)
    assert all(one <= other for one, other in pairwise(inside))
    assert len(inside) == sum(span > 0 and first <= each <= first + span for each in at)


@given(weight=st.floats(-1e6, 1e6), most=st.floats(0, 1e6))
def test_a_bar_is_always_to_be_seen_and_never_too_long(weight: float, most: float):
    assert 1 <= width_of(weight, most) <= 100


def window(counted: list[int], usual: float, step: int) -> Window:
    values, level = np.array(counted), np.full(len(counted), usual)
    return Window("x", 100, step, values, values, values, level, level, level)


@given(counted=st.lists(st.integers(0, 10**6), min_size=15, max_size=80))
def test_no_fifteen_minutes_hold_more_than_the_height(counted: list[int]):
    height = highest(window(counted, 2.0, 1))
    sums = [sum(counted[at : at + 15]) for at in range(len(counted) - 14)]
    assert height.reports == max(sums)
    assert sums[height.at // MINUTE_MS - 100] == max(sums)
    assert height.usual == 30


def test_the_height_is_the_same_in_coarser_bins_and_unknown_where_the_usual_is():
    assert highest(window([1, 5, 5, 5, 1], 3.0, 5)) == Height(105 * MINUTE_MS, 15, 9.0)
    assert highest(window([1, 2], float("nan"), 15)).usual is None


def test_times_the_usual_is_left_out_where_it_would_mislead():
    assert Height(0, 900, None).times is None
    assert Height(0, 900, 0.02).times is None
    assert Height(0, 24, 10.0).times == 2.4
    assert Height(0, 1234, 100.0).times == 12


def test_an_incident_of_months_still_has_a_height():
    long = replace(OPEN, onset=Span(NOW - 90 * 24 * HOUR, 0, NOW))
    assert height_of(long, Invented(), NOW).reports > 1000


@given(ats=st.lists(st.tuples(INSTANTS, st.sampled_from(["owner", "provider", "user", ""]))))
def test_the_first_word_is_the_earliest_of_those_who_run_it(ats: list[tuple[int, str]]):
    said = tuple(Statement(role, "…", at, role=role) for at, role in ats)
    word = first_word_of(replace(OPEN, statements=said))
    vendors = [at for at, role in ats if role in ("owner", "provider")]
    assert (word.at if word else None) == min(vendors, default=None)
    if word:
        assert word.after == word.at - ONSET
        late = word.at - (OPEN.declared_at or 0)
        assert word.after_declared == (late if late >= 0 else None)


def earlier(days: int, minutes: int, **changed: object) -> Incident:
    at = ONSET - days * 24 * HOUR
    end = at + minutes * MINUTE_MS
    found = replace(OPEN, id=f"{days}", onset=Span(at, at, at), ended=Span(end, end, end))
    return replace(found, state=changed.pop("state", "ended"), **changed)


def test_only_real_outages_of_the_year_before_count_as_earlier():
    others = [
        OPEN,
        earlier(3, 10),
        earlier(40, 100),
        earlier(5, 10, state="retracted"),
        earlier(6, 10, declared_at=None),
        earlier(7, 10, merged_into="3"),
        earlier(400, 1),
        earlier(-1, 5),
    ]
    found = among(OPEN, others, NOW)
    assert found.previous and found.previous.id == "3"
    assert (found.month, found.ended, found.shorter) == (1, 2, 1)


@given(days=st.lists(st.integers(1, 500), unique=True), minutes=st.integers(1, 2000))
def test_the_shorter_ones_are_among_those_that_ended(days: list[int], minutes: int):
    found = among(OPEN, [earlier(day, minutes) for day in days], NOW)
    recent = [day for day in days if day * 24 * HOUR <= YEAR_MS]
    assert found.ended == len(recent) and 0 <= found.shorter <= found.ended
    assert found.month == sum(day <= 30 for day in recent)
    assert (found.previous is None) == (not recent)
