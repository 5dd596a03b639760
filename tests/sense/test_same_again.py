"""The same bins give the same verdicts, however they come."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sense.counts import FIRST, block

from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.nouns.verdict import Verdict
from marsad.sense.sense import Sense

SERIES = [
    Series("a"),
    Series("a", "component", "login"),
    Series("a", "country", "SA"),
    Series("b"),
    Series("b", "symptom", "slow"),
]


def world(seed: int) -> np.ndarray:
    """Two services, an outage in each, a thousand minutes; parts sum to less than the whole."""
    rng = np.random.default_rng(seed)
    rates = np.full((1000, 5), 0.3) * rng.uniform(0.1, 8.0, 5)
    rates[500:560, :3] += 20.0
    rates[700:730, 3:] += 6.0
    parts = rng.poisson(rates)
    parts[:, 0] += parts[:, 1]
    return parts


def piece(counts: np.ndarray, begin: int, end: int) -> Block:
    return block(counts[begin:end], FIRST + begin)


def fresh(series: list[Series] = SERIES) -> Sense:
    sense = Sense()
    sense.watch(series)
    return sense


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.lists(st.integers(1, 999), max_size=6), st.booleans())
def test_cutting_and_restoring_anywhere_changes_nothing(
    seed: int, cuts: list[int], restored: bool
) -> None:
    counts = world(seed)
    whole = fresh()
    expected, bands = whole.advance(piece(counts, 0, 1000))
    sense, said, seen = fresh(), list[Verdict](), []
    edges = [0, *sorted(set(cuts)), 1000]
    for begin, end in pairwise(edges):
        verdicts, part = sense.advance(piece(counts, begin, end))
        said.extend(verdicts)
        seen.append(part.expected)
        if restored:
            sense = Sense.from_bytes(sense.to_bytes())
    assert said == expected
    assert sense.to_bytes() == whole.to_bytes()
    assert np.array_equal(np.concatenate(seen), bands.expected)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 99))
def test_other_services_change_nothing(seed: int) -> None:
    counts = world(seed)
    both, _ = fresh().advance(piece(counts, 0, 1000))
    alone, _ = fresh(SERIES[:3]).advance(piece(counts[:, :3], 0, 1000))
    assert [v for v in both if v.service == "a"] == alone


def test_the_order_of_rows_in_a_bin_changes_nothing() -> None:
    counts = world(1)
    forward = piece(counts, 0, 1000)
    rows, values = forward.rows.copy(), forward.counts.copy()
    for begin, end in pairwise(forward.offsets):
        rows[begin:end] = rows[begin:end][::-1]
        values[begin:end] = values[begin:end][::-1]
    turned = Block(FIRST, 1, forward.offsets, rows, values, forward.observed)
    assert fresh().advance(turned)[0] == fresh().advance(forward)[0]


def test_verdicts_come_by_minute_then_service() -> None:
    verdicts, _ = fresh().advance(piece(world(2), 0, 1000))
    keys = [(v.minute, v.service, v.component) for v in verdicts]
    assert keys == sorted(keys)
    assert {v.service for v in verdicts} == {"a", "b"}


def test_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        Sense.from_bytes(b"\x93\x01\x02\x03")
