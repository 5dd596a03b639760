"""Past problems in figures."""

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from show.invented import HOUR, NOW, OPEN, OVER

from marsad.nouns.incident import Incident
from marsad.nouns.verdict import Span
from marsad.show.past import SHOWN, YEAR_MS, past_of

DAY = 24 * HOUR


def over(days_ago: float, hours: float, declared: bool = True) -> Incident:
    begin = NOW - int(days_ago * DAY)
    end = begin + int(hours * HOUR)
    return msgspec.structs.replace(
        OVER,
        id=f"over-{days_ago}",
        onset=Span(begin, begin, begin),
        declared_at=begin + 1 if declared else None,
        ended=Span(end, end, end),
    )


def test_the_figures_are_those_of_the_declared_ones():
    incidents = [over(1, 2), over(11, 6), over(21, 1), over(22, 9, declared=False)]
    past = past_of(incidents, NOW)
    assert (past.number, past.median) == (3, 2 * HOUR)
    assert past.longest is incidents[1]
    assert past.pair == (incidents[0], incidents[1])
    assert past.shown == incidents


def test_the_time_between_is_from_an_end_to_the_next_beginning():
    past = past_of([over(0, 1), over(10, 24), over(20, 24), over(30, 24)], NOW)
    assert past.between == 9 * DAY


def test_few_have_no_median_and_what_was_taken_back_is_not_counted():
    taken_back = msgspec.structs.replace(over(3, 1), state="retracted")
    past = past_of([OPEN, over(2, 5), taken_back], NOW)
    assert (past.number, past.median, past.between, past.longest) == (2, None, None, None)
    assert [each.id for each in past.shown] == ["over-2"]


def test_what_ended_more_than_a_year_ago_is_not_of_these_12_months():
    past = past_of([over(400, 1)], NOW)
    assert (past.number, past.pair) == (0, None)


def test_nothing_has_no_figures():
    past = past_of([], NOW)
    assert (past.shown, past.number, past.median, past.between) == ([], 0, None, None)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 100)), max_size=20))
def test_figures_lie_within_what_they_are_of(told: list[tuple[int, int]]):
    incidents = [over(days, hours) for days, hours in sorted(told)]
    past = past_of(incidents, NOW)
    lengths = [each.ended.at - each.onset.at for each in incidents if each.ended]
    recent = [each for each in incidents if each.ended and each.ended.at > NOW - YEAR_MS]
    assert past.number == len(recent)
    assert len(past.shown) <= SHOWN
    if past.median is not None:
        assert min(lengths) <= past.median <= max(lengths)
    if past.between is not None:
        gaps = [later.onset.at - earlier.onset.at for later, earlier in pairwise(incidents)]
        assert 0 <= past.between <= max(gaps)
