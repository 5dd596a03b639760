"""The negative binomial with variance proportional to its mean (NB1), as log-likelihood ratios.

NB1(mean m, dispersion phi) has variance phi m; sums of independent NB1 counts of one phi are NB1,
so bins of any width speak the same language. Compiled: called from the sweep.
"""

from __future__ import annotations

import math

from marsad.sense.columns import BANK, WIDTH, Floats
from marsad.sense.compiled import inlined, lean

M0, M1, M2, M3, M4, M5, M6, M7 = BANK


@inlined
def products(reports: int, r: float, out: Floats, i: int) -> None:
    """Add log Gamma(x + M r) Gamma(r) / Gamma(M r) Gamma(x + r) to row i, by its factors."""
    p0 = p1 = p2 = p3 = p4 = p5 = p6 = p7 = 1.0
    for j in range(reports):
        d = 1.0 / (r + j)
        p0 *= (M0 * r + j) * d
        p1 *= (M1 * r + j) * d
        p2 *= (M2 * r + j) * d
        p3 *= (M3 * r + j) * d
        p4 *= (M4 * r + j) * d
        p5 *= (M5 * r + j) * d
        p6 *= (M6 * r + j) * d
        p7 *= (M7 * r + j) * d
    out[i, 0] += math.log(p0)
    out[i, 1] += math.log(p1)
    out[i, 2] += math.log(p2)
    out[i, 3] += math.log(p3)
    out[i, 4] += math.log(p4)
    out[i, 5] += math.log(p5)
    out[i, 6] += math.log(p6)
    out[i, 7] += math.log(p7)


@lean
def bank_ratios(x: float, lam: float, phi: float, out: Floats, i: int) -> None:
    """Add log NB1(x; M lam, phi) / NB1(x; lam, phi) to row i, for the bank's ratios M."""
    poisson = phi < 1.02
    r = lam / (phi - 1.0) if not poisson else lam
    cost = r * math.log(phi) if not poisson else lam
    if x <= 0:
        for k in range(WIDTH):
            out[i, k] += -(BANK[k] - 1.0) * cost
    elif poisson:
        for k in range(WIDTH):
            out[i, k] += x * math.log(BANK[k]) - (BANK[k] - 1.0) * cost
    elif x <= 60:
        products(int(x), r, out, i)
        for k in range(WIDTH):
            out[i, k] -= (BANK[k] - 1.0) * cost
    else:
        ground = math.lgamma(x + r) - math.lgamma(r)
        for k in range(WIDTH):
            m = BANK[k] * r
            out[i, k] += math.lgamma(x + m) - math.lgamma(m) - ground - (BANK[k] - 1.0) * cost


@inlined
def gamma_limit(shape: float, z: float) -> float:
    """A Gamma(shape, 1) quantile over its mean, at normal quantile z (Wilson and Hilferty 1931)."""
    s = max(shape, 0.05)
    root = 1.0 - 1.0 / (9.0 * s) + z / (3.0 * math.sqrt(s))
    return root * root * root if root > 0.0 else 0.0
