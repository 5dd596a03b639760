"""Which autonomous system an address belongs to, from a table on this machine.

The bundled table (``tables/networks.npz``) is made by ``scripts/networks.py``; an operator may give
another. Called by the door and by ``watch``.
"""

from __future__ import annotations

import zipfile
from functools import cache, cached_property
from io import BytesIO
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from marsad.catalog.networks_file import SITE_BITS, Ranges, Table, read

BUNDLED = Path(__file__).with_name("tables") / "networks.npz"


class Networks:
    """Autonomous systems by address, their names, and which of them anybody can rent."""

    def __init__(self, table: Table | Packed) -> None:
        self._table = table

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The bundled table, unpacked when it is first asked; or an operator's CSV or TSV file.

        Raises Failure where the file can't be understood, naming its line.
        """
        return cls(read(path) if path else _bundled())

    def asn(self, address: IPv4Address | IPv6Address | str) -> int:
        """The autonomous system of an address, 0 where unknown. Raises ValueError for no address.

        >>> Networks.load().asn("1.1.1.1")
        13335
        """
        known = ip_address(address) if isinstance(address, str) else address
        if isinstance(known, IPv6Address):
            if known.ipv4_mapped is None:
                return _owner(self._table.v6, int(known) >> (128 - SITE_BITS))
            known = known.ipv4_mapped
        return _owner(self._table.v4, int(known))

    def ready(self) -> None:
        """Unpack now what the first look-ups would unpack, so that nobody waits for it then."""
        self.hosting(self.asn("0.0.0.0"))
        self.asn("::")

    def many(self, v4: NDArray[np.uint32]) -> NDArray[np.int32]:
        """The autonomous systems of IPv4 addresses, in their order; 0 where unknown."""
        starts, asns = self._table.v4
        return asns[np.searchsorted(starts, v4.astype(starts.dtype), side="right") - 1]

    def hosting(self, asn: int) -> bool:
        """Whether anybody can rent an address in it: hosting, cloud, VPN, Tor exit."""
        return asn in self._hosting

    def hosting_many(self, asns: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
        """The same of many at once."""
        return np.isin(asns, self._table.hosting)

    def name(self, asn: int) -> str:
        """Its name as the registries have it, empty where unknown."""
        at = int(np.searchsorted(self._table.named, asn))
        known = at < len(self._table.named) and self._table.named[at] == asn
        if not known:
            return ""
        return self._table.names[self._ends[at] + 1 : self._ends[at + 1]].decode()

    @cached_property
    def _hosting(self) -> frozenset[int]:
        return frozenset(self._table.hosting.tolist())

    @cached_property
    def _ends(self) -> NDArray[np.int64]:
        """Where the lines of the names end; the one before the first at -1."""
        lines = np.frombuffer(self._table.names, np.uint8)
        return np.concatenate(([-1], np.flatnonzero(lines == ord("\n")), [len(lines)]))


class Packed:
    """A table in a file that ``pack`` wrote; each part is read when it is first used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def v4(self) -> Ranges:
        """As in Table."""
        return Ranges(
            np.cumsum(self._part("v4_steps"), dtype=np.uint64).astype(np.uint32),
            self._part("v4_asns"),
        )

    @cached_property
    def v6(self) -> Ranges:
        """As in Table."""
        return Ranges(np.cumsum(self._part("v6_steps"), dtype=np.uint64), self._part("v6_asns"))

    @cached_property
    def named(self) -> NDArray[np.int32]:
        """As in Table."""
        return np.cumsum(self._part("named_steps"), dtype=np.int32)

    @cached_property
    def names(self) -> bytes:
        """As in Table."""
        return self._part("names").tobytes()

    @cached_property
    def hosting(self) -> NDArray[np.int32]:
        """As in Table."""
        return self._part("hosting")

    def _part(self, name: str) -> NDArray[Any]:
        with zipfile.ZipFile(self._path) as parts:
            return np.load(BytesIO(parts.read(f"{name}.npy")))


@cache
def _bundled() -> Packed:
    return Packed(BUNDLED)


def pack(table: Table, path: Path) -> None:
    """Write a table as plain arrays, sorted ones as steps, compressed (LZMA); the same bytes for
    the same table.
    """
    parts: dict[str, NDArray[Any]] = {
        "v4_steps": np.diff(table.v4.starts, prepend=np.uint64(0)).astype(np.uint32),
        "v4_asns": table.v4.asns,
        "v6_steps": np.diff(table.v6.starts, prepend=np.uint64(0)),
        "v6_asns": table.v6.asns,
        "named_steps": np.diff(table.named, prepend=np.int32(0)),
        "names": np.frombuffer(table.names, np.uint8),
        "hosting": table.hosting,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        for name, part in parts.items():
            array = BytesIO()
            np.save(array, part)
            file.writestr(zipfile.ZipInfo(f"{name}.npy"), array.getvalue(), zipfile.ZIP_LZMA)


def _owner(ranges: Ranges, value: int) -> int:
    starts, asns = ranges
    return int(asns[int(np.searchsorted(starts, starts.dtype.type(value), side="right")) - 1])
