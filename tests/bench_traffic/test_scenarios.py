"""Simulated services and episodes, and how answers to them are scored."""

import numpy as np
import pytest

from bench.traffic import peers
from bench.traffic.columns import KINDS
from bench.traffic.families import FAMILIES
from bench.traffic.match import ramps
from bench.traffic.scenario import kinds, scenario
from bench.traffic.scores import auc, ece, interval
from bench.traffic.train import FIRST_SEED, folds
from marsad.nouns.traffic import CAUSES


def test_the_same_seed_makes_the_same_log():
    one, two = (scenario("shop", "one_page", 3).requests for _ in range(2))
    for name in KINDS:
        assert np.array_equal(getattr(one, name), getattr(two, name), equal_nan=name == "seconds")


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_makes_a_log_in_order_of_time(name):
    case = scenario(kinds()[len(name) % len(kinds())], name, 11)
    assert case.cause in CAUSES
    assert (np.diff(case.requests.time) >= 0).all()
    assert case.requests.time[0] < case.onset < case.requests.time[-1] or name == "unreachable"


def test_each_crowd_attack_and_fault_is_left_out_once():
    out = [name for fold in folds() for name in fold]
    causes = {"crowd", "attack", "fault"}
    assert sorted(out) == sorted(n for n, f in FAMILIES.items() if f.cause in causes)
    assert FIRST_SEED > 100


def test_real_beginnings_grow():
    assert len(ramps()) == 5 and all(ramp.max() > ramp[0] or ramp[0] > 1 for ramp in ramps())


def test_scores_of_known_answers():
    truth = np.array([True, True, False, False])
    assert auc(np.array([0.9, 0.8, 0.2, 0.1]), truth) == 1.0
    assert auc(np.array([0.5, 0.5, 0.5, 0.5]), truth) == 0.5
    assert ece(np.array([0.75, 0.75, 0.75, 0.75]), np.array([1, 1, 1, 0])) == pytest.approx(0)
    low, high = interval(0, 200)
    assert low == 0.0 and 0.01 < high < 0.03


def test_every_peer_scores_a_crude_flood_and_a_crowd():
    for name in ("few_sources", "social"):
        assert np.isfinite(peers.judged(scenario("news", name, 2))).all()
