"""HyperLogLog counts what is distinct, whatever the order and however often."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.sense.cause.distinct import REGISTERS, count_in, estimate
from marsad.sense.cause.gather import mixed
from marsad.sense.compiled import compiled

ERROR = 1.04 / REGISTERS**0.5


@compiled
def taken(registers, values):
    for value in values:
        count_in(registers, mixed(value))


def counted(values):
    registers = np.zeros(REGISTERS, np.uint8)
    taken(registers, np.asarray(values, np.uint64))
    return registers


@given(st.integers(0, 60_000), st.integers(1, 2**63))
@settings(max_examples=50, deadline=None)
def test_the_estimate_is_within_five_standard_errors(many, first):
    values = np.uint64(first) + np.arange(many, dtype=np.uint64)
    assert abs(estimate(counted(values)) - many) <= 5 * ERROR * many + 3


@given(st.lists(st.integers(1, 2**64 - 1), max_size=200), st.randoms())
@settings(max_examples=50, deadline=None)
def test_neither_order_nor_repetition_counts(values, random):
    again = values * 2
    random.shuffle(again)
    assert (counted(values) == counted(again)).all()


@given(st.lists(st.integers(1, 2**64 - 1)), st.lists(st.integers(1, 2**64 - 1)))
@settings(max_examples=50, deadline=None)
def test_the_greater_of_two_is_their_union(some, others):
    both = np.maximum(counted(some), counted(others))
    assert (both == counted(some + others)).all()
