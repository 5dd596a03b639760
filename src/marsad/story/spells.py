"""Incidents in brief, beside the ledger's whole ones: found by index, without reading a body."""

from __future__ import annotations

from collections.abc import Iterable

import apsw

from marsad.nouns.incident import Incident
from marsad.nouns.spell import Inquiry, Spell

_TABLES = """
CREATE TABLE IF NOT EXISTS spell (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, component TEXT NOT NULL, state TEXT NOT NULL,
    onset INTEGER NOT NULL, ended INTEGER, declared INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS spell_by_onset ON spell (
    onset DESC, id, service, component, state, ended, declared);
CREATE INDEX IF NOT EXISTS spell_by_service ON spell (
    service, onset DESC, id, component, state, ended, declared);
"""
_KEPT = "id, service, component, state, onset, ended, declared"
_FEW = 8
"""Services up to which their own index is worth a look each."""
Values = dict[str, str | int | None]


def prepare(db: apsw.Connection, incidents: Iterable[Incident]) -> None:
    """Make the table; a file from before it was there is filled from its ``incidents``."""
    is_new = not list(db.execute("SELECT 1 FROM sqlite_master WHERE name='spell'"))
    db.execute(_TABLES)
    if is_new:
        write(db, incidents)


def write(db: apsw.Connection, incidents: Iterable[Incident]) -> None:
    """Keep what changed; what was merged into another is no spell of its own any more."""
    changed = list(incidents)
    db.executemany("DELETE FROM spell WHERE id=?", ((each.id,) for each in changed))
    db.executemany(
        f"INSERT INTO spell ({_KEPT}) VALUES (?,?,?,?,?,?,?)",
        (
            (i.id, i.service, i.component, i.state, i.onset.at, ended, i.declared_at is not None)
            for i in changed
            for ended in (i.ended.at if i.ended else None,)
            if not i.merged_into
        ),
    )


def find(db: apsw.Connection, asked: Inquiry) -> list[Spell]:
    """Those asked for, newest onset first."""
    where, values = _conditions(asked)
    rows = db.execute(f"SELECT {_KEPT} FROM spell {where}", values)
    return [Spell(*row[:6], bool(row[6])) for row in rows]


def bodies(db: apsw.Connection, asked: Inquiry) -> list[bytes]:
    """The whole incidents asked for, newest onset first, as the ledger holds them."""
    where, values = _conditions(asked)
    statement = (
        f"SELECT body FROM (SELECT id AS key, onset AS begun FROM spell {where}) "
        "JOIN incident ON incident.id=key ORDER BY begun DESC, key"
    )
    return [row[0] for row in db.execute(statement, values)]


def _conditions(asked: Inquiry) -> tuple[str, Values]:
    """All that follows the table's name, and its values."""
    tests: list[tuple[str, Values]] = [
        ("(ended IS NULL OR ended>=:since)", {"since": asked.since} if asked.since else {}),
        ("onset<:until", {"until": asked.until} if asked.until is not None else {}),
        ("state=:state", {"state": asked.state} if asked.state else {}),
        (
            "coalesce(ended, :now)-onset>=:least",
            {"least": asked.least, "now": asked.now} if asked.least else {},
        ),
        _beyond(asked.before),
        *_among(asked.services),
    ]
    used = [(test, values) for test, values in tests if values]
    values: Values = {key: value for _, each in used for key, value in each.items()}
    where = " AND ".join(test for test, _ in used) or "1"
    limit = "" if asked.limit is None else f" LIMIT {asked.limit:d}"
    return f"WHERE {where} ORDER BY onset DESC, id{limit}", values


def _beyond(before: str) -> tuple[str, Values]:
    """Where the page before ended; an id that isn't there leaves nothing."""
    onset = "(SELECT onset FROM incident WHERE id=:before)"
    test = f"(onset<{onset} OR (onset={onset} AND id>:before))"
    return test, {"before": before} if before else {}


def _among(services: tuple[str, ...] | None) -> list[tuple[str, Values]]:
    if services is None:
        return []
    names = {f"s{number}": service for number, service in enumerate(services)}
    listed = ", ".join(f":{name}" for name in names)
    # A plus sign keeps SQLite from going through the services one by one where they are many.
    column = "service" if len(names) <= _FEW else "+service"
    return [(f"{column} IN ({listed})", {**names})] if names else [("0", {"none": 0})]
