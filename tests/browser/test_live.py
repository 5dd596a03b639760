"""A page that is left open: it stays true, rests when nobody looks, and never hammers."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from show.invented import OPEN, VERDICT

from marsad.nouns.status import Status
from marsad.nouns.verdict import Span

from .conftest import Served, until

pytestmark = pytest.mark.browser

MINUTE = 60_000
CHIRP = "/en/services/chirp"
STREAM = "/api/v1/live"
RECOVERS = Status("chirp", "recovering", 0.5, verdicts=(VERDICT,))


@pytest.fixture
def visitor(chromium: Browser, served: Served) -> Iterator[Page]:
    """Whose clock goes only when the test says so; a refused request is no error here."""
    context = chromium.new_context(base_url=served.address)
    page = context.new_page()
    page.clock.install()
    yield page
    context.close()


def passes(page: Page, minutes: float, step: int = 10_000) -> None:
    """Time on the page's clock, with a breath of real time for what it asks meanwhile."""
    for _ in range(int(minutes * MINUTE / step)):
        page.clock.run_for(step)
        page.wait_for_timeout(10)


def comes(page: Page, text: str, where: str = "h1") -> None:
    """Wait, on both clocks, until it says so."""
    for _ in range(100):
        if text in page.locator(where).first.inner_text():
            return
        passes(page, 1 / 12, 5_000)
        page.wait_for_timeout(20)
    raise AssertionError(f"{where} never said {text}")


def streams(page: Page, served: Served) -> bool:
    """Whether it takes the stream up again, be it after some tries."""
    for _ in range(60):
        if served.live.watchers == 1:
            return True
        passes(page, 1 / 6)
        page.wait_for_timeout(20)
    return False


def asked(served: Served, path: str) -> int:
    return sum(each == path for each, _ in served.asked)


def opened(page: Page, served: Served, path: str = CHIRP) -> None:
    page.goto(path)
    for _ in range(100):
        if served.live.watchers or "stream" in served.refused:
            return
        page.wait_for_timeout(20)


def recover(served: Served) -> None:
    served.sight.told["chirp"] = RECOVERS
    served.sight.time += MINUTE


def test_the_stream_resumes_after_the_line_was_cut(page: Page, served: Served):
    opened(page, served)
    before = asked(served, CHIRP)
    served.publish("counts", service="chirp")
    until(page, lambda: asked(served, CHIRP) > before)
    served.cut()
    recover(served)
    served.publish("state", service="chirp")
    expect(page.locator("h1")).to_have_text("Chirp is recovering", timeout=15000)
    again = [heads for path, heads in served.asked if path == STREAM][1]
    assert again["last-event-id"] == "1"


def test_paused_means_paused_even_after_a_reload(visitor: Page, served: Served):
    opened(visitor, served, "/ar/services/chirp")
    visitor.get_by_role("button", name="إيقاف التحديث المباشر").click()
    visitor.reload()
    resume = visitor.get_by_role("button", name="استئناف التحديث المباشر")
    expect(resume).to_be_visible()
    recover(served)
    served.publish("state", service="chirp")
    before = len(served.asked)
    passes(visitor, 20)
    assert len(served.asked) == before
    resume.click()
    comes(visitor, "تشيرب: الخدمة تتعافى")


def test_without_a_stream_it_asks_by_etag_ever_more_rarely(visitor: Page, served: Served):
    served.refused.add("stream")
    opened(visitor, served)
    passes(visitor, 10)
    early = [heads for path, heads in served.asked if path == CHIRP][1:]
    assert 4 <= len(early) <= 20
    # One whose answer is still being written to the browser's store may do without.
    assert sum("if-none-match" in heads for heads in early) >= len(early) - 1
    recover(served)
    comes(visitor, "Chirp is recovering")
    passes(visitor, 120, MINUTE)
    before = asked(served, CHIRP)
    passes(visitor, 60)
    assert 8 <= asked(served, CHIRP) - before <= 16
    assert asked(served, STREAM) <= 10


def test_it_returns_to_the_stream_when_that_is_let_through_again(visitor: Page, served: Served):
    served.refused.add("stream")
    opened(visitor, served)
    passes(visitor, 3)
    served.refused.clear()
    passes(visitor, 12)
    assert streams(visitor, served)
    before = asked(served, CHIRP)
    passes(visitor, 10)
    assert asked(served, CHIRP) - before <= 5


def test_a_proxy_that_cuts_every_stream_is_not_hammered(visitor: Page, served: Served):
    opened(visitor, served)
    for _ in range(12):
        served.cut()
        visitor.wait_for_timeout(700)  # the browser's own wait is three seconds of real time
        passes(visitor, 0.5)
    assert asked(served, STREAM) <= 5


