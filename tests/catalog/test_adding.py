"""Operators add to the catalogue as docs/catalogue.md tells them."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from marsad.catalog import CatalogError, check, load, render
from marsad.catalog.form import FILE, KINDS, schema
from marsad.catalog.shape import Record, Shape, TableOf

PAGE = Path(__file__).parents[2].joinpath("docs", "catalogue.md").read_text("utf-8")
EXAMPLES: dict[str, str] = dict(re.findall(r"```yaml\n# (\w+\.yaml)\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in EXAMPLES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_the_page_has_its_examples() -> None:
    assert set(EXAMPLES) == {"acme.yaml", "agenda.yaml", "ours.yaml"}


def test_the_examples_are_sound(folder: Path) -> None:
    assert render(check([folder])) == ""
    for text in EXAMPLES.values():
        jsonschema.validate(yaml.safe_load(text), schema())


def test_an_added_service_is_known_found_and_offered(folder: Path) -> None:
    catalog = load([folder])
    shop = catalog.services["acme_shop"]
    assert (shop.names.ar, shop.provider, shop.countries) == ("متجر أكمي", "acme", ("SA", "AE"))
    assert shop.symptoms == ("order_booking", "payment_failing", "app_crash", "slow")
    assert catalog.part_of("acme_shop", "payment_failing") == "checkout"
    assert catalog.find("أكمي شوب") == ["acme_shop"]
    assert "acme_shop" in catalog.find("القمة")


def test_an_extension_adds_and_replaces_and_leaves_the_rest(folder: Path) -> None:
    before, after = load().services["x"], load([folder]).services["x"]
    assert (after.names.ar, after.names.en) == ("إكس (تويتر سابقًا)", "X")
    assert after.aliases == (*before.aliases, "تويتر العرب")
    assert [part.id for part in after.components] == [
        *(part.id for part in before.components),
        "radio",
    ]
    assert after.symptoms == before.symptoms


def test_phrases_of_files_add_up(folder: Path) -> None:
    before, after = load().symptoms["slow"].phrases, load([folder]).symptoms["slow"].phrases
    assert after["gulf"] == (*before["gulf"], "النت نايم")
    assert after["en"] == before["en"]


def test_what_an_extension_repeats_is_there_once(tmp_path: Path) -> None:
    text = "extend:\n  services:\n    x: {aliases: [twitter, x pro]}\n"
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    aliases = load([tmp_path]).services["x"].aliases
    assert aliases.count("twitter") == 1
    assert aliases[-1] == "x pro"


def test_folders_build_on_each_other(tmp_path: Path, folder: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    text = "extend:\n  services:\n    acme_shop: {depends_on: [aws]}\n"
    (more / "own.yaml").write_text(text, "utf-8")
    assert load([folder, more]).services["acme_shop"].depends_on == ("cloudflare", "mada", "aws")


def test_a_fault_of_an_extension_is_told_in_the_operators_file(tmp_path: Path) -> None:
    text = "extend:\n  services:\n    x:\n      depends_on: [nothing_known]\n"
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(CatalogError) as refusal:
        load([tmp_path])
    (finding,) = refusal.value.findings
    assert (finding.file, finding.line) == (str(tmp_path / "own.yaml"), 4)


def test_an_extension_may_not_move_a_symptom_to_another_part(tmp_path: Path) -> None:
    text = (
        "extend:\n  services:\n    x:\n      components:\n"
        "        radio: {names: {ar: راديو, en: Radio}, symptoms: [calls_live]}\n"
    )
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    (finding,) = check([tmp_path])
    assert finding.line == 5
    assert finding.what == "'calls_live' points at 'spaces' of service 'x' already"


def test_a_new_part_needs_its_names(tmp_path: Path) -> None:
    text = "extend:\n  services:\n    x:\n      components:\n        radio: {names: {en: Radio}}\n"
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    (finding,) = check([tmp_path])
    assert (finding.line, finding.what) == (
        5,
        "'ar' is missing in services.x.components.radio.names",
    )


def test_the_line_the_page_shows_is_the_line_that_is_told(tmp_path: Path) -> None:
    broken = EXAMPLES["acme.yaml"].replace("provider: acme\n", "provider: acmee\n")
    (tmp_path / "acme.yaml").write_text("# acme.yaml\n" + broken, "utf-8")
    line = render(check([tmp_path])).replace(str(tmp_path), "/etc/marsad/catalogue")
    assert line in PAGE


def keys_of(shape: Shape) -> set[str]:
    if isinstance(shape, Record):
        return set(shape.fields).union(*(keys_of(field) for field in shape.fields.values()))
    return keys_of(shape.value) if isinstance(shape, TableOf) else set()


def test_the_page_names_every_key_and_kind() -> None:
    words = set(re.findall(r"\w+", PAGE))
    assert keys_of(FILE) | set(KINDS) <= words
