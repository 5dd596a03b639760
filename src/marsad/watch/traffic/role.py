"""What a field of a log line says. A format is little more than an array of these."""

from __future__ import annotations

NOTHING = 0
TIME = 1
"""A moment in one field: ``10/Oct/2000:13:55:36 -0700``, RFC 3339, or a count since 1970."""
DATE = 2
CLOCK = 3
"""With DATE, in UTC."""
CLIENT = 4
"""Address, with or without a port, or a host's name."""
FORWARDED = 5
"""Addresses a proxy passed on (X-Forwarded-For); its last stands for a client that is private."""
REQUEST = 6
"""``GET /path?query HTTP/1.1``."""
METHOD = 7
URL = 8
"""Path and query, with or without scheme and host."""
QUERY = 9
"""What belongs behind the URL's question mark, where a log has it apart."""
STATUS = 10
SIZE = 11
SECONDS = 12
"""Time to answer, in the layout's unit."""
REFERRER = 13
AGENT = 14
HOST = 15
"""The host that was asked for."""
WEIGHT = 16
"""Requests the line stands for."""
ROLES = 17
