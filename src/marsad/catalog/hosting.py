"""Which autonomous systems anybody can rent an address in: hosting, clouds, VPNs, Tor exits.

A list of well-known ones, and words in the names of the others. Called where a table of networks
is read, see ``networks_file``.
"""

from __future__ import annotations

import re

WELL_KNOWN = frozenset(
    {
        # Clouds and content networks, which also sell private relays (Cloudflare, Akamai, Fastly)
        *(14618, 16509, 15169, 396982, 8075, 13335, 54113, 20940, 36183, 16625, 31898, 36351),
        *(45102, 37963, 24429, 134963, 132203, 45090, 136907, 55990, 135377, 38365, 43513),
        # Servers by the hour or month
        *(24940, 213230, 16276, 14061, 393406, 63949, 48337, 20473, 51167, 12876, 8560),
        *(197540, 49505, 9370, 54825, 53667, 30633, 60781, 28753, 59253, 133752, 395954, 396362),
        *(205544, 7203, 20454, 19318, 46606, 26496, 398101, 55286, 36352, 40676, 35916, 8100),
        *(29802, 32613, 33387, 33182, 22612, 27357, 19994, 33070, 12200, 42708, 24961, 61317),
        *(43350, 49453, 49981, 50673, 60404, 42831, 20860, 25820, 46844, 62240, 46562, 11878),
        *(13213, 29066, 47583, 210644, 216246, 57169, 51852, 200651, 56630, 204957),
        *(202448, 59711, 44477, 199524, 202422, 49544, 203020, 50304, 207990, 200373, 64267),
        *(60223, 202425, 206092, 58065),
        # VPNs and Tor exits
        *(9009, 60068, 212238, 39351, 62371, 209103, 136787, 147049, 207137, 141039, 198605),
        *(208323, 60729, 4224, 396507, 210558),
    }
)
SUBSCRIBERS = frozenset({37611, 41012})
"""Networks of people whose names sound like hosting: Afrihost, The Cloud's hotspots."""
_WORDS = re.compile(
    r"host(?!el|ess)|cloud|\bvps|\bservers?\b|serv(er|ers)\b|data\W?cent|\bcolo(\b|cation|cross)"
    r"|\bdedi|\bidc\b|\bvpn|\bproxy|\brdp\b|\bvds\b|\biaas\b|\bcdn\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"tele(com|kom|fon|phon|net)|communicat|comunica|\bcable|broadband|mobile|wireless|fib(er|re)"
    r"|universit|school|hospital|\bbank|ministr|government|\bisp\b|internet service|hostel",
    re.IGNORECASE,
)


def hosts(asn: int, name: str) -> bool:
    """Whether an autonomous system of this name lets its addresses to anybody.

    A name that speaks of subscribers too is taken for theirs: a carrier that also hosts.

    >>> hosts(64500, "Example Cloud VPS GmbH"), hosts(64501, "Cloud Telecom Ltd")
    (True, False)
    """
    if asn in WELL_KNOWN:
        return True
    if asn in SUBSCRIBERS:
        return False
    return bool(_WORDS.search(name)) and not _PEOPLE.search(name)
