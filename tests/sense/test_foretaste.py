"""What has come of the open minute may suffice before it closes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sense.counts import FIRST, block, quiet

from marsad.nouns.series import Series
from marsad.sense.sense import Sense

DAY = 1440
SERIES = [Series("x"), Series("x", "component", "login"), Series("y")]


def watching(rate: float = 1.0) -> Sense:
    sense = Sense()
    sense.watch(SERIES)
    counts = np.column_stack([quiet(rate, 7 * DAY, seed) for seed in (1, 2, 3)])
    counts[:, 0] += counts[:, 1]
    sense.advance(block(counts))
    return sense


def glance(sense: Sense, x: int, y: int = 0) -> list[tuple[str, str]]:
    seen = sense.glance(np.array([0, 2], np.int32), np.array([x, y], np.int32))
    return [(service, str(state)) for service, state in seen]


def test_a_flood_is_a_problem_before_its_minute_closes() -> None:
    assert glance(watching(), 60) == [("x", "problem")]
    assert glance(watching(), 60, 60) == [("x", "problem"), ("y", "problem")]


def test_a_usual_minute_under_way_is_nothing() -> None:
    assert glance(watching(), 3, 2) == []
    assert glance(watching(), 0) == []


def test_looking_changes_nothing() -> None:
    sense = watching()
    before = sense.to_bytes()
    glance(sense, 60, 7)
    assert sense.to_bytes() == before


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_what_was_seen_early_still_holds_when_the_minute_closes(early: int, more: int) -> None:
    rank = {"ok": 0, "possible": 1, "problem": 2}
    sense = watching()
    seen = dict(glance(sense, early)).get("x", "ok")
    closed, _ = sense.advance(block(np.array([[early + more, 0, 0]]), FIRST + 7 * DAY))
    assert max((rank[v.state] for v in closed), default=0) >= rank[seen]


def test_a_problem_known_already_is_not_seen_again() -> None:
    sense = watching()
    sense.advance(block(np.array([[60, 30, 0]]), FIRST + 7 * DAY))
    assert glance(sense, 60) == []


def test_nothing_is_seen_before_anything_was_watched() -> None:
    sense = Sense()
    sense.watch(SERIES)
    assert glance(sense, 900) == []


@pytest.mark.parametrize("row", [1, 3, -1])
def test_only_whole_services_are_looked_at(row: int) -> None:
    with pytest.raises(ValueError, match="whole services"):
        watching().glance(np.array([row], np.int32), np.array([5], np.int32))
