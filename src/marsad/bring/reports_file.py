"""A file of single reports: NDJSON, as the door takes them."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

from marsad.bring.kind import CUT_SHORT, FETCH_AGAIN, opened
from marsad.bring.refusal import FileRefused
from marsad.intake.inspection import Inspection, Known, Matter
from marsad.intake.rules import Rules
from marsad.intake.said import Said, said_in
from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.problem import Refused
from marsad.nouns.report import Report, ReportKind


def read_reports(path: Path, catalog: Known) -> list[Report]:
    """The reports of a file in order of time. Raises FileRefused, naming the line.

    A report is judged as at the door, but that it has to say when it was (``at``), and that a
    service the catalogue doesn't know is taken as it is named.
    """
    inspection = Inspection(catalog, Rules())
    reports: list[Report] = []
    for number, line in _lines(path):
        try:
            reports.append(_report(said_in(line), number, inspection, catalog))
        except Refused as refused:
            what = refused.problem.detail.rstrip(".")
            raise FileRefused(path, what, "correct that line", number) from None
        except (ValueError, OverflowError) as error:
            raise FileRefused(path, str(error), "correct that line", number) from None
    reports.sort(key=attrgetter("at"))
    return reports


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with opened(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileRefused(path, CUT_SHORT, FETCH_AGAIN) from None


def _report(said: Said, number: int, inspection: Inspection, catalog: Known) -> Report:
    if not said.at:
        raise ValueError("`at` is missing: a report that is replayed says when it was")
    at = parse_rfc3339(said.at)
    if not said.service.strip():
        raise ValueError("`service` is empty")
    is_known = said.service in catalog.services
    matter = inspection.matter(said, at) if is_known else _as_named(said)
    return Report(
        id=number.to_bytes(16, "big"),
        at=at,
        received=at,
        service=matter.service,
        component=matter.component,
        symptom=matter.symptom,
        country=matter.country,
        kind=matter.kind,
        reporter=_hashed(said.reporter or said.ip),
    )


def _as_named(said: Said) -> Matter:
    """What a report on a service that no catalogue knows is about."""
    country = (said.country or "").upper()
    return Matter(said.service, said.component or "", said.symptom or "", country, _kind(said))


def _kind(said: Said) -> ReportKind:
    if said.kind in (None, "", "problem"):
        return "problem"
    if said.kind == "works":
        return "works"
    raise ValueError(f"`{said.kind[:40]}` is no kind of report")


def _hashed(text: str | None) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest() if text else b""
