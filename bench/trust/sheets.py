"""What was measured, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench.detect.sheet import Sheet
from bench.trust.trial import METHODS, SIZES, Found

THREE = "raw counts / one per network / Marsad"


def attacks(found: Sequence[Found], users: str) -> Sheet:
    """Chance of a false problem by attacker and base."""
    mine = [f for f in found if f.users == users]
    sheet = Sheet(
        f"False problems: users {users}",
        f"Share of services with a false `problem` within an hour: {THREE}. Columns are usual"
        f" reports in five minutes; {mine[0].services} services each.",
        ["attacker", *(f"{f.base:g}" for f in mine)],
    )
    for name in mine[0].attacks:
        cells = [" / ".join(f"{share:.2g}" for share in f.attacks[name]) for f in mine]
        if name.startswith("mimic"):
            cells = [f"{cell} ({f.sizes[name]})" for cell, f in zip(cells, mine, strict=True)]
        sheet.add(name, *cells)
    return sheet


def delays(found: Sequence[Found]) -> Sheet:
    """Delay of honest outages."""
    sheet = Sheet(
        "The price in delay",
        f"Mean minutes from an outage's onset, at once at full size, to `problem`: {THREE}."
        " One missed for an hour counts 60.",
        ["users, reports in 5 min", *(f"×{size:g}" for size in SIZES)],
    )
    for f in found:
        cells = [" / ".join(f"{d:.1f}" for d in f.delays[size]) for size in SIZES]
        sheet.add(f"{f.users}, {f.base:g}", *cells)
    return sheet


def prices(found: Sequence[Found]) -> Sheet:
    """What trust adds to the delay of raw counts."""
    sheet = Sheet(
        "The same, beyond the raw counts",
        "Minutes that Marsad takes longer than raw counts do.",
        ["users, reports in 5 min", *(f"×{size:g}" for size in SIZES)],
    )
    for f in found:
        sheet.add(f"{f.users}, {f.base:g}", *(f"{price(f, size):+.1f}" for size in SIZES))
    return sheet


def guarantees(found: Sequence[Found]) -> Sheet:
    """What `marsad doctor --trust` says of these services."""
    sheet = Sheet(
        "The guarantee",
        "The fewest operators that hold more than a quarter; and networks spread as the users are"
        " that raise a false problem in one of a hundred tries / in every second, sent evenly"
        " within 5, 15, 60 minutes.",
        ["users, reports in 5 min", "operators", "5 min", "15 min", "60 min", "bytes a service"],
    )
    for f in found:
        many = [f"{m.networks} / {m.even}" for m in f.guarantee.mimics]
        sheet.add(f"{f.users}, {f.base:g}", str(len(f.guarantee.groups)), *many, f"{f.bytes:.0f}")
    return sheet


def poison(days: Mapping[float, int], most: int) -> Sheet:
    """How slowly a crowd is poisoned."""
    sheet = Sheet(
        "Poisoning",
        "Days until a new operator, sending ten times as much as all users do, is taken for a"
        " quarter of a service's crowd, if nobody ever suspects him.",
        ["reports in 5 min", "days"],
    )
    for base, least in days.items():
        sheet.add(f"{base:g}", f"over {most}" if least >= most else str(least))
    return sheet


def price(found: Found, size: float) -> float:
    """Minutes that trust costs beyond the raw counts."""
    by = dict(zip(METHODS, found.delays[size], strict=True))
    return by["Marsad"] - by["raw counts"]
