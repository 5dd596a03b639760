"""The part of the catalogue that the home page is asked for, as plain links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request

from marsad.catalog.catalog import Catalog
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.show.collation import place_of
from marsad.show.problems import quoted, refused


class Choice(NamedTuple):
    """One link of a filter."""

    query: str
    names: Names
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; empty where all of it is."""

    category: str = ""
    country: str = ""

    def keeps(self, service: Service) -> bool:
        """Whether a service is in it; one without home countries is used everywhere."""
        here = not service.countries or self.country in service.countries
        return (not self.category or service.category == self.category) and (
            not self.country or here
        )

    @property
    def query(self) -> str:
        """What follows the address of the home page."""
        asked = {"category": self.category, "country": self.country}
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"?{told}" if told else ""

    def without(self, name: str) -> str:
        """The query with one of them taken back."""
        return replace(self, **{name: ""}).query


def filters_of(request: Request, catalog: Catalog) -> Filters:
    """What a request asks for. Raises Refused (``bad-category``, ``bad-country``)."""
    category = request.query_params.get("category", "")
    country = request.query_params.get("country", "").upper()
    if category and category not in catalog.categories:
        raise refused("bad-category", f"There is no category {quoted(category)}")
    if country and country not in catalog.countries:
        raise refused("bad-country", f"There is no country {quoted(country)}")
    return Filters(category, country)


def category_choices(filters: Filters, catalog: Catalog) -> list[Choice]:
    """The categories that hold any service, in the catalogue's order; the chosen one first."""
    used = {service.category for service in catalog.services.values()}
    named = {key: names for key, names in catalog.categories.items() if key in used}
    return _choices(filters, "category", named)


def country_choices(filters: Filters, catalog: Catalog, language: str) -> list[Choice]:
    """The countries that any service is at home in, by name; the chosen one first."""
    codes = {code for service in catalog.services.values() for code in service.countries}
    named = {code: catalog.countries[code] for code in codes if code in catalog.countries}
    ranked = sorted(named.items(), key=lambda item: place_of(item[1].of(language), language))
    return _choices(filters, "country", dict(ranked))


def _choices(filters: Filters, which: str, named: Mapping[str, Names]) -> list[Choice]:
    chosen = filters.category if which == "category" else filters.country
    choices = [
        Choice(replace(filters, **{which: key}).query, names, key == chosen)
        for key, names in named.items()
    ]
    return sorted(choices, key=lambda choice: not choice.chosen)
