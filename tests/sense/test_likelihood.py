"""The likelihood ratios are those of the textbook, from the sparsest to the busiest bin."""

from __future__ import annotations

from math import lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.sense.columns import BANK, WIDTH
from marsad.sense.nb1 import bank_ratios


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5000), st.floats(0.01, 500.0), st.floats(1.05, 6.0))
def test_the_bank_holds_the_log_ratios_of_nb1(x: int, lam: float, phi: float) -> None:
    out = np.zeros((1, WIDTH), np.float32)
    bank_ratios(float(x), lam, phi, out, 0)
    r = lam / (phi - 1.0)
    ground = lgamma(x + r) - lgamma(r)
    for got, ratio in zip(out[0], BANK, strict=True):
        m = ratio * r
        expected = lgamma(x + m) - lgamma(m) - ground - (m - r) * log(phi)
        assert float(got) == pytest.approx(expected, rel=1e-4, abs=0.02)
