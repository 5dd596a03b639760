"""Whatever is wrong with a report is said: what, where, and what to do."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

from marsad.intake.problems import KINDS, refusal
from marsad.intake.rules import Rules

JSON = [("content-type", "application/json")]


@pytest.mark.parametrize(
    ("body", "status", "name", "pointer"),
    [
        ({}, 422, "missing-field", "/service"),
        ({"service": "nowhere"}, 422, "unknown-service", "/service"),
        ({"service": ""}, 422, "unknown-service", "/service"),
        ({"service": "X"}, 422, "unknown-service", "/service"),
        ({"service": 7}, 422, "wrong-type", "/service"),
        ({"service": None}, 422, "wrong-type", "/service"),
        ({"service": "x", "component": "engine"}, 422, "unknown-component", "/component"),
        ({"service": "absher", "component": "posts"}, 422, "unknown-component", "/component"),
        ({"service": "x", "component": ["login"]}, 422, "wrong-type", "/component"),
        ({"service": "x", "symptom": "feed_mising"}, 422, "unknown-symptom", "/symptom"),
        ({"service": "x", "symptom": {}}, 422, "wrong-type", "/symptom"),
        ({"service": "x", "country": "ZZ"}, 422, "unknown-country", "/country"),
        ({"service": "x", "country": "Saudi Arabia"}, 422, "unknown-country", "/country"),
        ({"service": "x", "country": "ﬁ"}, 422, "unknown-country", "/country"),
        ({"service": "x", "kind": "works for me"}, 422, "bad-kind", "/kind"),
        ({"service": "x", "kind": True}, 422, "wrong-type", "/kind"),
        ({"service": "x", "at": "yesterday"}, 422, "not-a-time", "/at"),
        ({"service": "x", "at": "2025-05-24T25:00:00Z"}, 422, "not-a-time", "/at"),
        ({"service": "x", "at": "2025-05-24T12:00:00+99:00"}, 422, "not-a-time", "/at"),
        ({"service": "x", "at": 1748088000}, 422, "wrong-type", "/at"),
        ({"service": "x", "at": "2025-05-24T12:02:01Z"}, 422, "time-ahead", "/at"),
        ({"service": "x", "at": "9999-12-31T23:59:59-23:59"}, 422, "time-ahead", "/at"),
        ({"service": "x", "at": "2025-05-23T11:59:59Z"}, 422, "time-too-old", "/at"),
        ({"service": "x", "at": "0001-01-01T00:00:00+23:59"}, 422, "time-too-old", "/at"),
        ({"service": "x", "note": "a" * 501}, 422, "note-too-long", "/note"),
        ({"service": "x", "note": "a\u0000b"}, 422, "bad-text", "/note"),
        ({"service": "x", "note": "\u001b[31m"}, 422, "bad-text", "/note"),
        ({"service": "x", "note": 3.5}, 422, "wrong-type", "/note"),
        ({"service": "x", "reporter": "me"}, 403, "not-trusted", "/reporter"),
        ({"service": "x", "ip": "8.8.8.8"}, 403, "not-trusted", "/ip"),
        ([], 422, "wrong-type", None),
        ("x", 422, "wrong-type", None),
        (None, 422, "wrong-type", None),
        (b"", 400, "body-empty", None),
        (b" \n ", 400, "body-empty", None),
        (b"service=x", 400, "not-json", None),
        (b'{"service":"x"', 400, "not-json", None),
        (b'{"service":"x"}{}', 400, "not-json", None),
        (b'\xef\xbb\xbf{"service":"x"}', 400, "not-json", None),
        (b'{"service":"x","a":' + b"[" * 8_000 + b"]" * 8_000 + b"}", 400, "not-json", None),
        (b'{"service":"x","note":"\\ud800"}', 400, "not-json", None),
        (b'{"service":"\xff"}', 400, "broken-utf8", None),
        (b'{"service":"x","ignored":"\xff"}', 400, "broken-utf8", None),
        (b'{"service":"x","note":"\xed\xa0\x80"}', 400, "broken-utf8", None),
    ],
)
async def test_a_bad_report_is_refused(visitor, body, status, name, pointer):
    reply = await visitor.post(body)
    assert (reply.status, reply.problem) == (status, name)
    assert reply.json.get("pointer") == pointer
    assert reply.json["status"] == status
    assert reply.json["title"]
    assert reply.json["detail"]
    assert reply.json["remedy"]
    assert await visitor.kept() == []
    assert visitor.door.counters.refused == {name: 1}


async def test_an_unknown_service_is_answered_with_what_may_be_meant(visitor):
    reply = await visitor.post({"service": "Absher app"})
    assert reply.json["did_you_mean"] == ["absher"]
    assert "did you mean absher?" in reply.json["detail"]


async def test_a_misspelt_symptom_and_component_are_answered_with_the_nearest(visitor):
    symptom = await visitor.post({"service": "x", "symptom": "feed_mising"})
    component = await visitor.post({"service": "x", "component": "post"})
    assert symptom.json["did_you_mean"][0] == "feed_missing"
    assert component.json["did_you_mean"][0] == "posts"
    assert {"posts", "login"} <= set(component.json["components"])


async def test_guessing_what_was_meant_has_a_budget(visitor):
    wrong = [{"service": f"fasebook{n}"} for n in range(500)]
    wrong += [{"service": "x", "symptom": f"feed_mising{n}"} for n in range(500)]
    reply = await visitor.batch(*wrong, peer="127.0.0.1")
    guessed = [line for line in reply.lines if line["did_you_mean"]]
    assert len(reply.lines) == 1_000
    assert 0 < len(guessed) <= 60


async def test_what_is_repeated_to_the_sender_is_short_and_printable(visitor):
    reply = await visitor.post({"service": "\n\u202e<script>" + "x" * 10_000})
    assert len(reply.body) < 600
    assert "\u202e" not in reply.json["detail"]


@pytest.mark.parametrize(
    ("headers", "status", "name"),
    [
        ([("content-type", "text/plain")], 415, "unsupported-media-type"),
        ([("content-type", "application/x-www-form-urlencoded")], 415, "unsupported-media-type"),
        ([("content-type", "application/json; charset=utf-16")], 415, "unsupported-media-type"),
        ([("content-type", "application/json, text/plain")], 415, "unsupported-media-type"),
        ([("content-type", "\xff")], 415, "unsupported-media-type"),
        ([("origin", "https://elsewhere.example"), ("host", "here")], 403, "cross-site"),
        ([*JSON, ("content-encoding", "gzip")], 415, "unsupported-encoding"),
        ([*JSON, ("content-encoding", "br, gzip")], 415, "unsupported-encoding"),
        ([*JSON, ("content-length", "99999999")], 413, "body-too-large"),
        ([*JSON, ("idempotency-key", "")], 400, "bad-idempotency-key"),
        ([*JSON, ("idempotency-key", "a" * 256)], 400, "bad-idempotency-key"),
        (
            [*JSON, ("idempotency-key", "مفتاح".encode().decode("latin-1"))],
            400,
            "bad-idempotency-key",
        ),
        ([*JSON, ("idempotency-key", "a\tb")], 400, "bad-idempotency-key"),
        ([*JSON, ("authorization", "Bearer nonsense")], 401, "bad-api-key"),
        ([*JSON, ("authorization", "Basic eDp5")], 401, "bad-api-key"),
        ([*JSON, ("authorization", "\xff")], 401, "bad-api-key"),
    ],
)
async def test_bad_headers_are_refused(visitor, headers, status, name):
    reply = await visitor.send("/api/v1/reports", [b'{"service":"x"}'], headers)
    assert (reply.status, reply.problem) == (status, name)
    assert await visitor.kept() == []


async def test_refusals_carry_the_headers_their_status_asks_for(visitor):
    wrong_key = await visitor.post({"service": "x"}, authorization="Bearer no")
    packed = await visitor.post({"service": "x"}, content_encoding="gzip")
    large = await visitor.post(b" " * 20_000)
    assert wrong_key.headers["www-authenticate"].startswith("Bearer")
    assert packed.headers["accept-encoding"] == "identity"
    assert large.headers["connection"] == "close"
    assert large.json["limit"] == 16_384


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *product(["GET", "HEAD"], ["/api/v1/reports", "/api/v1/reports:batch"]),
        *product(
            ["PUT", "DELETE", "PATCH", "OPTIONS", "BREW"],
            ["/api/v1/reports", "/api/v1/reports:batch", "/en/services/x/reports"],
        ),
    ],
)
async def test_only_post_is_answered(visitor, method, path):
    reply = await visitor.send(path, method=method)
    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert reply.problem == "method-not-allowed"


async def test_a_strange_path_is_not_found(visitor):
    assert (await visitor.send("/api/v1/other")).status == 404


async def test_a_body_too_large_is_refused_however_it_comes(visitor):
    at_once = await visitor.send("/api/v1/reports", [b"x" * 16_385], JSON)
    in_parts = await visitor.send("/api/v1/reports", [b"x" * 1_000] * 17, JSON)
    without_end = await visitor.send("/api/v1/reports", [b"x" * 10_000] * 1_000, JSON)
    assert [at_once.problem, in_parts.problem, without_end.problem] == ["body-too-large"] * 3


async def test_the_largest_body_is_taken(visitor):
    report = b'{"service":"x"}'
    assert (await visitor.post(report + b" " * (16_384 - len(report)))).status == 202


async def test_one_who_leaves_in_the_middle_leaves_nothing(visitor):
    reply = await visitor.send("/api/v1/reports", [b'{"service":"x"}'], JSON, leaves=True)
    assert reply is None
    assert await visitor.kept() == []
    assert visitor.door.counters.disconnected == 1


@pytest.mark.parametrize("rules", [Rules(held_bytes=40)])
async def test_bodies_that_grow_together_are_held_to_the_memory_meant_for_them(visitor):
    async def slow():
        reply = await visitor.post(b" " * 21)
        assert reply.problem == "busy"
        assert reply.headers["retry-after"] == "1"
        return {"type": "http.disconnect"}

    parts = [{"type": "http.request", "body": b" " * 20, "more_body": True}]

    async def receive():
        return parts.pop() if parts else await slow()

    scope = {"type": "http", "method": "POST", "path": "/api/v1/reports", "headers": []}
    await visitor.door(scope, receive, None)
    assert visitor.door.counters.disconnected == 1
    assert (await visitor.post({"service": "x"})).status == 202


@pytest.mark.parametrize("rules", [Rules(held_bytes=500)])
async def test_batches_in_work_count_too(visitor):
    lines = [{"service": "x", "note": "a" * 100}] * 3
    replies = await asyncio.gather(visitor.batch(*lines), visitor.batch(*lines))
    assert sorted(reply.status for reply in replies) == [200, 503]
    assert (await visitor.batch(*lines)).status == 200


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_problem_says_what_to_do(name):
    kind = KINDS[name]
    assert 400 <= kind.status < 600
    assert kind.status != 500
    assert kind.title
    assert kind.remedy.endswith(".")
    assert refusal(name, "x").problem.type == f"/problems/{name}"
