"""A language is one folder: with it, its pages, addresses, form and looks are there."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
import pytest
from show import test_words
from show.invented import CHIRP, OPEN, SERVICES, Invented
from show.sentences import sentences
from starlette.routing import Route

from marsad.intake.form import PATH
from marsad.nouns.names import Names
from marsad.show import words
from marsad.show.live import Live
from marsad.show.site import site

HEADER = r"""msgid ""
msgstr ""
"Language: fr\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The shipped languages and a pretended French, every sentence of which begins with «fr»."""
    copied = tmp_path / "languages"
    shutil.copytree(words.FOLDER, copied)
    (copied / "fr").mkdir()
    (copied / "fr/messages.po").write_text(HEADER + "\n" + "\n".join(entries()), "utf-8")
    (copied / "fr/voice.css").write_text(":root{--leading:1.6}", "utf-8")
    monkeypatch.setattr(words, "FOLDER", copied)
    yield copied
    words.words_of.cache_clear()


def entries() -> Iterator[str]:
    for said in sorted(sentences(), key=str):
        if isinstance(said, str):
            yield f"msgid {quoted(said)}\nmsgstr {quoted('fr ' + said)}\n"
        else:
            one, many = said
            yield f"msgid {quoted(one)}\nmsgid_plural {quoted(many)}"
            yield f"msgstr[0] {quoted('fr ' + one)}\nmsgstr[1] {quoted('fr ' + many)}\n"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.fixture
async def client(folder: Path, sight: Invented) -> AsyncIterator[httpx.AsyncClient]:
    named = msgspec.structs.replace(CHIRP, names=Names("تشيرب", "Chirp", (("fr", "Pépie"),)))
    sight.catalog = replace(sight.catalog, services={**SERVICES, "chirp": named})
    made = site(sight, Live(), address="https://marsad.example")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(made), base_url="http://marsad.test"
    ) as client:
        yield client


@pytest.mark.parametrize(
    "path", ["/", "/services/chirp", f"/incidents/{OPEN.id}", "/about", "/search?q=chirp"]
)
async def test_every_page_speaks_it(client: httpx.AsyncClient, path: str):
    html = (await client.get(f"/fr{path}")).text
    assert '<html lang="fr" dir="ltr">' in html
    assert "fr Search for a service" in html
    assert "voice." in html
    for language in ("ar", "en", "fr"):
        at = f'hreflang="{language}" href="https://marsad.example/{language}{path}"'
        assert at in html
    assert 'hreflang="x-default" href="https://marsad.example/' in html
    assert f'<link rel="canonical" href="https://marsad.example/fr{path}">' in html


async def test_what_is_not_there_is_not_to_be_found(client: httpx.AsyncClient):
    html = (await client.get("/fr/no-such-page")).text
    assert '<meta name="robots" content="noindex">' in html
    assert "canonical" not in html
    assert "aria-current" not in html


async def test_other_languages_link_to_it(client: httpx.AsyncClient):
    html = (await client.get("/ar/services/chirp")).text
    assert re.search(
        r'<a href="/fr/services/chirp" hreflang="fr" lang="fr" dir="ltr">français', html
    )


async def test_names_without_it_stand_in_english(client: httpx.AsyncClient):
    html = (await client.get("/fr/")).text
    assert "Pépie" in html
    assert "Metro Bank" in html
    names = (await client.get("/api/v1/services/chirp")).json()["names"]
    assert names == {"ar": "تشيرب", "en": "Chirp", "fr": "Pépie"}


async def test_the_form_is_taken_and_leads_back_to_it(client: httpx.AsyncClient):
    html = (await client.get("/fr/services/chirp")).text
    action = re.search(r'method="post" action="([^"]+)"', html)
    assert action
    match = PATH.fullmatch(action[1])
    assert match
    assert match.groups() == ("fr", "chirp")


def test_every_address_of_another_language_is_there(folder: Path, sight: Invented):
    """Feeds, embeds and whatever else is added under a language later."""
    paths = {each.path for each in site(sight, Live()).routes if isinstance(each, Route)}
    arabic = {path.removeprefix("/ar") for path in paths if path.startswith("/ar/")}
    assert arabic <= {path.removeprefix("/fr") for path in paths}


async def test_a_browser_that_asks_for_it_is_led_to_it(client: httpx.AsyncClient):
    answer = await client.get("/", headers={"accept-language": "fr-CH, en;q=0.5"})
    assert answer.headers["location"] == "/fr/"


def test_a_sentence_that_is_missing_is_named(folder: Path):
    """As ``test_words`` does for every folder that is shipped."""
    book = folder / "fr/messages.po"
    whole = book.read_text("utf-8")
    book.write_text(whole.replace('msgid "Search"\nmsgstr "fr Search"\n', ""), "utf-8")
    with pytest.raises(AssertionError, match="Search"):
        test_words.test_no_sentence_is_missing_or_left_over("fr")
