"""Public holidays of a country: dates after the package ``holidays``, which needs no network.

Holidays that hang on the sight of the moon are computed ahead, and said to be estimated; the
package's newer versions know them as they were announced.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from marsad.nouns.names import Names
from marsad.nouns.occasion import Occasion

if TYPE_CHECKING:
    from holidays import HolidayBase

YEARS = range(2005, 2036)
"""Beyond these, no public holiday is known: some of the calendars (India) end there."""


def public_holidays(country: str, names: Names, zone: str, years: range) -> list[Occasion]:
    """The days off of a whole country in these years, by date; none for a country unknown here.

    Each lasts from midnight to midnight in the zone. Where the package has no name in a language,
    the Arabic one says so much: a holiday in that country.
    """
    english, arabic = _named(country, years, "en"), _named(country, years, "ar")
    where = ZoneInfo(zone or "UTC")
    return [
        Occasion(
            "holiday",
            begin=_midnight(day, where),
            end=_midnight(day + timedelta(days=1), where),
            names=Names(
                ar=arabic.get(day) or f"عطلة رسمية في {names.ar}",
                en=english[day] or f"Public holiday in {names.en}",
            ),
            countries=(country,),
        )
        for day in sorted(english)
    ]


def weekend(country: str) -> tuple[int, ...]:
    """Its usual days of rest, Monday 0; none for a country unknown here."""
    calendar = _calendar(country, range(0), "en")
    return tuple(sorted(calendar.weekend)) if calendar is not None else ()


def _named(country: str, years: range, tongue: str) -> dict[date, str]:
    calendar: Mapping[Any, Any] = _calendar(country, years, tongue) or {}
    return {day: str(name) for day, name in calendar.items()}


def _calendar(country: str, years: range, tongue: str) -> HolidayBase | None:
    """The package's calendar with names in a language, or in its own where that is not Arabic."""
    import holidays  # noqa: PLC0415 - a tenth of a second, for whoever asks for a holiday only

    try:
        plain = holidays.country_holidays(country)
    except NotImplementedError:
        return None
    spoken: list[str] = [str(one) for one in plain.supported_languages or ()]
    language = next((one for one in spoken if one.startswith(tongue)), None)
    if language is None and tongue == "ar":
        return None
    known = [year for year in years if plain.start_year <= year <= plain.end_year]
    return holidays.country_holidays(country, years=known, language=language)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp()) // 60
