"""One part of a service may fail while the rest is well."""

from __future__ import annotations

import numpy as np
from sense.counts import changes, judged

from marsad.nouns.series import Series

X = [
    Series("x"),
    Series("x", "component", "spaces"),
    Series("x", "component", "posts"),
    Series("x", "country", "US"),
]


def world(spaces: float, posts: float, minutes: int = 60) -> np.ndarray:
    """A week of quiet, then an hour at these rates; all of it from one country."""
    rng = np.random.default_rng(1)
    a = np.concatenate([rng.poisson(0.3, 10_080), rng.poisson(spaces, minutes)])
    b = np.concatenate([rng.poisson(1.0, 10_080), rng.poisson(posts, minutes)])
    return np.stack([a + b, a, b, a + b], axis=1)


def test_a_component_dark_while_the_rest_is_well_is_said_of_the_component() -> None:
    verdicts = judged(world(30.0, 1.0), X)
    assert "problem" in [state for _, state in changes(verdicts, "spaces")]
    assert [v for v in verdicts if v.component == "" and v.state != "ok"] == []


def test_a_failure_of_all_is_said_of_the_service() -> None:
    verdicts = judged(world(10.0, 40.0), X)
    assert "problem" in [state for _, state in changes(verdicts)]
    last = [v for v in verdicts if v.component == ""][-1]
    assert [part.id for part in last.components] == ["posts", "spaces"]
    assert [part.id for part in last.countries] == ["US"]
    assert last.countries[0].excess > last.components[0].excess > 1000


def test_a_component_that_is_joined_by_the_rest_becomes_the_service() -> None:
    first, then = world(30.0, 1.0, 20), world(30.0, 60.0, 40)
    verdicts = judged(np.concatenate([first, then[10_080:]]), X)
    spaces = changes(verdicts, "spaces")
    assert spaces[-1][1] == "ok"
    assert changes(verdicts)[0][1] == "problem"


def test_one_country_alone_is_found_in_the_noise_of_the_whole() -> None:
    rng = np.random.default_rng(3)
    rest, own = rng.poisson(20.0, 10_140), rng.poisson(0.05, 10_140)
    own[10_080:] = rng.poisson(4.0, 60)
    series = [Series("x"), Series("x", "country", "SA"), Series("x", "country", "US")]
    verdicts = judged(np.stack([rest + own, own, rest], axis=1), series)
    assert verdicts
    assert [part.id for part in verdicts[-1].countries] == ["SA"]
