"""What the judge is told of a bin beside its numbers: who counts, what stands, how it looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from marsad.nouns.aside import Aside
from marsad.sense.trust.manner import PLAIN, Manner
from marsad.sense.trust.standing import UNMEASURED, Standing
from marsad.sense.ward import Facts


class Heard(NamedTuple):
    """What the jury says of a bin; without one, that all counts and everything stands."""

    counted: Facts
    """The facts, less what was set aside."""
    set_aside: tuple[Aside, ...] = ()
    standing: Callable[[int], Standing] = lambda _: UNMEASURED
    """Of the row that leads."""
    manner: Manner = PLAIN
