"""The catalogue that is shipped."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import jsonschema
import pytest
import yaml

from marsad.catalog import Catalog, check, load, render
from marsad.catalog.drawer import BUNDLED
from marsad.catalog.fold import fold, key
from marsad.catalog.form import DIALECTS, schema, schema_text

FILES = sorted(BUNDLED.glob("*.yaml"))
ARABIC = re.compile(r"[\u0621-\u064a]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


def test_nothing_is_found_wrong_with_it() -> None:
    assert render(check()) == ""


def test_it_is_large_enough(catalog: Catalog) -> None:
    assert len(catalog.services) >= 100
    assert len(catalog.symptoms) >= 21
    assert len(catalog.countries) == 249


@pytest.mark.parametrize(
    "service",
    [
        "x",
        "facebook",
        "instagram",
        "threads",
        "whatsapp",
        "aws",
        "cloudflare",
        "azure",
        "gcp",
        "stc",
        "absher",
        "mada",
    ],
)
def test_services_that_others_rely_on_are_there(catalog: Catalog, service: str) -> None:
    assert service in catalog.services


@pytest.mark.parametrize("provider", ["aws", "cloudflare", "azure", "gcp", "meta"])
def test_providers_that_others_rely_on_are_there(catalog: Catalog, provider: str) -> None:
    assert provider in catalog.providers


def test_names_are_in_arabic_letters_but_where_the_brand_is_latin(catalog: Catalog) -> None:
    latin = {s.id for s in catalog.services.values() if not ARABIC.search(s.names.ar)}
    assert latin == {"stc_tv"}
    rest = (*catalog.symptoms.values(), *catalog.providers.values())
    assert all(ARABIC.search(one.names.ar) for one in rest)
    parts = [part for s in catalog.services.values() for part in s.components]
    assert [part.names.ar for part in parts if not ARABIC.search(part.names.ar)] == []
    places = (*catalog.countries.values(), *catalog.categories.values())
    assert all(ARABIC.search(names.ar) and not ARABIC.search(names.en) for names in places)


def test_no_name_is_written_twice_in_other_spelling(catalog: Catalog) -> None:
    for service in catalog.services.values():
        own = {key(service.names.ar), key(service.names.en)}
        others = [key(name) for name in service.aliases]
        assert len(set(others)) == len(others), service.id
        assert not own & set(others), service.id


def test_every_service_has_components_and_symptoms_to_choose_from(catalog: Catalog) -> None:
    assert all(s.components and len(s.symptoms) >= 5 for s in catalog.services.values())


def test_every_symptom_is_said_in_every_dialect_and_means_one_thing(catalog: Catalog) -> None:
    meaning: dict[str, str] = {}
    choices = {choice for topic in catalog.topics.values() for choice in topic.symptoms}
    for symptom in (each for each in catalog.symptoms.values() if each.id not in choices):
        assert tuple(symptom.phrases) == DIALECTS
        for phrase in (phrase for said in symptom.phrases.values() for phrase in said):
            assert meaning.setdefault(fold(phrase), symptom.id) == symptom.id


@pytest.mark.parametrize(
    ("symptom", "component"),
    [
        ("home_not_loading", "home"),
        ("feed_missing", "posts"),
        ("refresh_failing", "refresh"),
        ("login_failure", "login"),
        ("forced_logout", "login"),
        ("api_error", "api"),
        ("calls_live", "spaces"),
        ("messages_not_sending", "xchat"),
        ("total_blackout", ""),
        ("no_such_symptom", ""),
    ],
)
def test_a_symptom_on_x_points_at_the_part_that_fails(
    catalog: Catalog, symptom: str, component: str
) -> None:
    assert catalog.part_of("x", symptom) == component


def test_no_part_of_an_unknown_service(catalog: Catalog) -> None:
    assert catalog.part_of("nowhere", "slow") == ""


def test_a_symptom_never_points_at_a_part_the_service_lacks(catalog: Catalog) -> None:
    for service in catalog.services.values():
        for symptom in catalog.symptoms:
            part = catalog.part_of(service.id, symptom)
            assert part == "" or service.component(part)


def test_a_service_without_symptoms_of_its_own_offers_those_of_its_category(
    catalog: Catalog,
) -> None:
    assert catalog.services["alrajhi"].symptoms[:2] == ("login_failure", "payment_failing")
    assert catalog.services["x"].symptoms[:3] == (
        "home_not_loading",
        "feed_missing",
        "refresh_failing",
    )


def test_what_it_holds_cannot_be_changed(catalog: Catalog) -> None:
    for mapping in (catalog.services, catalog.providers, catalog.symptoms, catalog.countries):
        with pytest.raises(TypeError):
            mapping["x"] = None  # type: ignore[index]


def test_its_names_are_unlike_norway_text_and_not_truth_values(catalog: Catalog) -> None:
    assert catalog.countries["NO"].ar == "النرويج"


def test_every_topic_is_said_in_every_dialect(catalog: Catalog) -> None:
    assert {"price", "policy", "content", "boycott", "politics"} <= catalog.topics.keys()
    for topic in catalog.topics.values():
        assert tuple(topic.phrases) == DIALECTS
        assert all(topic.phrases.values())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_its_files_fit_the_schema_as_any_yaml_reader_sees_them(file: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    assert list(validator.iter_errors(yaml.safe_load(file.read_text("utf-8")))) == []


def test_the_schema_is_a_schema_and_the_shipped_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    shipped = BUNDLED.parent / "catalogue.schema.json"
    assert json.loads(shipped.read_text("utf-8")) == schema()
    assert shipped.read_text("utf-8") == schema_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_its_files_name_the_schema_for_editors(file: Path) -> None:
    line = "# yaml-language-server: $schema=../catalogue.schema.json"
    assert line in file.read_text("utf-8").splitlines()[:4]


def test_it_opens_well_within_the_time_of_a_start() -> None:
    def seconds() -> float:
        start = time.process_time()
        load()
        return time.process_time() - start

    assert min(seconds() for _ in range(3)) < 0.15
