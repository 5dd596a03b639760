"""Nothing stands in the way of anybody: axe-core, the keyboard, a phone, both directions."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page
from show.invented import BACK, OPEN, OVER

from .conftest import Served

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATHS = [
    "/",
    "/?category=shop&country=SA",
    "/services/chirp?thanks=problem",
    "/services/chirp?range=all",
    "/services/ledger",
    "/services/quiet",
    "/services/quiet/confirm?kind=works&token=AZcCJ9mVBjH8kgGj",
    f"/incidents/{OPEN.id}",
    f"/incidents/{OVER.id}",
    "/history",
    "/history?year=2026",
    "/history?service=chirp",
    "/history?service=metro-bank&year=2026&state=ended",
    "/explore",
    "/explore?cell=chirp&cell=chirp/login&cell=*///BH&from=2026-05-24T06:00:00Z",
    f"/incidents/{BACK.id}",
    "/compare",
    f"/compare?incident={OPEN.id}&incident={OVER.id}",
    "/about",
    "/search?q=chirp",
    "/search?q=nothing",
    "/corrections",
    "/no-such-page",
]
SIZES = {"phone": (360, 740), "desktop": (1200, 900)}


LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "more contrast": {"contrast": "more"},
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_axe_finds_nothing(chromium: Browser, served: Served, language: str, look: str, size: str):
    width, height = SIZES[size]
    context = chromium.new_context(
        base_url=served.address,
        viewport={"width": width, "height": height},
        **LOOKS[look],
    )
    page = context.new_page()
    for path in PATHS:
        page.goto(f"/{language}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.evaluate(AXE)
        found = page.evaluate(
            "tags => axe.run({runOnly: tags}).then(r => r.violations.map("
            "v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)]))",
            TAGS,
        )
        assert found == [], path
        assert too_wide(page) == [], path
    context.close()


def too_wide(page: Page) -> list[str]:
    """What makes a page wider than its screen; nothing when it isn't."""
    return page.evaluate(
        """() => {
            const root = document.documentElement;
            if (root.scrollWidth <= innerWidth) return [];
            return [...document.querySelectorAll("body *")]
                .filter((e) => {
                    const box = e.getBoundingClientRect();
                    return box.right > innerWidth + 1 || box.left < -1;
                })
                .map((e) => e.outerHTML.slice(0, 80));
        }"""
    )


@pytest.mark.parametrize("language", ["ar", "en"])
def test_four_times_as_large_all_fits_in_one_column(
    chromium: Browser, served: Served, language: str
):
    """WCAG 1.4.10: 400 % of a screen of 1280 by 1024."""
    context = chromium.new_context(base_url=served.address, viewport={"width": 320, "height": 256})
    page = context.new_page()
    for path in PATHS:
        page.goto(f"/{language}{path}")
        assert too_wide(page) == [], path
    context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_letters_twice_as_large_cut_nothing_off(chromium: Browser, served: Served, language: str):
    """WCAG 1.4.4."""
    context = chromium.new_context(base_url=served.address, viewport={"width": 640, "height": 512})
    page = context.new_page()
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded',"
        "() => document.documentElement.style.setProperty('font-size', '200%'))"
    )
    for path in PATHS:
        page.goto(f"/{language}{path}")
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "32px"
        assert too_wide(page) == [], path
    context.close()


