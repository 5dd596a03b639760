"""Complaints that are no failures are told from notes, in the words people use."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.catalog.catalog import check, load

CATALOG = load()


@pytest.mark.parametrize(
    ("note", "topic"),
    [
        ("رفعتوا الأسعار علينا يا حرامية", "price"),
        ("غالي بزاف هاد الاشتراك", "price"),
        ("Your new PRICES are insane", "price"),
        ("قاطعوا الشركة", "boycott"),
        ("your new privacy policy is a shame", "policy"),
        ("too expensive and it won't open", ""),
        ("too expensive and it doesn't work", ""),
        ("التطبيق لا يعمل والأسعار نار", ""),
        ("التطبيق ما يفتح", ""),
        ("", ""),
    ],
)
def test_a_note_tells_its_topic_unless_it_tells_of_a_failure(note: str, topic: str) -> None:
    assert CATALOG.topic(note) == topic


def test_who_names_a_symptom_complains_of_nothing_else() -> None:
    assert CATALOG.topic("prices!", "login_failure") == ""


def test_a_choice_of_the_form_is_a_topic_and_a_note_makes_it_exact() -> None:
    assert CATALOG.topic("", "complaint") == "complaint"
    assert CATALOG.topic("prices", "complaint") == "price"


@given(st.text(max_size=600))
def test_any_note_has_a_topic_or_none(note: str) -> None:
    assert CATALOG.topic(note) in {"", *CATALOG.topics}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("topics: {a: {names: {ar: أ, en: a}, phrases: {en: [is down]}}}", "says 'total_blackout'"),
        ("topics: {a: {names: {ar: أ, en: a}, phrases: {en: [too expensive]}}}", "also says"),
        ("topics: {a: {names: {ar: أ, en: a}, phrases: {en: ['!!']}}}", "nothing is left"),
        ("topics: {a: {names: {ar: أ, en: a}, symptoms: [none_such]}}", "unknown symptom"),
        ("topics: {a: {phrases: {en: [x y]}}}", "names"),
    ],
)
def test_a_faulty_topic_is_told(tmp_path: Path, text: str, what: str) -> None:
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    assert any(what in finding.what for finding in check([tmp_path]))


def test_adding_a_topic_is_adding_an_entry(tmp_path: Path) -> None:
    entry = "topics: {packaging: {names: {ar: التغليف, en: packaging}, phrases: {en: [new box]}}}"
    (tmp_path / "mine.yaml").write_text(entry, "utf-8")
    assert load([tmp_path]).topic("I hate the new box") == "packaging"
