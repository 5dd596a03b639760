"""Days and hours on which people live by another rhythm: public holidays and known events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import msgspec

from marsad.nouns.names import Names
from marsad.nouns.series import Series

Span: TypeAlias = tuple[int, int]
"""Minutes from, up to and not including."""


class Occasion(msgspec.Struct, frozen=True):
    """One holiday, or one event known beforehand (a cup final, a launch, Ramadan's hours)."""

    kind: Literal["holiday", "event"]
    begin: int
    """Minute."""
    end: int
    names: Names
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    services: tuple[str, ...] = ()
    """Where any are named, only they are touched: in ``countries``, if those are named too."""


@dataclass(frozen=True, eq=False, slots=True)
class Days:
    """The occasions that touch a series. Series may share one: it is told apart by identity."""

    holidays: tuple[Span, ...] = ()
    events: tuple[Span, ...] = ()
    weekend: tuple[int, ...] = ()
    """The usual days of rest where the series lives; Monday is 0."""


DaysOf: TypeAlias = Callable[[Series], Days | None]
"""The occasions of a series, None where nothing can touch it; the same answer each time."""


def no_days(_: Series) -> Days | None:
    """Nothing is known of any series' days."""
    return None
