"""What editors changed stands in a log that anybody can read, and programs too."""

from __future__ import annotations

from typing import Any

import httpx
import msgspec
import pytest
from show.invented import BACK, HOUR, MERGED, NOW, OPEN, OVER, PLANNED, Invented

from marsad.nouns.act import Act
from marsad.nouns.correction import Correction
from marsad.show.correction_json import correction_json
from marsad.show.corrections_page import A_PAGE


def done(
    number: int,
    kind: Any,
    service: str,
    incident: str = "",
    before: str = "",
    after: str = "",
    **more: Any,
) -> Correction:
    why = more.pop("why", f"Reason <{number}>")
    deed = Act(bytes([number]) * 16, NOW - number * HOUR, kind, "سلمى", why, service, incident)
    refused = more.pop("refused", "")
    return Correction(msgspec.structs.replace(deed, **more), before, after, refused)


@pytest.fixture
def everything(sight: Invented) -> list[Correction]:
    plan = PLANNED[0]
    window = {"start": plan.start, "end": plan.end}
    sight.corrected = [
        done(1, "confirm", "chirp", OPEN.id, "possible", "problem"),
        done(2, "merge", "chirp", MERGED.id, MERGED.id, OPEN.id, into=OPEN.id),
        done(3, "split", "metro-bank", OVER.id, OVER.id, "2026-05-20-gone", start=NOW),
        done(4, "plan", "ledger", after=plan.id, **window, text="New <racks>"),
        done(5, "unplan", "ledger", before=plan.id, text=plan.id),
        done(6, "statement", "chirp", OPEN.id, text="نعتذر <لعملائنا>"),
        done(7, "catalogue", "parcel", before="names: <old>", after="names: <new>"),
        done(8, "retract", "parcel", BACK.id, refused="retracted-already", why="Twice over"),
        done(9, "retract", "parcel", BACK.id, "problem", "retracted"),
    ]
    return sight.corrected


@pytest.mark.parametrize("language", ["ar", "en"])
async def test_every_act_is_told_with_its_reason_as_it_was_written(
    client: httpx.AsyncClient, everything: list[Correction], language: str
):
    page = await client.get(f"/{language}/corrections")
    assert page.status_code == 200
    places = [page.text.find(f"Reason &lt;{number}&gt;") for number in (1, 2, 3, 4, 5, 6, 7, 9)]
    assert -1 not in places
    assert places == sorted(places), "newest first"
    assert page.text.count('<blockquote dir="auto">') == 9
    for text in ("New &lt;racks&gt;", "نعتذر &lt;لعملائنا&gt;", "names: &lt;old&gt;"):
        assert text in page.text


async def test_what_changed_is_told_from_what_to_what(
    client: httpx.AsyncClient, everything: list[Correction]
):
    page = (await client.get("/en/corrections?service=chirp")).text
    confirmed = page[page.index("Confirmed as a problem") :]
    assert confirmed.index("Possible problem") < confirmed.index("p-problem")
    assert f'href="/en/incidents/{OPEN.id}"' in page
    assert f'href="/en/incidents/{MERGED.id}"' in page
    assert "Reason &lt;3&gt;" not in page, "that is another service's"


async def test_what_was_not_carried_out_is_no_public_fact(
    client: httpx.AsyncClient, everything: list[Correction]
):
    assert "Twice over" not in (await client.get("/en/corrections")).text
    rows = (await client.get("/api/v1/corrections?service=parcel")).json()["corrections"]
    assert [row["refused"] for row in rows] == [None, "retracted-already", None]


async def test_a_log_without_entries_says_so(client: httpx.AsyncClient, sight: Invented):
    sight.corrected = []
    assert "Nothing has been corrected so far." in (await client.get("/en/corrections")).text


async def test_a_long_log_has_pages(client: httpx.AsyncClient, sight: Invented):
    sight.corrected = [
        done(n, "confirm", "chirp", OPEN.id, "possible", "problem") for n in range(A_PAGE + 3)
    ]
    first = (await client.get("/en/corrections?service=chirp")).text
    second = (await client.get("/en/corrections?service=chirp&page=2")).text
    assert first.count('class="deed"') == A_PAGE
    assert second.count('class="deed"') == 3
    assert 'rel="next" href="/en/corrections?service=chirp&amp;page=2"' in first
    assert 'rel="prev" href="/en/corrections?service=chirp"' in second
    assert 'hreflang="ar" href="/ar/corrections?service=chirp&amp;page=2"' in second


async def test_every_page_leads_to_the_log(client: httpx.AsyncClient):
    for path in ("/en/", "/en/services/chirp", "/en/corrections"):
        assert 'href="/en/corrections"' in (await client.get(path)).text


async def test_a_program_reads_all_members(client: httpx.AsyncClient, everything: list[Correction]):
    rows = (await client.get("/api/v1/corrections")).json()["corrections"]
    assert [row["kind"] for row in rows] == [each.act.kind for each in everything]
    assert rows[1] == {
        "id": "02" * 16,
        "at": "2026-05-24T11:37:20Z",
        "kind": "merge",
        "who": "سلمى",
        "why": "Reason <2>",
        "service": "chirp",
        "incident": MERGED.id,
        "into": OPEN.id,
        "start": None,
        "end": None,
        "before": MERGED.id,
        "after": OPEN.id,
        "refused": None,
        "text": "",
    }


async def test_corrections_of_an_incident_and_since_a_time(
    client: httpx.AsyncClient, everything: list[Correction]
):
    rows = (await client.get(f"/api/v1/corrections?incident={OPEN.id}")).json()["corrections"]
    assert [row["kind"] for row in rows] == ["confirm", "merge", "statement"]
    rows = (await client.get("/api/v1/corrections?since=2026-05-24T11:00:00Z")).json()
    assert [row["kind"] for row in rows["corrections"]] == ["confirm", "merge"]


async def test_announced_work_is_listed_until_it_is_over(
    client: httpx.AsyncClient, sight: Invented
):
    (plan,) = (await client.get("/api/v1/plans?service=ledger")).json()["plans"]
    assert (plan["text"], plan["start"]) == ("Moving to <new> machines", "2026-05-24T14:37:20Z")
    assert (await client.get("/api/v1/plans?service=chirp")).json() == {"plans": []}
    sight.time = PLANNED[0].end
    assert (await client.get("/api/v1/plans")).json() == {"plans": []}


def test_the_live_stream_is_spared_long_texts(everything: list[Correction]):
    told = {row["kind"]: row for row in (correction_json(c, brief=True) for c in everything)}
    assert all("text" not in row for row in told.values())
    assert (told["catalogue"]["before"], told["catalogue"]["after"]) == ("", "")
    assert told["confirm"]["after"] == "problem"
