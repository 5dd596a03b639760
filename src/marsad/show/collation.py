"""The order of names in a list, as a reader of the language looks for them."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import bidirectional

from marsad.catalog.fold import fold
from marsad.nouns.service import Service

ARTICLE = "ال"
_SHORTEST = 3


def in_order(services: Iterable[Service], language: str) -> list[Service]:
    """Services by their names."""
    return sorted(services, key=lambda each: place_of(each.names.of(language), language))


def place_of(name: str, language: str) -> tuple[bool, str, str]:
    """What names are sorted by: marks, hamza's seat and case are looked through.

    The folded Arabic letters stand in Unicode in the order of the alphabet. In Arabic the article
    is passed over, as directories do, and names in Arabic letters come before those in others, as
    CLDR has it for ``ar``; elsewhere it is the other way round.

    >>> sorted(["بنك الرياض", "البنك الأهلي", "أبشر"], key=lambda name: place_of(name, "ar"))
    ['أبشر', 'البنك الأهلي', 'بنك الرياض']
    """
    bare = name.removeprefix(ARTICLE)
    plain = fold(bare if len(bare) >= _SHORTEST else name)
    arabic = bidirectional(plain[:1] or " ") == "AL"
    return arabic != (language == "ar"), plain, name
