"""Who else the same provider runs, and how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marsad.catalog.catalog import Catalog
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.nouns.state import WORST_FIRST
from marsad.nouns.status import Status
from marsad.show.collation import place_of

MOST = 8


@dataclass(frozen=True, slots=True)
class Family:
    """A provider and its other services, worst first, then by name."""

    provider: Names
    others: list[tuple[Service, Status]]


def family_of(
    service: Service, catalog: Catalog, statuses: Mapping[str, Status], language: str
) -> Family | None:
    """None where nobody is known to run it."""
    provider = catalog.providers.get(service.provider)
    if provider is None:
        return None
    others = [
        (other, statuses[other.id])
        for other in catalog.services.values()
        if other.provider == service.provider and other.id != service.id and other.id in statuses
    ]
    others.sort(
        key=lambda each: (
            WORST_FIRST.index(each[1].state),
            place_of(each[0].names.of(language), language),
        )
    )
    return Family(provider.names, others[:MOST])
