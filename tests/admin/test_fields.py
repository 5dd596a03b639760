"""What forms carry: times on the site's clock, texts, and the way back."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.admin.form import instant_in
from marsad.admin.service_desk import changed_lines
from marsad.admin.way import way_to
from marsad.show.moments import field_of

ZONES = ["Asia/Riyadh", "Africa/Cairo", "Europe/Berlin", "America/St_Johns", "Asia/Gaza"]


@given(st.integers(25_000_000, 60_000_000), st.sampled_from(ZONES))
def test_a_minute_comes_back_from_its_field_unless_the_clock_shows_it_twice(minute, zone):
    instant, clock = minute * 60_000, ZoneInfo(zone)
    found = instant_in(field_of(instant, clock), clock)
    assert found is not None
    assert field_of(found, clock) == field_of(instant, clock)
    assert instant - found in (0, 3_600_000)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-13-01T00:00", "2026-11-20T18:00Z", "2026-11-20T18:00+03:00",
     "0001-01-01T00:00", "9999-12-31T23:59", "1999-12-31T23:59", "2026-11-20T24:61", "٢٠٢٦x"],
)  # fmt: skip
def test_what_is_no_time_on_the_clock_is_none(text):
    assert instant_in(text, ZoneInfo("Asia/Riyadh")) is None


@given(st.text(max_size=60))
def test_any_text_in_a_field_of_time_is_an_instant_or_none(text):
    assert instant_in(text, ZoneInfo("Asia/Riyadh")) is None or len(text) >= 8


@given(st.text(max_size=60))
def test_the_way_leads_into_the_desk_only(text):
    assert way_to(text) == text or way_to(text) == "/"
    assert not way_to("/" + text).startswith("//")
    assert ":" not in way_to(text)


@given(st.lists(st.sampled_from(["a: 1", "b: 2", "- x", "--", "++y", ""])), st.data())
def test_changes_lead_from_one_text_to_the_other(lines, data):
    other = data.draw(st.permutations(lines)) + data.draw(st.sampled_from([[], ["+ z"]]))
    told = changed_lines("\n".join(lines), "\n".join(other))
    taken = [line for mark, line in told if mark == "-"]
    given_ = [line for mark, line in told if mark == "+"]
    before = "\n".join(lines).splitlines()
    after = "\n".join(other).splitlines()
    assert sorted(before + given_) == sorted(after + taken)
