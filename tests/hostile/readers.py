"""Every reader of bytes that others wrote, by name, with a good sample and how it may refuse."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import duckdb
import msgspec

from marsad.bring.counts_file import read_counts
from marsad.bring.refusal import FileRefused
from marsad.bring.reports_file import read_reports
from marsad.bring.scenario_file import bundled, read_scenario
from marsad.catalog.catalog import Catalog
from marsad.catalog.catalog import load as load_catalog
from marsad.catalog.drawer import BUNDLED
from marsad.catalog.form import FILE
from marsad.catalog.networks import Networks
from marsad.catalog.reading import read as read_yaml
from marsad.catalog.shape import TOP
from marsad.intake import request
from marsad.intake.form import fields_in
from marsad.intake.rules import Rules
from marsad.intake.said import said_in
from marsad.intake.salt import Salt
from marsad.intake.sender import Senders, parsed
from marsad.journal.checkpoints import open_state, seal_state
from marsad.journal.errors import JournalError
from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Tick, decode_events, encode_events
from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.problem import Refused
from marsad.nouns.report import Report
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning
from marsad.settings import SettingsError
from marsad.settings import load as load_settings
from marsad.show.span import range_of
from marsad.story.desk import Desk
from marsad.tally.tally import Tally

Read = Callable[[bytes], object]
CSV = b"time,service,reports\n" + b"\n".join(
    b"2025-05-24T13:%02d:00Z,x,%d" % (minute, minute) for minute in range(20)
)


class Reader(NamedTuple):
    """``read`` returns, or raises one of ``refusals``; anything else is a fault."""

    read: Read
    sample: bytes
    refusals: tuple[type[Exception], ...]


@cache
def folder() -> Path:
    """Where files under test lie, until the process ends."""
    return Path(tempfile.mkdtemp(prefix="marsad-readers-"))


@cache
def catalog() -> Catalog:
    return load_catalog()


def from_file(name: str, read: Callable[[Path], object]) -> Read:
    """A reader of files as a reader of bytes."""

    def of_bytes(data: bytes) -> object:
        path = folder() / name
        path.write_bytes(data)
        return read(path)

    return of_bytes


def _parquet() -> bytes:
    path = folder() / "good.parquet"
    csv = folder() / "good.csv"
    csv.write_bytes(CSV)
    duckdb.sql(f"copy (from '{csv}') to '{path}' (format parquet)")
    return path.read_bytes()


def _yaml(data: bytes) -> None:
    table, findings = read_yaml("own.yaml", data)
    FILE.check(table, TOP, findings)


@cache
def _senders() -> Senders:
    salt = Salt(folder(), 0, bytes)
    return Senders(Rules(proxies=("10.0.0.0/8",)), salt, Networks.load())


def _forwarded(data: bytes) -> None:
    headers = [(b"x-forwarded-for", part) for part in data.split(b"\n")]
    sender = _senders().sender("10.0.0.1", dict(headers), headers)
    assert not sender.trusted


def _headers(data: bytes) -> None:
    values = data.split(b"\n")
    names = (b"content-type", b"content-encoding", b"origin", b"host", b"idempotency-key")
    fields = dict(zip(names, values, strict=False))
    request.idempotency_key(fields)
    request.check_media(fields, request.JSON, frozenset())


def _desk() -> bytes:
    desk = Desk.fresh(0, Tuning(), Tally())
    minute = 28_000_000
    counts = Counts("x", minute - 600, tuple(range(600)))
    reports = [Report(bytes([n]) * 16, 60_000 * minute, 60_000 * minute, "x") for n in range(9)]
    for position, event in enumerate([counts, Tick(minute), *reports, Tick(minute + 3)], 1):
        desk.take(Entry(0, position, (event,)))
    return desk.to_bytes()


def _restored(data: bytes) -> Desk:
    return Desk.restored(0, 1, data, Tuning(), 15)


def _text(read: Callable[[str], object]) -> Read:
    return lambda data: read(data.decode("utf-8", "surrogateescape"))


JOURNAL = bytes(16)
EVENTS = encode_events([Report(bytes(16), 1, 1, "x"), Tick(7), Counts("x", 1, (1, 2))])
CHECKPOINT = seal_state(JOURNAL, 0, 3, b"state")
LINE = (
    b'{"service":"x","at":"2025-05-24T13:00:00Z","country":"SA","note":"\xd8\xb9","ip":"1.2.3.4"}'
)
CORRUPT = (msgspec.MsgspecError, ValueError)

READERS: dict[str, Reader] = {
    "a report": Reader(said_in, LINE, (Refused,)),
    "a form": Reader(fields_in, b"symptom=login_failure&country=SA&note=%D8%B9", (Refused,)),
    "headers": Reader(
        _headers, b"application/json; charset=utf-8\nidentity\n\nhere\nkey-1", (Refused,)
    ),
    "forwarded-for": Reader(_forwarded, b"1.2.3.4, ::ffff:10.1.1.1\n10.0.0.2", (Refused,)),
    "an address": Reader(_text(parsed), b"2001:db8::1%eth0", ()),
    "a time": Reader(
        _text(parse_rfc3339), b"2025-05-24T13:00:00.5+03:00", (ValueError, OverflowError)
    ),
    "a range": Reader(_text(lambda text: range_of(text, 10**12)), b"24h", (ValueError,)),
    "journal events": Reader(decode_events, EVENTS, (msgspec.DecodeError,)),
    "a checkpoint": Reader(
        lambda data: open_state(data, JOURNAL, 0), CHECKPOINT, (JournalError, ValueError)
    ),
    "a fold's state": Reader(_restored, _desk(), CORRUPT),
    "the tally's state": Reader(Tally.from_bytes, Tally().to_bytes(), CORRUPT),
    "the detector's state": Reader(Sense.from_bytes, Sense(Tuning()).to_bytes(), CORRUPT),
    "counts as CSV": Reader(from_file("counts.csv", read_counts), CSV, (FileRefused,)),
    "counts as Parquet": Reader(
        from_file("counts.parquet", read_counts), _parquet(), (FileRefused,)
    ),
    "reports as NDJSON": Reader(
        from_file("reports.ndjson", lambda path: read_reports(path, catalog())),
        LINE,
        (FileRefused,),
    ),
    "a scenario": Reader(
        from_file("scenario.toml", read_scenario),
        min(bundled().values()).read_bytes(),
        (FileRefused,),
    ),
    "settings": Reader(
        from_file("settings.toml", lambda path: load_settings(path, {})),
        b'port = 80\n[intake]\ntrusted = ["10.0.0.0/8"]\n',
        (SettingsError,),
    ),
    "a catalogue file": Reader(_yaml, (BUNDLED / "x.yaml").read_bytes(), ()),
}
