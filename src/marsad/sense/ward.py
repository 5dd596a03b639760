"""Which rows belong to one service, and how much each may weigh in its statistic."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

KINDS = ("", "component", "country", "symptom")
"""What a series slices by, as the number it has in the arrays."""

STANDS_OUT = 6.0
"""Nats below which a component is never said to fail alone: one of many is lifted by chance."""

SETTLED, NAMED = 2_880.0, 4.0
"""Minutes and reports after which a part has a past of its own."""

LEVEL, ZERO, REPORTS, EXPECTED, COUNT, USUAL, PHI, KNOWN, FIRST, SINCE, SPOKEN = range(11)
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
        """Log of the weighted mean of exp(CUSUM) over the rows whose usual level is known.

        A quarter of the weight to the whole, and a quarter shared out among the components,
        the countries and the symptoms each; the share of a kind that is absent goes to the whole.
        """
        spoken = self.settled(facts)
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

    def settled(self, facts: Facts) -> NDArray[np.bool_]:
        """Which rows may speak for themselves.

        A part first named when its service was long known may be old reports under a new name:
        until it has a past of its own (``SETTLED`` minutes, ``NAMED`` reports) only the whole can
        tell that there are more of them.
        """
        age = np.where(facts[:, FIRST] >= 0, facts[0, SPOKEN] - facts[:, SPOKEN], 0.0)
        past = facts[:, SPOKEN] >= np.minimum(SETTLED, age)
        named = (facts[:, KNOWN] >= NAMED) | (facts[0, SPOKEN] < SETTLED)
        out = (facts[:, FIRST] > 0) & past & named
        out[0] = True
        return out

    def suspect(self, facts: Facts) -> int:
        """The component whose statistic stands out, beside that of the whole; or 0.

        Where one part fails, the rest only adds noise to the whole; where all do, the whole knows
        far more than any part.
        """
        best = 0
        known = self.settled(facts)
        for j, kind in enumerate(self.kinds):
            if kind == 1 and known[j] and facts[j, LEVEL] > (facts[best, LEVEL] if best else 0.0):
                best = j
        stands_out = facts[best, LEVEL] >= max(STANDS_OUT, 0.25 * facts[0, LEVEL])
        return best if best and stands_out else 0

    def alone(
        self, facts: Facts, part: int, reports: list[float], usual: list[float], share: float
    ) -> bool:
        """Does this component explain nearly all of the excess while the rest is well?

        ``reports`` and ``usual`` ones of each row in one window. The rest is well when its excess
        is small beside the component's, and within noise or half of its usual level.
        """
        gain = reports[part] - usual[part]
        expected = max(usual[0] - usual[part], 0.0)
        rest = reports[0] - usual[0] - gain
        noise = 3.0 * (float(facts[0, PHI]) * (expected + usual[part] + 1.0)) ** 0.5
        small = rest <= max((1.0 / share - 1.0) * gain, 1.0)
        return gain > 0.0 and small and rest <= max(0.5 * expected, noise)
