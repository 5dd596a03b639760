"""What a case begins with, and whether its parts and its whole agree: sums over a ward's rows."""

from __future__ import annotations

import numpy as np

from marsad.sense.case import Case
from marsad.sense.track import evidence
from marsad.sense.ward import COUNT, EXPECTED, LEVEL, PHI, REPORTS, SINCE, USUAL, Facts

CONTRADICTED = -2.0
"""Nats against a part's excess in the count of the whole that keep it from being a problem."""


def contradicted(facts: Facts, case: Case) -> bool:
    """Is a part's excess absent from the count of the whole?"""
    part = int(facts[:, LEVEL].argmax())
    more = case.common_x[part] - case.common_l[part]
    usual = max(case.common_l[0], 1e-3)
    phi = float(facts[0, PHI])
    return more > 0.0 and evidence(case.common_x[0], usual + more, usual, phi) < CONTRADICTED


def since(facts: Facts, step: int) -> tuple[list[float], list[float]]:
    """Reports and expected ones of each row since its rise; of a calm row, none.

    A row whose excursion began long before that of the whole would bring in what is none of this
    outage's: of such a row only the bin counts.
    """
    rise = np.where(facts[0, LEVEL] > 0.5 * facts[:, LEVEL].max(), facts[0, SINCE], 0.0)
    early = facts[:, SINCE] < rise - 10.0 * step
    risen = facts[:, LEVEL] > 0.0
    reports = np.where(early, facts[:, COUNT], facts[:, REPORTS])
    expected = np.where(early, facts[:, USUAL], facts[:, EXPECTED])
    return floats(np.where(risen, reports, 0.0)), floats(np.where(risen, expected, 0.0))


def floats(column: Facts) -> list[float]:
    """A column as a list."""
    return [float(x) for x in column]


def first_bin(case: Case, facts: Facts) -> None:
    """Begin the sums that run from the bin in which a case is opened."""
    case.common_x = case.recent_x = floats(facts[:, COUNT])
    case.common_l = case.recent_l = floats(facts[:, USUAL])
    case.recent_x, case.recent_l = [*case.recent_x], [*case.recent_l]
