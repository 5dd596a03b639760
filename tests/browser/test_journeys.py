"""What people do on the pages, with and without script."""

import re
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect
from show.invented import OPEN

from marsad.nouns.status import Status

from .conftest import Served, until

pytestmark = pytest.mark.browser


@pytest.fixture(params=["script", "no script"])
def visitor(chromium: Browser, served: Served, request: pytest.FixtureRequest):
    context = chromium.new_context(
        base_url=served.address, java_script_enabled=request.param == "script"
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


def test_from_the_chart_to_what_is_marked_on_it(visitor: Page):
    visitor.goto("/en/services/chirp?range=7d")
    visitor.locator(".noted a").first.click()
    expect(visitor).to_have_url(re.compile(f"/en/incidents/{OPEN.id}$"))


def test_an_empty_filter_leads_on(visitor: Page):
    visitor.goto("/en/?category=shop&country=SA")
    visitor.get_by_role("link", name="Shops in all countries").click()
    expect(visitor.locator("#all a")).to_have_count(1)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_from_the_home_page_to_the_evidence(visitor: Page, language: str):
    visitor.goto(f"/{language}/")
    visitor.locator(".cards.down a").first.click()
    expect(visitor).to_have_url(f"{visitor.url.split('/' + language)[0]}/{language}/services/chirp")
    visitor.locator(f'#sure a[href$="{OPEN.id}"]').click()
    expect(visitor.locator("#facts dd")).to_have_count(7)
    assert visitor.locator(".why li").count() == 5


def test_one_tap_reports_and_is_thanked(visitor: Page, served: Served):
    visitor.goto("/ar/services/metro-bank")
    visitor.get_by_role("button", name="فشل الدفع").click()
    expect(visitor.locator(".thanks")).to_contain_text("شكرًا لك")
    assert parse_qs(served.posted[0].decode(), keep_blank_values=True) == {
        "website": [""],
        "token": [""],
        "symptom": ["payment"],
    }


def test_search_finds_the_service(visitor: Page):
    visitor.goto("/ar/")
    visitor.get_by_role("searchbox").fill("تشيرب")
    visitor.get_by_role("searchbox").press("Enter")
    visitor.locator(".tiles a").first.click()
    expect(visitor.locator("h1")).to_contain_text("تشيرب")


def test_the_whole_page_is_there_without_script(chromium: Browser, served: Served):
    texts: list[str] = []
    for script in (True, False):
        context = chromium.new_context(base_url=served.address, java_script_enabled=script)
        page = context.new_page()
        page.goto("/en/services/chirp")
        texts.append(page.locator("main").inner_text())
        context.close()
    assert texts[0] == texts[1]
    assert "Reports over time" in texts[0]


def test_an_open_page_changes_by_itself_when_the_stream_says_so(page: Page, served: Served):
    page.goto("/en/")
    expect(page.locator("h1")).to_have_text("1 of 5 services has a problem now")
    until(page, lambda: served.live.watchers)
    served.sight.told["quiet"] = Status("quiet", "problem", 0.99, known_since=1)
    served.sight.time += 60_000
    served.publish("state", service="quiet", state="problem")
    expect(page.locator("h1")).to_have_text("2 of 5 services have problems now", timeout=8000)
    expect(page).to_have_title("(2) 2 services have problems · Marsad")


def test_a_service_page_draws_its_chart_anew(page: Page, served: Served):
    page.goto("/en/services/chirp")
    before = page.locator(".field .line").get_attribute("d")
    until(page, lambda: served.live.watchers)
    served.sight.time += 6 * 60_000
    served.publish("counts", service="chirp")
    expect(page.locator(".field .line")).not_to_have_attribute("d", before or "", timeout=8000)
    expect(page.locator("#made")).to_contain_text("16:43")


def test_what_was_opened_stays_open(page: Page, served: Served):
    page.goto("/en/services/chirp")
    page.get_by_text("Show as a table").click()
    until(page, lambda: served.live.watchers)
    served.sight.time += 60 * 60_000
    served.publish("counts", service="chirp")
    expect(page.locator("#made")).to_contain_text("17:37", timeout=8000)
    expect(page.locator("#numbers tr").nth(1)).to_be_visible()
