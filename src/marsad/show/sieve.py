"""Which incidents a page, the API or a download is asked for: one reading of the same filters.

``service``, ``category``, ``country`` (a service's home, or used everywhere), ``state`` and
``min_minutes``; to programs also ``since`` and ``until``, ``before`` and ``limit``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, parse_rfc3339
from marsad.nouns.service import Service
from marsad.nouns.spell import Inquiry
from marsad.nouns.state import IncidentState
from marsad.show.problems import quoted, refused
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


def sieve_of(stage: Stage, query: Mapping[str, str]) -> Sieve:
    """What an address asks for. Raises Refused where a value names nothing that there is."""
    sieve = Sieve(
        query.get("service", ""),
        query.get("category", ""),
        query.get("country", "").upper(),
        query.get("state", ""),
        number(query, "min_minutes", 0, LONGEST, 0),
    )
    catalog = stage.sight.catalog
    if sieve.service:
        stage.service(sieve.service)
    if sieve.category and sieve.category not in catalog.categories:
        raise refused("bad-category", f"There is no category {quoted(sieve.category)}")
    if sieve.country and sieve.country not in catalog.countries:
        raise refused("bad-country", f"There is no country {quoted(sieve.country)}")
    if sieve.state and sieve.state not in INCIDENT_STATES:
        raise refused("bad-state", f"state is one of {', '.join(INCIDENT_STATES)}")
    return sieve


def asked_incidents(stage: Stage, query: Mapping[str, str]) -> Inquiry:
    """What a program asks for: the filters, and ``since``, ``until``, ``before``, ``limit``."""
    sieve = sieve_of(stage, query)
    since, until = instant(query, "since"), instant(query, "until")
    if since is not None and until is not None and since >= until:
        raise refused("bad-period", "since has to be earlier than until")
    asked = sieve.inquiry(stage, since or 0, until)
    before = query.get("before", "")
    if before and stage.sight.incident(before) is None:
        raise refused("unknown-incident", f"There is no incident {quoted(before)} to go on from")
    limit = number(query, "limit", 1, MOST, LIMIT)
    return Inquiry(
        asked.services,
        asked.state,
        asked.since,
        asked.until,
        asked.least,
        asked.now,
        before,
        limit,
    )


def number(query: Mapping[str, str], name: str, least: int, most: int, default: int) -> int:
    """A whole number of an address. Raises Refused (``bad-number``) beyond its bounds."""
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        detail = f"{name} is a whole number from {least} to {most}, not {quoted(text)}"
        raise refused("bad-number", detail)
    return int(text)


def instant(query: Mapping[str, str], name: str) -> int | None:
    """A time of an address; a plus sign that came as a space (in a careless query) is mended."""
    text = query.get(name, "")
    if not text:
        return None
    try:
        return parse_rfc3339(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        raise refused("not-a-time", f"{name} is not RFC 3339: {quoted(text)}") from None
