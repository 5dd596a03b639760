"""What was usual in the bins before this one: compiled."""

from __future__ import annotations

from marsad.sense.columns import LAM, Floats, Ints
from marsad.sense.compiled import lean
from marsad.sense.level import page_of
from marsad.sense.record import Table
from marsad.sense.shape import exposure
from marsad.sense.tuning import Knobs


@lean
def usual_before(
    reals: Floats, ints: Ints, paper: Floats, i: int, minute: int, k: Knobs, out: Table
) -> None:
    """What series i was expected to report in the bins up to that at ``minute``, by its shape."""
    page, many = page_of(ints, i), len(out)
    now = max(exposure(ints, i, paper, page, minute, minute + k.step, k), 1e-9)
    for b in range(many):
        at = minute - (many - 1 - b) * k.step
        out[b] = reals[i, LAM] * exposure(ints, i, paper, page, at, at + k.step, k) / now
