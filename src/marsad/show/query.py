"""Values of an address's query: one of a few words, a whole number, a time.

An empty value is one that was not given. What can't be read raises Refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, tzinfo

from marsad.nouns.minute import parse_rfc3339
from marsad.show.problems import quoted, refused

Query = Mapping[str, str]


def choice(query: Query, name: str, allowed: Iterable[str], default: str = "") -> str:
    """One of the words allowed, else ``default``. Raises Refused (``bad-choice``)."""
    known = tuple(allowed)
    asked = query.get(name) or default
    if asked not in known and asked != default:
        detail = f"{name} is one of {', '.join(known)}, not {quoted(asked)}"
        raise refused("bad-choice", detail)
    return asked


def number(query: Query, name: str, least: int, most: int, default: int) -> int:
    """A whole number. Raises Refused (``bad-number``) beyond its bounds."""
    text = query.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 9 and least <= int(text) <= most):
        detail = f"{name} is a whole number from {least} to {most}, not {quoted(text)}"
        raise refused("bad-number", detail)
    return int(text)


def instant(query: Query, name: str, zone: tzinfo = UTC) -> int | None:
    """A time, of ``zone`` where it has no offset. Raises Refused (``not-a-time``).

    A plus sign that came as a space (in a careless query) is mended.
    """
    text = query.get(name, "")
    if not text:
        return None
    try:
        return parse_rfc3339(text.replace(" ", "+"), zone)
    except (ValueError, OverflowError):
        raise refused("not-a-time", f"{name} is not RFC 3339: {quoted(text)}") from None
