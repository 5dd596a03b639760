"""A calendar as a file (RFC 5545; RFC 7986 for its name and how often to look)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 75
"""Bytes of a line at most, its end aside (RFC 5545, 3.1)."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event; times are instants, ``end`` after ``start``."""

    uid: str
    start: int
    end: int
    stamped: int
    """When this was last told otherwise."""
    title: str
    text: str
    url: str
    kind: str
    """A category, in words."""


def calendar(name: str, language: str, happenings: list[Happening]) -> bytes:
    """The whole file, its lines ended by CR LF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Marsad//Outages//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _text("NAME", name, language),
        _text("X-WR-CALNAME", name),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for each in happenings for line in _event(each, language)),
        "END:VCALENDAR",
    ]
    return b"".join(fold(line) for line in lines)


def escape(text: str) -> str:
    r"""A TEXT value (RFC 5545, 3.3.11): what means something is escaped, ends of lines are ``\n``.

    >>> escape("a;b,c\\d")
    'a\\;b\\,c\\\\d'
    """
    plain = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", re.sub(r"\r\n?", "\n", text))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def fold(line: str) -> bytes:
    """A line in pieces of at most 75 bytes, none of them cut within a character."""
    if len(line) <= FOLD and line.isascii():
        return line.encode() + b"\r\n"
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > FOLD:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def _event(each: Happening, language: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escape(each.uid)}"
    yield f"DTSTAMP:{_time(each.stamped)}"
    yield f"DTSTART:{_time(each.start)}"
    yield f"DTEND:{_time(max(each.end, each.start + 60_000))}"
    yield _text("SUMMARY", each.title, language)
    yield _text("DESCRIPTION", each.text, language)
    yield _text("CATEGORIES", each.kind, language)
    yield f"URL:{each.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(name: str, value: str, language: str = "") -> str:
    return f"{name}{f';LANGUAGE={language}' if language else ''}:{escape(value)}"


def _time(instant: int) -> str:
    return datetime.fromtimestamp(instant // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
