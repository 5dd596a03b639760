"""One report by JSON: what is taken, what is kept, what is answered."""

from __future__ import annotations

import pytest

from marsad.intake.door import path_is_mine

NOON = 1_748_088_000_000


async def test_a_report_is_kept_and_answered_with_its_id(visitor):
    reply = await visitor.post({"service": "x", "symptom": "home_not_loading"})
    [report] = await visitor.kept()
    assert reply.status == 202
    assert reply.json == {"id": report.id.hex(), "status": "accepted", "service": "x"}
    assert reply.headers["location"] == "/api/v1/services/x"
    assert (report.service, report.symptom, report.kind) == ("x", "home_not_loading", "problem")
    assert report.at == report.received == NOON
    assert not report.repeatable


async def test_every_field_reaches_the_journal(visitor):
    await visitor.post(
        {
            "service": "x",
            "component": "login",
            "symptom": "home_not_loading",
            "country": "sa",
            "note": "  لا يفتح\nمنذ ساعة ",
            "at": "2025-05-24T14:58:30+03:00",
        }
    )
    [report] = await visitor.kept()
    assert (report.component, report.country, report.note) == ("login", "SA", "لا يفتح\nمنذ ساعة")
    assert report.at == NOON - 90_000


async def test_the_symptom_names_the_component_where_the_sender_does_not(visitor):
    await visitor.post({"service": "x", "symptom": "feed_missing"})
    [report] = await visitor.kept()
    assert report.component == "posts"


async def test_null_and_empty_mean_not_said(visitor):
    reply = await visitor.post(
        {"service": "x", "component": "", "symptom": None, "country": "", "at": None, "note": None}
    )
    assert reply.status == 202
    [report] = await visitor.kept()
    assert (report.component, report.symptom, report.note) == ("", "", "")


async def test_works_for_me_has_no_symptom(visitor):
    await visitor.post({"service": "x", "kind": "works", "symptom": "feed_missing"})
    [report] = await visitor.kept()
    assert (report.kind, report.symptom, report.component) == ("works", "", "")


async def test_unknown_members_are_ignored(visitor):
    assert (await visitor.post({"service": "x", "colour": ["blue"]})).status == 202


async def test_a_clock_slightly_ahead_is_set_to_ours(visitor):
    await visitor.post({"service": "x", "at": "2025-05-24T12:01:59Z"})
    [report] = await visitor.kept()
    assert report.at == NOON


async def test_a_body_in_many_parts_is_one_body(visitor):
    parts = [bytes([byte]) for byte in b'{"service":"x"}']
    headers = [("content-type", "application/json")]
    reply = await visitor.send("/api/v1/reports", parts, headers)
    assert reply.status == 202


@pytest.mark.parametrize(
    "media",
    ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'],
)
async def test_json_is_known_by_its_names(visitor, media):
    assert (await visitor.post({"service": "x"}, content_type=media)).status == 202


async def test_a_program_may_leave_the_content_type_out(visitor):
    assert (await visitor.send("/api/v1/reports", [b'{"service":"x"}'])).status == 202


async def test_ids_are_never_the_same(visitor):
    ids = [(await visitor.post({"service": "x"}, peer="127.0.0.1")).json["id"] for _ in range(600)]
    assert len(set(ids)) == 600


async def test_counters_say_what_went_through(visitor):
    await visitor.post({"service": "x"})
    await visitor.post({"service": "nowhere"})
    counters = visitor.door.counters
    assert (counters.accepted, counters.requests) == (1, 2)
    assert counters.refused == {"unknown-service": 1}


@pytest.mark.parametrize(
    ("path", "mine"),
    [
        ("/api/v1/reports", True),
        ("/api/v1/reports:batch", True),
        ("/ar/services/x/reports", True),
        ("/en/services/nowhere/reports", True),
        ("/fr/services/x/reports", True),
        ("/../services/x/reports", False),
        ("/api/v1/reports/", False),
        ("/en/services/x/reports/", False),
        ("/en/services/a/b/reports", False),
        ("/en/services/x", False),
        ("/", False),
    ],
)
def test_the_door_knows_its_paths(path, mine):
    assert path_is_mine({"type": "http", "path": path}) is mine


def test_only_http_is_ours():
    assert not path_is_mine({"type": "lifespan"})
    assert not path_is_mine({"type": "websocket", "path": "/api/v1/reports"})
