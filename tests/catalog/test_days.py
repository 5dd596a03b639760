"""Which holidays and events touch which series."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from marsad.catalog import Catalog, load
from marsad.catalog.holidays import YEARS
from marsad.nouns.series import Series

EVENTS = """\
events:
  final:
    names: {ar: النهائي, en: The final}
    begin: 2026-05-08T20:00+03:00
    end: 2026-05-08T23:30+03:00
    countries: [SA]
  launch:
    names: {ar: الإطلاق, en: The launch}
    begin: 2026-03-01T06:00Z
    end: 2026-03-01T18:00Z
    services: [whatsapp]
  launch_at_home:
    names: {ar: الإطلاق هنا, en: The launch here}
    begin: 2026-04-01T06:00Z
    end: 2026-04-01T18:00Z
    services: [whatsapp]
    countries: [EG]
  day_off:
    names: {ar: إجازة, en: A day off}
    kind: holiday
    begin: 2026-06-02T00:00+03:00
    end: 2026-06-03T00:00+03:00
    countries: [SA]
"""


def minute(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) // 60


FINAL = (minute("2026-05-08T17:00"), minute("2026-05-08T20:30"))
LAUNCH = (minute("2026-03-01T06:00"), minute("2026-03-01T18:00"))
LAUNCH_AT_HOME = (minute("2026-04-01T06:00"), minute("2026-04-01T18:00"))
DAY_OFF = (minute("2026-06-01T21:00"), minute("2026-06-02T21:00"))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("own")
    (folder / "agenda.yaml").write_text(EVENTS, "utf-8")
    return load([folder])


def is_holiday(catalog: Catalog, series: Series, at: str) -> bool:
    days = catalog.days(series)
    return days is not None and any(b <= minute(at) < e for b, e in days.holidays)


def events(catalog: Catalog, *series: str) -> tuple[tuple[int, int], ...]:
    days = catalog.days(Series(*series))
    return days.events if days else ()


def test_a_holiday_lasts_from_midnight_to_midnight_in_its_country(catalog: Catalog) -> None:
    there = Series("x", "country", "SA")  # its national day is 23 September, three hours before UTC
    assert not is_holiday(catalog, there, "2026-09-22T20:59")
    assert is_holiday(catalog, there, "2026-09-22T21:00")
    assert is_holiday(catalog, there, "2026-09-23T20:59")
    assert not is_holiday(catalog, there, "2026-09-23T21:00")


def test_summer_time_moves_a_holiday(catalog: Catalog) -> None:
    there = Series("x", "country", "DE")
    assert is_holiday(catalog, there, "2026-04-30T22:00")
    assert not is_holiday(catalog, there, "2026-12-24T22:00")
    assert is_holiday(catalog, there, "2026-12-24T23:00")


def test_a_service_has_the_holidays_of_its_only_home(catalog: Catalog) -> None:
    assert is_holiday(catalog, Series("stc"), "2026-09-23T12:00")
    assert is_holiday(catalog, Series("stc", "component", "mobile"), "2026-09-23T12:00")
    assert not is_holiday(catalog, Series("stc", "country", "EG"), "2026-09-23T12:00")
    assert catalog.days(Series("x")) is None


def test_a_service_of_several_homes_keeps_no_countrys_holidays(tmp_path: Path) -> None:
    text = "extend:\n  services:\n    stc: {countries: [AE]}\n"
    (tmp_path / "ours.yaml").write_text(text, "utf-8")
    assert load([tmp_path]).days(Series("stc")) is None


def test_the_weekend_is_that_of_the_country(catalog: Catalog) -> None:
    weekends = {code: catalog.days(Series("x", "country", code)) for code in ("SA", "DE")}
    assert {code: days and days.weekend for code, days in weekends.items()} == {
        "SA": (4, 5),
        "DE": (5, 6),
    }


def test_an_event_of_a_country_touches_its_series_and_the_services_at_home_there(
    catalog: Catalog,
) -> None:
    assert events(catalog, "x", "country", "SA") == (FINAL,)
    assert events(catalog, "stc", "symptom", "slow") == (FINAL,)
    assert events(catalog, "stc", "country", "EG") == ()
    assert events(catalog, "x") == ()


def test_an_event_of_a_service_touches_all_of_it_in_the_countries_named(catalog: Catalog) -> None:
    assert events(catalog, "whatsapp") == (LAUNCH, LAUNCH_AT_HOME)
    assert events(catalog, "whatsapp", "country", "EG") == (LAUNCH, LAUNCH_AT_HOME)
    assert events(catalog, "whatsapp", "country", "SA") == (LAUNCH, FINAL)


def test_a_day_off_of_the_operators_own_is_a_holiday_as_any(catalog: Catalog) -> None:
    days = catalog.days(Series("x", "country", "SA"))
    assert days is not None
    assert DAY_OFF in days.holidays
    assert DAY_OFF not in days.events


def test_series_touched_by_the_same_share_their_days(catalog: Catalog) -> None:
    one, other = Series("x", "country", "SA"), Series("stc", "component", "calls")
    assert catalog.days(one) is catalog.days(other)


def test_a_country_nobody_knows_has_no_days(catalog: Catalog) -> None:
    assert catalog.days(Series("x", "country", "ZZ")) is None
    assert catalog.holidays("ZZ", YEARS) == []


def test_every_country_has_its_zone_and_its_holidays_in_both_languages(catalog: Catalog) -> None:
    without = {"BV", "HM", "IO", "UA"}  # no people of their own, or no days off while at war
    for code in catalog.countries:
        holidays = catalog.holidays(code, range(2026, 2027))
        assert bool(holidays) == (code not in without), code
        for one in holidays:
            assert one.end - one.begin in {23 * 60, 24 * 60, 25 * 60}
            assert one.names.ar and one.names.en
            assert one.names.ar != one.names.en


def test_eid_is_named_in_arabic_where_it_is_celebrated(catalog: Catalog) -> None:
    names = {one.names.ar for one in catalog.holidays("SA", range(2026, 2027))}
    assert any("عيد الفطر" in name for name in names)
