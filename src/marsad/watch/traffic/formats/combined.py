"""Apache's and nginx's common and combined logs, with what is often added behind or before.

``host ident user [time] "request" status size "referrer" "agent"`` (Apache mod_log_config; nginx
``combined``), a virtual host before it, and behind it request times (nginx ``$request_time`` in
seconds, Apache ``%D`` in microseconds, ``%T`` in seconds) and a quoted X-Forwarded-For.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter

from marsad.watch.traffic import role
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.layout import Layout, columns

LINE = re.compile(
    r"(?P<before>.*?) ?\[\d\d/[A-Za-z]{3}/\d{4}:\d\d:\d\d:\d\d[^\]]{0,12}\] "
    r'"(?:[^"\\]|\\.)*" (?:\d{3}|-) (?:\d+|-)(?P<behind>.*)'
)
FIELD = re.compile(r'("(?:[^"\\]|\\.)*")|(\S+)')
MICROSECONDS = 1e-6
SLOW = 60
"""A whole number of at most this many, in every line, is seconds."""


def recognise(sample: Sample) -> Layout | None:
    """Columns as most of the lines have them."""
    found = [match for line in sample if (match := LINE.match(line))]
    if not found:
        return None
    words = _commonest([match["before"].split() for match in found])
    extra = _commonest([[a or b for a, b in FIELD.findall(match["behind"])] for match in found])
    before, least = _before(words), len(words[0]) + 4
    behind, unit = _behind(extra)
    roles = [*before, role.TIME, role.REQUEST, role.STATUS, role.SIZE, *behind]
    return columns(roles, anchored=True, unit=unit, least=least)


def _commonest(rows: list[list[str]]) -> list[list[str]]:
    """The rows that have as many fields as most have."""
    length = Counter(map(len, rows)).most_common(1)[0][0]
    return [row for row in rows if len(row) == length]


def _before(rows: list[list[str]]) -> list[int]:
    """The client is the first column of addresses; another before it is a virtual host."""
    width = len(rows[0])
    addresses = [sum(is_address(row[i]) for row in rows) for i in range(width)]
    client = addresses.index(max(addresses)) if width and max(addresses) else 0
    roles = [role.NOTHING] * width
    if width:
        roles[client] = role.CLIENT
    if client > 0:
        roles[0] = role.HOST
    return roles


def _behind(rows: list[list[str]]) -> tuple[list[int], float]:
    """What stands behind the size: referrer, agent, times and addresses; the time's unit."""
    columns_ = [list(column) for column in zip(*rows, strict=True)]
    quoted = [all(value[0] == '"' for value in column) for column in columns_]
    roles, unit = [role.NOTHING] * len(columns_), 1.0
    if quoted[:2] == [True, True]:
        roles[:2] = role.REFERRER, role.AGENT
    for i in range(len(roles) - 1, -1, -1):
        if roles[i]:
            continue
        if quoted[i] and all(_forwarded(value.strip('"')) for value in columns_[i]):
            roles[i] = role.FORWARDED
    times = [i for i in range(len(roles)) if not roles[i] and _timed(columns_[i])]
    times.sort(key=lambda i: not any("." in value for value in columns_[i]))
    if times:
        roles[times[0]], unit = role.SECONDS, _unit(columns_[times[0]])
    return roles, unit


def _timed(column: list[str]) -> bool:
    values = [value.strip('"') for value in column]
    numbers = [value for value in values if re.fullmatch(r"\d+(\.\d+)?", value)]
    return bool(numbers) and all(value in numbers or value == "-" for value in values)


def _unit(column: list[str]) -> float:
    values = [value.strip('"') for value in column]
    if any("." in value for value in values):
        return 1.0
    longest = max(int(value) for value in values if value.isdigit())
    return 1.0 if longest <= SLOW else MICROSECONDS


def _forwarded(text: str) -> bool:
    return text == "-" or all(is_address(part.strip()) for part in text.split(","))


def is_address(text: str) -> bool:
    """Whether it is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


FORMAT = Format("common", recognise)
