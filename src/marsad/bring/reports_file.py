"""A file of single reports: NDJSON, as the door takes them."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any, Protocol

from marsad.bring.kind import CUT_SHORT, FETCH_AGAIN, opened
from marsad.bring.refusal import FileRefused
from marsad.intake.inspection import Inspection
from marsad.intake.rules import Rules
from marsad.intake.said import Said, said_in
from marsad.nouns.minute import parse_rfc3339
from marsad.nouns.problem import Refused
from marsad.nouns.report import Report
from marsad.nouns.service import Service


class Known(Protocol):
    """What is asked of the catalogue."""

    @property
    def services(self) -> Mapping[str, Service]: ...
    @property
    def symptoms(self) -> Mapping[str, Any]: ...
    @property
    def countries(self) -> Mapping[str, Any]: ...
    def find(self, text: str) -> Sequence[str]: ...
    def part_of(self, service: str, symptom: str) -> str: ...


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
    if said.service in catalog.services:
        matter = inspection.matter(said)
    else:
        matter = (
            said.service,
            said.component or "",
            said.symptom or "",
            (said.country or "").upper(),
            _kind(said),
        )
    service, component, symptom, country, kind = matter
    return Report(
        id=number.to_bytes(16, "big"),
        at=at,
        received=at,
        service=service,
        component=component,
        symptom=symptom,
        country=country,
        kind=kind,
        reporter=_hashed(said.reporter or said.ip),
    )


def _kind(said: Said):
    if said.kind in (None, "", "problem"):
        return "problem"
    if said.kind == "works":
        return "works"
    raise ValueError(f"`{said.kind[:40]}` is no kind of report")


def _hashed(text: str | None) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest() if text else b""
