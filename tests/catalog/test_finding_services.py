"""What people type, and the service they mean."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.catalog import load
from marsad.catalog.fold import fold
from marsad.catalog.search import MOST

CATALOG = load()

FIRST = {
    "انستقرام": "instagram",
    "إنستغرام": "instagram",
    "الانستا": "instagram",
    "insta": "instagram",
    "تويتر": "x",
    "X": "x",
    "𝕏": "x",
    "اكس": "x",
    "twitter": "x",
    "#عطل_تويتر": "x",
    "#TwitterDown": "x",
    "is twitter down?": "x",
    "#YouTubeDown": "youtube",
    "#ChatGPTDown": "chatgpt",
    "#LinkedInDown": "linkedin",
    "هل تويتر واقع عندكم": "x",
    "بالواتساب": "whatsapp",
    "للواتس": "whatsapp",
    "سنابشات": "snapchat",
    "سناب تشات": "snapchat",
    "snap chat": "snapchat",
    "فيسبوووووك": "facebook",
    "face": "facebook",
    "tube": "youtube",
    "بنك الراجحي": "alrajhi",
    "راجحي": "alrajhi",
    "rajhi": "alrajhi",
    "البنك الاهلي": "snb",
    "stc": "stc",
    "اس تي سي": "stc",
    "زين الكويت": "zain_kw",
    "زين": "zain_sa",
    "ابشر": "absher",
    "نفاذ": "nafath",
    "امازون ويب": "aws",
    "aws": "aws",
    "cloudflare": "cloudflare",
    "google cloud": "gcp",
    "شات جي بي تي": "chatgpt",
    "chat gpt": "chatgpt",
    "١.١.١.١": "cloudflare",
    "نتفلیکس": "netflix",
    "we_eg": "we_eg",
}


@pytest.mark.parametrize("text", FIRST)
def test_what_people_type_finds_what_they_mean(text: str) -> None:
    assert CATALOG.find(text)[0] == FIRST[text]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("twtter", "x"),
        ("instegram", "instagram"),
        ("انستقارم", "instagram"),
        ("واتسااب", "whatsapp"),
        ("watsapp", "whatsapp"),
        ("فيسوك", "facebook"),
        ("cloudflair", "cloudflare"),
        ("كلاودفلر", "cloudflare"),
        ("teligram", "telegram"),
        ("نيتفلكس", "netflix"),
        ("youtub", "youtube"),
        ("يتيوب", "youtube"),
        ("توكلانا", "tawakkalna"),
    ],
)
def test_small_slips_are_forgiven(text: str, service: str) -> None:
    assert CATALOG.find(text)[0] == service


def test_every_name_finds_its_service() -> None:
    for service in CATALOG.services.values():
        for name in (service.names.ar, service.names.en, *service.aliases, *service.hashtags):
            assert CATALOG.find(name)[0] == service.id, name


def test_every_ambiguous_word_finds_its_service() -> None:
    for service in CATALOG.services.values():
        for word in service.ambiguous:
            assert service.id in CATALOG.find(word), word


def test_most_names_are_found_with_one_letter_wrong() -> None:
    chance = random.Random(7)
    names = [
        (name, service.id)
        for service in CATALOG.services.values()
        for name in (fold(service.names.ar), fold(service.names.en))
        if len(name.replace(" ", "")) >= 6
    ]
    assert len(names) > 150
    lost = [name for name, service in names if service not in CATALOG.find(_wronged(name, chance))]
    assert len(lost) <= 0.04 * len(names), lost


def _wronged(name: str, chance: random.Random) -> str:
    letters = "ابتجحدرسعفقكلمنوي" if name[0] > "z" else string.ascii_lowercase
    at = chance.choice([i for i, letter in enumerate(name) if letter != " "])
    return name[:at] + chance.choice(letters) + name[at + 1 :]


def test_who_runs_services_finds_all_of_them() -> None:
    own = {"facebook", "instagram", "threads", "whatsapp", "messenger"}
    assert set(CATALOG.find("ميتا")) == own == set(CATALOG.find("Meta"))


def test_a_shared_word_finds_all_who_share_it() -> None:
    assert {"orange_eg", "orange_jo", "orange_ma"} <= set(CATALOG.find("orange"))


def test_a_kind_in_the_name_finds_all_of_the_kind() -> None:
    found = CATALOG.find("بنك")
    assert len(found) > 8
    assert {CATALOG.services[one].category for one in found} == {"bank"}


@pytest.mark.parametrize("text", ["", " ", "؟", "😀", "\u200f", "_", "#"])
def test_nothing_finds_nothing(text: str) -> None:
    assert CATALOG.find(text) == []


def test_what_nobody_is_called_finds_nothing() -> None:
    assert CATALOG.find("qqqqqqzzzz") == []


@given(st.text(max_size=300))
def test_any_text_finds_known_services_each_once(text: str) -> None:
    found = CATALOG.find(text)
    assert len(found) == len(set(found)) <= MOST
    assert all(one in CATALOG.services for one in found)


@pytest.mark.parametrize("text", ["انستقرام", "x", "بنك", "هل تويتر واقع عندكم", "cloudflair"])
def test_it_takes_less_than_a_millisecond(text: str) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        CATALOG.find(text)
        return time.perf_counter() - start

    assert min(seconds() for _ in range(20)) < 0.001
