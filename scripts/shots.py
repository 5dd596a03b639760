"""Photographs every page at the height of the demonstration's outage, to be looked at one by one.

Writes build/shots/ (each kind of page, and the faces it can have, in both languages and themes, on
a phone and a desktop, and as printed) and the two pictures of docs/images. Called by ``make
shots``.
"""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError
from urllib.request import urlopen

from playwright.sync_api import Browser, Route, ViewportSize, sync_playwright

from bench.played import Played, played

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images"
SHOTS = ROOT / "build/shots"
SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "desktop": ViewportSize(width=1240, height=900),
}
HERE = "Asia/Riyadh"
"""The demonstration's own clock, so that nobody is offered another."""
CALM = "whatsapp"
"""A service that nothing ails in the demonstration."""
COVER = ViewportSize(width=1240, height=1280)
LANGUAGES = ("ar", "en")
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def kinds(site: Played) -> dict[str, str]:
    """What is photographed: a page of every kind, and the other faces that it can have."""
    service = f"/services/{site.service}"
    return {
        **site.pages(),
        "service 7 days": f"{service}?range=7d",
        "service all": f"{service}?range=all",
        "service thanks": f"{service}?thanks=problem",
        "service refused": f"{service}?refused=too-many-requests",
        "service calm": f"/services/{CALM}",
        "service first report": f"/services/{CALM}?thanks=problem",
        "home filtered": "/?category=bank&country=SA",
        "confirm": f"{service}/confirm?kind=works&token=AZcCJ9mVBjH8kgGj",
        "card": f"/embed{service}",
        "comparison to choose": "/compare",
        "history service": f"/history?service={site.service}",
        "history year": "/history?year=2025",
        "explore parts": f"/explore?cell={site.service}&cell={site.service}/login",
        "search none": "/search?q=nothing",
        "no such page": "/no-such-page",
    }


def moment(site: Played) -> dict[str, bytes]:
    """Every page as it is now, by its address: the outage goes on while pictures are taken."""
    addresses = [
        f"{site.address}/{language}{path}"
        for path in kinds(site).values()
        for language in LANGUAGES
    ]
    return {address: _read(address) for address in addresses}


def _read(address: str) -> bytes:
    try:
        with urlopen(address, timeout=20) as answer:
            return answer.read()
    except HTTPError as refusal:
        return refusal.read()


def photograph(browser: Browser, site: Played, kept: dict[str, bytes]) -> None:
    """Every kind of page, whole, by its name, language, theme and size."""

    def still(route: Route) -> None:
        body = kept.get(route.request.url)
        if body is None:
            route.continue_()
        else:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

    for language, theme, size in product(LANGUAGES, THEMES, SIZES):
        context = browser.new_context(
            viewport=SIZES[size], color_scheme=theme, locale=language, timezone_id=HERE
        )
        page = context.new_page()
        page.route("**/*", still)
        for kind, path in kinds(site).items():
            page.goto(f"{site.address}/{language}{path}", wait_until="load")
            page.evaluate("document.fonts.ready")
            name = f"{kind.replace(' ', '-')}-{language}-{theme}-{size}"
            page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
            if (theme, size) == ("light", "desktop"):
                page.pdf(path=SHOTS / f"{kind.replace(' ', '-')}-{language}.pdf", format="A4")
        context.close()


def cover(browser: Browser, site: Played) -> None:
    """The first screen of the service's page, for the README."""
    for language in LANGUAGES:
        page = browser.new_page(viewport=COVER, locale=language, timezone_id=HERE)
        page.goto(f"{site.address}/{language}/services/{site.service}", wait_until="load")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=IMAGES / f"service-{language}.png")
        page.close()


def main() -> None:
    """Start a demonstration, wait for its outage, photograph, stop."""
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    with played() as site, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        kept = moment(site)
        cover(browser, site)
        photograph(browser, site, kept)
        browser.close()


if __name__ == "__main__":
    main()
