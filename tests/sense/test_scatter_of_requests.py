"""How much usual numbers scatter is learned, over short and long times."""

import numpy as np
import pytest

from marsad.sense.cause.scatter import Scatter


def learned(numbers, mean):
    scatter = Scatter()
    for number in numbers:
        scatter.learn(float(number), mean)
    return scatter


def test_single_arrivals_scatter_as_poisson_says():
    scatter = learned(np.random.default_rng(1).poisson(50, 400), 50.0)
    assert scatter.over(1, 50.0) == pytest.approx(1.1, abs=0.4)
    assert scatter.over(6, 50.0) < 3.0


def test_visits_of_many_requests_scatter_more():
    numbers = 8 * np.random.default_rng(2).poisson(5, 400)
    assert learned(numbers, 40.0).over(1, 40.0) == pytest.approx(8.0, rel=0.25)


def test_waves_scatter_more_the_longer_one_looks():
    waves = 100 * (1 + 0.4 * np.sin(np.arange(400) / 15))
    numbers = np.random.default_rng(3).poisson(waves)
    scatter = learned(numbers, 100.0)
    assert scatter.over(24, 100.0) > 4 * scatter.over(1, 100.0)


def test_a_new_service_is_believed_to_scatter():
    assert Scatter().over(1, 10.0) > 2.0
