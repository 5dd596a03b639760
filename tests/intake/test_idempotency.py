"""A report sent twice under one Idempotency-Key is one report."""

from __future__ import annotations

import asyncio

import pytest

from marsad.intake.answer import Answer, Promise
from marsad.intake.repeats import Repeats
from marsad.intake.rules import Rules
from marsad.nouns.problem import Refused

KEY = "6f1c1a52-3b0e-4f0e-9d53-2a9c31a6f0a1"


async def test_a_repeat_gets_the_same_answer_and_is_kept_once(visitor):
    first = await visitor.post({"service": "x"}, idempotency_key=KEY)
    visitor.time += 60_000
    second = await visitor.post({"service": "x"}, idempotency_key=KEY)
    [report] = await visitor.kept()
    assert (first.status, first.body) == (second.status, second.body)
    assert report.repeatable
    assert visitor.door.counters.repeated == 1


async def test_repeats_that_come_together_are_kept_once(visitor):
    replies = await asyncio.gather(
        *(visitor.post({"service": "x"}, idempotency_key=KEY) for _ in range(20))
    )
    assert {reply.status for reply in replies} == {202}
    assert len({reply.body for reply in replies}) == 1
    assert len(await visitor.kept()) == 1


async def test_another_body_under_the_same_key_is_refused(visitor):
    await visitor.post({"service": "x"}, idempotency_key=KEY)
    reply = await visitor.post({"service": "absher"}, idempotency_key=KEY)
    assert (reply.status, reply.problem) == (422, "idempotency-key-reused")
    assert len(await visitor.kept()) == 1


async def test_a_repeat_after_a_restart_has_the_same_id(visitor):
    first = await visitor.post({"service": "x"}, idempotency_key=KEY)
    visitor.time += 25 * 3_600_000
    visitor.reopened()
    second = await visitor.post({"service": "x"}, idempotency_key=KEY)
    assert first.json["id"] == second.json["id"]
    assert all(report.repeatable for report in await visitor.kept())


async def test_another_observatory_makes_another_id_of_it(visitor, tmp_path):
    first = await visitor.post({"service": "x"}, idempotency_key=KEY)
    (tmp_path / "idempotency.key").unlink()
    visitor.reopened()
    second = await visitor.post({"service": "x"}, idempotency_key=KEY)
    assert first.json["id"] != second.json["id"]


async def test_a_refused_report_may_be_mended_under_its_key(visitor):
    refused = await visitor.post({"service": "nowhere"}, idempotency_key=KEY)
    mended = await visitor.post({"service": "x"}, idempotency_key=KEY)
    assert (refused.status, mended.status) == (422, 202)


async def test_a_batch_sent_twice_has_the_same_ids(visitor):
    lines = ({"service": "x"}, {"service": "absher"})
    first = await visitor.batch(*lines, idempotency_key=KEY)
    second = await visitor.batch(*lines, idempotency_key=KEY)
    assert first.body == second.body
    kept = await visitor.kept()
    assert len({report.id for report in kept}) == 2
    assert all(report.repeatable for report in kept)


async def test_another_batch_under_the_same_key_is_refused(visitor):
    await visitor.batch({"service": "x"}, idempotency_key=KEY)
    reply = await visitor.batch({"service": "absher"}, idempotency_key=KEY)
    assert reply.problem == "idempotency-key-reused"


@pytest.mark.parametrize("rules", [Rules(trusted=("127.0.0.0/8",), remembered=4)])
async def test_the_memory_of_keys_is_bounded(visitor):
    for number in range(10):
        await visitor.post({"service": "x"}, peer="127.0.0.1", idempotency_key=f"key-{number}")
    first = await visitor.post({"service": "x"}, peer="127.0.0.1", idempotency_key="key-0")
    kept = await visitor.kept()
    assert len(kept) == 11
    assert sum(report.id.hex() == first.json["id"] for report in kept) == 2


async def test_what_was_not_kept_is_tried_afresh():
    repeats, loop = Repeats(4), asyncio.get_running_loop()
    failed: asyncio.Future[None] = loop.create_future()
    failed.set_exception(OSError("no room"))
    repeats.remember(b"id", b"body", Promise(failed, Answer(202, [], b"")))
    assert repeats.recall(b"id", b"body") is None
    with pytest.raises(Refused):
        repeats.recall(b"id", b"other")