def test_it_waits_as_long_as_it_is_told_to(visitor: Page, served: Served):
    served.refused |= {"stream"}
    opened(visitor, served)
    served.refused |= {"pages"}
    passes(visitor, 2)
    assert asked(served, CHIRP) == 2
    passes(visitor, 56)
    assert asked(served, CHIRP) == 2
    served.refused -= {"pages"}
    passes(visitor, 10)
    assert asked(served, CHIRP) >= 3


def test_a_page_that_nobody_sees_rests(visitor: Page, served: Served):
    opened(visitor, served)
    hide(visitor, True)
    until(visitor, lambda: served.live.watchers == 0)
    before = len(served.asked)
    served.publish("state", service="chirp")
    passes(visitor, 60, 5 * MINUTE)
    assert len(served.asked) == before
    recover(served)
    hide(visitor, False)
    comes(visitor, "Chirp is recovering")
    assert streams(visitor, served)


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_going_back_finds_a_page_that_is_still_live(visitor: Page, served: Served):
    opened(visitor, served)
    visitor.goto("/en/")
    recover(served)
    visitor.go_back()
    comes(visitor, "Chirp is recovering")
    assert streams(visitor, served)


def test_a_page_kept_for_going_back_lets_the_stream_go_and_takes_it_up(
    visitor: Page, served: Served
):
    """What the browser says when it keeps a page whole (bfcache), which Playwright turns off."""
    opened(visitor, served)
    visitor.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    until(visitor, lambda: served.live.watchers == 0)
    recover(served)
    visitor.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    comes(visitor, "Chirp is recovering")
    assert streams(visitor, served)


def test_who_pays_for_every_byte_is_not_streamed_to(visitor: Page, served: Served):
    visitor.add_init_script(
        "Object.defineProperty(navigator, 'connection', {value: {saveData: 1}})"
    )
    visitor.goto(CHIRP)
    passes(visitor, 5)
    assert asked(served, STREAM) == 0
    assert asked(served, CHIRP) > 2


def test_when_all_is_over_it_rests_for_good(visitor: Page, served: Served):
    """An incident's page has nothing to wait for once the incident ended."""
    opened(visitor, served, f"/en/incidents/{OPEN.id}")
    end = Span(served.sight.time, served.sight.time, served.sight.time)
    served.sight.kept[0] = msgspec.structs.replace(OPEN, state="ended", ended=end)
    served.sight.time += MINUTE
    served.publish("incident", service="chirp")
    comes(visitor, "Over", ".pill")
    expect(visitor.locator("[data-pause]")).to_be_hidden()
    before = len(served.asked)
    passes(visitor, 60, 5 * MINUTE)
    assert len(served.asked) == before
    assert served.live.watchers == 0


def test_only_a_sentence_that_changed_is_spoken(visitor: Page, served: Served):
    opened(visitor, served)
    visitor.evaluate(
        """() => {
            window.spoken = 0;
            new MutationObserver(() => { spoken += 1; })
                .observe(document.querySelector("#sentence"), { subtree: true, childList: true });
        }"""
    )
    assert visitor.locator("[role=status]").count() == 1
    served.sight.time += 6 * MINUTE
    served.publish("counts", service="chirp")
    comes(visitor, "16:43", "#made")
    assert visitor.evaluate("spoken") == 0
    recover(served)
    served.publish("state", service="chirp")
    comes(visitor, "Chirp is recovering")
    assert visitor.evaluate("spoken") == 1


def test_a_day_of_events_neither_leaks_nor_hammers(visitor: Page, served: Served):
    tools = visitor.context.new_cdp_session(visitor)
    tools.send("Performance.enable")
    opened(visitor, served)
    a_while(visitor, served, 60)
    before, asked_before = held(tools), asked(served, CHIRP)
    a_while(visitor, served, 24 * 60 - 60)
    after, hours = held(tools), 23
    assert asked(served, CHIRP) - asked_before <= hours * 61
    assert asked(served, STREAM) == 1
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 2
    assert after["Nodes"] <= before["Nodes"] * 1.05 + 50
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] * 1.2 + 500_000


def a_while(page: Page, served: Served, minutes: int) -> None:
    """Three events a minute: thousands a day."""
    for _ in range(0, minutes, 4):
        served.sight.time += 4 * MINUTE
        for _ in range(12):
            served.publish("counts", service="chirp")
        page.wait_for_timeout(5)
        page.clock.run_for(4 * MINUTE)


def held(tools: CDPSession) -> dict[str, float]:
    tools.send("HeapProfiler.collectGarbage")
    metrics = tools.send("Performance.getMetrics")["metrics"]
    return {each["name"]: each["value"] for each in metrics}
