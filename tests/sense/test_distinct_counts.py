"""Distinct ones, and who was seen before."""

import numpy as np
import pytest

from bench.traffic.columns import made
from marsad.sense.cause import sums as at
from marsad.sense.cause.distinct import estimate
from marsad.sense.cause.gather import gather, opened, rows_of
from marsad.sense.cause.measure import measured
from marsad.sense.cause.seen import nobody
from marsad.sense.cause.summary import summary, together

FAR = 1 << 60


def window_of(clients, seen=None, time=0, weight=1):
    window = opened()
    requests = made(np.full(len(clients), time), client=clients, url=clients, weight=weight)
    gather(window, seen or nobody(), rows_of(requests), 0, 0, FAR)
    return summary(window, time, time + 10_000)


@pytest.mark.parametrize("many", [1, 10, 300, 5_000, 60_000])
def test_distinct_clients_are_estimated_within_five_standard_errors(many):
    found = window_of(np.repeat(np.arange(1, many + 1), 2)).distinct(at.CLIENT_SET)
    assert abs(found - many) <= max(5 * 0.0163 * many, 1.0)


def test_nobody_is_nobody():
    assert estimate(np.zeros(4096, np.uint8)) == 0.0


def test_sampled_clients_stand_for_all_of_them():
    clients = window_of(np.arange(1, 50_001)).clients
    assert len(clients.key) <= 2048
    assert abs(clients.weight.sum() - 50_000) < 0.12 * 50_000


def test_the_busiest_are_kept_among_many():
    crowd = np.arange(1, 50_001)
    rng = np.random.default_rng(1)
    both = rng.permutation(np.r_[crowd, np.repeat([70_001, 70_002], 5_000)])
    clients = window_of(both).clients
    assert sorted(clients.count[clients.sure])[-2:] >= [4_000, 4_000]
    assert measured(window_of(both), 0).top_share > 0.1


def test_windows_together_count_each_client_once():
    parts = [window_of(np.arange(1, 1001)), window_of(np.arange(501, 1501), time=10_000)]
    both = together(parts)
    assert both.clients.weight.sum() == 1500
    assert both.requests == 2000
    assert abs(both.distinct(at.CLIENT_SET) - 1500) < 120


def test_who_was_seen_is_remembered_through_a_flood_of_strangers():
    seen = nobody()
    window_of(np.arange(1, 10_001), seen, time=1_000_000)
    window_of(np.arange(100_000, 1_600_000), seen, time=2_000_000)
    again = window_of(np.arange(1, 10_001), seen, time=3_000_000)
    assert measured(again, 1_500_000).new <= 0.02 * 10_000


def test_a_line_may_stand_for_many_requests():
    assert window_of(np.arange(1, 11), weight=7).requests == 70
