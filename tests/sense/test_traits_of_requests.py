"""Each trait moves when, and as, its words say."""

import math

import numpy as np
import pytest
from sense.requests_made import BEGIN, attacked, visitors

from bench.traffic.columns import hashed, joined, made, without
from marsad.sense.cause import traces
from marsad.sense.cause.features import TRACES
from marsad.sense.cause.measure import _evenness
from marsad.sense.cause.observer import Observer
from marsad.sense.cause.scorecard import Card, cards, probabilities
from marsad.sense.cause.traits import TRAITS

assert traces
ONSET = BEGIN + 600_000


def points(more, capacity=0.0, base=None):
    """What was last seen when ``more`` comes on top of ten quiet minutes."""
    eye = Observer(capacity=capacity)
    eye.take(joined([visitors(660, 8) if base is None else base, more]))
    eye.take(made(np.array([ONSET + 60_000])))
    assert eye.course.points is not None
    return eye.course.points


def more(**columns):
    return visitors(60, 60, begin=ONSET, seed=3, **columns)


def test_every_trait_has_words_and_is_seen():
    assert set(TRACES) == set(TRAITS)
    assert all(text and text[0].islower() for text in TRAITS.values())


def test_every_weight_belongs_to_a_trait():
    for card in (cards().known, cards().unknown):
        assert set(card.more) | set(card.less) <= set(TRAITS)
        assert card.temperature > 0


N = 3600
RNG = np.random.default_rng(7)
MOVED = {
    "new_clients": {"client": hashed(1, 50_000 + RNG.integers(0, 3000, N))},
    "hosting_share": {"flags": 1 | 16},
    "once_only_urls": {"url": hashed(4, 90_000 + np.arange(N))},
    "query_share": {"flags": 1 | 2},
    "page_ratio": {"flags": 1},
    "write_share": {"flags": 1 | 8},
    "referrer_share": {"flags": 1, "referrer": hashed(5, np.full(N, 3))},
    "own_referrer": {"flags": 4},
    "denied": {"status": 403},
    "errors": {"status": 502},
    "failing_rise": {"status": 502},
    "slowness": {"seconds": 4.0},
    "agent_mix": {"agent": hashed(3, 7000 + RNG.integers(0, 5, N))},
    "agent_entropy": {"agent": hashed(3, 7000 + RNG.integers(0, 200, N))},
    "agent_churn": {"agent": hashed(3, 7000 + RNG.integers(0, 200, N))},
    "network_divergence": {"asn": 9000 + RNG.integers(0, 5, N)},
    "page_focus": {"path": hashed(4, np.full(N, 1))},
    "top_share": {"client": hashed(1, RNG.integers(0, 5, N))},
    "url_entropy": {"path": hashed(4, RNG.integers(0, 3000, N))},
    "depth": {"client": hashed(1, 70_000 + RNG.integers(0, 20, N))},
    "repetition": {
        "client": hashed(1, 70_000 + RNG.integers(0, 20, N)),
        "url": hashed(4, np.full(N, 1)),
    },
}


@pytest.mark.parametrize("name", MOVED)
def test_a_trait_rises_with_what_it_speaks_of(name):
    assert points(more(**MOVED[name]))[name].weighed > points(more())[name].weighed + 0.05


def test_machines_ask_as_often_as_each_other_and_people_do_not():
    alone = np.ones(1000)
    assert _evenness(RNG.poisson(30, 1000), alone) > 0.85
    assert _evenness(RNG.geometric(0.2, 1000), alone) < 0.45


def test_visitors_known_from_before_are_returning_growth():
    assert points(more(first=0))["returning_growth"].weighed > 0


def test_fewer_requests_are_a_fall():
    quiet = joined([visitors(600, 8), visitors(60, 1, begin=ONSET, seed=5)])
    seen = points(visitors(60, 0.1, begin=ONSET), base=quiet)
    assert seen["fall"].weighed > 0.5 and seen["ramp"].weighed < 0


def test_demand_is_told_where_the_capacity_is_known():
    assert points(more(), capacity=30.0)["demand"].value > 1.5
    assert points(more())["demand"].weighed == 0.0


def test_what_a_log_does_not_say_weighs_nothing():
    lacks = ("agent", "referrer", "seconds", "asn")
    quiet, loud = without(visitors(660, 8), lacks), without(more(), lacks)
    seen = points(loud, base=quiet)
    for name in ("agent_mix", "agent_churn", "agent_entropy", "slowness", "hosting_share"):
        assert seen[name].weighed == 0.0


def test_points_are_numbers_whatever_comes():
    requests, _ = attacked(300, 60)
    eye = Observer()
    eye.take(requests)
    assert eye.course.points
    assert all(math.isfinite(point.weighed) for point in eye.course.points.values())


def test_a_card_adds_up_what_traits_weigh():
    card = Card([0.0] * 5, {"errors": [0, 0, 0, 2.0, 0]}, {}, 2.0)
    seen = points(more(status=502))
    scores = card.scores(seen)
    assert scores[3] == pytest.approx(seen["errors"].weighed)
    assert card.traits(seen, scores)[0].name == "errors"
    assert probabilities(scores)[3] > 0.2
