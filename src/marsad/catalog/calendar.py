"""Which occasions touch which series: public holidays by country, events by what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from marsad.catalog.holidays import YEARS, public_holidays, weekend
from marsad.nouns.names import Names
from marsad.nouns.occasion import Days, Occasion, Span
from marsad.nouns.series import Series
from marsad.nouns.service import Service


class Calendar:
    """Of the whole catalogue. Holidays of a country are worked out when it is first asked for."""

    def __init__(
        self,
        services: Mapping[str, Service],
        countries: Mapping[str, Names],
        zones: Mapping[str, str],
        events: Sequence[Occasion] = (),
    ) -> None:
        self._services = services
        self._countries = countries
        self._zones = zones
        self._events = events
        self._holidays: dict[str, list[Span]] = {}
        self._days: dict[tuple[str, tuple[int, ...]], Days | None] = {}

    def days(self, series: Series) -> Days | None:
        """All that touches a series; the same object for series touched by the same."""
        home = self._home(series)
        events = tuple(n for n, one in enumerate(self._events) if _touches(one, series, home))
        key = (home, events)
        if key not in self._days:
            made = self._made(home, [self._events[n] for n in events])
            self._days.setdefault(key, made)  # several partitions may ask at once, in threads
        return self._days[key]

    def holidays(self, country: str, years: range) -> list[Occasion]:
        """Public holidays of a country, by date."""
        names = self._countries.get(country)
        if names is None:
            return []
        return public_holidays(country, names, self._zones.get(country, ""), years)

    def _home(self, series: Series) -> str:
        """The one country whose people are counted, or ""."""
        if series.by == "country":
            return series.key
        service = self._services.get(series.service)
        return service.countries[0] if service and len(service.countries) == 1 else ""

    def _made(self, home: str, events: list[Occasion]) -> Days | None:
        if home and home not in self._holidays:
            self._holidays[home] = list(_joined(self.holidays(home, YEARS)))
        own = [(one.begin, one.end) for one in events if one.kind == "holiday"]
        holidays = (*self._holidays.get(home, []), *own)
        if not holidays and not events:
            return None
        known = tuple((one.begin, one.end) for one in events if one.kind == "event")
        return Days(holidays, known, weekend(home) if home else ())


def _touches(event: Occasion, series: Series, home: str) -> bool:
    if not event.services:
        return home in event.countries
    if series.service not in event.services:
        return False
    return series.by != "country" or not event.countries or series.key in event.countries


def _joined(days: Sequence[Occasion]) -> Iterator[Span]:
    """Days on end as one span."""
    begin = end = -1
    for day in days:
        if day.begin > end:
            if end > begin:
                yield begin, end
            begin = day.begin
        end = max(end, day.end)
    if end > begin:
        yield begin, end
