"""A phone on a bad line: every page within 120 KB, nothing that jumps."""

import re

import brotli
import pytest
from playwright.sync_api import Browser, ViewportSize

from .conftest import Served, until
from .test_access import PATHS

pytestmark = pytest.mark.browser

MOST = 120 * 1024
SCRIPTS = 6 * 1024
CHARTED = 26 * 1024
"""With the library that zooms a chart, which no other page loads."""
SHEETS = 6 * 1024
PHONE = ViewportSize(width=390, height=844)
WATCH = (
    "window.moved = 0; new PerformanceObserver(l => l.getEntries().forEach("
    "e => moved += e.value)).observe({type: 'layout-shift', buffered: true})"
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_first_visit_is_light_and_nothing_jumps(
    chromium: Browser, served: Served, language: str, path: str
):
    context = chromium.new_context(base_url=served.address, viewport=PHONE)
    page = context.new_page()
    page.add_init_script(WATCH)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    sizes: list[int] = []
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"/{language}{path}")
    page.evaluate("document.fonts.ready")
    until(page, lambda: len(sizes) >= 4)
    page.wait_for_timeout(300)  # more may come
    assert sum(sizes) <= MOST
    assert page.evaluate("moved") <= 0.02
    print(language, path, sum(sizes))  # noqa: T201 - seen with pytest -s
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_scripts_and_styles_are_small(chromium: Browser, served: Served, path: str):
    page = chromium.new_page(base_url=served.address)
    page.goto(f"/ar{path}")
    html = page.content()
    scripts = CHARTED if path.startswith("/explore") else SCRIPTS
    for kind, most in ((r'src="([^"]+\.js)"', scripts), (r'href="([^"]+\.css)"', SHEETS)):
        bodies = [page.request.get(address).body() for address in re.findall(kind, html)]
        assert sum(len(brotli.compress(body)) for body in bodies) <= most
    page.close()


def test_the_browser_is_sent_brotli(chromium: Browser, served: Served):
    page = chromium.new_page(base_url=served.address)
    codings: dict[str, str] = {}
    page.on(
        "response",
        lambda answer: codings.update({answer.url: answer.headers.get("content-encoding", "")}),
    )
    page.goto("/en/services/chirp")
    large = re.compile(r"/services/chirp$|/style\.\w+\.css$|/live\.\w+\.js$|/world\.\w+\.svg$")
    assert [codings[url] for url in codings if large.search(url)] == ["br"] * 4
    page.close()
