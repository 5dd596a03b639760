"""W3C extended logs (WD-logfile-960323), as IIS and others write them: ``#Fields:`` names columns.

CloudFront's standard logs are the same, with tabs and seconds; they are told by their tabs.
"""

from __future__ import annotations

from marsad.watch.traffic import role
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.layout import Layout, columns

FIELDS = {
    "date": role.DATE,
    "time": role.CLOCK,
    "c-ip": role.CLIENT,
    "x-forwarded-for": role.FORWARDED,
    "cs(x-forwarded-for)": role.FORWARDED,
    "cs-method": role.METHOD,
    "cs-uri": role.URL,
    "cs-uri-stem": role.URL,
    "cs-uri-query": role.QUERY,
    "sc-status": role.STATUS,
    "sc-bytes": role.SIZE,
    "cs(referer)": role.REFERRER,
    "cs(user-agent)": role.AGENT,
    "cs(host)": role.HOST,
    "cs-host": role.HOST,
    "x-host-header": role.HOST,
    "time-taken": role.SECONDS,
}
MILLISECONDS = 1e-3
DIRECTIVE = "#fields:"


def roles_of(line: str) -> list[int]:
    """What each column of a ``#Fields:`` line says; CloudFront's host is what visitors ask for."""
    names = line[len(DIRECTIVE) :].lower().split()
    roles = [FIELDS.get(name, role.NOTHING) for name in names]
    if "x-host-header" in names and "cs(host)" in names:
        roles[names.index("cs(host)")] = role.NOTHING
    return roles


def named(sample: Sample) -> str:
    """The first ``#Fields:`` line, or nothing."""
    return next((line for line in sample if line.lower().startswith(DIRECTIVE)), "")


def tabbed(sample: Sample) -> bool:
    """Whether more lines have the fields that are named when cut by tabs than by spaces."""
    fields = len(roles_of(named(sample)))
    rows = [line for line in sample if not line.startswith("#")]
    tabs, spaces = (sum(len(row.split(by)) == fields for row in rows) for by in "\t ")
    return tabs > spaces


def recognise(sample: Sample) -> Layout | None:
    """Columns as the header names them; whole numbers of time are milliseconds, as of IIS."""
    line = named(sample)
    roles = roles_of(line)
    if not line or tabbed(sample) or role.CLOCK not in roles:
        return None
    at = roles.index(role.SECONDS) if role.SECONDS in roles else -1
    rows = [row.split(" ") for row in sample if not row.startswith("#")]
    broken = at >= 0 and any("." in row[at] for row in rows if len(row) > at)
    return columns(roles, unit=1.0 if broken else MILLISECONDS, least=len(roles))


def renew(line: str) -> Layout | None:
    """Columns after another header."""
    return recognise([line])


FORMAT = Format("w3c", recognise, renew)
