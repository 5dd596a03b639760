"""The read model of the story: a row an incident, a row a transition, in one SQLite file.

Rows have keys that follow from the journal, so writing them again after a replay changes nothing.
Transitions double as the outbox: whoever tells people about them claims a row before sending.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

import apsw
import msgspec

from marsad.nouns.act import Act
from marsad.nouns.aside import Aside, SetAside
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.incident import Incident, Transition
from marsad.nouns.minute import DAY_MINUTES, instant_of, minute_of
from marsad.nouns.spell import Inquiry, Spell
from marsad.story import spells
from marsad.story.editing import REVISIONS, Done, recalled

_TABLES = """
CREATE TABLE IF NOT EXISTS incident (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, state TEXT NOT NULL,
    onset INTEGER NOT NULL, ended INTEGER, body BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS incident_by_onset ON incident (onset);
CREATE INDEX IF NOT EXISTS incident_by_service ON incident (service, onset);
CREATE TABLE IF NOT EXISTS transition (
    incident TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
    body BLOB NOT NULL, claimed_by TEXT, PRIMARY KEY (incident, sequence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS set_aside (
    service TEXT NOT NULL, minute INTEGER NOT NULL, crowd INTEGER NOT NULL,
    reports INTEGER NOT NULL, networks INTEGER NOT NULL, why TEXT NOT NULL,
    PRIMARY KEY (service, minute, crowd)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS set_aside_by_minute ON set_aside (minute);
CREATE TABLE IF NOT EXISTS correction (
    id BLOB PRIMARY KEY, at INTEGER NOT NULL, service TEXT NOT NULL, incident TEXT NOT NULL,
    into_ TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS correction_by_time ON correction (at);
CREATE TABLE IF NOT EXISTS plan (
    id TEXT PRIMARY KEY, service TEXT NOT NULL, start INTEGER NOT NULL, ended INTEGER NOT NULL,
    body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS catalogue (
    service TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
"""
KEPT_DAYS = 32
"""Days for which it is kept what was set aside."""
MOST_ROWS = 1_000

_encode = msgspec.msgpack.Encoder().encode
_incident = msgspec.msgpack.Decoder(Incident).decode
_transition = msgspec.msgpack.Decoder(Transition).decode
_correction = msgspec.msgpack.Decoder(Correction).decode
_plan = msgspec.msgpack.Decoder(Plan).decode


class Ledger:
    """Incidents and transitions, by id. One writer; readers may be in other threads."""

    def __init__(self, file: Path | None) -> None:
        """Open the file, or keep everything in memory when there is none."""
        self._lock = Lock()
        self._db = apsw.Connection(str(file) if file else ":memory:")
        self._db.set_busy_timeout(5_000)
        # The journal is the truth: what a power cut takes from here is folded again from there.
        self._db.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL")
        self._db.execute(_TABLES)
        with self._db:
            spells.prepare(self._db, self._all())

    def write(self, incidents: Iterable[Incident], transitions: Sequence[Transition]) -> None:
        """Keep what changed, all of it or nothing."""
        with self._lock, self._db:
            self._put(list(incidents), transitions)

    def _put(self, incidents: Sequence[Incident], transitions: Sequence[Transition]) -> None:
        spells.write(self._db, incidents)
        self._db.executemany(
            "INSERT INTO incident VALUES (?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET "
            "state=excluded.state, onset=excluded.onset, ended=excluded.ended,"
            "body=excluded.body",
            (
                (i.id, i.service, i.state, i.onset.at, i.ended.at if i.ended else None, body)
                for i in incidents
                for body in (_encode(i),)
            ),
        )
        self._db.executemany(
            "INSERT INTO transition (incident, sequence, at, body) VALUES (?,?,?,?) "
            "ON CONFLICT DO UPDATE SET at=excluded.at, body=excluded.body",
            ((t.incident, t.sequence, t.at, _encode(t)) for t in transitions),
        )

    def incident(self, id: str) -> Incident | None:
        """One incident, as it is known now."""
        rows = self._rows("SELECT body FROM incident WHERE id=?", (id,))
        return _incident(rows[0]) if rows else None

    def incidents(
        self, service: str = "", state: str = "", since: int = 0, limit: int = 1000
    ) -> list[Incident]:
        """Newest onset first; ``since`` leaves out what ended before that instant."""
        rows = self._rows(
            "SELECT body FROM incident WHERE (?1='' OR service=?1) AND (?2='' OR state=?2) "
            "AND (ended IS NULL OR ended>=?3) ORDER BY onset DESC, id LIMIT ?4",
            (service, state, since, limit),
        )
        return [_incident(row) for row in rows]

    def spells(self, asked: Inquiry) -> list[Spell]:
        """Those asked for in brief, newest onset first."""
        with self._lock:
            return spells.find(self._db, asked)

    def found(self, asked: Inquiry) -> list[Incident]:
        """Those asked for, newest onset first."""
        with self._lock:
            return [_incident(body) for body in spells.bodies(self._db, asked)]

    def _all(self) -> Iterable[Incident]:
        return (_incident(body) for (body,) in self._db.execute("SELECT body FROM incident"))

    def transitions(self, incident: str) -> list[Transition]:
        """The life of an incident, oldest first."""
        rows = self._rows(
            "SELECT body FROM transition WHERE incident=? ORDER BY sequence", (incident,)
        )
        return [_transition(row) for row in rows]

    def keep_aside(self, rows: Sequence[SetAside]) -> None:
        """Keep what was set aside, in place of what is known of these minutes already."""
        told = {(row.service, minute_of(row.at)) for row in rows}
        newest = max(minute for _, minute in told)
        with self._lock, self._db:
            self._db.executemany("DELETE FROM set_aside WHERE service=? AND minute=?", told)
            self._db.executemany(
                "INSERT INTO set_aside VALUES (?,?,?,?,?,?)",
                (
                    (r.service, minute_of(r.at), a.group, a.reports, a.networks, a.why)
                    for r in rows
                    for a in (r.aside,)
                ),
            )
            horizon = newest - KEPT_DAYS * DAY_MINUTES
            self._db.execute("DELETE FROM set_aside WHERE minute<?", (horizon,))

    def set_aside(self, service: str, first: int, last: int) -> list[SetAside]:
        """What was set aside between two minutes, by hour and group; newest and largest first."""
        statement = (
            "SELECT minute/60, crowd, sum(reports), sum(networks), why FROM set_aside "
            "WHERE service=? AND minute>=? AND minute<? GROUP BY 1, 2, 5 "
            "ORDER BY 1 DESC, 3 DESC, 2 LIMIT ?"
        )
        with self._lock:
            rows = list(self._db.execute(statement, (service, first, last, MOST_ROWS)))
        return [
            SetAside(service, instant_of(hour * 60), Aside(group, reports, networks, why))
            for hour, group, reports, networks, why in rows
        ]

    def reports_aside(self, service: str, first: int, last: int) -> dict[int, int]:
        """Reports set aside in each minute that had any."""
        statement = (
            "SELECT minute, sum(reports) FROM set_aside "
            "WHERE service=? AND minute>=? AND minute<? GROUP BY 1"
        )
        with self._lock:
            return dict(self._db.execute(statement, (service, first, last)))

    def recall(self, act: Act) -> Done | None:
        """Carry out an act on what the desk let go of; None where it was told of before."""
        with self._lock, self._db:
            incident, into = self._one(act.incident), self._one(act.into)
            told = self._db.execute("SELECT body FROM correction WHERE id=?", (act.id,)).fetchone()
            if told and incident and not _correction(told[0]).refused:
                # Folding the journal again may have written the incident as it was before.
                self._put((REVISIONS[act.kind](incident, act.at),), ())
            if told:
                return None
            done = recalled(act, incident, into, self._turns(act.incident))
            self._put(done.incidents, done.rows)
            self._log([done.correction])
            return done

    def _one(self, id: str) -> Incident | None:
        row = self._db.execute("SELECT body FROM incident WHERE id=?", (id,)).fetchone()
        return _incident(row[0]) if row else None

    def _turns(self, incident: str) -> int:
        most = "SELECT coalesce(max(sequence), 0) FROM transition WHERE incident=?"
        return next(iter(self._db.execute(most, (incident,))))[0]

    def catalogue(self) -> dict[str, str]:
        """YAML of every service that editors catalogued anew, by id."""
        with self._lock:
            return dict(self._db.execute("SELECT service, text FROM catalogue"))

    def catalogued(self, service: str, text: str) -> None:
        """Keep a service's YAML as it is from now on."""
        with self._lock, self._db:
            self._db.execute(
                "INSERT INTO catalogue VALUES (?,?) ON CONFLICT DO UPDATE SET text=excluded.text",
                (service, text),
            )

    def correct(self, rows: Iterable[Correction]) -> None:
        """Keep what editors changed; of an act that was sent twice, the first."""
        with self._lock, self._db:
            self._log(rows)

    def _log(self, rows: Iterable[Correction]) -> None:
        self._db.executemany(
            "INSERT INTO correction VALUES (?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            (
                (a.id, a.at, a.service, a.incident, _other(c), _encode(c))
                for c in rows
                for a in (c.act,)
            ),
        )

    def corrections(self, service: str, incident: str, since: int) -> list[Correction]:
        """What editors changed, newest first."""
        rows = self._rows(
            "SELECT body FROM correction WHERE (?1='' OR service=?1) AND (?2='' OR incident=?2 "
            "OR into_=?2) AND at>=?3 ORDER BY at DESC, id LIMIT ?4",
            (service, incident, since, MOST_ROWS),
        )
        return [_correction(row) for row in rows]

    def plan(self, plans: Iterable[Plan], called_off: Iterable[str] = ()) -> None:
        """Keep announced work, and drop what was called off."""
        with self._lock, self._db:
            self._db.executemany(
                "INSERT INTO plan VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING",
                ((p.id, p.service, p.start, p.end, _encode(p)) for p in plans),
            )
            self._db.executemany("DELETE FROM plan WHERE id=?", ((each,) for each in called_off))

    def plans(self, service: str, since: int) -> list[Plan]:
        """Announced work that ends after an instant, earliest first."""
        rows = self._rows(
            "SELECT body FROM plan WHERE (?1='' OR service=?1) AND ended>?2 ORDER BY start, id",
            (service, since),
        )
        return [_plan(row) for row in rows]

    def claim(self, teller: str, limit: int = 100) -> list[Transition]:
        """Take transitions nobody has told of yet; each is handed out once."""
        rows = self._rows(
            "UPDATE transition SET claimed_by=?1 WHERE (incident, sequence) IN (SELECT incident, "
            "sequence FROM transition WHERE claimed_by IS NULL ORDER BY at, incident, sequence "
            "LIMIT ?2) RETURNING body",
            (teller, limit),
        )
        claimed = [_transition(row) for row in rows]
        return sorted(claimed, key=lambda t: (t.at, t.incident, t.sequence))

    def _rows(self, statement: str, values: tuple[str | int, ...]) -> list[bytes]:
        with self._lock:
            return [row[0] for row in self._db.execute(statement, values)]

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _other(correction: Correction) -> str:
    """The second incident a correction is about, or ""."""
    act = correction.act
    return correction.after if act.kind == "split" else act.into
