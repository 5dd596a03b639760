"""What an observer should have been told, and when: the measure of a replayed scenario."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

Moment = Annotated[datetime, Meta(tz=True)]
Window = tuple[Moment, Moment]


class Expectation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One ``[[expect]]`` of a scenario; whatever isn't set isn't asked.

    ``incidents`` counts the outages of the service that were declared from the scenario's start
    on. The rest is asked of the one of these whose number is ``which`` (from 1, by onset), but for
    ``at`` and ``states``: the state a visitor of the service's page reads at that instant.
    """

    service: str
    note: str = ""
    incidents: int | None = None
    at: Moment | None = None
    states: tuple[str, ...] = ()
    which: Annotated[int, Meta(ge=1)] = 1
    suspected: Window | None = None
    """When it was first called possible (or more)."""
    onset: Window | None = None
    """The estimated onset, as known in the end."""
    declared: Window | None = None
    peak: Window | None = None
    recovering: Window | None = None
    ended: Window | None = None
    """When the page said it was over."""
    level: str | None = None
    component: str | None = None
    components: tuple[str, ...] = ()
    """All of these are named in the scope."""
    countries: tuple[str, ...] = ()
    not_countries: tuple[str, ...] = ()
    not_components: tuple[str, ...] = ()
