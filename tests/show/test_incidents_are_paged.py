"""``/api/v1/incidents``: the same filters as the history's page, and never a silent end."""

import httpx
import msgspec
from show.invented import NOW, OVER, Invented

from marsad.nouns.verdict import Span

API = "/api/v1/incidents"


def many(count: int):
    return [
        msgspec.structs.replace(OVER, id=f"one-{n:04}", onset=Span(NOW - n, NOW - n, NOW - n))
        for n in range(count)
    ]


async def ids(client: httpx.AsyncClient, path: str) -> list[str]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["incidents"]]


async def test_next_leads_through_all_of_them(client: httpx.AsyncClient, sight: Invented):
    sight.kept = many(250)
    seen: list[str] = []
    where = f"{API}?service=metro-bank&limit=99"
    for _ in range(4):
        answer = (await client.get(where)).json()
        seen += [each["id"] for each in answer["incidents"]]
        where = answer["next"]
        if not where:
            break
        assert "service=metro-bank" in where
        assert "limit=99" in where
    assert where is None
    assert seen == [each.id for each in sight.kept]


async def test_an_answer_that_holds_all_says_so(client: httpx.AsyncClient, sight: Invented):
    sight.kept = many(101)
    assert (await client.get(f"{API}?limit=101")).json()["next"] is None
    answer = (await client.get(API)).json()
    assert len(answer["incidents"]) == 100
    assert answer["next"] == f"{API}?before=one-0099"


async def test_filters_narrow_by_service_category_country_time_and_length(
    client: httpx.AsyncClient,
):
    chirp, parcel, metro = "2026-05-24-chirp", "2026-05-21-parcel", OVER.id
    assert await ids(client, API) == [chirp, metro, parcel]
    assert await ids(client, f"{API}?category=social") == [chirp]
    assert await ids(client, f"{API}?country=sa&category=bank") == [metro]
    assert set(await ids(client, f"{API}?country=BH")) == {chirp, metro}
    assert await ids(client, f"{API}?service=chirp&category=bank") == []
    assert await ids(client, f"{API}?until=2026-05-20T12:48:00Z") == []
    assert await ids(client, f"{API}?since=2026-05-22T00:00:00Z") == [chirp]
    assert set(await ids(client, f"{API}?min_minutes=50")) == {parcel, metro}
    assert await ids(client, f"{API}?min_minutes=181") == []
    assert await ids(client, f"{API}?state=&service=&limit=&before=") != []
