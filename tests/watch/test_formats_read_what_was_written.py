"""Whatever a server writes down, the same is read, in every format."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch.written import EPOCH, WRITERS, Asked, asked, lines, read

from marsad.nouns.requests import OTHER_METHOD, QUERY

WITHOUT_REFERRER = {"alb"}


def pattern(values) -> list[int]:
    """Which of the values are the same, as the index of each one's first."""
    values = list(values)
    return [values.index(value) for value in values]


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=40, deadline=None)
@given(requests=st.lists(asked, min_size=1, max_size=6))
def test_every_field_comes_back(name, requests: list[Asked]):
    got, log = read(lines(name, requests))
    assert log.form is not None and log.form.name == name.split(",")[0]
    assert log.unread.lines == 0, log.unread
    assert got.time.tolist() == [1000 * (EPOCH + one.second) for one in requests]
    assert got.status.tolist() == [one.status for one in requests]
    assert got.size.tolist() == [one.size for one in requests]
    assert np.allclose(got.seconds, [one.millis / 1000 for one in requests], rtol=1e-4, atol=1e-4)
    assert [bool(flag & QUERY) for flag in got.flags] == [bool(one.query) for one in requests]
    others = [one.method not in {"GET", "HEAD"} for one in requests]
    assert [bool(flag & OTHER_METHOD) for flag in got.flags] == others
    assert got.weight.tolist() == [1] * len(requests)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=40, deadline=None)
@given(requests=st.lists(asked, min_size=1, max_size=6))
def test_what_is_the_same_hashes_the_same_and_nothing_else(name, requests: list[Asked]):
    twice = requests * 2
    got, _ = read(lines(name, twice))
    assert pattern(got.client) == pattern(one.client for one in twice)
    assert pattern(got.path) == pattern(one.path for one in twice)
    assert pattern(got.url) == pattern(one.url for one in twice)
    said = [one.agent.replace(" ", "+") if name == "w3c" else one.agent for one in twice]
    assert pattern(got.agent) == pattern(said)
    assert [agent == 0 for agent in got.agent] == [one.agent == "-" for one in twice]
    if name not in WITHOUT_REFERRER:
        assert pattern(got.referrer) == pattern(one.referrer for one in twice)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=15, deadline=None)
@given(requests=st.lists(asked, min_size=1, max_size=30), chunk=st.integers(2_000, 5_000))
def test_where_a_chunk_ends_changes_nothing(name, requests: list[Asked], chunk: int):
    whole, log = read(lines(name, requests))
    pieces, again = read(lines(name, requests), chunk)
    assert again.unread == log.unread
    for column in ("time", "client", "url", "status", "size", "agent", "seconds"):
        assert np.array_equal(getattr(whole, column), getattr(pieces, column), equal_nan=True)
