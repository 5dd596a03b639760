"""What a Trust remembers: bounded, the same however it is cut, slow to be poisoned."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sense.hearing import NATIONAL, NOON, acquainted, after, block, hear, honest

from marsad.nouns.block import Block
from marsad.nouns.crowd import STRANGE, Crowd
from marsad.sense.trust.trust import Trust

DAY = 1_440


def cut(told: Block, places: list[int]) -> list[Block]:
    """A block as several."""
    assert told.crowd is not None
    parts: list[Block] = []
    for a, b in zip([0, *places], [*places, told.bins], strict=True):
        mine = (told.crowd.bins >= a) & (told.crowd.bins < b)
        columns = [
            getattr(told.crowd, name)[mine]
            for name in ("services", "components", "groups", "reports", "networks", "voices")
        ]
        crowd = Crowd(told.crowd.bins[mine] - np.int32(a), *columns)
        none = np.empty(0, np.int32)
        offsets = np.zeros(b - a + 1, np.int64)
        parts.append(Block(told.first + a, 1, offsets, none, none, told.observed[a:b], crowd))
    return parts


@given(st.sets(st.integers(1, 599), max_size=6), st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_the_same_bins_make_the_same_trust_however_they_are_cut_and_kept(places, seed):
    told = block(NOON, honest(NATIONAL, np.full(600, 0.5), np.random.default_rng(seed)))
    whole, parted = Trust(), Trust()
    hear(whole, told)
    for part in cut(told, sorted(places)):
        hear(parted, part)
        parted = Trust.from_bytes(parted.to_bytes())
    assert whole.to_bytes() == parted.to_bytes()


def test_other_bytes_are_refused():
    with pytest.raises(msgspec.DecodeError):
        Trust.from_bytes(b"no trust")


def test_a_crowd_is_known_after_a_few_hundred_networks_and_its_shares_are_close():
    trust = Trust()
    hear(trust, block(NOON, honest(NATIONAL, np.full(2 * DAY, 1.0), np.random.default_rng(1))))
    weights = trust.weights(0)
    assert weights.known and weights.learned > 2_000
    shares = dict(zip(weights.groups.tolist(), weights.shares.tolist(), strict=True))
    assert shares == pytest.approx(NATIONAL, abs=0.03)


def test_an_hour_under_suspicion_is_not_learned():
    trust = acquainted(NATIONAL)
    told = block(NOON, [[(0, -1, 64_504, 50, 50)]] * 60 + [[]] * 240)
    for number in range(told.bins):
        trust.take(told, number)
        if number == 70:
            trust.suspected(NOON + number, [0])
    trust = Trust.from_bytes(trust.to_bytes())
    hear(trust, block(NOON + told.bins, [[]] * 3 * DAY))
    weights = trust.weights(0)
    assert weights.shares[weights.groups == 64_504] < 0.1


def test_a_young_service_is_heard_where_several_operators_agree_and_not_by_two():
    trust = Trust()
    crowd = [[(0, -1, group, 5, 5) for group in NATIONAL]] * 4
    assert after(trust, crowd, 0.05).holds
    assert not after(trust, [lines[:2] for lines in crowd], 0.05).holds


def test_a_young_service_is_judged_by_what_the_whole_observatory_knows():
    trust = Trust()
    shared = [
        [(service, -1, *line[2:]) for service in (1, 2, 3) for line in lines]
        for lines in honest(NATIONAL, np.full(2 * DAY, 0.5), np.random.default_rng(2))
    ]
    hear(trust, block(NOON - 2 * DAY, shared))
    crowd = honest(NATIONAL, np.full(4, 8.0), np.random.default_rng(3))
    assert after(trust, crowd, 0.05).holds
    unheard = [[(0, -1, group, 1, 1) for group in range(70_000, 70_040)]] * 4
    assert not after(trust, unheard, 0.05).holds


def test_a_flood_below_suspicion_takes_weeks_to_gain_a_quarter_of_a_crowd():
    trust = acquainted(NATIONAL, days=40, each=1_200)
    days = 0
    while days < 30:
        lines = [
            (0, -1, group, int(50 * share), int(50 * share)) for group, share in NATIONAL.items()
        ]
        evil = [(0, -1, 65_000, 500, 500)]
        hours = [lines + evil if minute % 60 == 0 else [] for minute in range(DAY)]
        hear(trust, block(NOON + days * DAY, hours))
        days += 1
        weights = trust.weights(0)
        share = weights.shares[weights.groups == 65_000].sum() + weights.strange
        if share >= 0.25:
            break
    assert days > 14


def test_more_groups_than_are_kept_become_strangers():
    trust = Trust()
    many = [(0, -1, group, 1, 1) for group in range(1, 3_000)]
    hear(trust, block(NOON, [many] + [[]] * 200))
    assert trust.bytes < 40_000
    weights = trust.weights(0)
    assert len(weights.groups) <= 256 and weights.strange > 0.8
    assert STRANGE not in weights.groups


def test_thirty_thousand_services_cost_little():
    trust = Trust()
    rng = np.random.default_rng(6)
    groups = rng.choice(np.arange(64_500, 64_800), (30_000, 3))
    lines = [
        (service, -1, group, 1, 1)
        for service, own in enumerate(groups.tolist())
        for group in sorted(set(own))
    ]
    hear(trust, block(NOON, [lines] + [[]] * 200))
    assert trust.bytes / 30_000 < 100
