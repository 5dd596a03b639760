"""Which incidents a page, the API or a download is asked for: one reading of the same filters.

``service``, ``category``, ``country`` (a service's home, or used everywhere), ``state`` and
``min_minutes``; to programs also ``since`` and ``until``, ``before`` and ``limit``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import urlencode

from marsad.catalog.catalog import Catalog
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.service import Service
from marsad.nouns.spell import Inquiry
from marsad.nouns.state import IncidentState
from marsad.show.problems import quoted, refused
from marsad.show.query import Query, choice, instant, number
from marsad.show.stage import Stage

INCIDENT_STATES: tuple[str, ...] = get_args(IncidentState)
LONGEST = 366 * DAY_MINUTES
LIMIT = 100
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is kept; an empty part keeps all."""

    service: str = ""
    category: str = ""
    country: str = ""
    state: str = ""
    min_minutes: int = 0

    def keeps(self, service: Service) -> bool:
        """Whether a service belongs to it."""
        here = not service.countries or self.country in service.countries
        return (
            self.service in ("", service.id)
            and self.category in ("", service.category)
            and (not self.country or here)
        )

    def pairs(self) -> dict[str, str]:
        """As in an address; what keeps all is left out."""
        told = {
            "service": self.service,
            "category": self.category,
            "country": self.country,
            "state": self.state,
            "min_minutes": str(self.min_minutes or ""),
        }
        return {key: value for key, value in told.items() if value}

    @property
    def query(self) -> str:
        """What follows an address's path."""
        told = urlencode(self.pairs())
        return f"?{told}" if told else ""

    def without(self, name: str) -> str:
        """The query with one part taken back."""
        return replace(self, **{name: ""}).query

    def inquiry(self, stage: Stage, since: int = 0, until: int | None = None) -> Inquiry:
        """What to ask of the record."""
        return Inquiry(
            services=self._services(stage),
            state=self.state,
            since=since,
            until=until,
            least=self.min_minutes * MINUTE_MS,
            now=stage.sight.now(),
        )

    def _services(self, stage: Stage) -> tuple[str, ...] | None:
        if self.service and not (self.category or self.country):
            return (self.service,)
        if not (self.category or self.country):
            return None
        return tuple(key for key in stage.sight.statuses() if self.keeps(stage.noun(key)))


def sieve_of(stage: Stage, query: Query) -> Sieve:
    """What an address asks for. Raises Refused where a value names nothing that there is."""
    sieve = Sieve(
        query.get("service", ""),
        *corner_of(query, stage.sight.catalog),
        choice(query, "state", INCIDENT_STATES),
        number(query, "min_minutes", 0, LONGEST, 0),
    )
    if sieve.service:
        stage.service(sieve.service)
    return sieve


def corner_of(query: Query, catalog: Catalog) -> tuple[str, str]:
    """The category and the country asked for. Raises Refused where there is no such."""
    category, country = query.get("category", ""), query.get("country", "").upper()
    if category and category not in catalog.categories:
        raise refused("bad-category", f"There is no category {quoted(category)}")
    if country and country not in catalog.countries:
        raise refused("bad-country", f"There is no country {quoted(country)}")
    return category, country


def asked_incidents(stage: Stage, query: Query) -> Inquiry:
    """What a program asks for: the filters, and ``since``, ``until``, ``before``, ``limit``."""
    sieve = sieve_of(stage, query)
    since, until = instant(query, "since"), instant(query, "until")
    if since is not None and until is not None and since >= until:
        raise refused("bad-period", "since has to be earlier than until")
    asked = sieve.inquiry(stage, since or 0, until)
    before = query.get("before", "")
    if before:
        stage.incident(before)
    limit = number(query, "limit", 1, MOST, LIMIT)
    return replace(asked, before=before, limit=limit)
