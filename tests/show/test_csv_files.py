"""Files for spreadsheets: RFC 4180 kept, nothing in them runs, no small count tells on a place."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import httpx
import msgspec
import pytest
from hypothesis import given
from show.hostile import NAME, TEXT, hostile
from show.invented import BACK, MERGED, OPEN, OVER, Invented

from marsad.nouns.minute import parse_rfc3339
from marsad.show.csv_file import table_file, written
from marsad.show.csv_incidents import PAGE
from marsad.show.live import Live
from marsad.show.site import site

API = "/api/v1"
FILES = [
    f"{API}/incidents.csv",
    f"{API}/incidents/{OPEN.id}.csv",
    f"{API}/services/chirp/counts.csv",
    f"{API}/services/chirp/counts.csv?range=7d&by=symptom",
]


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def asking(sight: Invented) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(site(sight, Live()))
    return httpx.AsyncClient(transport=transport, base_url="http://marsad.test")


@pytest.mark.parametrize("path", FILES)
async def test_it_is_a_table_with_a_header_row(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.headers["access-control-allow-origin"] == "*"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert len({line.count(b",") for line in lines[:-1]}) == 1
    header = {"if-none-match": answer.headers["etag"]}
    assert (await client.get(path, headers=header)).status_code == 304


async def test_incidents_have_a_row_each_by_the_filters_of_the_api(client: httpx.AsyncClient):
    found = rows(await client.get(FILES[0]))
    assert {each["id"] for each in found} == {OPEN.id, BACK.id, OVER.id}
    assert found[0]["service_ar"] == "تشيرب"
    assert found[0]["ended"] == found[0]["minutes"] == ""
    assert found[0]["page"] == f"http://marsad.test/en/incidents/{OPEN.id}"
    for query in ("service=metro-bank", "state=ended", "category=bank", "limit=1"):
        listed = (await client.get(f"{API}/incidents?{query}")).json()["incidents"]
        file = rows(await client.get(f"{FILES[0]}?{query}"))
        assert [each["id"] for each in file] == [each["id"] for each in listed], query


async def test_the_api_and_the_file_say_the_same(client: httpx.AsyncClient):
    listed = (await client.get(f"{API}/incidents")).json()["incidents"]
    for told, row in zip(listed, rows(await client.get(FILES[0])), strict=True):
        assert row["onset_low"] == told["onset"]["low"]
        assert row["state"] == told["state"]
        assert float(row["certainty"]) == told["certainty"]
        assert int(row["reports_total"]) == told["reports_total"]
        assert float(row["crowd"]) == told["cause"]["crowd"]
        assert row["countries"].split() == told["scope"]["countries"]


async def test_a_long_table_is_sent_in_parts_and_is_whole():
    sight = Invented()
    sight.kept = [
        msgspec.structs.replace(OVER, id=f"x-{number:05}") for number in range(2 * PAGE + 7)
    ]
    async with asking(sight) as client:
        async with client.stream("GET", FILES[0]) as answer:
            assert "content-length" not in answer.headers
            body = await answer.aread()
        found = rows(httpx.Response(200, content=body))
        assert [each["id"] for each in found] == [each.id for each in sight.kept]
        assert len(rows(await client.get(f"{FILES[0]}?limit=3"))) == 3
        sight.kept = sight.kept[: 2 * PAGE]
        sight.time += 1000
        assert len(rows(await client.get(FILES[0]))) == 2 * PAGE


async def test_an_incident_is_told_by_the_minute_with_an_hour_around_it(client: httpx.AsyncClient):
    found = rows(await client.get(f"{API}/incidents/{OVER.id}.csv"))
    times = [parse_rfc3339(each["time"]) for each in found]
    assert times[0] == OVER.onset.at - 3_600_000
    assert {after - before for before, after in pairwise(times)} == {60_000}
    assert len(found) == 60 + 180 + 60
    assert float(found[0]["low"]) <= float(found[0]["expected"]) <= float(found[0]["high"])
    moved = await client.get(f"{API}/incidents/{MERGED.id}.csv")
    assert moved.status_code == 308
    assert moved.headers["location"] == f"{API}/incidents/{OPEN.id}.csv"


async def test_a_very_long_incident_is_told_by_the_hour():
    sight = Invented()
    span = msgspec.structs.replace(OVER.onset, at=OVER.onset.at - 60 * 86_400_000)
    sight.kept = [msgspec.structs.replace(OVER, onset=span)]
    async with asking(sight) as client:
        found = rows(await client.get(f"{API}/incidents/{OVER.id}.csv"))
    assert 60 * 24 < len(found) < 61 * 24


async def test_counts_are_those_of_the_api(client: httpx.AsyncClient):
    told = (await client.get(f"{API}/services/chirp/counts?range=24h&by=symptom")).json()
    found = rows(await client.get(f"{API}/services/chirp/counts.csv?range=24h&by=symptom"))
    for index, (count, row) in enumerate(zip(told["counts"], found, strict=True)):
        assert row["time"] == count["time"]
        assert int(row["counted"]) == count["counted"]
        assert float(row["high"]) == count["high"]
        assert int(row["symptom:home"]) == told["by"]["home"][index]


async def test_what_is_not_known_is_empty(client: httpx.AsyncClient):
    found = rows(await client.get(f"{API}/services/ledger/counts.csv"))
    assert {each["expected"] for each in found} == {""}


async def test_no_count_of_a_place_from_one_to_four_is_in_a_file(client: httpx.AsyncClient):
    told = (await client.get(f"{API}/services/chirp/counts?range=24h&by=country")).json()
    answer = await client.get(f"{API}/services/chirp/counts.csv?range=24h&by=country")
    hidden = 0
    for index, row in enumerate(rows(answer)):
        for key, values in told["by"].items():
            cell = row[f"country:{key}"]
            assert cell == ("" if values[index] is None else str(values[index]))
            assert cell not in {"1", "2", "3", "4"}
            hidden += cell == ""
    assert hidden
    assert 'filename="chirp-24h-by-country.csv"' in answer.headers["content-disposition"]


@given(TEXT)
def test_any_text_comes_out_as_it_went_in_but_for_what_a_spreadsheet_would_run(text: str):
    table = table_file(("a", "b"), [(text, 1)])
    _, row = csv.reader(io.StringIO(table.decode(), newline=""))
    plain = text.replace("\x00", "\ufffd")
    assert row == [f"'{plain}" if plain[:1] in "=+-@\t\r\n＝＋－＠" and plain else plain, "1"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1"])
def test_nothing_a_stranger_wrote_is_a_formula(text: str):
    assert written(text).startswith("'")
    assert written(-1.5) == "-1.5"


async def test_a_hostile_name_is_one_cell():
    async with asking(hostile()) as client:
        found = rows(await client.get(FILES[0]))
    assert len(found) == 3
    assert found[0]["service_en"] == "'" + NAME.replace("\x00", "\ufffd")
