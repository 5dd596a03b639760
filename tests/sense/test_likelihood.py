"""The likelihood ratios are those of the textbook, from the sparsest to the busiest bin."""

from __future__ import annotations

from math import ceil, fsum, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.sense.bank import feed
from marsad.sense.columns import BANK, F_WIDTH, WIDTH
from marsad.sense.nb1 import bank_ratios, ln
from marsad.sense.tuning import Tuning


def chance(x: int, mean: float, phi: float) -> float:
    """Log NB1(x; mean, phi) but for log x!, as the textbook's product, report by report."""
    f = phi - 1.0
    silent = mean * (log(phi) / f if f > 0.0 else 1.0)
    return fsum(log(mean + j * f) for j in range(x)) - x * log(phi) - silent


def exact(x: int, lam: float, phi: float, usual: float, spread: float) -> list[float]:
    """By the definition; more reports than the highest ratio foresees are not counted."""
    if spread > phi:
        most = (BANK[-1] * lam * spread - usual * phi) / (spread - phi)
        x = min(x, max(0, ceil(most)))
    ground = chance(x, usual, spread)
    return [chance(x, ratio * lam, phi) - ground for ratio in BANK]


def _paid(nats: float, keep: float) -> float:
    return nats - 0.01 if nats <= keep else nats


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(st.integers(0, 12), st.integers(0, 20_000)),
    st.one_of(st.floats(0.005, 0.5), st.floats(0.005, 2_000.0)),
    st.one_of(st.just(1.0), st.floats(1.0, 1.001), st.floats(1.0, 10.0)),
    st.floats(0.1, 10.0),
    st.one_of(st.just(0.0), st.floats(0.0, 1e-3), st.floats(0.0, 500.0)),
)
def test_the_bank_holds_the_log_ratios_of_nb1(
    x: int, lam: float, phi: float, wobble: float, wider: float
) -> None:
    out, usual, spread = np.zeros((1, WIDTH)), wobble * lam, phi + wider
    bank_ratios(float(x), lam, phi, usual, spread, out, 0)  # pyright: ignore[reportArgumentType] - wider on purpose
    assert out[0] == pytest.approx(exact(x, lam, phi, usual, spread), rel=1e-5, abs=1e-5)


@settings(deadline=None)
@given(st.floats(0.01, 60.0), st.floats(0.01, 50.0), st.floats(1.02, 5.0), st.floats(0.1, 10.0))
def test_counts_need_not_be_whole(x: float, lam: float, phi: float, wobble: float) -> None:
    out, usual = np.zeros((1, WIDTH)), wobble * lam
    bank_ratios(x, lam, phi, usual, phi, out, 0)  # pyright: ignore[reportArgumentType] - as above
    f = phi - 1.0
    told = [lgamma(x + m / f) - lgamma(m / f) for m in (usual, *(one * lam for one in BANK))]
    costs = [m * log(phi) / f for m in (usual, *(one * lam for one in BANK))]
    expected = [more - told[0] - costs[k + 1] + costs[0] for k, more in enumerate(told[1:])]
    assert out[0] == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_a_flood_beyond_all_ratios_speaks_for_the_highest() -> None:
    out = np.zeros((1, WIDTH), np.float32)
    bank_ratios(1e7, 2.0, 1.3, 2.0, 1.5, out, 0)
    assert out[0].argmax() == WIDTH - 1
    assert out[0, -1] > 500.0


@settings(deadline=None)
@given(st.floats(1e-300, 1e300))
def test_the_logarithm_without_a_branch_is_the_logarithm(y: float) -> None:
    assert ln(y) == pytest.approx(log(y), rel=1e-9, abs=1e-10)


@settings(deadline=None)
@given(
    st.integers(0, 40),
    st.floats(0.01, 5.0),
    st.lists(st.floats(0, 80, width=32), min_size=8, max_size=8),
)
def test_the_bank_adds_up_and_never_falls_below_zero(
    x: int, lam: float, before: list[float]
) -> None:
    reals, ints = np.zeros((1, F_WIDTH), np.float32), np.zeros((1, WIDTH), np.int32)
    reals[0, :WIDTH] = before
    knobs = Tuning().knobs(1)
    high = feed(reals, ints, 0, float(x), lam, 1.1 * lam, 1.4, 0.01, 1.0, 7, knobs)
    told = exact(x, lam, 1.4, 1.1 * lam, 1.4)
    after = [max(0.0, _paid(a + b, knobs.keep)) for a, b in zip(before, told, strict=True)]
    assert reals[0, :WIDTH] == pytest.approx(after, rel=1e-4, abs=1e-4)
    assert high == reals[0, :WIDTH].max()
    assert ints[0].tolist() == [7 if one <= 0.0 else 0 for one in before]
