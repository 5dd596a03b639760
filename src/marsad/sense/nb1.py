"""The negative binomial with variance proportional to its mean (NB1), as log-likelihood ratios.

NB1(mean m, dispersion phi) has variance phi m; sums of independent NB1 counts of one phi are NB1,
so bins of any width speak the same language. Compiled: called from the sweep.
"""

from __future__ import annotations

import math

from marsad.sense.columns import BANK, WIDTH, Floats
from marsad.sense.compiled import inlined, lean

M0, M1, M2, M3, M4, M5, M6, M7 = BANK


@lean
def bank_ratios(
    x: float, lam: float, phi: float, usual: float, spread: float, out: Floats, i: int
) -> None:
    """Add log NB1(x; M lam, phi) / NB1(x; usual, spread) to row i, for the bank's ratios M."""
    f, g = phi - 1.0, spread - 1.0
    cost = lam * (math.log(phi) / f if f > 1e-4 else 1.0)
    ground = usual * (math.log(spread) / g if g > 1e-4 else 1.0)
    for k in range(WIDTH):
        out[i, k] += ground - BANK[k] * cost
    if x <= 0:
        return
    if spread > phi:
        # Beyond this the wider tail of the usual would speak against the highest ratio too.
        x = min(x, math.ceil((M7 * lam * spread - usual * phi) / (spread - phi)))
    n = int(min(x, 60.0))
    p0 = p1 = p2 = p3 = p4 = p5 = p6 = p7 = 1.0
    scale = spread / phi
    for j in range(n):
        d = scale / (usual + j * g)
        h = j * f
        p0 *= (M0 * lam + h) * d
        p1 *= (M1 * lam + h) * d
        p2 *= (M2 * lam + h) * d
        p3 *= (M3 * lam + h) * d
        p4 *= (M4 * lam + h) * d
        p5 *= (M5 * lam + h) * d
        p6 *= (M6 * lam + h) * d
        p7 *= (M7 * lam + h) * d
    out[i, 0] += math.log(p0)
    out[i, 1] += math.log(p1)
    out[i, 2] += math.log(p2)
    out[i, 3] += math.log(p3)
    out[i, 4] += math.log(p4)
    out[i, 5] += math.log(p5)
    out[i, 6] += math.log(p6)
    out[i, 7] += math.log(p7)
    if x > n:
        top = _rising(usual, g, n, x) + (x - n) * math.log(phi / spread)
        for k in range(WIDTH):
            out[i, k] += _rising(BANK[k] * lam, f, n, x) - top


@inlined
def _rising(mean: float, f: float, n: int, x: float) -> float:
    """Log of the product of mean + j f for j from n to x - 1."""
    if f < 1e-4 * mean / x:
        return (x - n) * math.log(mean)
    r = mean / f
    return math.lgamma(x + r) - math.lgamma(n + r) + (x - n) * math.log(f)


@inlined
def gamma_limit(shape: float, z: float) -> float:
    """A Gamma(shape, 1) quantile over its mean, at normal quantile z (Wilson and Hilferty 1931)."""
    s = max(shape, 0.05)
    root = 1.0 - 1.0 / (9.0 * s) + z / (3.0 * math.sqrt(s))
    return root * root * root if root > 0.0 else 0.0
