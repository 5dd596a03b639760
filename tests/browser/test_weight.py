"""A phone on a bad line: every page within 120 KB, nothing that jumps."""

import pytest
from playwright.sync_api import Browser
from show.invented import OPEN

from .conftest import Served

pytestmark = pytest.mark.browser

MOST = 120 * 1024
SCRIPT = 4 * 1024


@pytest.mark.parametrize(
    "path", ["/", "/services/chirp", f"/incidents/{OPEN.id}", "/history", "/explore?cell=chirp"]
)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_first_visit_weighs_at_most_120_kilobytes(
    chromium: Browser, served: Served, language: str, path: str
):
    context = chromium.new_context(base_url=served.address, viewport={"width": 390, "height": 844})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    sizes: list[int] = []
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"/{language}{path}")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(300)
    assert len(sizes) >= 4
    assert sum(sizes) <= MOST
    print(language, path, sum(sizes))  # noqa: T201 - seen with pytest -s
    context.close()


def test_the_script_is_small(chromium: Browser, served: Served):
    page = chromium.new_page(base_url=served.address)
    page.goto("/en/")
    source = page.request.get(page.locator("script").get_attribute("src") or "").body()
    assert len(source) <= SCRIPT
    page.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_jumps_while_the_page_loads(chromium: Browser, served: Served, language: str):
    context = chromium.new_context(base_url=served.address, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(l => l.getEntries().forEach("
        "e => moved += e.value)).observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"/{language}/services/chirp")
    page.wait_for_timeout(500)
    assert page.evaluate("moved") <= 0.02
    context.close()
