"""From an incident to the one before it, side by side, with and without script."""

import pytest
from playwright.sync_api import Browser, Page, expect
from show.invented import LAST_MONTH, OPEN

from .conftest import Served

pytestmark = pytest.mark.browser


@pytest.fixture(params=["script", "no script"])
def visitor(chromium: Browser, served: Served, request: pytest.FixtureRequest):
    served.sight.kept.append(LAST_MONTH)
    context = chromium.new_context(
        base_url=served.address, java_script_enabled=request.param == "script"
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_incident_is_compared_with_last_months(visitor: Page, language: str):
    visitor.goto(f"/{language}/incidents/{OPEN.id}")
    visitor.locator(f'#before a[href*="incident={LAST_MONTH.id}"]').click()
    expect(visitor.locator(".curves path.curve")).to_have_count(2)
    expect(visitor.locator(".facts thead th")).to_have_count(2)
    visitor.locator('.ranges a[href*="scale=usual"]').click()
    expect(visitor.locator('.ranges a[href*="scale=usual"][aria-current]').first).to_be_visible()
    visitor.get_by_text("English" if language == "ar" else "العربية").first.click()
    assert f"incident={LAST_MONTH.id}&incident={OPEN.id}&scale=usual" in visitor.url


def test_another_service_is_searched_for_and_added(visitor: Page):
    visitor.goto(f"/en/compare?incident={OPEN.id}")
    box = visitor.get_by_role("searchbox", name="Search the outages of a service")
    box.fill("metro")
    box.press("Enter")
    visitor.locator(".choose a").first.click()
    expect(visitor.locator(".sides li")).to_have_count(2)
    visitor.get_by_role("link", name="Remove A").click()
    expect(visitor.locator(".sides li")).to_have_count(1)


def test_curves_run_from_the_left_in_arabic_too(page: Page, served: Served):
    served.sight.kept.append(LAST_MONTH)
    page.goto(f"/ar/compare?incident={OPEN.id}&incident={LAST_MONTH.id}")
    zero, end = (page.locator(each).first.bounding_box() for each in (".zero", ".over circle"))
    assert zero and end
    assert zero["x"] < end["x"]
    dashes = page.evaluate(
        "[...document.querySelectorAll('.curves path.curve')].map(e => {"
        "const s = getComputedStyle(e); return [s.strokeDasharray, s.stroke]})"
    )
    assert len({dash for dash, _ in dashes}) == len({colour for _, colour in dashes}) == 2


def test_links_and_buttons_are_large_enough_for_a_thumb(chromium: Browser, served: Served):
    context = chromium.new_context(base_url=served.address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    for path in (f"/ar/compare?incident={OPEN.id}", f"/ar/incidents/{OPEN.id}"):
        page.goto(path)
        for each in page.locator(
            "button:visible, summary:visible, .go:visible, .drop:visible, .choose a, .links a"
        ).all():
            box = each.bounding_box()
            assert box
            assert box["height"] >= 44, each.inner_text()
    context.close()
