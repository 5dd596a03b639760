"""Reads a table of networks, as CSV or TSV, into arrays that are searched quickly.

Comes in: lines of first address, last address, AS number and AS name, as sapics' ip-location-db
has them (addresses or plain numbers); or, with tabs, a country before the name, as iptoasn.com has
them. Goes out: ``Table``. Called by ``Networks.load`` and by ``scripts/networks.py``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from marsad.catalog.hosting import hosts
from marsad.nouns.failure import Failure

SITE_BITS = 48
"""Leading bits of an IPv6 address that are looked at: what one site is given."""
_REST = 128 - SITE_BITS
_MOST = 2**31 - 1
"""Greatest AS number the arrays hold; those above are for private use (RFC 6996)."""


class Ranges(NamedTuple):
    """Address space cut at ``starts``, the first of which is 0; ``asns`` has whose each part is."""

    starts: NDArray[np.unsignedinteger[Any]]
    asns: NDArray[np.int32]


class Table(NamedTuple):
    """All that is known of networks."""

    v4: Ranges
    v6: Ranges
    """Of the first 48 bits."""
    named: NDArray[np.int32]
    """AS numbers that have a name, ascending."""
    names: bytes
    """Their names in the same order, a line each, UTF-8."""
    hosting: NDArray[np.int32]
    """AS numbers in which anybody can rent an address, ascending."""


class Row(NamedTuple):
    """One line of the file."""

    first: IPv4Address | IPv6Address
    last: IPv4Address | IPv6Address
    asn: int
    name: str


def read(*paths: Path) -> Table:
    """The table in files of any of the shapes, together. Raises Failure, naming file and line."""
    parts: dict[int, list[tuple[int, int, int]]] = {4: [], 6: []}
    names: dict[int, str] = {}
    for path in paths:
        for row in _rows(path):
            cut = _REST if row.first.version == 6 else 0
            parts[row.first.version].append((int(row.first) >> cut, int(row.last) >> cut, row.asn))
            names.setdefault(row.asn, " ".join(row.name.split()))
    named = sorted(names.keys() - {0})
    return Table(
        _ranges(parts[4], 32),
        _ranges(parts[6], SITE_BITS),
        np.array(named, np.int32),
        "\n".join(names[asn] for asn in named).encode(),
        np.array([asn for asn in named if hosts(asn, names[asn])], np.int32),
    )


def _rows(path: Path) -> Iterator[Row]:
    tabs = path.suffix == ".tsv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, "excel-tab") if tabs else csv.reader(file)
            for fields in lines:
                if fields:
                    yield _row(fields, tabs, f"{path}:{lines.line_num}")
    except OSError as error:
        raise _refused(error.strerror or "can't be read", str(path)) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refused(f"is no table of networks ({error})", str(path)) from None


def _row(fields: list[str], tabs: bool, where: str) -> Row:
    least = 3 + tabs
    if len(fields) < least:
        raise _refused(f"has {len(fields)} fields, {least} are needed", where)
    try:
        first, last = _address(fields[0]), _address(fields[1])
        asn = int(fields[2])
    except ValueError as error:
        raise _refused(f"{error}", where) from None
    if first.version != last.version or int(first) > int(last):
        raise _refused(f"{last} comes before {first}", where)
    if asn < 0:
        raise _refused(f"{asn} is no AS number", where)
    return Row(first, last, asn if asn <= _MOST else 0, "".join(fields[least:][:1]))


def _address(text: str) -> IPv4Address | IPv6Address:
    return ip_address(int(text) if text.isdecimal() else text)


def _ranges(parts: Iterable[tuple[int, int, int]], bits: int) -> Ranges:
    """Parts in order of address, neighbours of one AS merged; where two overlap, the first."""
    starts, asns, free = [0], [0], 0
    for first, last, asn in sorted(parts):
        if last >= free:
            begin = max(first, free)
            starts += (free, begin)
            asns += (0, asn)
            free = last + 1
    if free < 1 << bits:
        starts.append(free)
        asns.append(0)
    cut, owners = np.array(starts, np.uint64), np.array(asns, np.int32)
    full = np.append(cut[1:] > cut[:-1], True)
    cut, owners = cut[full], owners[full]
    differs = np.insert(owners[1:] != owners[:-1], 0, True)
    return Ranges(cut[differs], owners[differs])


def _refused(what: str, where: str) -> Failure:
    return Failure(
        what,
        where=where,
        remedy="write `first,last,AS number,name` on each line",
    )
