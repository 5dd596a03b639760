"""The negative binomial with variance proportional to its mean (NB1), as log-likelihood ratios.

NB1(mean m, dispersion phi) has variance phi m; sums of independent NB1 counts of one phi are NB1,
so bins of any width speak the same language. Compiled: called from the sweep. Loops over the bank
have a fixed length and no branch, so that the compiler makes one instruction of eight.
"""

from __future__ import annotations

import math

import numpy as np

from marsad.sense.columns import BANK, WIDTH, Floats
from marsad.sense.compiled import inlined, lean

RATIOS = np.array(BANK)
LOGS = np.log(RATIOS)
SHARES = 1.0 / RATIOS
"""As arrays: compiled code takes a tuple's items one by one."""
MOST = BANK[-1]
FEW = 4
"""Reports up to which the chance of a count is a product of factors."""
STEEP = 4.0
"""From this argument on three terms of Stirling's series give log Gamma to 1e-7."""
POISSON = 1e-12
"""Least dispersion beyond one, so that a division by it is harmless."""
LN2 = math.log(2.0)
HALF_ROOT = np.float64(math.sqrt(0.5)).view(np.int64)


@inlined
def ln(y: float) -> float:
    """Logarithm of a normal y > 0 to 1e-10, without a branch: y = m 2^e, and a series in m."""
    bits = np.float64(y).view(np.int64)
    e = (bits - HALF_ROOT) >> 52
    m = np.int64(bits - (e << 52)).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    q = s * s
    far = (2 / 5 + 2 / 7 * q) + q * q * (2 / 9 + 2 / 11 * q)
    return e * LN2 + s * ((2.0 + 2 / 3 * q) + q * q * far)


@inlined
def silence(f: float) -> float:
    """What no report costs for each expected one, in nats, at dispersion 1 + f."""
    return ln(1.0 + f) / f if f > 1e-4 else 1.0 - f * (1 / 2 - f * (1 / 3))


@inlined
def risen(a: float, d: float, log: float, f: float, x: float) -> float:
    """Log of the product of a + j f for j < x, where d = 1 / a, log = ln a, a >= ``STEEP`` f.

    By Stirling's series. What is lost of x f in the sum with a much larger a is put back.
    """
    b = a + x * f
    e = 1.0 / b
    y = b * d
    more = ln(y) + (x * f - (y - 1.0) * a) * e
    u, v = f * d, f * e
    p, q = u * u, v * v
    before = (1 / 12 - p * (1 / 360 - p * (1 / 1260))) * u
    after = (1 / 12 - q * (1 / 360 - q * (1 / 1260))) * v
    return x * (log - 1.0) + (a / f + (x - 0.5)) * more + (after - before)


@inlined
def by_factors(x: float, lam: float, f: float, usual: float, g: float, out: Floats, i: int) -> None:
    """Add the log of the product of (M lam + j f) / (usual + j g) for j < x <= ``FEW``."""
    d0 = 1.0 / usual
    d1, z1 = (1.0 / (usual + g), 0.0) if x > 1.0 else (0.0, 1.0)
    d2, z2 = (1.0 / (usual + 2.0 * g), 0.0) if x > 2.0 else (0.0, 1.0)
    d3, z3 = (1.0 / (usual + 3.0 * g), 0.0) if x > 3.0 else (0.0, 1.0)
    for k in range(WIDTH):
        a = RATIOS[k] * lam
        first = a * d0 * ((a + f) * d1 + z1)
        then = ((a + 2.0 * f) * d2 + z2) * ((a + 3.0 * f) * d3 + z3)
        out[i, k] += ln(first * then)


@inlined
def by_series(x: float, lam: float, f: float, usual: float, g: float, out: Floats, i: int) -> None:
    """The same for any x, where ``lam`` and ``usual`` are many f and g."""
    log, d, one = ln(lam), 1.0 / lam, 1.0 / usual
    ground = risen(usual, one, ln(usual), g, x)
    for k in range(WIDTH):
        out[i, k] += risen(RATIOS[k] * lam, SHARES[k] * d, LOGS[k] + log, f, x) - ground


@lean
def by_both(x: float, lam: float, f: float, usual: float, g: float, out: Floats, i: int) -> None:
    """The same for x > ``FEW``: the first ``FEW`` as factors."""
    by_factors(float(FEW), lam, f, usual, g, out, i)
    b = usual + FEW * g
    ground = risen(b, 1.0 / b, ln(b), g, x - FEW)
    for k in range(WIDTH):
        a = RATIOS[k] * lam + FEW * f
        out[i, k] += risen(a, 1.0 / a, ln(a), f, x - FEW) - ground


@inlined
def shifted(a: float, f: float, x: float) -> float:
    """Log of Gamma(r + x) / Gamma(r) and x log f, for r = a / f, both shifted up by ``FEW``."""
    b, c = a + x * f, a + FEW * f
    low = a * (a + f) * ((a + 2.0 * f) * (a + 3.0 * f))
    high = b * (b + f) * ((b + 2.0 * f) * (b + 3.0 * f))
    return ln(low / high) + risen(c, 1.0 / c, ln(c), f, x)


@lean
def by_shift(x: float, lam: float, f: float, usual: float, g: float, out: Floats, i: int) -> None:
    """The same for any x at all: a panel's reports are no whole number where some are capped."""
    ground = shifted(usual, g, x)
    for k in range(WIDTH):
        out[i, k] += shifted(RATIOS[k] * lam, f, x) - ground


@inlined
def told(x: float, lam: float, phi: float, usual: float, spread: float) -> float:
    """As many of x reports as speak for the highest ratio.

    Beyond that the wider tail of the usual would speak against it too.
    """
    most, wider = MOST * lam * spread - usual * phi, spread - phi
    return max(0.0, math.ceil(most / wider)) if x * wider > most and wider > 0.0 else x


@lean
def bank_ratios(
    x: float, lam: float, phi: float, usual: float, spread: float, out: Floats, i: int
) -> None:
    """Add log NB1(x; M lam, phi) / NB1(x; usual, spread) to row i, for the bank's ratios M."""
    f, g = max(phi - 1.0, POISSON), max(spread - 1.0, POISSON)
    cost, ground = lam * silence(f), usual * silence(g)
    if x > 0.0:
        x = told(x, lam, phi, usual, spread)
        ground += x * ln(spread / phi)
    for k in range(WIDTH):
        out[i, k] += ground - RATIOS[k] * cost
    if x <= 0.0:
        return
    if x < FEW and x != math.floor(x):
        by_shift(x, lam, f, usual, g, out, i)
    elif x <= FEW:
        by_factors(x, lam, f, usual, g, out, i)
    elif lam >= STEEP * f and usual >= STEEP * g:
        by_series(x, lam, f, usual, g, out, i)
    else:
        by_both(x, lam, f, usual, g, out, i)


@inlined
def gamma_limit(shape: float, z: float) -> float:
    """A Gamma(shape, 1) quantile over its mean, at normal quantile z (Wilson and Hilferty 1931)."""
    ninth = 1.0 / (9.0 * max(shape, 0.05))
    root = max(0.0, 1.0 - ninth + z * math.sqrt(ninth))
    return root * root * root
