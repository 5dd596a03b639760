"""Bytes travel as a request likes them best, and come out the same."""

import gzip

import brotli
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.show.coding import coded

PAGE = b"<p>" + b"a long tale " * 100


def opened(body: bytes, coding: str) -> bytes:
    ways = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    return ways[coding](body)


@given(st.binary(max_size=4_000), st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_whatever_is_asked_for_the_body_comes_out_the_same(body: bytes, wishes: str):
    sent, headers = coded(body).best(wishes)
    assert opened(sent, headers.get("content-encoding", "")) == body


@pytest.mark.parametrize(
    ("wishes", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.2", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity;q=1, gzip;q=0.5", ""),
        ("identity;q=0", ""),
        ("gzip;q=much, br", "br"),
        ("gzip;q=nan", ""),
        (";q=,,;", ""),
    ],
)
def test_the_best_liked_coding_is_taken(wishes: str, coding: str):
    _, headers = coded(PAGE).best(wishes)
    assert headers.get("content-encoding", "") == coding


def test_what_gains_nothing_stays_plain():
    assert coded(b"short").best("br")[1] == {}
    assert coded(bytes(range(256))).best("br")[1] == {}


@pytest.mark.parametrize("path", ["/ar/services/chirp", "/api/v1/services", "/openapi.json"])
async def test_pages_and_api_come_by_brotli(client: httpx.AsyncClient, path: str):
    plain = await client.get(path, headers={"accept-encoding": "identity"})
    packed = await client.get(path, headers={"accept-encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "br"
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.headers["etag"] == plain.headers["etag"]
