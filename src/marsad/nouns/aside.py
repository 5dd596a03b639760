"""Reports that did not weigh in a verdict: whose they were, how many, and why."""

from __future__ import annotations

import msgspec

OTHERS = -(2**31)
"""Group of all those too many to be listed one by one."""
LISTED = 8
"""Groups listed one by one in each minute."""


class Aside(msgspec.Struct, frozen=True):
    """Reports of one group of networks (see ``nouns.crowd``) that a bin's verdict set aside."""

    group: int
    reports: int
    networks: int
    why: str = "beyond_usual"
    """Code of the reason; worded by show."""


class SetAside(msgspec.Struct, frozen=True):
    """A row of the audit: what was set aside of one service and group from an instant on."""

    service: str
    at: int
    """Instant at which the minute, or the hour, begins."""
    aside: Aside


def listed(lines: list[Aside]) -> tuple[Aside, ...]:
    """The largest groups, most reports first, and all others as one."""
    ranked = sorted(lines, key=lambda aside: (-aside.reports, aside.group))
    rest = ranked[LISTED:]
    if not rest:
        return tuple(ranked)
    reports, networks = sum(a.reports for a in rest), sum(a.networks for a in rest)
    return (*ranked[:LISTED], Aside(OTHERS, reports, networks, rest[0].why))
