"""Spellings that people take for the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.catalog.fold import fold, key, stems
from marsad.catalog.sound import sound

SAME = {
    "hamza": ("أب إب آب ٱب اب", "اب اب اب اب اب"),
    "hamza on waw and ya": ("مسؤول شاطئ", "مسوول شاطي"),
    "a lonely hamza": ("بطيء", "بطي"),
    "ya and alef maqsura": ("مدى", "مدي"),
    "ta marbuta": ("منصة", "منصه"),
    "tatweel": ("إنستــــغرام", "انستغرام"),
    "tashkeel": ("تُوِيتَرٌّ", "تويتر"),
    "superscript alef": ("هٰذا", "هذا"),
    "persian kaf and yeh": ("نتفلیکس", "نتفليكس"),
    "gaf, pe, che, ve": ("گوگل پ چ ڤودافون", "كوكل ب ج فودافون"),
    "presentation forms": ("ﻓﻴﺴﺒﻮﻙ", "فيسبوك"),
    "eastern digits": ("خطأ ٥٠٠", "خطا 500"),
    "persian digits": ("۵۰۳", "503"),
    "case and width": ("ＴｗｉＴＴｅｒ", "twitter"),
    "mathematical letters": ("𝕏", "x"),
    "accents": ("Algérie Télécom", "algerie telecom"),
    "joiners and direction marks": ("واتس\u200cاب \u202bx\u202c", "واتساب x"),
    "drawn out letters": ("هههههههه nooooo", "هه noo"),
    "punctuation": ("x.com / «تويتر»!", "x com تويتر"),
    "hashtag": ("#عطل_تويتر", "عطل تويتر"),
    "hashtag of joined words": ("#TwitterDown #XDown #AWSDown", "twitter down x down aws down"),
    "marks that belong to names": ("e& OSN+", "e& osn+"),
    "nothing to read": ("😀 — ؟", ""),
}


@pytest.mark.parametrize("kind", SAME)
def test_spellings_fold_together(kind: str) -> None:
    written, plain = SAME[kind]
    assert fold(written) == plain


def test_numbers_keep_their_zeros() -> None:
    assert fold("1000000") == "1000000"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_are_parted_by_single_spaces(text: str) -> None:
    assert " ".join(fold(text).split()) == fold(text)


@given(st.text())
def test_keys_and_sounds_take_any_text(text: str) -> None:
    assert set(sound(key(text))) <= set("bdfklmnrst")


@pytest.mark.parametrize(
    ("one", "other"),
    [("الفيسبوك", "فيسبوك"), ("البنك الأهلي", "بنك اهلي"), ("النت", "النت"), ("ألفا", "الفا")],
)
def test_the_definite_article_does_not_part_names(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_a_short_word_keeps_what_looks_like_an_article() -> None:
    assert key("ألفا") == "الفا"


@pytest.mark.parametrize(
    "joined", ["", "و", "ف", "ب", "ل", "ك", "ال", "وال", "فال", "بال", "كال", "لل", "وبال"]
)
def test_joined_particles_are_seen_through(joined: str) -> None:
    assert "واتساب" in stems(joined + "واتساب")


def test_a_word_without_particles_is_itself() -> None:
    assert stems("twitter") == ["twitter"]


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("انستقرام", "instagram"),
        ("انستجرام", "instagram"),
        ("انستغرام", "instagram"),
        ("واتساب", "whatsapp"),
        ("سناب شات", "snapchat"),
        ("فيسبوك", "facebook"),
        ("نتفليكس", "netflix"),
        ("تيليجرام", "telegram"),
        ("سبوتيفاي", "spotify"),
        ("ديسكورد", "discord"),
    ],
)
def test_a_name_sounds_alike_in_both_scripts(arabic: str, latin: str) -> None:
    assert sound(fold(arabic)) == sound(latin)
