"""Windows of request streams and statements come in by API key, are checked, and are kept."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import jsonschema
import msgspec
import pytest

from marsad.intake.door import Door
from marsad.intake.hearing import SOURCE_CHARS, SPEAKER_CHARS, TEXT_CHARS
from marsad.intake.openapi import SHAPES
from marsad.intake.rules import Rules
from marsad.journal.errors import JournalFull
from marsad.nouns.incident import Incident, Scope
from marsad.nouns.minute import rfc3339
from marsad.nouns.statement import AFTERWARDS_MS, Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.verdict import Peak, Span

NOON = 1_748_088_000_000
KEY = "a-key-of-the-owner"
WINDOW = SHAPES["TrafficWindow"]["examples"][0]
SAID = SHAPES["Spoken"]["examples"][0]
TRAFFIC, STATEMENTS = "/api/v1/traffic", "/api/v1/statements"
REPEAT = "6f1c1a52-3b0e-4f0e-9d53-2a9c31a6f0a1"


@pytest.fixture
def rules() -> Rules:
    digest = sha256(KEY.encode()).hexdigest()
    return Rules(keys={"owner": digest}, trusted=("127.0.0.0/8",), batch_lines=20)


async def send(visitor: Any, path: str, body: Any, *, key: str | None = KEY, **more: str) -> Any:
    """One request; a list becomes lines."""
    media, data = "application/json", body
    if isinstance(body, list):
        media = "application/x-ndjson"
        data = b"\n".join(x if isinstance(x, bytes) else json.dumps(x).encode() for x in body)
    elif not isinstance(body, bytes):
        data = json.dumps(body).encode()
    headers = {"content-type": media} | {n.replace("_", "-"): v for n, v in more.items()}
    if key is not None:
        headers["authorization"] = f"Bearer {key}"
    reply = await visitor.send(path, [data], headers.items())
    assert reply is not None
    return reply


async def events(visitor: Any, kind: type) -> list[Any]:
    found: list[Any] = []
    for partition in range(visitor.journal.partitions):
        for entry in await visitor.journal.read(partition, 0):
            found += [event for event in entry.events if isinstance(event, kind)]
    return found


def without(original: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in original.items() if key != name}


async def test_a_window_is_kept_with_who_sent_it_and_when(visitor):
    jsonschema.validate(WINDOW, SHAPES["TrafficWindow"] | {"components": {"schemas": SHAPES}})
    reply = await send(visitor, TRAFFIC, WINDOW)
    assert (reply.status, reply.json) == (202, {"status": "accepted", "windows": 1})
    (window,) = await events(visitor, TrafficWindow)
    assert (window.service, window.requests, window.verdict) == ("x", 90210, "crowd")
    assert (window.source, window.received) == ("owner", NOON)
    assert visitor.door.counters.evidence == 1


async def test_lines_of_windows_are_kept_together(visitor):
    reply = await send(visitor, TRAFFIC, [WINDOW, b"", WINDOW | {"service": "absher"}])
    assert reply.json["windows"] == 2
    assert {window.service for window in await events(visitor, TrafficWindow)} == {"x", "absher"}


async def test_one_bad_line_and_none_is_kept(visitor):
    reply = await send(visitor, TRAFFIC, [WINDOW, WINDOW | {"requests": -5}])
    assert (reply.status, reply.problem) == (422, "bad-window")
    assert (reply.json["line"], reply.json["pointer"]) == (2, "/requests")
    assert "Line 2" in reply.json["detail"] and "Nothing" in reply.json["detail"]
    assert await events(visitor, TrafficWindow) == []


async def test_a_window_written_over_several_lines_is_one(visitor):
    reply = await send(visitor, TRAFFIC, json.dumps(WINDOW, indent=2).encode())
    assert reply.json["windows"] == 1


@pytest.mark.parametrize(
    ("changes", "problem", "pointer"),
    [
        ({"service": "nowhere"}, "unknown-service", "/service"),
        ({"service": ""}, "bad-window", "/service"),
        ({"start": "once"}, "bad-window", "/start"),
        ({"end": WINDOW["start"]}, "bad-window", "/end"),
        ({"requests": 1.5}, "bad-window", "/requests"),
        ({"clients": "many"}, "bad-window", "/clients"),
        ({"errors": 2}, "bad-window", "/errors"),
        ({"verdict": "aliens"}, "bad-window", "/verdict"),
        ({"probabilities": {"crowd": 0.1}}, "bad-window", "/probabilities"),
        ({"traits": [{}]}, "missing-field", "/traits/0/name"),
        ({"onset": "then"}, "bad-window", "/onset"),
        ({"reached_at": "then"}, "bad-window", "/reached_at"),
        ({"end": rfc3339(NOON + 180_000)}, "time-ahead", "/end"),
        (
            {
                "start": rfc3339(NOON - AFTERWARDS_MS - 1_000),
                "end": rfc3339(NOON - AFTERWARDS_MS + 9_000),
                "onset": None,
            },
            "time-too-old",
            "/start",
        ),
    ],
)
async def test_a_bad_member_of_a_window_is_named(visitor, changes, problem, pointer):
    reply = await send(visitor, TRAFFIC, WINDOW | changes)
    assert (reply.status, reply.problem, reply.json["pointer"]) == (422, problem, pointer)
    assert reply.json["remedy"]
    assert await events(visitor, TrafficWindow) == []


@pytest.mark.parametrize("name", SHAPES["TrafficWindow"]["required"])
async def test_a_window_that_lacks_a_member_is_refused(visitor, name):
    reply = await send(visitor, TRAFFIC, without(WINDOW, name))
    assert (reply.problem, reply.json["pointer"]) == ("missing-field", f"/{name}")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "body-empty"),
        ([b"", b" "], "body-empty"),
        (b"{", "bad-window"),
        (b"\xff", "bad-window"),
        (b"[" * 9_000, "bad-window"),
        ([WINDOW] * 21, "too-many-lines"),
    ],
)
async def test_what_is_no_window_is_refused(visitor, body, problem):
    assert (await send(visitor, TRAFFIC, body)).problem == problem


async def test_a_statement_is_kept_as_it_was_said(visitor):
    jsonschema.validate(SAID, SHAPES["Spoken"])
    more = {"source": "https://example.org/1", "at": "2025-05-24T11:00:00Z"}
    reply = await send(visitor, STATEMENTS, SAID | more)
    assert reply.status == 202
    jsonschema.validate(reply.json, SHAPES["Accepted"])
    (stated,) = await events(visitor, Stated)
    assert stated.id.hex() == reply.json["id"]
    assert (stated.speaker, stated.role, stated.claim) == ("Owner of X", "owner", "attack")
    assert (stated.at, stated.received, stated.sender) == (NOON - 3_600_000, NOON, "owner")
    assert stated.source == "https://example.org/1"


async def test_who_and_what_is_enough(visitor):
    short = {"service": "x", "speaker": " وكالة ", "text": " تعطّل\nالخدمة ", "claim": "none"}
    assert (await send(visitor, STATEMENTS, short)).status == 202
    (stated,) = await events(visitor, Stated)
    assert (stated.speaker, stated.text, stated.claim) == ("وكالة", "تعطّل\nالخدمة", "")
    assert stated.at == NOON


@pytest.mark.parametrize(
    ("changes", "problem", "pointer"),
    [
        ({"service": "nowhere"}, "unknown-service", "/service"),
        ({"service": ""}, "missing-field", "/service"),
        ({"service": 5}, "wrong-type", "/service"),
        ({"speaker": "  "}, "missing-field", "/speaker"),
        ({"speaker": "a" * (SPEAKER_CHARS + 1)}, "text-too-long", "/speaker"),
        ({"speaker": "a\x00b"}, "bad-text", "/speaker"),
        ({"text": ""}, "missing-field", "/text"),
        ({"text": "a" * (TEXT_CHARS + 1)}, "text-too-long", "/text"),
        ({"text": "a\x1bb"}, "bad-text", "/text"),
        ({"text": None}, "wrong-type", "/text"),
        ({"role": "king"}, "bad-value", "/role"),
        ({"language": "English!"}, "bad-value", "/language"),
        ({"language": "e"}, "bad-value", "/language"),
        ({"source": "javascript:alert(1)"}, "bad-value", "/source"),
        ({"source": "https://" + "a" * SOURCE_CHARS}, "bad-value", "/source"),
        ({"source": "https:///nowhere"}, "bad-value", "/source"),
        ({"at": "yesterday"}, "not-a-time", "/at"),
        ({"at": rfc3339(NOON + 180_000)}, "time-ahead", "/at"),
        ({"at": rfc3339(NOON - AFTERWARDS_MS - 1_000)}, "time-too-old", "/at"),
        ({"claim": "aliens"}, "bad-value", "/claim"),
        ({"incident": "2025-05-24-1100-x"}, "unknown-incident", "/incident"),
    ],
)
async def test_a_bad_member_of_a_statement_is_named(visitor, changes, problem, pointer):
    reply = await send(visitor, STATEMENTS, SAID | changes)
    assert (reply.status, reply.problem, reply.json["pointer"]) == (422, problem, pointer)
    assert await events(visitor, Stated) == []


@pytest.mark.parametrize("name", ["speaker", "text", "service"])
async def test_a_statement_that_lacks_a_member_is_refused(visitor, name):
    reply = await send(visitor, STATEMENTS, without(SAID, name))
    assert (reply.problem, reply.json["pointer"]) == ("missing-field", f"/{name}")


@pytest.mark.parametrize(
    ("body", "problem"), [(b"", "body-empty"), (b"{", "not-json"), (b"\xff", "broken-utf8")]
)
async def test_what_is_no_statement_is_refused(visitor, body, problem):
    assert (await send(visitor, STATEMENTS, body)).problem == problem


async def test_a_statement_may_lie_further_back_than_a_report(visitor):
    old = rfc3339(NOON - 40 * 3_600_000)
    assert (await send(visitor, STATEMENTS, SAID | {"at": old})).status == 202


def incident(name: str = "one", ended: int | None = None, merged: str | None = None) -> Incident:
    at, end = Span(NOON, NOON, NOON), None if ended is None else Span(ended, ended, ended)
    peak = Peak(NOON, 1.0, 0.0)
    return Incident(
        name, "x", "", Scope("service"), at, NOON, peak, None, end, "problem", 0.9, 1, 1.0, NOON,
        merged_into=merged,
    )  # fmt: skip


@pytest.fixture
def known(visitor) -> Any:
    """A visitor of a door that knows some incidents."""
    over = NOON - AFTERWARDS_MS - 1
    held = {
        each.id: each
        for each in (incident(), incident("part", merged="one"), incident("past", over))
    }
    visitor.door = Door(
        visitor.catalog,
        visitor.journal,
        lambda: visitor.time,
        visitor.folder,
        visitor.door.rules,
        incidents=held.get,
    )
    return visitor


@pytest.mark.parametrize("name", ["one", "part"])
async def test_a_statement_may_name_its_incident_instead_of_the_service(known, name):
    reply = await send(known, STATEMENTS, without(SAID, "service") | {"incident": name})
    assert reply.json["service"] == "x"
    (stated,) = await events(known, Stated)
    assert stated.incident == "one"


async def test_an_incident_of_another_service_is_refused(known):
    reply = await send(known, STATEMENTS, SAID | {"service": "absher", "incident": "one"})
    assert (reply.problem, reply.json["pointer"]) == ("bad-value", "/service")


async def test_an_incident_that_is_long_over_takes_no_more_statements(known):
    reply = await send(known, STATEMENTS, SAID | {"incident": "past"})
    assert (reply.status, reply.problem) == (409, "incident-over")


BOTH = pytest.mark.parametrize(("path", "body"), [(TRAFFIC, WINDOW), (STATEMENTS, SAID)])


@BOTH
@pytest.mark.parametrize(
    ("key", "problem"), [(None, "no-api-key"), ("not a key", "bad-api-key"), ("", "bad-api-key")]
)
async def test_without_a_key_of_ours_nothing_is_taken(visitor, path, body, key, problem):
    reply = await send(visitor, path, body, key=key)
    assert (reply.status, reply.problem) == (401, problem)
    assert reply.headers["www-authenticate"].startswith("Bearer")
    assert await events(visitor, object) == []


@BOTH
async def test_a_trusted_network_is_no_key(visitor, path, body):
    reply = await visitor.send(
        path, [json.dumps(body).encode()], [("content-type", "application/json")], peer="127.0.0.1"
    )
    assert (reply.status, reply.problem) == (401, "no-api-key")


@BOTH
async def test_a_stranger_is_refused_before_the_body_is_read(visitor, path, body):
    asked: list[bytes] = []

    async def receive() -> Any:
        asked.append(b"")
        raise AssertionError

    sent: list[Any] = []

    async def answered(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "client": ("203.0.113.9", 1)}
    headers = [(b"content-type", b"application/json")]
    await visitor.door(scope | {"headers": headers}, receive, answered)
    assert sent[0]["status"] == 401 and not asked


@BOTH
async def test_a_repeat_under_one_idempotency_key_is_kept_once(visitor, path, body):
    first = await send(visitor, path, body, idempotency_key=REPEAT)
    second = await send(visitor, path, body, idempotency_key=REPEAT)
    assert (first.status, first.body) == (second.status, second.body) == (202, first.body)
    assert len(await events(visitor, object)) == 1
    assert visitor.door.counters.repeated == 1


@BOTH
async def test_another_body_under_the_same_key_is_refused(visitor, path, body):
    await send(visitor, path, body, idempotency_key=REPEAT)
    reply = await send(visitor, path, body | {"more": 1}, idempotency_key=REPEAT)
    assert reply.problem == "idempotency-key-reused"


async def test_a_statement_repeated_after_a_restart_has_the_same_id(visitor, rules):
    first = await send(visitor, STATEMENTS, SAID, idempotency_key=REPEAT)
    visitor.reopened(rules)
    second = await send(visitor, STATEMENTS, SAID, idempotency_key=REPEAT)
    assert first.json["id"] == second.json["id"]


@BOTH
@pytest.mark.parametrize(
    ("headers", "problem"),
    [
        ({"content_type": "text/plain"}, "unsupported-media-type"),
        ({"content_encoding": "gzip"}, "unsupported-encoding"),
        ({"idempotency_key": "ü"}, "bad-idempotency-key"),
    ],
)
async def test_headers_are_checked_as_those_of_reports(visitor, path, body, headers, problem):
    assert (await send(visitor, path, body, **headers)).problem == problem


@BOTH
async def test_bodies_are_bounded(visitor, path, body):
    limit = visitor.door.rules.batch_bytes if path == TRAFFIC else visitor.door.rules.single_bytes
    reply = await send(visitor, path, b" " * (limit + 1))
    assert (reply.status, reply.problem) == (413, "body-too-large")


@BOTH
async def test_only_post_is_answered(visitor, path, body):
    reply = await visitor.send(path, method="GET")
    assert (reply.status, reply.headers["allow"]) == (405, "POST")


@BOTH
async def test_what_the_journal_did_not_keep_is_not_acknowledged(visitor, path, body, monkeypatch):
    full = JournalFull("The disk is full", "append", "Make room.")

    async def append(_: Any) -> None:
        raise full

    def append_nowait(_: Any) -> None:
        raise full

    monkeypatch.setattr(visitor.journal, "append", append)
    monkeypatch.setattr(visitor.journal, "append_nowait", append_nowait)
    reply = await send(visitor, path, body)
    assert (reply.status, reply.problem) == (507, "journal-full")


async def test_evidence_comes_back_from_the_journal_as_it_went_in(visitor):
    await send(visitor, TRAFFIC, [WINDOW] * 20)
    kept = await events(visitor, TrafficWindow)
    assert len(kept) == 20
    assert msgspec.to_builtins(kept[0].traits[0])["name"] == "new_clients"
