"""Which rows belong to one service, and how much each may weigh in its statistic."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

KINDS = ("", "component", "country", "symptom")
"""What a series slices by, as the number it has in the arrays."""

LEVEL, ZERO, REPORTS, EXPECTED, COUNT, USUAL, PHI, KNOWN, FIRST, SINCE = range(10)
"""Columns of the facts that the sweep gives of each row of a service."""

Facts = NDArray[np.float64]


@dataclass(slots=True)
class Ward:
    """One service; row 0 of its lists is the whole service."""

    service: str
    rows: list[int] = field(default_factory=list[int])
    kinds: list[int] = field(default_factory=list[int])
    keys: list[str] = field(default_factory=list[str])

    def statistic(self, facts: Facts) -> float:
        """Log of the weighted mean of exp(CUSUM) over the rows that ever counted anything.

        A quarter of the weight to the whole, and a quarter shared out among the components,
        the countries and the symptoms each; the share of a kind that is absent goes to the whole.
        """
        spoken = facts[:, FIRST] > 0
        kinds = np.array(self.kinds)
        weights = np.zeros(len(kinds))
        rest = 1.0
        for kind in (1, 2, 3):
            members = spoken & (kinds == kind)
            n = int(members.sum())
            if n:
                weights[members] = 0.25 / n
                rest -= 0.25
        weights[0] = rest
        heights = np.where(weights > 0, facts[:, LEVEL], 0.0)
        top = float(heights.max())
        return top + float(np.log(np.sum(weights * np.exp(heights - top))))

    def alone(self, facts: Facts, reports: list[float], expected: list[float], share: float) -> int:
        """The component that explains nearly all of the excess while the rest is well, or 0.

        ``reports`` and ``expected`` of each row since the onset. The rest is well when its excess
        is small beside the component's and within noise or half of its usual level. The sums of
        two rows may begin some bins apart, so the noise is that of both.
        """
        best, gain = 0, 0.0
        for j, kind in enumerate(self.kinds):
            if kind == 1 and reports[j] - expected[j] > gain:
                best, gain = j, reports[j] - expected[j]
        if not best:
            return 0
        others = 1.0 - min(1.0, facts[best, USUAL] / max(facts[0, USUAL], 1e-9))
        usual = expected[0] * float(others)
        rest = reports[0] - expected[0] - gain
        noise = 3.0 * (float(facts[0, PHI]) * (usual + expected[best] + 1.0)) ** 0.5
        small = rest <= (1.0 / share - 1.0) * gain
        return best if small and rest <= max(0.5 * usual, noise) else 0
