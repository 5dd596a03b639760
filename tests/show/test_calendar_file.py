"""A service's calendar as calendar programs want it: RFC 5545 kept, line by line."""

from __future__ import annotations

import re

import httpx
import icalendar
import pytest
from hypothesis import example, given, settings
from show.hostile import NAME, TEXT, hostile
from show.invented import BACK, OVER

from marsad.show.calendar_file import Happening, calendar, fold
from marsad.show.live import Live
from marsad.show.site import site


def events(body: bytes) -> list[icalendar.Event]:
    found = icalendar.Calendar.from_ical(body).walk("VEVENT")
    return [each for each in found if isinstance(each, icalendar.Event)]


async def test_announced_work_is_in_it(client: httpx.AsyncClient):
    answer = await client.get("/en/services/ledger.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert 'filename="ledger.ics"' in answer.headers["content-disposition"]
    (work,) = events(answer.content)
    assert str(work["summary"]) == "Ledger: planned work"
    assert str(work["description"]) == "Moving to <new> machines"
    assert work.start.isoformat() == "2026-05-24T14:37:20+00:00"
    assert work.end.isoformat() == "2026-05-24T16:37:20+00:00"
    assert work["uid"] == "0f" * 16 + "@marsad.test"


async def test_past_incidents_are_in_it_and_what_was_taken_back_is_not(client: httpx.AsyncClient):
    (past,) = events((await client.get("/ar/services/metro-bank.ics")).content)
    assert past["uid"] == f"{OVER.id}@marsad.test"
    assert "عطل 20 مايو 2026" in str(past["summary"])
    assert past["url"] == f"http://marsad.test/ar/incidents/{OVER.id}"
    assert events((await client.get(f"/en/services/{BACK.service}.ics")).content) == []


async def test_what_still_runs_has_no_end_and_is_left_to_the_page(client: httpx.AsyncClient):
    assert events((await client.get("/en/services/chirp.ics")).content) == []


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_line_ends_in_cr_lf_and_is_at_most_75_bytes(
    client: httpx.AsyncClient, language: str
):
    body = (await client.get(f"/{language}/services/metro-bank.ics")).content
    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in body.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no character is cut in two


async def test_it_may_be_kept_for_a_while_and_is_the_same_until_something_happens(
    client: httpx.AsyncClient,
):
    answer = await client.get("/en/services/ledger.ics")
    assert "max-age=900" in answer.headers["cache-control"]
    header = {"if-none-match": answer.headers["etag"]}
    assert (await client.get("/en/services/ledger.ics", headers=header)).status_code == 304


def file_of(text: str) -> bytes:
    return calendar(text, "en", [Happening("a@b", 0, 0, 0, text, text, "http://x/", text)])


@settings(deadline=None)
@given(TEXT)
@example(NAME)
@example("é" * 200)
def test_any_text_stays_one_value_and_comes_out_as_it_went_in(text: str):
    (event,) = events(file_of(text))
    kept = re.sub(r"\r\n?", "\n", text)
    kept = re.sub("[\x00-\x08\x0b-\x1f\x7f]", "\ufffd", kept)
    assert str(event["summary"]) == kept
    assert str(event["description"]) == kept
    assert event.duration.total_seconds() == 60


@settings(deadline=None)
@given(TEXT)
def test_a_folded_line_unfolds_to_itself(text: str):
    line = re.sub(r"[\r\n]", "", text)
    assert fold(line).replace(b"\r\n ", b"") == line.encode() + b"\r\n"


async def test_a_hostile_name_ends_no_event():
    transport = httpx.ASGITransport(site(hostile(), Live()))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        body = (await client.get("/en/services/chirp.ics")).content
    assert len(re.findall(rb"^END:VEVENT\r$", body, re.MULTILINE)) == 1
    assert len(events(body)) == 1
