"""What the home page can be narrowed to, as plain links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from marsad.catalog.catalog import Catalog
from marsad.nouns.names import Names
from marsad.show.collation import place_of
from marsad.show.sieve import Sieve


class Choice(NamedTuple):
    """One link of a filter."""

    query: str
    names: Names
    chosen: bool


def category_choices(sieve: Sieve, catalog: Catalog) -> list[Choice]:
    """The categories that hold any service, in the catalogue's order; the chosen one first."""
    used = {service.category for service in catalog.services.values()}
    named = {key: names for key, names in catalog.categories.items() if key in used}
    return _choices(sieve, "category", named)


def country_choices(sieve: Sieve, catalog: Catalog, language: str) -> list[Choice]:
    """The countries that any service is at home in, by name; the chosen one first."""
    codes = {code for service in catalog.services.values() for code in service.countries}
    named = {code: catalog.countries[code] for code in codes if code in catalog.countries}
    ranked = sorted(named.items(), key=lambda item: place_of(item[1].of(language), language))
    return _choices(sieve, "country", dict(ranked))


def _choices(sieve: Sieve, which: str, named: Mapping[str, Names]) -> list[Choice]:
    chosen = sieve.category if which == "category" else sieve.country
    choices = [
        Choice(replace(sieve, **{which: key}).query, names, key == chosen)
        for key, names in named.items()
    ]
    return sorted(choices, key=lambda choice: not choice.chosen)
