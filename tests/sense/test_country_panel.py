"""What a country's services have in common is usual for each of them; an outage is not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sense.counts import FIRST, block

from marsad.nouns.series import Series
from marsad.sense.sense import Sense

SERVICES = 12
ONSET = 10 * 1440 + 1080
END = ONSET + 240


def counts(failing: int, ramp: int, usual: float = 2.0, ratio: float = 3.0) -> NDArray[np.int_]:
    """Reports (minutes, services), of which the first ``failing`` rise within ``ramp`` minutes."""
    mean = np.full((END, SERVICES), usual)
    share = np.minimum(1.0, np.arange(1, END - ONSET + 1) / max(ramp, 1))
    mean[ONSET:, :failing] *= (1.0 + (ratio - 1.0) * share)[:, None]
    return np.random.default_rng(7).negative_binomial(mean / 0.3, 1.0 / 1.3)


def told(table: NDArray[np.int_], cut: int = END, *, country: str = "SA") -> dict[str, int]:
    """Minutes from the onset to each service's problem, all reports being from one country."""
    names = [f"s{n}" for n in range(SERVICES)]
    sense = Sense()
    sense.watch([Series(name) for name in names])
    if country:
        sense.watch([Series(name, "country", country) for name in names])
        table = np.hstack([table, table])
    first: dict[str, int] = {}
    for at in range(0, END, cut):
        for verdict in sense.advance(block(table[at : at + cut], FIRST + at))[0]:
            if verdict.state == "problem":
                first.setdefault(verdict.service, verdict.minute - FIRST - ONSET)
    return first


@pytest.mark.parametrize("failing", [1, 4, SERVICES], ids=["one", "a provider's", "all"])
def test_an_outage_is_not_explained_away_by_its_neighbours(failing: int):
    found = told(counts(failing, ramp=0))
    assert sorted(found) == sorted(f"s{n}" for n in range(failing))
    assert all(0 <= minutes <= 60 for minutes in found.values())


def test_what_rises_slowly_everywhere_is_no_outage_of_each():
    evening = counts(SERVICES, ramp=60, usual=20.0, ratio=1.8)
    assert len(told(evening, country="")) == SERVICES
    assert not told(evening)


def test_blocks_may_be_cut_anywhere_where_there_is_a_panel():
    table = counts(4, ramp=0)
    assert told(table) == told(table, cut=977)
