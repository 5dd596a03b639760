"""The key of a series of counts."""

from __future__ import annotations

from typing import NamedTuple


class Cell(NamedTuple):
    """One (service, component, symptom, country) cell; an empty part is 'not said'."""

    service: str
    component: str = ""
    symptom: str = ""
    country: str = ""


class Series(NamedTuple):
    """A sum of cells that is watched: a service, or one slice of it.

    ``by`` is ``""`` for the whole service, else ``component``, ``symptom`` or ``country``,
    and ``key`` is which one.
    """

    service: str
    by: str = ""
    key: str = ""
