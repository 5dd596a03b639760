"""Badges and charts: pictures that say what they are, fit any font, and can run nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import given, settings
from show.hostile import TEXT, hostile
from show.invented import Invented

from marsad.nouns.state import STATES
from marsad.show.badge import Face, badge_svg
from marsad.show.live import Live
from marsad.show.shapes import COLOURS, DARK, OUTLINES
from marsad.show.site import site
from marsad.show.text_width import shortened, text_width
from marsad.show.words import words_of
from marsad.show.xml_document import xml_text

S = "{http://www.w3.org/2000/svg}"
BADGE, CHART = "/badges/chirp.svg", "/charts/chirp.svg"
PICTURES = [
    BADGE,
    f"{BADGE}?lang=ar&style=square",
    CHART,
    f"{CHART}?lang=ar&theme=dark&range=30d",
    "/charts/ledger.svg?theme=light",
]
ELEMENTS = {"svg", "title", "desc", "style", "rect", "path", "g", "text"}


def asking(sight: Invented) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(site(sight, Live()))
    return httpx.AsyncClient(transport=transport, base_url="http://marsad.test")


def drawn(body: bytes) -> ElementTree.Element:
    """The picture, once nothing in it could run or lead anywhere."""
    top = ElementTree.fromstring(body)
    assert b"<!" not in body
    for element in top.iter():
        assert element.tag.removeprefix(S) in ELEMENTS
        for name, value in element.items():
            assert not name.lower().startswith("on")
            assert "href" not in name
            assert "url(" not in value
    assert top.get("role") == "img"
    return top


@pytest.mark.parametrize("path", PICTURES)
async def test_it_is_a_picture_with_a_name(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.headers["content-type"] == "image/svg+xml; charset=utf-8"
    top = drawn(answer.content)
    titles = top.findall(f"{S}title")
    assert titles[0].text
    assert titles[0].get("id") in (top.get("aria-labelledby") or "").split()
    assert top.get("direction") == ("rtl" if "lang=ar" in path else "ltr")


@pytest.mark.parametrize("path", PICTURES)
async def test_its_policy_lets_nothing_run_but_its_own_style(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src ")
    assert policy.endswith("frame-ancestors 'none'; sandbox")
    assert "unsafe" not in policy
    style = drawn(answer.content).findtext(f"{S}style")
    digest = base64.b64encode(hashlib.sha256((style or "").encode()).digest()).decode()
    assert f"style-src '{f'sha256-{digest}' if style else 'none'}'" in policy


@pytest.mark.parametrize("path", PICTURES)
async def test_it_may_be_shown_by_anybody_and_kept_for_a_minute(
    client: httpx.AsyncClient, path: str
):
    answer = await client.get(path)
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "max-age=60" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    again = await client.get(path, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["content-security-policy"] == answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("service", "english", "arabic"),
    [
        ("chirp", "Chirp: Problem", "تشيرب: مشكلة"),
        ("metro-bank", "Metro Bank: Possible problem", "بنك مترو: مشكلة محتملة"),
        ("ledger", "Ledger: Not known", "ليدجر: غير معروف"),
    ],
)
async def test_a_badge_says_name_and_state(
    client: httpx.AsyncClient, service: str, english: str, arabic: str
):
    for language, said in (("en", english), ("ar", arabic)):
        answer = await client.get(f"/badges/{service}.svg?lang={language}")
        top = drawn(answer.content)
        assert top.findtext(f"{S}title") == said
        assert [each.text for each in top.findall(f"{S}text")] == said.split(": ")
        assert len(answer.content) < 2_000


async def test_in_arabic_the_name_stands_at_the_right(client: httpx.AsyncClient):
    for language, before in (("en", True), ("ar", False)):
        top = drawn((await client.get(f"{BADGE}?lang={language}")).content)
        name, word = (float(each.get("x", "")) for each in top.findall(f"{S}text"))
        assert (name < word) is before


async def test_every_text_of_a_badge_has_its_width_whatever_the_font(client: httpx.AsyncClient):
    top = drawn((await client.get(BADGE)).content)
    texts = top.findall(f"{S}text")
    assert sum(float(each.get("textLength", "")) for each in texts) < float(top.get("width", ""))


async def test_a_very_long_name_is_cut_and_still_the_title():
    long = "Bank " * 30
    async with asking(hostile(long)) as client:
        top = drawn((await client.get(BADGE)).content)
    shown = top.findall(f"{S}text")[0].text or ""
    assert len(shown) <= 40 and shown.endswith("…")
    assert (top.findtext(f"{S}title") or "").startswith(long)
    assert float(top.get("width", "")) < 400


async def test_a_chart_has_its_sentence_its_band_and_its_incident(client: httpx.AsyncClient):
    top = drawn((await client.get(CHART)).content)
    assert top.findtext(f"{S}title") == "Chirp: problems reported"
    assert "reports in all" in (top.findtext(f"{S}desc") or "")
    plot = top.find(f"{S}svg")
    assert plot is not None
    kinds = [each.get("class") for each in plot]
    assert kinds == ["d", "b", "g", "l"]
    texts = [each.text for each in top.iter(f"{S}text")]
    assert {"Usual range", "Incident", "20:00", "0"} <= set(texts)
    assert any("Riyadh time" in (each or "") for each in texts)


async def test_a_chart_without_a_known_band_says_so(client: httpx.AsyncClient):
    top = drawn((await client.get("/charts/ledger.svg")).content)
    texts = [each.text for each in top.iter(f"{S}text")]
    assert "The usual range is not known yet" in texts


async def test_a_theme_is_the_readers_own_or_the_one_asked_for(client: httpx.AsyncClient):
    auto = (await client.get(CHART)).text
    assert "@media (prefers-color-scheme:dark)" in auto
    for theme in ("light", "dark"):
        one = (await client.get(f"{CHART}?theme={theme}")).text
        assert "@media" not in one
        colour = (COLOURS if theme == "light" else DARK)["problem"]
        assert f".f-problem{{fill:{colour}}}" in one


async def test_a_hostile_name_stays_text_in_a_picture():
    async with asking(hostile()) as client:
        for path in (BADGE, CHART):
            top = drawn((await client.get(path)).content)
            assert "<script>" in (top.findtext(f"{S}title") or "")


@settings(deadline=None)
@given(TEXT)
def test_any_name_makes_a_badge(text: str):
    face = Face(text, text, "ok", text)
    for language in ("ar", "en"):
        top = drawn(badge_svg(face, words_of(language), 4.0))
        assert (top.findtext(f"{S}title") or "") == xml_text(text)


@given(TEXT, TEXT)
def test_more_text_is_never_narrower(text: str, more: str):
    assert 0 <= text_width(text, 12) <= text_width(text + more, 12)
    assert len(shortened(text, 10)) <= 10


def test_every_state_has_its_own_shape_and_colours():
    assert set(OUTLINES) == set(COLOURS) == set(DARK) == set(STATES)
    assert len(set(OUTLINES.values())) == len(STATES)


def test_text_in_state_colours_is_not_needed_but_shapes_stand_out_from_white():
    for colour in COLOURS.values():
        red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        light = [
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
            for each in (red, green, blue)
        ]
        luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
        assert 1.05 / (luminance + 0.05) >= 3


async def test_a_demonstration_is_no_alarm():
    async with asking(Invented(demo="x")) as client:
        for path in (BADGE, CHART):
            body = (await client.get(path)).text
            assert re.search("Demonstration", body)


async def test_a_badge_does_not_outlive_the_site_for_long(client: httpx.AsyncClient):
    assert "stale-if-error=600" in (await client.get(BADGE)).headers["cache-control"]
