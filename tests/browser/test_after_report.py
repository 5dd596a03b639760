"""Reporting in whole: a browser, a real observatory with its door, journal and folds, one click."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marsad.clock import WallClock
from marsad.nouns.withdrawn import CHANGEABLE_MS
from marsad.serving import Serving
from marsad.settings import IntakeSettings, Settings

from .test_access import AXE, SIZES, TAGS

pytestmark = pytest.mark.browser

RIYADH, CAIRO = "212.118.140.7", "41.32.5.9"


class Ahead(WallClock):
    """The machine's clock, and some time more."""

    more = 0

    def now(self) -> int:
        return super().now() + self.more


class Observed:
    """An observatory on a port of the loopback, in a thread; behind a proxy, so that a header says
    where a visitor comes from."""

    def __init__(self, folder: Path) -> None:
        self.clock = Ahead()
        settings = Settings(data=str(folder), intake=IntakeSettings(proxies=("127.0.0.0/8",)))
        self._serving = Serving(settings, self.clock)
        config = uvicorn.Config(
            self._serving, http=self._serving.protocol, port=0, log_config=None, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        eventually(lambda: self._server.started)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"

    def _run(self) -> None:
        async def life() -> None:
            await self._serving.open()
            await self._server.serve()
            await self._serving.close()

        self._loop.run_until_complete(life())
        self._loop.close()

    def total(self, service: str = "x") -> tuple[int, int]:
        """Reports and "works" of the last quarter of an hour."""
        minute = self.clock.now() // 60_000 + 1
        window = self._serving.observatory.outlook.window(service, minute - 15, minute, 15)
        return int(window.reports.sum()), int(window.works.sum())

    def places(self, service: str = "x") -> dict[str, int]:
        minute = self.clock.now() // 60_000 + 1
        sight = self._serving.observatory.outlook
        window = sight.window(service, minute - 15, minute, 15, by="country")
        return {key: int(counts.sum()) for key, counts in window.by.items()}

    def others(self, many: int, **said: str) -> None:
        """As many people of Riyadh report by the API, each from a network of their own."""

        async def report() -> None:
            door = self._serving.observatory.door
            for n in range(many):
                body = msgspec.json.encode({"service": "x", **said})
                headers = [(b"x-forwarded-for", b"212.118.%d.9" % (100 + n))]
                await door.take("127.0.0.1", headers, body).stored

        asyncio.run_coroutine_threadsafe(report(), self._loop).result(20)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._serving.hush)
        self._server.should_exit = True
        self._thread.join(20)


