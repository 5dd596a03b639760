"""Photographs every page at the height of the demonstration's outage, to be looked at one by one.

Writes build/shots/ (each kind of page in both languages and themes, on a phone and a desktop, and
as printed) and the two pictures of docs/images. Called by ``make shots``.
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
COVER = ViewportSize(width=1240, height=1280)
LANGUAGES = ("ar", "en")
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def moment(site: Played) -> dict[str, bytes]:
    """Every page as it is now, by its address: the outage goes on while pictures are taken."""
    addresses = [
        f"{site.address}/{language}{path}"
        for language in LANGUAGES
        for path in site.pages().values()
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
        for kind, path in site.pages().items():
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
