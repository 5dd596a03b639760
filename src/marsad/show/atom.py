"""Feeds as Atom documents (RFC 4287), in pages that stay (RFC 5005)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from marsad.nouns.minute import parse_rfc3339, rfc3339
from marsad.show.xml_document import add, document, root

ATOM = "application/atom+xml"
OWNED = "2026"
"""The date in ids (RFC 4151): a name of this year, whenever the host was first used."""
_UPDATED = re.compile(rb"<updated>([^<]+)</updated>")


@dataclass(frozen=True, slots=True)
class Link:
    """Where something else is; ``href`` is a whole address."""

    rel: str
    href: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``content`` is HTML; times are instants."""

    id: str
    title: str
    updated: int
    published: int
    content: str
    links: tuple[Link, ...] = ()
    categories: tuple[tuple[str, str], ...] = ()
    """Terms, each with its word in the feed's language."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Entries, newest first, and how they are called together."""

    id: str
    title: str
    subtitle: str
    language: str
    author: str
    home: str
    links: tuple[Link, ...]
    entries: list[Entry] = field(default_factory=list[Entry])
    kind: str = ""
    """``archive`` (a page of the past) or ``complete`` (all there is): RFC 5005; else empty."""


def tag(address: str, name: str) -> str:
    """An id that stays (RFC 4151) of something the site at ``address`` speaks of.

    >>> tag("https://outages.example", "incidents/x")
    'tag:outages.example,2026:incidents/x'
    """
    host = urlsplit(address).hostname or "localhost"
    authority = re.sub(r"[^a-z0-9.-]+", "-", host).strip("-.") or "localhost"
    return f"tag:{authority},{OWNED}:{name}"


def feed_document(feed: Feed) -> bytes:
    """The document; the same facts give the same bytes, since it holds no "now"."""
    top = root(
        "feed",
        xmlns="http://www.w3.org/2005/Atom",
        xmlns__fh="http://purl.org/syndication/history/1.0",
        xml__lang=feed.language,
    )
    add(top, "id", feed.id)
    add(top, "title", feed.title)
    add(top, "subtitle", feed.subtitle)
    add(top, "updated", rfc3339(max((each.updated for each in feed.entries), default=0)))
    author = add(top, "author")
    add(author, "name", feed.author)
    add(author, "uri", feed.home)
    add(top, "generator", "Marsad")
    if feed.kind:
        add(top, f"fh:{feed.kind}")
    _add_links(top, feed.links)
    for entry in feed.entries:
        _add_entry(top, entry)
    return document(top)


def changed_at(body: bytes) -> int:
    """When a feed's newest fact happened (instant), by its own word."""
    found = _UPDATED.search(body)
    return parse_rfc3339(found[1].decode()) if found else 0


def _add_links(parent: Element, links: tuple[Link, ...]) -> None:
    for link in links:
        add(parent, "link", rel=link.rel, href=link.href, type=link.type, hreflang=link.language)


def _add_entry(top: Element, entry: Entry) -> None:
    inner = add(top, "entry")
    add(inner, "id", entry.id)
    add(inner, "title", entry.title)
    add(inner, "updated", rfc3339(entry.updated))
    add(inner, "published", rfc3339(entry.published))
    _add_links(inner, entry.links)
    for term, label in entry.categories:
        add(inner, "category", term=term, label=label)
    add(inner, "content", entry.content, type="html")