def eventually(check: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


@pytest.fixture
def observed(tmp_path: Path) -> Iterator[Observed]:
    observed = Observed(tmp_path)
    yield observed
    observed.stop()


def visit(chromium: Browser, observed: Observed, peer: str = RIYADH, **more) -> BrowserContext:
    headers = {"X-Forwarded-For": peer}
    return chromium.new_context(base_url=observed.address, extra_http_headers=headers, **more)


@pytest.fixture(params=["script", "no script"])
def visitor(chromium: Browser, observed: Observed, request) -> Iterator[Page]:
    context = visit(chromium, observed, java_script_enabled=request.param == "script")
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.fixture
def reader(chromium: Browser, observed: Observed) -> Iterator[Page]:
    context = visit(chromium, observed, CAIRO)
    yield context.new_page()
    context.close()


def test_report_say_more_and_take_it_back(visitor: Page, observed: Observed):
    visitor.goto("/en/services/x")
    visitor.get_by_role("button", name="It does not work for me").click()
    eventually(lambda: observed.total() == (1, 0))
    expect(visitor.locator(".thanks h2")).to_have_text(
        "Thank you. You are the first to report it in the last 15 minutes."
    )
    expect(visitor.locator(".try li")).to_have_count(3)
    visitor.get_by_text("Add country, part or a note").click()
    expect(visitor.get_by_label("Country")).to_have_value("SA")
    visitor.get_by_label("Country").select_option("EG")
    visitor.get_by_label("Note").fill("الصفحة بيضاء")
    visitor.get_by_role("button", name="Add this").click()
    expect(visitor.locator(".thanks")).to_contain_text("What you added is part of your report")
    eventually(lambda: observed.places() == {"EG": 1})
    visitor.get_by_role("button", name="Take my report back").click()
    expect(visitor.locator(".thanks")).to_contain_text("Your report was taken back")
    expect(visitor).to_have_url(f"{observed.address}/en/services/x?thanks=undone")
    eventually(lambda: observed.total() == (0, 0))
    visitor.get_by_role("button", name="It does not work for me").click()
    eventually(lambda: observed.total() == (1, 0))


def test_in_arabic_it_works_for_me(visitor: Page, observed: Observed):
    visitor.goto("/ar/services/x")
    visitor.get_by_role("button", name="تعمل لديّ", exact=True).click()
    expect(visitor.locator(".thanks h2")).to_contain_text("الخدمة تعمل لديك")
    eventually(lambda: observed.total() == (0, 1))
    visitor.get_by_role("button", name="اسحب بلاغي").click()
    expect(visitor.locator(".thanks")).to_contain_text("سُحب بلاغك")
    eventually(lambda: observed.total() == (0, 0))


def test_what_others_report_and_from_where_is_said(visitor: Page, observed: Observed):
    observed.others(12, symptom="feed_missing")
    eventually(lambda: observed.total() == (12, 0))
    visitor.goto("/en/services/x")
    visitor.get_by_role("button", name="It does not work for me").click()
    eventually(lambda: observed.total() == (13, 0))
    said = visitor.locator(".thanks")

    def anew() -> bool:  # a page is made once a second, so this one may be of just before
        visitor.reload()
        return "You and 12 others reported it in the last 15 minutes." in said.inner_text()

    eventually(anew)
    expect(said).to_contain_text("Most often:")
    expect(said).to_contain_text("Most come from Saudi Arabia: 13 reports.")


def test_neither_reload_nor_back_nor_a_second_click_reports_again(
    visitor: Page, observed: Observed
):
    visitor.goto("/en/services/x")
    visitor.get_by_role("button", name="It does not work for me").dblclick()
    visitor.wait_for_url("**receipt=**")
    for _ in range(3):
        visitor.reload()
    visitor.go_back()
    visitor.go_forward()
    expect(visitor.locator(".thanks h2")).to_contain_text("Thank you")
    eventually(lambda: observed.total() == (1, 0))
    visitor.get_by_role("button", name="Take my report back").dblclick()
    visitor.wait_for_url("**thanks=undone")
    visitor.go_back()
    expect(visitor.locator(".thanks")).to_contain_text("Your report was taken back")
    expect(visitor.get_by_role("button", name="Take my report back")).to_have_count(0)
    eventually(lambda: observed.total() == (0, 0))


def test_when_it_is_too_late_the_server_says_so(visitor: Page, observed: Observed):
    visitor.goto("/en/services/x")
    visitor.get_by_role("button", name="It does not work for me").click()
    visitor.wait_for_url("**receipt=**")
    observed.clock.more = CHANGEABLE_MS + 1
    visitor.get_by_role("button", name="Take my report back").click()
    expect(visitor.locator(".refusal")).to_contain_text("It is too late to change this report")
    expect(visitor.get_by_role("button", name="Take my report back")).to_have_count(0)
    assert observed.total() == (1, 0)
    observed.clock.more = 16 * 60_000
    visitor.reload()
    expect(visitor.locator("section.thanks")).to_have_count(0)


def test_a_script_takes_the_buttons_away_when_the_time_is_over(reader: Page):
    reader.clock.install()
    reader.goto("/en/services/x")
    reader.get_by_role("button", name="It does not work for me").click()
    expect(reader.get_by_role("button", name="Take my report back")).to_be_visible()
    reader.clock.fast_forward(CHANGEABLE_MS + 2_000)
    expect(reader.get_by_role("button", name="Take my report back")).to_be_hidden()
    expect(reader).to_have_url("**/en/services/x".replace("**", reader.url.split("/en/")[0]))


def test_a_receipt_of_somebody_else_changes_nothing(
    visitor: Page, reader: Page, observed: Observed
):
    visitor.goto("/en/services/x")
    visitor.get_by_role("button", name="It does not work for me").click()
    visitor.wait_for_url("**receipt=**")
    reader.goto(visitor.url)
    reader.get_by_role("button", name="Take my report back").click()
    expect(reader.locator(".refusal")).to_contain_text("The report was not changed")
    eventually(lambda: observed.total() == (1, 0))


def test_an_open_page_hears_that_a_report_was_taken_back(
    visitor: Page, reader: Page, observed: Observed
):
    visitor.goto("/en/services/x")
    reader.goto("/en/services/x")
    reader.wait_for_timeout(300)
    visitor.get_by_role("button", name="It does not work for me").click()
    expect(reader.locator("#sure")).to_contain_text("1 report in", timeout=12_000)
    visitor.get_by_role("button", name="Take my report back").click()
    expect(reader.locator("#sure")).to_contain_text("No reports in", timeout=12_000)


def test_the_page_that_thanks_is_nobody_elses(visitor: Page):
    visitor.goto("/en/services/x")
    with visitor.expect_response("**receipt=**") as told:
        visitor.get_by_role("button", name="It does not work for me").click()
    headers = told.value.headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing(
    chromium: Browser, observed: Observed, language: str, scheme: str, size: str
):
    width, height = SIZES[size]
    scheme = "dark" if scheme == "dark" else "light"
    screen = {"width": width, "height": height}
    context = visit(chromium, observed, viewport=screen, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"/{language}/services/x")
    page.locator("form.act .main").click()
    page.wait_for_url("**receipt=**")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(AXE)
    found = page.evaluate(
        "tags => axe.run({runOnly: tags}).then(r => r.violations.map("
        "v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)]))",
        TAGS,
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for part in page.locator(".thanks :is(button, select, textarea, summary):visible").all():
        box = part.bounding_box()
        assert box
        assert box["height"] >= 44
    context.close()
