"""The small parts the tally is made of: memories, tables, blocks."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from marsad.tally.blocks import block_from_dense, block_from_sparse, spread
from marsad.tally.hot import Hot
from marsad.tally.memory import Memory
from marsad.tally.rows import KEY, MEASURES, MINUTE, merged, of_service, pack, unpack

seen = st.lists(st.tuples(st.sampled_from([b"a", b"b", b"c", b"d"]), st.integers(0, 40)))


@given(seen, st.integers(1, 20), st.integers(1, 4))
def test_a_memory_forgets_the_oldest_first(calls, span, limit):
    memory, model, newest = Memory(span, limit), [], 0
    for key, stamp in calls:
        newest = max(newest, stamp)
        while model and model[0][1] <= newest - span:
            model.pop(0)
        fresh = all(key != known for known, _ in model)
        assert memory.first(key, stamp) is fresh
        model = [*model, (key, stamp)][-limit:] if fresh else model
        assert len(memory) == len(model)


@given(seen, seen)
def test_a_restored_memory_goes_on_as_the_first_one(before, after):
    memory, other = Memory(10, 3), Memory(10, 3)
    for key, stamp in before:
        memory.first(key, stamp)
    other.restore(memory.state())
    assert [memory.first(*call) for call in after] == [other.first(*call) for call in after]
    assert memory.state() == other.state()


rows = st.lists(st.tuples(*[st.integers(0, 2)] * 5, *[st.integers(0, 9)] * 3), max_size=30)


def table_of(lines):
    return np.array(lines, np.int32).reshape(-1, 8).T


@given(st.lists(rows, max_size=4))
def test_merging_adds_up_what_has_the_same_key(tables):
    expected = Counter()
    for line in (line for lines in tables for line in lines):
        for measure in range(3):
            expected[*line[:5], measure] += line[5 + measure]
    whole = merged([table_of(lines) for lines in tables])
    keys = [tuple(key) for key in whole[KEY].T.tolist()]
    assert keys == sorted({key[:5] for key in expected})
    for key, measures in zip(keys, whole[MEASURES].T.tolist(), strict=True):
        assert measures == [expected[*key, measure] for measure in range(3)]


@given(rows)
def test_a_packed_table_comes_back(lines):
    assert np.array_equal(unpack(pack(table_of(lines))), table_of(lines))


def test_a_cut_table_is_refused():
    with pytest.raises(ValueError, match="reshape"):
        unpack(pack(table_of([(1,) * 8]))[:-4])


@given(rows, st.integers(0, 3))
def test_the_rows_of_a_service_are_cut_out(lines, service):
    table = merged([table_of(lines)])
    assert np.array_equal(of_service(table, service), table[:, table[0] == service])


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 400)), max_size=40), st.data())
def test_hot_rows_are_found_by_minute_however_they_came(places, data):
    table = table_of([(service, minute, 0, 0, 0, 1, 1, 0) for service, minute in places])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(places)), max_size=4)))
    hot = Hot()
    for start, end in pairwise([0, *cuts, len(places)]):
        hot.add(merged([table[:, start:end]]))
    first, last = sorted(data.draw(st.tuples(st.integers(0, 400), st.integers(0, 400))))
    inside = (table[MINUTE] >= first) & (table[MINUTE] < last)
    found = merged(list(hot.parts(first, last)))
    assert np.array_equal(found, merged([table[:, inside]]))


@given(
    arrays.arrays(np.int64, st.integers(0, 20), elements=st.integers(0, 2**31 - 1)),
    st.integers(1, 90),
)
def test_spread_bins_keep_their_sums_and_are_even(bins, step):
    minutes = spread(bins, step).reshape(-1, step)
    assert np.array_equal(minutes.sum(axis=1), bins)
    assert (np.ptp(minutes, axis=1) <= 1).all() if len(bins) else True


def dense(block, series):
    matrix = np.zeros((block.bins, series), np.int64)
    for bin_, (start, end) in enumerate(pairwise(block.offsets.tolist())):
        matrix[bin_, block.rows[start:end]] = block.counts[start:end]
    return matrix


matrices = arrays.arrays(
    np.int64,
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    elements=st.sampled_from([0, 0, 1, 7, 2**31 - 1]),
)


@given(matrices, st.sampled_from([1, 5, 15]))
def test_a_block_of_a_matrix_holds_the_matrix(matrix, step):
    block = block_from_dense(matrix, first=100, step=step)
    assert np.array_equal(dense(block, matrix.shape[1]), matrix)
    assert (block.first, block.step, block.observed.all()) == (100, step, True)
    assert (block.counts > 0).all()
    assert [array.dtype for array in (block.offsets, block.rows, block.counts)] == [
        np.int64,
        np.int32,
        np.int32,
    ]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 9)), max_size=30))
def test_a_block_of_loose_counts_adds_them_up(loose):
    bins, rows, counts = np.array(loose, np.int64).reshape(-1, 3).T
    matrix = np.zeros((6, 5), np.int64)
    np.add.at(matrix, (bins, rows), counts)
    block = block_from_sparse(bins, rows, counts, first=0, observed=np.ones(6, np.bool_))
    assert np.array_equal(dense(block, 5), matrix)
    assert (block.counts > 0).all()
    for start, end in pairwise(block.offsets.tolist()):
        assert (np.diff(block.rows[start:end]) > 0).all()
