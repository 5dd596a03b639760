"""Time in which nobody looked is neither silence nor news."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sense.counts import FIRST, block, quiet

from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning

DAY = 1440


def watching() -> Sense:
    sense = Sense()
    sense.watch([Series("x")])
    return sense


def test_a_gap_does_not_lower_the_usual_level() -> None:
    sense = watching()
    _, before = sense.advance(block(quiet(5.0, 3 * DAY, 1)))
    blind = block(np.zeros(2 * DAY, int), FIRST + 3 * DAY)
    _, during = sense.advance(replace(blind, observed=np.zeros(2 * DAY, bool)))
    _, after = sense.advance(block(quiet(5.0, 10, 2), FIRST + 5 * DAY))
    assert np.isnan(during.expected).all()
    assert after.expected[0, 0] == pytest.approx(before.expected[-1, 0], rel=0.25)


def test_a_jump_between_blocks_is_a_gap_too() -> None:
    sense, other = watching(), watching()
    counts = quiet(5.0, 3 * DAY, 1)
    for each in (sense, other):
        each.advance(block(counts))
    blind = block(np.zeros(DAY, int), FIRST + 3 * DAY)
    sense.advance(replace(blind, observed=np.zeros(DAY, bool)))
    late = block(quiet(5.0, 100, 2), FIRST + 4 * DAY)
    said, bands = sense.advance(late)
    same, alike = other.advance(late)
    assert said == same
    assert np.array_equal(bands.expected, alike.expected)


def test_silence_that_was_watched_does_lower_it() -> None:
    sense = watching()
    _, before = sense.advance(block(quiet(5.0, 3 * DAY, 1)))
    _, after = sense.advance(block(np.zeros(2 * DAY, int), FIRST + 3 * DAY))
    assert after.expected[-1, 0] < 0.8 * before.expected[-1, 0]


def test_an_outage_goes_on_after_a_gap() -> None:
    sense = watching()
    sense.advance(block(quiet(1.0, 7 * DAY, 1)))
    sense.advance(block(quiet(50.0, 20, 2), FIRST + 7 * DAY))
    blind = block(np.zeros(10, int), FIRST + 7 * DAY + 20)
    silent, _ = sense.advance(replace(blind, observed=np.zeros(10, bool)))
    verdicts, _ = sense.advance(block(quiet(50.0, 5, 3), FIRST + 7 * DAY + 30))
    assert silent == []
    assert [v.state for v in verdicts] == ["problem"] * 5


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (block([1], FIRST, step=5), "bins of 5 minutes, not of 1"),
        (block([1], FIRST - 1), "before"),
        (block(np.array([[0, 1]]), FIRST + 1), "a row not among"),
    ],
)
def test_a_block_that_does_not_fit_is_refused(bad: Block, message: str) -> None:
    sense = watching()
    sense.advance(block([1], FIRST))
    with pytest.raises(ValueError, match=message):
        sense.advance(bad)


def test_series_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="before its parts"):
        Sense().watch([Series("x", "country", "SA")])
    with pytest.raises(ValueError, match="slices by 'moon'"):
        Sense().watch([Series("x"), Series("x", "moon", "full")])
    with pytest.raises(ValueError, match="at least one minute"):
        Sense(Tuning(), 0)