def test_nothing_moves_by_itself(page: Page):
    page.emulate_media(reduced_motion="reduce")
    for path in PATHS[:-1]:
        page.goto(f"/en{path}")
        assert page.evaluate("document.getAnimations().length") == 0
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_the_keyboard_goes_through_the_head_as_it_is_read(
    chromium: Browser, served: Served, language: str, size: str
):
    width, height = SIZES[size]
    context = chromium.new_context(
        base_url=served.address, viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.goto(f"/{language}/about")
    page.keyboard.press("Tab")
    places: list[tuple[int, float]] = []
    while True:
        page.keyboard.press("Tab")
        box = page.evaluate(
            "(e => e.closest('.top') && (b => [b.top, b.left, b.right])"
            "(e.getBoundingClientRect()))(document.activeElement)"
        )
        if not box:
            break
        top, left, right = box
        places.append((round(top / 44), -right if language == "ar" else left))
    assert len(places) >= 6
    assert places == sorted(places)
    context.close()


def test_by_keyboard_alone_from_the_sentence_to_a_report(page: Page, served: Served):
    page.goto("/en/")
    press_until(page, "document.activeElement.matches('.cards.down a')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/chirp")
    press_until(page, "document.activeElement.value === 'login'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/services/chirp?thanks=problem")
    assert b"symptom=login" in served.posted[0]


def test_the_skip_link_leads_past_the_head(page: Page):
    page.goto("/en/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def press_until(page: Page, true: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(true):
            return
    raise AssertionError(f"the keyboard never reached {true}")


def test_buttons_and_links_are_large_enough_for_a_thumb(chromium: Browser, served: Served):
    context = chromium.new_context(base_url=served.address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/ar/services/chirp")
    for button in page.locator("button:visible, summary:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44, button.inner_text()
    context.close()


def test_the_keyboard_reaches_content_search_and_every_button(page: Page):
    page.goto("/en/services/chirp")
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(e => e.value || e.textContent.trim())(document.activeElement)")
        )
    assert reached[0] == "To the content"
    assert "Search" in reached
    assert {"problem", "works", "home", "login"} <= set(reached)
    assert "honeypot" not in reached


def test_arabic_runs_from_the_right_and_its_chart_from_the_left(page: Page):
    page.goto("/ar/services/chirp")
    heading = page.locator("h1").bounding_box()
    assert heading
    assert heading["x"] + heading["width"] > 1100
    pill = page.locator(".state .pill").bounding_box()
    assert pill
    assert pill["x"] > 900
    times = page.locator(".xs text").all_text_contents()
    places = [box["x"] for text in page.locator(".xs text").all() if (box := text.bounding_box())]
    assert times[0] == "20:00"
    assert places == sorted(places)
    bar = page.locator("#what svg").first.bounding_box()
    assert bar
    assert page.evaluate(
        "(r => r.right)(document.querySelector('#what rect').getBoundingClientRect())"
    ) == pytest.approx(bar["x"] + bar["width"], abs=1)


def test_english_runs_from_the_left(page: Page):
    page.goto("/en/services/chirp")
    heading = page.locator("h1").bounding_box()
    assert heading
    assert heading["x"] < 100


def test_the_other_language_is_the_same_page(page: Page):
    page.goto("/ar/services/chirp?range=7d")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/services/chirp?range=7d")


def test_the_fonts_and_the_map_come_from_here_and_are_used(page: Page):
    page.goto("/ar/services/chirp")
    page.evaluate("document.fonts.ready")
    fonts = page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    )
    assert "Marsad Arabic" in {font.strip('"') for font in fonts}
    land = page.locator(".map use.m4").first
    box = land.bounding_box()
    assert box
    assert box["width"] > 20


def test_the_filters_work_by_keyboard_on_a_phone(chromium: Browser, served: Served):
    context = chromium.new_context(base_url=served.address, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/ar/")
    last = page.locator(".filters").first.locator("a").last
    last.focus()
    box = last.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] >= 44
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/?category=shop")
    assert page.locator(".filters a[aria-current]").first.inner_text() == "المتاجر"
    context.close()


def test_numbers_above_the_chart_stand_over_what_they_number(page: Page, served: Served):
    served.sight.time += 6 * 3_600_000
    page.goto("/en/services/chirp")
    shade = page.locator(".field .shade").first.bounding_box()
    number = page.locator(".spots text").first.bounding_box()
    assert shade
    assert number
    assert abs(number["x"] + number["width"] / 2 - shade["x"]) < 12
    assert number["y"] < shade["y"]
