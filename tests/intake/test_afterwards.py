"""In the two minutes after a report its sender may tell it better once, or take it back."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.clicks import TWICE_MS
from marsad.intake.receipts import Receipts
from marsad.intake.rules import Rules
from marsad.journal.errors import JournalFull
from marsad.nouns.problem import Refused
from marsad.nouns.report import Report
from marsad.nouns.withdrawn import CHANGEABLE_MS, Amended, Withdrawn

NOON = 1_748_088_000_000
KEY = b"k" * 32
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}


def query(reply) -> dict[str, str]:
    return {n: v[0] for n, v in parse_qs(urlsplit(reply.headers["location"]).query).items()}


async def reported(visitor, fields="symptom=feed_missing", **more) -> str:
    """The receipt of a report."""
    return query(await visitor.form(fields, **more))["receipt"]


async def change(visitor, what, receipt, fields="", *, service="x", peer="203.0.113.9", **more):
    """Post one of the two forms of the page that thanks."""
    headers = FORM | {name.replace("_", "-"): value for name, value in more.items()}
    body = f"receipt={receipt}&{fields}".encode()
    path = f"/en/services/{service}/reports/{what}"
    return await visitor.send(path, [body], headers.items(), peer=peer)


async def changes(visitor, kind=Withdrawn | Amended) -> list:
    """What the journal holds of changes."""
    found = []
    for partition in range(visitor.journal.partitions):
        for entry in await visitor.journal.read(partition, 0, 10_000):
            found += [event for event in entry.events if isinstance(event, kind)]
    return found


async def test_a_report_is_taken_back_by_its_receipt(visitor):
    receipt = await reported(visitor)
    [report] = await visitor.kept()
    visitor.time += 60_000
    reply = await change(visitor, "undo", receipt)
    assert (reply.status, reply.headers["location"]) == (303, "/en/services/x?thanks=undone")
    assert await changes(visitor) == [Withdrawn(report.id, "x", visitor.time, visitor.time)]
    assert report.changeable


async def test_country_part_and_note_are_added_and_undo_stays_possible(visitor):
    receipt = await reported(visitor, "kind=problem")
    [report] = await visitor.kept()
    reply = await change(visitor, "amend", receipt, "country=eg&component=login&note=+no+more+")
    assert query(reply) == {"thanks": "problem", "receipt": receipt}
    [amended] = await changes(visitor)
    assert amended == Amended(report.id, "x", NOON, NOON, "login", "EG", "no more")
    assert query(await change(visitor, "undo", receipt)) == {"thanks": "undone"}


async def test_both_are_done_once_however_often_they_are_asked_for(visitor):
    receipt = await reported(visitor)
    for _ in range(3):
        assert query(await change(visitor, "amend", receipt, "country=SA"))["thanks"] == "problem"
    for _ in range(3):
        assert query(await change(visitor, "undo", receipt)) == {"thanks": "undone"}
    assert [type(each) for each in await changes(visitor)] == [Amended, Withdrawn]


async def test_two_clicks_at_the_same_moment_are_one(visitor):
    receipt = await reported(visitor)
    await asyncio.gather(*(change(visitor, "undo", receipt) for _ in range(5)))
    assert len(await changes(visitor)) == 1


async def test_two_clicks_on_the_report_are_one_report(visitor):
    first, second = await asyncio.gather(*(visitor.form("symptom=feed_missing") for _ in range(2)))
    assert query(first) == query(second)
    assert len(await visitor.kept()) == 1
    other = await visitor.form("kind=works")
    visitor.time += TWICE_MS + 1
    later = await visitor.form("kind=works")
    assert query(later)["receipt"] != query(other)["receipt"]
    assert len(await visitor.kept()) == 3


async def test_who_took_a_report_back_at_once_may_report_the_same_at_once(visitor):
    receipt = await reported(visitor)
    await change(visitor, "undo", receipt)
    assert await reported(visitor) != receipt
    assert len(await visitor.kept()) == 2


async def test_neighbours_clicks_are_their_own(visitor):
    replies = [await visitor.form("kind=works", peer=f"203.0.113.{n}") for n in range(1, 4)]
    assert len({query(reply)["receipt"] for reply in replies}) == 3
    assert len(await visitor.kept()) == 3


async def test_after_two_minutes_it_is_too_late(visitor):
    receipt = await reported(visitor)
    visitor.time += CHANGEABLE_MS
    assert query(await change(visitor, "amend", receipt, "country=SA"))["thanks"] == "problem"
    visitor.time += 1
    for what in ("undo", "amend"):
        assert query(await change(visitor, what, receipt))["refused"] == "too-late"
    assert len(await changes(visitor)) == 1
    assert visitor.door.counters.refused == {"too-late": 2}


async def test_what_was_taken_back_can_not_be_told_better(visitor):
    receipt = await reported(visitor)
    await change(visitor, "undo", receipt)
    assert query(await change(visitor, "amend", receipt, "country=SA"))["refused"] == "too-late"


@pytest.mark.parametrize("receipt", ["", "nonsense", "A" * 60, "%00", "é", "A" * 5_000])
@pytest.mark.parametrize("what", ["undo", "amend"])
async def test_a_forged_receipt_changes_nothing(visitor, receipt, what):
    await reported(visitor)
    reply = await change(visitor, what, receipt)
    assert query(reply)["refused"] == "bad-receipt"
    assert len(reply.headers["location"]) < 2_000
    assert await changes(visitor) == []


async def test_a_receipt_of_another_service_or_from_another_network_is_none(visitor):
    receipt = await reported(visitor)
    for more in ({"service": "absher"}, {"peer": "198.51.100.7"}):
        reply = await change(visitor, "undo", receipt, **more)
        assert query(reply)["refused"] == "bad-receipt"
    assert await changes(visitor) == []
    assert query(await change(visitor, "undo", receipt, peer="203.0.113.77")) == {
        "thanks": "undone"
    }


async def test_a_receipt_of_another_observatory_is_none(visitor, tmp_path):
    receipt = await reported(visitor)
    (tmp_path / "form.key").write_bytes(b"z" * 32)
    visitor.reopened()
    assert query(await change(visitor, "undo", receipt))["refused"] == "bad-receipt"


async def test_a_restart_forgets_no_receipt(visitor):
    receipt = await reported(visitor)
    visitor.reopened()
    assert query(await change(visitor, "undo", receipt)) == {"thanks": "undone"}
    visitor.reopened()
    # The door has forgotten that it was done; the tally has not.
    assert query(await change(visitor, "undo", receipt)) == {"thanks": "undone"}


@pytest.mark.parametrize("headers", [{"sec_fetch_site": "cross-site"}, {"origin": "https://evil"}])
async def test_another_sites_page_may_not_change_a_report(visitor, headers):
    receipt = await reported(visitor)
    for what in ("undo", "amend"):
        reply = await change(visitor, what, receipt, host="observatory.example", **headers)
        assert query(reply)["refused"] == "cross-site"
    assert await changes(visitor) == []


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ("country=Mars", "unknown-country"),
        ("component=engine", "unknown-component"),
        ("note=" + "a" * 501, "note-too-long"),
        ("note=%00", "bad-text"),
        ("note=%ff", "broken-utf8"),
        ("&".join(f"a{n}=1" for n in range(40)), "bad-form"),
    ],
)
async def test_what_can_not_be_added_is_said_and_the_receipt_holds(visitor, fields, name):
    receipt = await reported(visitor)
    reply = await change(visitor, "amend", receipt, fields)
    assert query(reply)["refused"] == name
    assert await changes(visitor) == []
    assert query(await change(visitor, "undo", receipt)) == {"thanks": "undone"}


async def test_a_program_gets_the_problem_itself(visitor):
    reply = await change(visitor, "undo", "nonsense", accept="*/*")
    assert (reply.status, reply.problem) == (403, "bad-receipt")
    receipt = await reported(visitor)
    visitor.time += CHANGEABLE_MS + 1
    reply = await change(visitor, "undo", receipt, accept="*/*")
    assert (reply.status, reply.problem) == (410, "too-late")


async def test_a_service_that_is_none_is_not_found(visitor):
    reply = await change(visitor, "undo", "nonsense", service="nowhere")
    assert (reply.status, reply.problem) == (404, "unknown-service")


@pytest.mark.parametrize("path", ["", "/undo", "/amend"])
async def test_who_reloads_the_forms_address_is_sent_to_the_page(visitor, path):
    reply = await visitor.send(f"/ar/services/x/reports{path}", method="GET")
    assert (reply.status, reply.headers["location"]) == (303, "/ar/services/x")
    reply = await visitor.send(f"/ar/services/x/reports{path}", method="PUT")
    assert (reply.status, reply.problem) == (405, "method-not-allowed")


@pytest.mark.parametrize("rules", [Rules(reporter_per_minute=3)])
async def test_a_flood_of_changes_is_held_to_the_limits_of_reports(visitor):
    receipts = []
    for _ in range(2):
        receipts.append(await reported(visitor))
        visitor.time += TWICE_MS + 1
    await change(visitor, "undo", receipts[0])
    reply = await change(visitor, "undo", receipts[1])
    assert query(reply)["refused"] == "too-many-requests"
    assert len(await changes(visitor)) == 1


async def test_an_undo_that_could_not_be_kept_is_not_thanked_for_and_can_be_repeated(visitor):
    receipt = await reported(visitor)
    real = visitor.door._forms._afterwards._journal
    refusing = _Full()
    visitor.door._forms._afterwards._journal = refusing
    assert query(await change(visitor, "undo", receipt))["refused"] == "journal-full"
    visitor.door._forms._afterwards._journal = real
    assert query(await change(visitor, "undo", receipt)) == {"thanks": "undone"}


class _Full:
    """A journal whose disk is full."""

    def append_nowait(self, event) -> asyncio.Future[None]:
        stored = asyncio.get_running_loop().create_future()
        stored.set_exception(JournalFull("the disk is full", "journal", "make room"))
        return stored


async def test_the_hidden_field_is_answered_as_any_report_is(visitor):
    plain = query(await visitor.form("kind=works"))
    trapped = query(await visitor.form("kind=works&website=x"))
    assert plain.keys() == trapped.keys()
    assert query(await change(visitor, "undo", trapped["receipt"])) == {"thanks": "undone"}


async def test_the_page_knows_how_a_report_stands(visitor):
    receipt = await reported(visitor, "kind=works")

    def state(service="x"):
        standing = visitor.door.receipt(service, receipt)
        return standing and (standing.kind, standing.state, standing.left)

    assert state() == ("works", "open", CHANGEABLE_MS)
    assert state("absher") is None
    assert visitor.door.receipt("x", "") is None
    await change(visitor, "amend", receipt, "country=SA")
    visitor.time += 1_000
    assert state() == ("works", "told", CHANGEABLE_MS - 1_000)
    visitor.time += CHANGEABLE_MS
    assert state() == ("works", "late", 0)
    visitor.time -= CHANGEABLE_MS
    await change(visitor, "undo", receipt)
    assert state() == ("works", "undone", CHANGEABLE_MS - 1_000)


REPORTS = st.builds(
    Report,
    id=st.binary(min_size=16, max_size=16),
    at=st.just(0),
    received=st.integers(NOON, NOON + 10**9),
    service=st.text(min_size=1, max_size=20),
    kind=st.sampled_from(["problem", "works"]),
)


@given(REPORTS, st.binary(max_size=8), st.integers(0, CHANGEABLE_MS))
def test_a_receipt_says_of_its_report_what_it_is(report, network, later):
    text = Receipts(KEY, 10).issue(report, network)
    known = Receipts(KEY, 10).read(text, report.service, network, report.received + later)
    assert (known.id, known.received, known.kind) == (report.id, report.received, report.kind)


@given(REPORTS, st.integers(0, 200), st.integers(1, 127))
def test_a_receipt_with_any_bit_changed_is_none(report, place, flip):
    receipts = Receipts(KEY, 10)
    text = receipts.issue(report, b"")
    index = place % len(text)
    changed = text[:index] + chr(ord(text[index]) ^ flip) + text[index + 1 :]
    assert receipts.standing(changed, report.service, report.received) is None
    with pytest.raises(Refused):
        receipts.read(changed, report.service, b"", report.received)


@given(st.text(max_size=80))
def test_whatever_stands_in_the_address_is_no_receipt_and_no_error(text):
    assert Receipts(KEY, 10).standing(text, "x", NOON) is None
