"""The one switch for Arabic-Indic digits reaches every number on every page."""

import re
from html import unescape

import httpx
import pytest
from show.invented import Invented
from show.test_pages import PAGES

from marsad.show.live import Live
from marsad.show.site import site


async def page(sight: Invented, path: str) -> str:
    transport = httpx.ASGITransport(site(sight, Live(), digits="arab"))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
        return (await client.get(path)).text


def spoken(html: str) -> str:
    """What is seen or read aloud, but for what is in another language or is an address."""
    body = html.partition("<body>")[2]
    body = re.sub(r'<(a|p|q|code|pre)\b[^>]* lang="en".*?</\1>', "", body)
    body = re.sub(r'<textarea.*?</textarea>|<bdi dir="ltr">.*?</bdi>', "", body, flags=re.DOTALL)
    labels = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', body)
    return unescape(re.sub(r"<[^>]+>", " ", body) + " ".join(labels))


@pytest.mark.parametrize("path", PAGES)
async def test_no_latin_digit_is_left_on_an_arabic_page(sight: Invented, path: str):
    text = spoken(await page(sight, f"/ar{path}"))
    assert re.findall(r".{0,20}[0-9].{0,20}", text) == []
    assert re.search("[٠-٩]", text)


@pytest.mark.parametrize("path", PAGES)
async def test_english_pages_keep_theirs(sight: Invented, path: str):
    assert not re.search("[٠-٩]", spoken(await page(sight, f"/en{path}")))
