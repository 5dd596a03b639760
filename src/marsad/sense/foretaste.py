"""A first look at the minute that still runs: has enough come already to suspect a problem?

What comes in: counts so far of whole services, and what was usual a moment ago. What goes out:
``possible`` verdicts that hold until the minute is closed and judged in full. Called by the desk;
nothing is learned from it, so how often one looks changes no incident.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.verdict import Reason, Verdict
from marsad.sense.certainty import certainty
from marsad.sense.tuning import Tuning

Floats = NDArray[np.float64]
DISPERSION = 2.0
"""Variance over mean it reckons with: more than most series have, for it knows none of them."""


def evidence(counts: Floats, expected: Floats) -> Floats:
    """Nats for a surge in one minute, by the quasi-Poisson likelihood ratio at its best rate.

    The whole minute's expectation is set against a part of its count, so what is enough now stays
    enough: a count only grows. Shapes (n,); zero where no more came than a whole minute's usual.
    """
    ratio = np.maximum(counts, 1e-9) / np.maximum(expected, 1e-9)
    nats = (counts * np.log(ratio) - counts + expected) / DISPERSION
    return np.where(counts > expected, nats, 0.0)


def foretaste(
    services: list[str], counts: Floats, expected: Floats, minute: int, tuning: Tuning
) -> list[Verdict]:
    """Suspicions of the running ``minute``; ``expected`` is of whole minutes, NaN where unknown."""
    usual = np.maximum(expected, tuning.floor)
    nats = np.nan_to_num(evidence(counts, usual))
    enough = (nats >= tuning.suspicion(1)) & (counts - usual >= tuning.least_reports)
    return [
        Verdict(
            service=services[at],
            component="",
            minute=minute,
            state="possible",
            # Never surer than a declaration at the threshold: the minute is not over.
            certainty=certainty(
                min(float(nats[at]), tuning.threshold(1)), tuning, 1, cold=1.0, gone=0.0
            ),
            reports=float(counts[at]),
            expected=float(usual[at]),
            excess=float(counts[at] - usual[at]),
            because=(
                Reason("running_minute", float(counts[at]), float(usual[at]), float(nats[at])),
            ),
        )
        for at in np.flatnonzero(enough).tolist()
    ]
