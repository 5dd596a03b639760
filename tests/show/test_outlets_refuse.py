"""Whatever is asked for wrongly of feeds, files, pictures and cards is refused in one clear way."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from show.hostile import TEXT
from show.invented import OPEN, Invented

from marsad.show.live import Live
from marsad.show.outlet_routes import outlet_routes
from marsad.show.site import site

API = "/api/v1"
WRONG = [
    ("/en/incidents.atom?service=none", 404, "unknown-service"),
    ("/en/incidents.atom?category=none", 404, "bad-category"),
    ("/ar/incidents.atom?country=ZZ", 404, "bad-country"),
    ("/en/incidents.atom?state=ok", 400, "bad-choice"),
    ("/en/incidents.atom?month=2026-13", 400, "not-a-time"),
    ("/en/incidents.atom?month=0000-01", 400, "not-a-time"),
    ("/en/services/chirp.atom?month=May", 400, "not-a-time"),
    ("/en/services/none.atom", 404, "unknown-service"),
    ("/en/services/none.ics", 404, "unknown-service"),
    ("/ar/incidents/none.atom", 404, "unknown-incident"),
    (f"{API}/incidents.csv?service=none", 404, "unknown-service"),
    (f"{API}/incidents.csv?since=yesterday", 400, "not-a-time"),
    (f"{API}/incidents.csv?limit=none", 400, "bad-number"),
    (f"{API}/incidents/none.csv", 404, "unknown-incident"),
    (f"{API}/services/none/counts.csv", 404, "unknown-service"),
    (f"{API}/services/chirp/counts.csv?range=1w", 400, "bad-range"),
    (f"{API}/services/chirp/counts.csv?by=colour", 400, "bad-choice"),
    ("/badges/none.svg", 404, "unknown-service"),
    ("/badges/chirp.svg?lang=fr", 400, "bad-choice"),
    ("/badges/chirp.svg?style=plastic", 400, "bad-choice"),
    ("/badges/chirp.png", 404, "not-found"),
    ("/charts/none.svg", 404, "unknown-service"),
    ("/charts/chirp.svg?range=999d", 400, "bad-range"),
    ("/charts/chirp.svg?theme=sepia", 400, "bad-choice"),
    ("/charts/chirp.svg?lang=%00", 400, "bad-choice"),
]
WRONG_CARDS = [
    ("/en/embed/services/none", 404),
    ("/ar/embed/incidents/none", 404),
    ("/en/embed/services/chirp?theme=sepia", 400),
    ("/en/embed/services/chirp?chart=2", 400),
    ("/fr/embed/services/chirp", 404),
]
RIGHT = [
    "/en/incidents.atom",
    "/ar/services/chirp.atom",
    f"/en/incidents/{OPEN.id}.atom",
    "/en/services/chirp.ics",
    f"{API}/incidents.csv",
    f"{API}/incidents/{OPEN.id}.csv",
    f"{API}/services/chirp/counts.csv",
    "/badges/chirp.svg",
    "/charts/chirp.svg",
    "/ar/embed/services/chirp",
    f"/ar/embed/incidents/{OPEN.id}",
    "/oembed?url=/en/services/chirp",
]


@pytest.mark.parametrize(("path", "status", "kind"), WRONG)
async def test_a_program_gets_a_problem_document(
    client: httpx.AsyncClient, path: str, status: int, kind: str
):
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    problem = answer.json()
    assert problem["type"] == f"/problems/{kind}"
    assert problem["detail"]
    assert problem["remedy"]


@pytest.mark.parametrize(("path", "status"), WRONG_CARDS)
async def test_a_person_gets_a_page(client: httpx.AsyncClient, path: str, status: int):
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_every_outlet_is_asked_for_here():
    assert len(outlet_routes()) == 6 + 2 * 6
    assert len(RIGHT) == 12


@pytest.mark.parametrize("path", RIGHT)
async def test_head_is_answered_like_get_without_a_body(client: httpx.AsyncClient, path: str):
    got, head = await client.get(path), await client.head(path)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers.get("etag") == got.headers.get("etag")


@pytest.mark.parametrize("path", RIGHT)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_else_is(client: httpx.AsyncClient, path: str, method: str):
    answer = await client.request(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@settings(deadline=None, max_examples=60)
@given(TEXT, st.sampled_from(RIGHT))
async def test_no_text_breaks_a_query(text: str, path: str):
    transport = httpx.ASGITransport(site(Invented(), Live()))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        names = ("service", "month", "range", "by", "lang", "theme", "style", "chart", "url")
        answer = await client.get(path.partition("?")[0], params=dict.fromkeys(names, text))
        assert answer.status_code < 500
        one = await client.get(path.partition("?")[0], params={"url": text, "since": text})
        assert one.status_code < 500
