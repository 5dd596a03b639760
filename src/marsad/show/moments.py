"""Instants as people read them: in the site's zone, by a 24-hour clock, in a language."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_timezone_location
from markupsafe import Markup

from marsad.nouns.minute import MINUTE_MS, rfc3339
from marsad.show.words import Words

HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


class Moments:
    """How one page tells the time: its language, the site's zone, and what "now" is."""

    def __init__(self, words: Words, zone: ZoneInfo, now: int) -> None:
        self.words = words
        self.zone = zone
        self.now = now

    def local(self, instant: int) -> datetime:
        """The instant on the site's clock."""
        return datetime.fromtimestamp(instant / 1000, UTC).astimezone(self.zone)

    def clock(self, instant: int) -> str:
        """``20:05``."""
        return self.words.digits(self.local(instant).strftime("%H:%M"))

    def day(self, instant: int) -> str:
        """``24 May``, with the year when it isn't this one."""
        moment = self.local(instant)
        same = moment.year == self.local(self.now).year
        text = format_skeleton(
            "MMMd" if same else "yMMMd", moment, locale=self.words.locale, fuzzy=True
        )
        return self.words.digits(text)

    def text(self, instant: int) -> str:
        """The clock alone today, else the day too."""
        if self.local(instant).date() == self.local(self.now).date():
            return self.clock(instant)
        return self.words.say("{day}, {clock}", day=self.day(instant), clock=self.clock(instant))

    def at(self, instant: int) -> Markup:
        """``text`` as a ``<time>`` element."""
        return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(
            rfc3339(instant), self.text(instant)
        )

    def full(self, instant: int) -> Markup:
        """Day and clock, whatever the day."""
        text = self.words.say("{day}, {clock}", day=self.day(instant), clock=self.clock(instant))
        return Markup('<time datetime="{}"><bdi>{}</bdi></time>').format(rfc3339(instant), text)

    def length(self, span: int) -> str:
        """A stretch of milliseconds: ``25 minutes``, ``2 hours and 10 minutes``, ``3 days``."""
        minutes = max(1, round(span / MINUTE_MS))
        days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
        count = self.words.count
        parts = [
            count("{n} day", "{n} days", days) if days else "",
            count("{n} hour", "{n} hours", hours) if hours else "",
            count("{n} minute", "{n} minutes", minutes) if minutes and not days else "",
        ]
        return self.words.listed([part for part in parts if part])

    @property
    def zone_name(self) -> str:
        """The site's zone by its city and its distance from Greenwich now."""
        offset = self.local(self.now).utcoffset()
        hours = offset.total_seconds() / 3600 if offset else 0.0
        city = get_timezone_location(self.zone, locale=self.words.locale, return_city=True)
        isolated = f"\u2066{hours:+g}\u2069"
        return self.words.say(
            "{city} time (UTC{offset})", city=city, offset=self.words.digits(isolated)
        )


def field_of(instant: int, zone: ZoneInfo) -> str:
    """What a ``datetime-local`` field shows for an instant.

    >>> field_of(1795186800000, ZoneInfo("Asia/Riyadh"))
    '2026-11-20T18:00'
    """
    local = datetime.fromtimestamp(instant / 1000, UTC).astimezone(zone)
    return local.strftime("%Y-%m-%dT%H:%M")
