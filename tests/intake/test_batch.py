"""A batch: each line is taken or refused by itself, and answered in order."""

from __future__ import annotations

import pytest

from marsad.intake.rules import Rules


async def test_lines_are_answered_in_order_each_by_itself(visitor):
    reply = await visitor.batch(
        {"service": "x"},
        {"service": "nowhere"},
        b"not json",
        {"service": "absher", "kind": "works"},
        b'{"service":"\xff"}',
    )
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/x-ndjson"
    assert [line["line"] for line in reply.lines] == [1, 2, 3, 4, 5]
    assert [line["status"] for line in reply.lines] == [202, 422, 400, 202, 400]
    assert reply.lines[1]["type"] == "/problems/unknown-service"
    assert reply.lines[1]["pointer"] == "/service"
    kept = await visitor.kept()
    assert {r.id.hex() for r in kept} == {reply.lines[0]["id"], reply.lines[3]["id"]}
    assert visitor.door.counters.accepted == 2


async def test_blank_lines_and_line_ends_of_windows_do_no_harm(visitor):
    reply = await visitor.batch(b'{"service":"x"}\r', b"", b"  ", b'{"service":"absher"}\r', b"")
    assert [(line["line"], line["status"]) for line in reply.lines] == [(1, 202), (4, 202)]


async def test_two_reports_on_one_line_are_no_line(visitor):
    reply = await visitor.batch(b'{"service":"x"}{"service":"x"}')
    assert reply.lines[0]["type"] == "/problems/not-json"


@pytest.mark.parametrize("body", [b"", b"\n \n"])
async def test_an_empty_batch_is_refused(visitor, body):
    assert (await visitor.batch(body)).problem == "body-empty"


async def test_a_batch_of_refusals_appends_nothing(visitor):
    reply = await visitor.batch({"service": "nowhere"}, {"service": "x", "at": "never"})
    assert [line["status"] for line in reply.lines] == [422, 422]
    assert await visitor.kept() == []


async def test_ten_thousand_lines_are_taken_and_one_more_is_not(visitor):
    full = await visitor.batch(*[b'{"service":"x"}'] * 10_000, peer="127.0.0.1")
    more = await visitor.batch(*[b'{"service":"x"}'] * 10_001, peer="127.0.0.1")
    assert {line["status"] for line in full.lines} == {202}
    assert (more.status, more.problem) == (413, "too-many-lines")
    kept = await visitor.kept()
    assert [r.id.hex() for r in kept] == [line["id"] for line in full.lines]


async def test_millions_of_blank_lines_are_too_many_lines(visitor):
    assert (await visitor.batch(b"\n" * 5_000_000)).problem == "too-many-lines"


@pytest.mark.parametrize("rules", [Rules(batch_bytes=100)])
async def test_a_batch_too_large_is_refused(visitor):
    assert (await visitor.batch(b" " * 101)).problem == "body-too-large"


@pytest.mark.parametrize("rules", [Rules(network_per_minute=2)])
async def test_limits_hold_line_by_line(visitor):
    reply = await visitor.batch(*[{"service": "x"}] * 3)
    assert [line["status"] for line in reply.lines] == [202, 202, 429]
    assert reply.lines[2]["retry_after"] > 0


async def test_a_trusted_sender_passes_on_many_peoples_reports(visitor):
    lines = [{"service": "x", "reporter": f"user-{n}", "ip": f"62.149.0.{n}"} for n in range(50)]
    await visitor.batch(*lines, peer="127.0.0.1")
    kept = await visitor.kept()
    assert len({report.reporter for report in kept}) == 50
    assert len({report.network for report in kept}) == 1
    assert {report.country for report in kept} != {""}


async def test_a_batch_from_another_media_type_is_refused(visitor):
    reply = await visitor.batch({"service": "x"}, content_type="text/csv")
    assert reply.problem == "unsupported-media-type"
    assert "application/x-ndjson" in reply.json["detail"]
