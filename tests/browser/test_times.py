"""A reader elsewhere may see every time by their own clock too; one who is here sees no more."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import Served, until

pytestmark = pytest.mark.browser


def visitor(chromium: Browser, served: Served, zone: str) -> Page:
    return chromium.new_context(base_url=served.address, timezone_id=zone).new_page()


@pytest.mark.parametrize("zone", ["Asia/Riyadh", "Asia/Kuwait"])
def test_who_shares_the_sites_clock_is_offered_nothing(
    chromium: Browser, served: Served, zone: str
):
    page = visitor(chromium, served, zone)
    page.goto("/en/services/chirp")
    expect(page.locator("[data-pause]")).to_be_visible()
    assert not page.locator("[data-own]").is_visible()
    assert page.locator("time[title]").count() == 0
    page.context.close()


@pytest.mark.parametrize(("language", "told"), [("en", "13:48 your time"), ("ar", "13:48 بتوقيتك")])
def test_own_times_stand_beside_the_sites_once_asked_for(
    chromium: Browser, served: Served, language: str, told: str
):
    page = visitor(chromium, served, "Europe/London")
    page.goto(f"/{language}/services/chirp")
    since = page.locator('#sure time[datetime="2026-05-24T12:48:00Z"]')
    expect(since).to_have_attribute("title", told)
    assert told not in since.inner_text()
    page.locator("[data-own]").click()
    expect(since).to_contain_text(f"({told})")
    expect(since).to_contain_text("15:48")
    page.locator("[data-own]").click()
    assert told not in since.inner_text()
    page.context.close()


def test_another_day_is_named(chromium: Browser, served: Served):
    page = visitor(chromium, served, "Pacific/Auckland")
    page.goto("/en/services/chirp")
    title = page.locator('#sure time[datetime="2026-05-24T12:48:00Z"]').get_attribute("title")
    assert title == "May 25, 00:48 your time"
    page.context.close()


def test_what_comes_in_live_tells_own_times_too(chromium: Browser, served: Served):
    page = visitor(chromium, served, "Europe/London")
    page.goto("/en/services/chirp")
    page.locator("[data-own]").click()
    until(page, lambda: served.live.watchers)
    served.sight.time += 6 * 60_000
    served.publish("counts", service="chirp")
    expect(page.locator("#made time")).to_contain_text("16:43", timeout=9000)
    expect(page.locator("#made time")).to_contain_text("14:43 your time")
    page.context.close()
