"""The explorer in a browser: zoomed by mouse, wheel, keys and fingers; whole without a script."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from marsad.nouns.minute import parse_rfc3339

from .conftest import Served

pytestmark = pytest.mark.browser

WHERE = "/en/explore?cell=chirp&from=2026-05-23T12:00:00Z&to=2026-05-24T12:00:00Z"
HOUR = 3_600_000


def shown(page: Page) -> tuple[int, int]:
    """The time that the address names, in milliseconds."""
    query = parse_qs(urlsplit(page.url).query)
    return parse_rfc3339(query["from"][0]), parse_rfc3339(query["to"][0])


def opened(page: Page) -> Page:
    page.goto(WHERE)
    page.locator("#zoomed canvas").wait_for()
    return page


def changed(page: Page, before: str) -> None:
    """Wait until the address, and then the rest of the page, followed."""
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_load_state("networkidle")


def test_dragging_zooms_and_all_of_the_page_follows(page: Page):
    opened(page)
    box = page.locator("#zoomed .u-over").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 50, steps=5)
    page.mouse.up()
    changed(page, page.url)
    first, last = shown(page)
    start = parse_rfc3339("2026-05-23T12:00:00Z")
    assert first - start == pytest.approx(6 * HOUR, abs=HOUR / 4)
    assert last - first == pytest.approx(6 * HOUR, abs=HOUR / 4)
    assert "May 23, 21:" in page.locator("#h-chart").inner_text()
    assert "from=2026-05-23T18" in (page.locator("#data a").first.get_attribute("href") or "")
    assert "from=2026-05-23T18" in (
        page.locator("nav a[hreflang=ar]").first.get_attribute("href") or ""
    )


@pytest.mark.parametrize("width", [360, 1200])
def test_the_page_says_how_fine_the_chart_is_drawn(page: Page, width: int):
    page.set_viewport_size({"width": width, "height": 900})
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/" in request.url else None
    )
    opened(page)
    assert "step=5m" in asked[-1]
    assert "One point is 5 minutes." in page.locator("#about").inner_text()
    before = page.url
    page.get_by_role("button", name="Zoom out").or_(
        page.get_by_role("link", name="Zoom out")
    ).click()
    changed(page, before)
    step = asked[-1].rpartition("step=")[2].removesuffix("m")
    words = f"{step} minutes" if int(step) < 60 else f"{int(step) // 60} hour"
    expect(page.locator("#about")).to_contain_text(f"One point is {words}")


def test_keys_zoom_and_move_and_go_back(page: Page):
    opened(page).locator("#zoomed").focus()
    start = shown(page)
    for key, width in (("+", 12), ("ArrowLeft", 12), ("-", 24), ("0", 24)):
        before = page.url
        page.keyboard.press(key)
        changed(page, before)
        first, last = shown(page)
        assert last - first == width * HOUR, key
    assert shown(page) == start


def test_the_wheel_zooms_a_chart_that_was_chosen_and_lets_others_scroll_past(page: Page):
    opened(page)
    page.locator("#zoomed .u-over").hover()
    before = page.url
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(400)  # for what it must not do
    assert page.url == before
    page.locator("#zoomed").focus()
    page.mouse.wheel(0, -100)
    changed(page, before)
    first, last = shown(page)
    assert last - first < 24 * HOUR


def test_links_move_without_leaving_the_page(page: Page):
    opened(page).evaluate("window.stayed = true")
    before = page.url
    page.get_by_role("link", name="Zoom in").click()
    changed(page, before)
    assert page.evaluate("window.stayed")
    first, last = shown(page)
    assert last - first == 12 * HOUR
    page.reload()
    page.locator("#zoomed canvas").wait_for()
    assert shown(page) == (first, last)


def test_finer_numbers_are_fetched_on_zooming(page: Page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/en/explore?cell=chirp&from=2026-04-24T12:00:00Z&to=2026-05-24T12:00:00Z")
    page.locator("#zoomed canvas").wait_for()
    assert "2 hours" in page.locator("#about").inner_text()
    page.locator("#zoomed").focus()
    for _ in range(5):
        before = page.url
        page.keyboard.press("+")
        changed(page, before)
    expect(page.locator("#about")).to_contain_text("5 minutes")
    assert sum("/api/v1/explore" in url for url in asked) >= 3


def test_two_fingers_zoom_on_a_phone(chromium: Browser, served: Served):
    context = chromium.new_context(
        base_url=served.address, viewport={"width": 390, "height": 844}, has_touch=True
    )
    page = opened(context.new_page())
    tools = context.new_cdp_session(page)
    box = page.locator("#zoomed .u-over").bounding_box()
    assert box
    middle, y = box["x"] + box["width"] / 2, box["y"] + 60
    before = page.url
    for kind, apart in (("touchStart", 30), ("touchMove", 60), ("touchMove", 90)):
        points = [{"x": middle - apart, "y": y, "id": 0}, {"x": middle + apart, "y": y, "id": 1}]
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(50)
    tools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    changed(page, before)
    first, last = shown(page)
    assert last - first < 16 * HOUR
    context.close()


def test_without_a_script_it_is_drawn_and_links_zoom(chromium: Browser, served: Served):
    context = chromium.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto(WHERE)
    assert page.locator("#chart").is_visible()
    assert not page.locator("#zoomed").is_visible()
    page.get_by_role("link", name="Zoom in").click()
    first, last = shown(page)
    assert last - first == 12 * HOUR
    page.get_by_label("What people see").select_option("login")
    page.get_by_role("button", name="Add", exact=True).click()
    assert page.locator("#lines li").count() == 2
    context.close()


def test_when_the_numbers_do_not_come_the_drawn_chart_stays(chromium: Browser, served: Served):
    page = chromium.new_page(base_url=served.address)
    page.route("**/api/v1/explore*", lambda route: route.fulfill(status=503))
    with page.expect_response("**/api/v1/explore*"):
        page.goto(WHERE)
    page.wait_for_timeout(400)  # for what it must not do then
    assert page.locator("#chart .field").is_visible()
    assert not page.locator("#zoomed").is_visible()
    page.close()
