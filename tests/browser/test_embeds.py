"""Another site's page shows our card, badge and chart; nothing else of ours can be framed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import axe_playwright_python
import msgspec
import pytest
from playwright.sync_api import Browser, Page
from show.hostile import hostile
from show.invented import CHIRP, OPEN, STATUSES

from marsad.show.oembed import HIGH, ROOM, WIDE

from .conftest import Served, until
from .test_access import TAGS

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
CARDS = ["services/chirp", "services/quiet", "services/ledger", f"incidents/{OPEN.id}"]


class Newspaper:
    """A page of somebody else, on a port of its own."""

    def __init__(self) -> None:
        self.body = ""
        paper = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = f"<!doctype html><meta charset=utf-8><title>News</title>{paper.body}"
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://localhost:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def newspaper() -> Iterator[Newspaper]:
    newspaper = Newspaper()
    yield newspaper
    newspaper.stop()


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_card_shows_in_another_sites_page(
    reader: Page, served: Served, newspaper: Newspaper, language: str
):
    newspaper.body = (
        f'<iframe src="{served.address}/{language}/embed/services/chirp" width=480 height=320 '
        f'sandbox="{ROOM}"></iframe>'
    )
    wrong: list[str] = []
    reader.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    reader.goto(newspaper.address)
    card = reader.frame_locator("iframe")
    assert card.locator("h1").inner_text().split()[0] in {"Chirp", "تشيرب"}
    assert card.locator("svg.chart .band").count() == 1
    assert wrong == []
    with reader.expect_popup() as popup:
        card.locator("h1 a").click()
    assert popup.value.url == f"{served.address}/{language}/services/chirp"
    assert popup.value.evaluate("opener") is None
    assert reader.context.cookies() == []


@pytest.mark.parametrize(
    "path", ["/en/", "/en/services/chirp", "/badges/chirp.svg", "/en/embed/services/none"]
)
def test_nothing_else_of_ours_can_be_framed(
    reader: Page, served: Served, newspaper: Newspaper, path: str
):
    newspaper.body = f'<iframe src="{served.address}{path}"></iframe>'
    wrong: list[str] = []
    reader.on("console", lambda said: wrong.append(said.text))
    reader.goto(newspaper.address)
    until(reader, lambda: any("frame-ancestors 'none'" in each for each in wrong))
    assert "Chirp" not in reader.frames[1].content()


def test_badge_and_chart_are_pictures_in_another_sites_page(
    reader: Page, served: Served, newspaper: Newspaper
):
    pictures = ["badges/chirp.svg?lang=ar", "charts/chirp.svg?theme=auto"]
    newspaper.body = "".join(f'<img src="{served.address}/{each}">' for each in pictures)
    reader.goto(newspaper.address)
    sizes = reader.evaluate(
        "Promise.all([...document.images].map(i => i.decode().then(() => i.naturalWidth)))"
    )
    assert 80 < sizes[0] < 200
    assert sizes[1] == 720


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_card_is_for_everybody_at_every_width(
    chromium: Browser, served: Served, language: str, scheme: str
):
    for width in (200, 600):
        context = chromium.new_context(
            base_url=served.address,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 340},
        )
        page = context.new_page()
        for card in CARDS:
            page.goto(f"/{language}/embed/{card}")
            page.evaluate(AXE)
            found = page.evaluate(
                "tags => axe.run({runOnly: tags}).then(r => r.violations.map("
                "v => [v.id, v.nodes.map(n => n.html + ' ' + n.failureSummary)]))",
                TAGS,
            )
            assert found == [], (card, width)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, (card, width)
            for target in page.locator("h1 a, button").all():
                box = target.bounding_box()
                assert box
                assert box["height"] >= 44, (card, width)
        context.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_card_fits_the_frame_that_programs_are_told_of(
    chromium: Browser, served: Served, language: str
):
    page = chromium.new_page(base_url=served.address, viewport={"width": WIDE, "height": HIGH})
    for card in CARDS:
        page.goto(f"/{language}/embed/{card}")
        assert page.evaluate("document.documentElement.scrollHeight") <= HIGH, card
    page.set_viewport_size({"width": WIDE, "height": 210})
    page.goto(f"/{language}/embed/services/chirp?chart=0")
    assert page.evaluate("document.documentElement.scrollHeight") <= 210
    page.close()


def test_a_card_without_script_is_whole(chromium: Browser, served: Served):
    context = chromium.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/embed/services/chirp")
    assert page.locator("h1").inner_text().startswith("Chirp")
    assert not page.locator("button").is_visible()
    context.close()


def test_a_card_is_renewed_each_minute_unless_paused(page: Page, served: Served):
    page.clock.install()
    page.goto("/en/embed/services/chirp")
    told = served.sight.told
    told["chirp"] = msgspec.structs.replace(STATUSES["parcel"], service=CHIRP.id)
    served.sight.time += 61_000
    page.get_by_role("button", name="Pause live updates").click()
    page.clock.run_for(61_000)
    assert "Problem" in page.locator(".pill").inner_text()
    page.get_by_role("button", name="Resume live updates").click()
    page.clock.run_for(61_000)
    page.locator(".pill", has_text="Recovering").wait_for()
    assert "Recovering" in page.title()


def test_a_picture_opened_by_itself_runs_nothing_and_keeps_its_style(
    chromium: Browser, served: Served
):
    served.sight.catalog = hostile().catalog
    page = chromium.new_page(base_url=served.address)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for path in ("/charts/chirp.svg?theme=dark", "/badges/chirp.svg"):
        page.goto(path)
        page.wait_for_timeout(100)
        assert page.evaluate("document.querySelectorAll('script').length") == 0
    page.goto("/charts/chirp.svg?theme=dark")
    ground = page.evaluate("getComputedStyle(document.querySelector('.bg')).fill")
    assert ground == "rgb(15, 20, 25)"
    assert said == []
    page.close()
