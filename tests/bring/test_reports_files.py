"""Single reports are replayed as the door would have taken them."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.bring.refusal import FileRefused
from marsad.bring.replay import replay
from marsad.bring.reports_file import read_reports
from marsad.catalog.catalog import Catalog, load
from marsad.nouns.minute import parse_rfc3339, rfc3339

START = parse_rfc3339("2025-05-24T09:00:00Z")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def said(**parts: object) -> str:
    """A line of NDJSON."""
    return json.dumps({"service": "x", "at": "2025-05-24T09:00:00Z", **parts}, ensure_ascii=False)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "reports.ndjson"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_reports_come_in_order_of_time_with_what_they_say(tmp_path: Path, catalog: Catalog) -> None:
    path = written(
        tmp_path,
        said(at="2025-05-24T12:01:00+03:00", symptom="login_failure", country="sa"),
        "",
        said(kind="works", reporter="someone"),
    )
    first, second = read_reports(path, catalog)
    assert (first.at, first.kind) == (START, "works")
    assert len(first.reporter) == 8
    assert (second.at, second.country, second.component) == (START + 60_000, "SA", "login")


def test_gzip_is_unpacked(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "reports.ndjson.gz"
    path.write_bytes(gzip.compress(f"{said()}\n{said()}\n".encode()))
    assert len(read_reports(path, catalog)) == 2


def test_a_service_that_no_catalogue_knows_is_taken_as_it_is_named(
    tmp_path: Path, catalog: Catalog
) -> None:
    (report,) = read_reports(written(tmp_path, said(service="دكاني", country="sa")), catalog)
    assert (report.service, report.country) == ("دكاني", "SA")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", "not JSON"),
        ("[]", "Expected `object`"),
        ('{"at": "2025-05-24T09:00:00Z"}', "`service` is missing"),
        (said(service=" "), "`service` is empty"),
        (said(at=None), "`at` is missing"),
        (said(at="noon"), "Invalid isoformat string: 'noon'"),
        (said(at=5), "Expected `str"),
        (said(kind="joke"), "kind of report"),
        (said(service="nobody-knows-it", kind="joke"), "kind of report"),
        (said(symptom="toothache"), "is no symptom"),
        (said(country="XX"), "is no country"),
        (said(component="engine"), "is no component"),
    ],
)
def test_a_bad_line_is_refused_by_number(
    tmp_path: Path, catalog: Catalog, line: str, what: str
) -> None:
    path = written(tmp_path, said(), "", line)
    with pytest.raises(FileRefused) as caught:
        read_reports(path, catalog)
    assert str(caught.value).startswith(f"{path}:3: ")
    assert what in str(caught.value)


def test_bytes_that_are_not_utf8_and_gzip_cut_short_are_refused(
    tmp_path: Path, catalog: Catalog
) -> None:
    path = tmp_path / "reports.ndjson"
    path.write_bytes(b'{"service": "\xff"}')
    with pytest.raises(FileRefused, match="UTF-8"):
        read_reports(path, catalog)
    packed = gzip.compress("".join(f"{said(note=str(n))}\n" for n in range(5000)).encode())
    path.write_bytes(packed[:-20])
    with pytest.raises(FileRefused, match="cut short"):
        read_reports(path, catalog)


def test_an_outage_is_found_in_single_reports(tmp_path: Path, catalog: Catalog) -> None:
    quiet = [said(at=rfc3339(START + minute * 60_000)) for minute in range(0, 2880, 4)]
    onset = START + 2880 * 60_000
    outage = [
        said(at=rfc3339(onset + minute * 60_000 + n * 1000), country="SA")
        for minute in range(40)
        for n in range(20)
    ]
    after = [said(at=rfc3339(onset + minute * 60_000)) for minute in range(40, 400, 4)]
    (told,) = replay([written(tmp_path, *quiet, *outage, *after)], catalog=catalog)
    incident = told.incident
    assert incident.service == "x"
    assert incident.declared_at is not None
    assert onset < incident.declared_at <= onset + 5 * 60_000
    assert incident.state == "ended"


@settings(max_examples=100, deadline=None)
@given(text=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / "reports.ndjson"
    path.write_bytes(b"{" + text)
    # Nothing but a refusal may come out of it.
    with suppress(FileRefused):
        list(replay([path], catalog=load_once()))


_KNOWN: list[Catalog] = []


def load_once() -> Catalog:
    """The catalogue, for tests that hypothesis calls many times."""
    if not _KNOWN:
        _KNOWN.append(load())
    return _KNOWN[0]
