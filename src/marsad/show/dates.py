"""Days, months and weekdays as people read them, in a language."""

from __future__ import annotations

from datetime import date

from babel.dates import format_interval, format_skeleton, get_day_names

from marsad.show.period import Period
from marsad.show.words import Words


class Dates:
    """How one page names days."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._kept: dict[tuple[str, date], str] = {}

    def day(self, day: date) -> str:
        """``24 May 2026``."""
        return self._said("yMMMd", day)

    def short(self, day: date) -> str:
        """``24 May``."""
        return self._said("MMMd", day)

    def month(self, day: date) -> str:
        """``May 2026``."""
        return self._said("yMMMM", day)

    def brief(self, day: date) -> str:
        """``May``, short."""
        return self._said("MMM", day)

    def weekday(self, day: int, width: str = "wide") -> str:
        """The name of a weekday (0 is Monday); ``width`` is ``wide``, ``abbreviated``, …"""
        names = get_day_names(width, "stand-alone", locale=self._words.locale)  # type: ignore[arg-type]
        return names[day % 7]

    def period(self, period: Period) -> str:
        """``May 2026``, ``2026``, ``24 May 2026``, ``1 – 14 May 2026``."""
        if period.kind == "month":
            return self.month(period.first)
        if period.kind == "year":
            return self._words.digits(str(period.first.year))
        if period.first == period.last:
            return self.day(period.first)
        locale = self._words.locale
        text = format_interval(period.first, period.last, "yMMMd", fuzzy=True, locale=locale)
        return self._words.digits(text)

    def _said(self, skeleton: str, day: date) -> str:
        kept = self._kept.get((skeleton, day))
        if kept is None:
            text = format_skeleton(skeleton, day, locale=self._words.locale, fuzzy=True)
            kept = self._kept[skeleton, day] = self._words.digits(text)
        return kept
