"""When the journal can't keep a report nobody is told that it did."""

from __future__ import annotations

import pytest

from marsad.journal.errors import (
    JournalAway,
    JournalDamaged,
    JournalFull,
    JournalOverloaded,
    JournalReadOnly,
)

FAILURES = [
    (JournalFull, 507, "journal-full", "30"),
    (JournalOverloaded, 503, "busy", "1"),
    (JournalReadOnly, 503, "journal-away", "30"),
    (JournalDamaged, 503, "journal-away", "30"),
    (JournalAway, 503, "journal-away", "30"),
]


@pytest.fixture(params=FAILURES)
def failure(request, visitor, monkeypatch):
    """The journal refuses at the disk; what should be answered."""
    kind, *expected = request.param

    def refuse(_lots: object) -> None:
        raise kind("No luck", "/srv/marsad/journal.db", "Do something.")

    monkeypatch.setattr(visitor.journal._store, "write", refuse)
    return expected


async def test_one_report_is_refused(visitor, failure, caplog):
    status, name, wait = failure
    reply = await visitor.post({"service": "x"})
    assert (reply.status, reply.problem, reply.headers["retry-after"]) == (status, name, wait)
    assert "/srv" not in reply.body.decode()
    assert "Do something" in caplog.text or name == "busy"


async def test_a_batch_is_refused_whole(visitor, failure):
    reply = await visitor.batch({"service": "x"}, {"service": "absher"})
    assert (reply.status, reply.problem) == (failure[0], failure[1])
    assert visitor.door.counters.accepted == 0


async def test_a_form_says_it_on_the_page(visitor, failure):
    reply = await visitor.form("kind=works")
    assert reply.headers["location"] == f"/en/services/x?refused={failure[1]}"


async def test_the_same_key_is_tried_again(visitor, failure, monkeypatch):
    assert (await visitor.post({"service": "x"}, idempotency_key="k")).status == failure[0]
    monkeypatch.undo()
    assert (await visitor.post({"service": "x"}, idempotency_key="k")).status == 202
    assert len(await visitor.kept()) == 1


async def test_a_closed_journal_takes_nothing(visitor):
    await visitor.journal.close()
    assert (await visitor.post({"service": "x"})).problem == "journal-away"
    assert (await visitor.batch({"service": "x"})).problem == "journal-away"


async def test_what_nobody_foresaw_is_answered_and_logged(visitor, caplog, monkeypatch):
    monkeypatch.setattr(visitor.door, "_clerk", None)
    reply = await visitor.post({"service": "x"})
    assert (reply.status, reply.problem) == (503, "trouble")
    assert "Traceback" in caplog.text
