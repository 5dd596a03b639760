"""One network and one person may say so much and no more; memory stays bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.limits import WINDOW_MS, Buckets
from marsad.intake.rules import Rules


@pytest.mark.parametrize("rules", [Rules(reporter_per_minute=2)])
async def test_one_person_is_held_back_on_one_service_only(visitor):
    statuses = [(await visitor.post({"service": "x"})).status for _ in range(3)]
    held = await visitor.post({"service": "x"})
    assert statuses == [202, 202, 429]
    assert held.problem == "too-many-requests"
    assert held.headers["retry-after"] == "30"
    assert (await visitor.post({"service": "absher"})).status == 202
    assert (await visitor.post({"service": "x"}, peer="203.0.113.10")).status == 202
    visitor.time += 30_000
    assert (await visitor.post({"service": "x"})).status == 202


@pytest.mark.parametrize("rules", [Rules(network_per_minute=3)])
async def test_one_network_is_held_back_and_others_are_not(visitor):
    peers = [f"203.0.113.{n}" for n in range(4)]
    statuses = [(await visitor.post({"service": "x"}, peer=peer)).status for peer in peers]
    assert statuses == [202, 202, 202, 429]
    assert (await visitor.post({"service": "x"}, peer="203.0.114.1")).status == 202


@pytest.mark.parametrize("rules", [Rules(trusted=("127.0.0.0/8",), network_per_minute=1)])
async def test_the_trusted_have_no_limit(visitor):
    replies = [await visitor.post({"service": "x"}, peer="127.0.0.1") for _ in range(20)]
    assert {reply.status for reply in replies} == {202}


@given(
    per_minute=st.integers(1, 600),
    gaps=st.lists(st.integers(0, 20_000), min_size=1, max_size=300),
)
def test_no_minute_lets_more_through_than_a_full_bucket_and_its_refill(per_minute, gaps):
    buckets, now, taken = Buckets(per_minute, 10), 1_000_000, []
    for gap in gaps:
        now += gap
        wait = buckets.take("key", now)
        assert 0 <= wait <= WINDOW_MS
        if not wait:
            taken.append(now)
    for start in taken:
        assert sum(start <= t < start + WINDOW_MS for t in taken) <= 2 * per_minute


@given(per_minute=st.integers(1, 600))
def test_after_the_wait_there_is_a_token(per_minute):
    buckets = Buckets(per_minute, 10)
    waits = [buckets.take("key", 0) for _ in range(per_minute + 1)]
    assert waits[:-1] == [0] * per_minute
    assert waits[-1] > 0
    assert buckets.take("key", waits[-1]) == 0


def test_a_flood_of_keys_keeps_to_the_room():
    buckets = Buckets(10, 1_000)
    for number in range(20_000):
        buckets.take(number, 0)
    assert len(buckets) <= 2_000


def test_a_bucket_outlives_the_turn_of_generations():
    buckets = Buckets(1, 1_000)
    assert buckets.take("a", 59_999) == 0
    assert buckets.take("b", 60_001) == 0
    assert buckets.take("a", 60_001) > 0


@pytest.mark.parametrize(("per_minute", "room"), [(0, 1), (1, 0), (-5, 5)])
def test_a_limit_of_nothing_is_an_error(per_minute, room):
    with pytest.raises(ValueError, match="at least 1"):
        Buckets(per_minute, room)
