"""A look into the minute that is still open: what has come alone may suffice already.

A whole minute's expected reports are charged against what has come of it so far. So the statistic
can only be higher when the minute closes, and a glance is valid at any moment of it.
"""

from __future__ import annotations

import copy

import numpy as np
from numpy.typing import NDArray

from marsad.nouns.state import State
from marsad.sense.case import Case, Tail
from marsad.sense.columns import HOME, LAM, PAGE, ROOT, WIDTH
from marsad.sense.judge import Judge
from marsad.sense.known import Known
from marsad.sense.tuning import Knobs
from marsad.sense.ward import Ward


def telling(
    known: Known, rows: NDArray[np.int32], counts: NDArray[np.int32], k: Knobs
) -> list[int]:
    """Which of the rows, by index, can have reached the nats at which a judge is asked.

    x reports where l are expected are worth at most x log(x/l) - x + l nats.
    """
    x = np.maximum(counts.astype(float), 1e-9)
    usual = np.maximum(0.8 * known.reals[rows, LAM], 0.01 * k.step)
    gain = np.where(x > usual, x * np.log(x / usual) - x + usual, 0.0)
    return np.flatnonzero(known.reals[rows, :WIDTH].max(axis=1) + gain >= k.stir).tolist()


def state_so_far(
    ward: Ward,
    known: Known,
    x: int,
    minute: int,
    case: Case | None,
    tail: Tail | None,
    k: Knobs,
    judge: Judge,
) -> State:
    """The state of one service if no more than x came in the bin that began at ``minute``."""
    from marsad.sense.sweep import FACTS, facts, see, settle  # noqa: PLC0415 - numba: when needed

    alone = _copied(known, np.array(ward.rows, np.int32))
    rows = np.arange(len(ward.rows), dtype=np.int32)
    see(alone, minute, float(x), k)
    settle(alone, rows, minute, k)
    table = np.zeros((len(rows), FACTS))
    facts(alone, rows, table, k)
    said = judge.rule(ward, table, minute, copy.deepcopy(case), tail).verdicts
    states = {v.state for v in said}
    return "problem" if "problem" in states else "possible" if "possible" in states else "ok"


def _copied(known: Known, rows: NDArray[np.int32]) -> Known:
    """One service by itself, the whole row first, with the pages of its rows."""
    reals, ints = known.reals[rows], known.ints[rows]
    pages = np.unique(ints[:, [PAGE, HOME]])
    pages = pages[pages >= 0]
    for column in (PAGE, HOME):
        ints[:, column] = np.where(
            ints[:, column] >= 0, np.searchsorted(pages, ints[:, column]), -1
        )
    ints[:, ROOT] = 0
    used = np.array([len(pages), 0], np.int32)
    return known._replace(reals=reals, ints=ints, paper=known.paper[pages], used=used)
