"""One service is written anew over all files; what is wrong with it is told by its own lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.catalog import load
from marsad.catalog.edit import faults, written

SHOP = """\
names:
  ar: متجر الاختبار
  en: Testing Shop
provider: {provider}
category: {category}
countries: [SA, NO]
aliases: ["0123"]
"""
X = load().services["x"]
SOUND = SHOP.format(provider=X.provider, category=X.category)


def test_an_edit_replaces_all_that_files_say_of_a_service() -> None:
    before, after = load(), load(edits={"x": SOUND})
    assert after.services["x"].names.en == "Testing Shop"
    assert after.services["x"].aliases == ("0123",)
    assert after.services["x"].components == ()
    assert after.services.keys() == before.services.keys()
    assert {k: v for k, v in after.services.items() if k != "x"} == {
        k: v for k, v in before.services.items() if k != "x"
    }


def test_an_edit_of_a_new_service_adds_it() -> None:
    catalog = load(edits={"testing_shop": SOUND})
    assert catalog.services["testing_shop"].countries == ("SA", "NO")
    assert catalog.find("testing shop") == ["testing_shop"]


def test_what_is_written_of_a_service_can_be_read_again_unchanged() -> None:
    services = load().services
    for service in list(services)[::25]:
        text = written(service, (), {})
        assert faults(service, text, (), {}) == []
        assert load(edits={service: text}).services[service] == services[service]


def test_what_an_editor_wrote_is_given_back_as_they_wrote_it() -> None:
    text = "# a remark\n" + SOUND
    assert written("x", (), {"x": text}) == text
    assert written("no_such_service", (), {}) == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("category: ", "category: none_such_", 5, "unknown category"),
        ("provider: ", "povider: ", 4, "unknown key 'povider'"),
        ("SA, NO", "SA, SA", 6, "stands twice"),
        ("  en: Testing Shop\n", "", 2, "'en' is missing"),
        ("en: Testing Shop", "en: Instagram", 3, "also names 'instagram'"),
        ("countries: [", "countries: [[", 0, "this is not YAML"),
        ("names:\n", "names: &n\n", 1, "names a value to repeat"),
    ],
)
def test_a_fault_is_told_at_its_line(old: str, new: str, line: int, what: str) -> None:
    found = faults("x", SOUND.replace(old, new), (), {})
    assert any(what in each.what for each in found), found
    if line:
        assert line in {each.line for each in found if what in each.what}
    assert {each.file for each in found if each.file.startswith("x.")} <= {"x.yaml"}


def test_an_id_that_is_none_is_a_fault() -> None:
    (found,) = faults("No Such Id", SOUND, (), {})
    assert "No Such Id" in found.what


def test_faults_of_other_files_are_not_the_edits(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("services: {shop: {names: 3}}\n", "utf-8")
    assert faults("x", SOUND, (tmp_path,), {}) == []


def test_two_edits_are_looked_at_together() -> None:
    (found,) = faults("other_shop", SOUND.replace("0123", "4567"), (), {"x": SOUND})[:1]
    assert "also names" in found.what


def test_a_catalogue_becomes_another_in_its_place() -> None:
    catalog = load()
    find, days = catalog.find, catalog.days
    catalog.renew(load(edits={"testing_shop": SOUND}))
    assert find("testing shop") == ["testing_shop"]
    assert "testing_shop" in catalog.services
    assert days == catalog.days


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_be_told_what_is_wrong_with_it(text: str) -> None:
    assert faults("testing_shop", text, (), {})
