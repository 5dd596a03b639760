"""Makes the bundled table of networks: ``python scripts/networks.py asn-ipv4.csv asn-ipv6.csv``.

The CSV files are those of the npm package ``@ip-location-db/asn`` (``npm pack`` fetches it), made
from data of RouteViews, NRO and DB-IP, each under CC BY 4.0; NOTICE names them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from marsad.catalog.networks import BUNDLED, pack
from marsad.catalog.networks_file import read
from marsad.nouns.failure import Failure


def main(arguments: list[str]) -> int:
    """Read the files, write the table, say what is in it."""
    if not arguments or any(argument.startswith("-") for argument in arguments):
        print("usage: python scripts/networks.py FILE.csv …", file=sys.stderr)
        return 2
    try:
        table = read(*map(Path, arguments))
    except Failure as failure:
        print(f"networks: {failure}", file=sys.stderr)
        return 1
    BUNDLED.parent.mkdir(exist_ok=True)
    pack(table, BUNDLED)
    print(
        f"{BUNDLED.name}: {len(table.v4.starts):,} parts of IPv4, "
        f"{len(table.v6.starts):,} of IPv6, "
        f"{len(table.named):,} names, {len(table.hosting):,} hosting; "
        f"{BUNDLED.stat().st_size / 1e6:.2f} MB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
