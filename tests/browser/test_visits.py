"""One whole visit on a bad day: from the first sentence to a report, the evidence and a comparison,
in both directions, on a phone and a desktop, with script and without.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from show.invented import LAST_MONTH, OPEN

from .conftest import Served

pytestmark = pytest.mark.browser

SIZES = {"phone": (360, 740), "desktop": (1200, 900)}
HEADLINE = {"ar": "تشيرب", "en": "Chirp"}
LOGIN = {"ar": "تعذّر تسجيل الدخول", "en": "Cannot sign in"}


@pytest.fixture(params=["script", "no script"])
def script(request: pytest.FixtureRequest) -> bool:
    return request.param == "script"


@pytest.fixture(params=SIZES)
def visitor(
    chromium: Browser, served: Served, script: bool, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Who has no cookie in the end, and whose every page fitted their screen."""
    served.sight.kept.append(LAST_MONTH)
    width, height = SIZES[request.param]
    context = chromium.new_context(
        base_url=served.address,
        java_script_enabled=script,
        viewport={"width": width, "height": height},
        is_mobile=request.param == "phone",
        has_touch=request.param == "phone",
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_visit_during_an_outage(visitor: Page, served: Served, language: str):
    other = "en" if language == "ar" else "ar"
    visitor.goto(f"/{language}/")
    expect(visitor.locator("h1")).to_be_in_viewport()
    first = visitor.locator(".cards.down a").first
    expect(first).to_be_in_viewport()
    first.click()
    expect(visitor.locator("h1")).to_contain_text(HEADLINE[language])
    visitor.get_by_role("button", name=LOGIN[language]).click()
    expect(visitor.locator(".thanks").first).to_be_visible()
    assert b"symptom=login" in served.posted[0]

    visitor.locator(f'main a[href$="/{language}/incidents/{OPEN.id}"]').first.click()
    expect(visitor).to_have_url(f"{served.address}/{language}/incidents/{OPEN.id}")
    assert visitor.locator("#sure li").count() >= 4
    expect(visitor.locator("#said blockquote")).to_have_count(4)

    visitor.locator(f'main a[href*="/compare?"][href*="{LAST_MONTH.id}"]').first.click()
    assert "/compare?" in visitor.url
    expect(visitor.locator("h1")).to_be_visible()
    for each in (OPEN, LAST_MONTH):
        assert visitor.locator(f'main a[href$="/incidents/{each.id}"]').count() >= 1

    visitor.locator(f'.tongues a[hreflang="{other}"]').click()
    expect(visitor.locator(f'html[lang="{other}"]')).to_have_count(1)
    assert LAST_MONTH.id in visitor.url
    visitor.go_back()
    visitor.go_back()
    assert visitor.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("path", ["/", "/history", "/explore", "/corrections", "/about"])
def test_every_place_of_the_head_and_foot_is_there(page: Page, language: str, path: str):
    page.goto(f"/{language}{path}")
    expect(page.locator("h1")).to_be_visible()
    addresses = page.locator(".top a, .foot nav a").evaluate_all("all => all.map(a => a.href)")
    for address in addresses:
        assert page.request.get(address).status == 200, address
