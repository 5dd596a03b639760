"""Photographs every page at the height of the demonstration's outage, to be looked at one by one.

Writes build/shots/ (each kind of page in both languages and themes, on a phone and a desktop, and
as printed) and the two pictures of docs/images. Called by ``make shots``.
"""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bench.played import Played, played

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images"
SHOTS = ROOT / "build/shots"
SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "desktop": ViewportSize(width=1240, height=900),
}
COVER = ViewportSize(width=1240, height=1280)
LANGUAGES = ("ar", "en")
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def photograph(browser: Browser, site: Played) -> None:
    """Every kind of page, whole, by its name, language, theme and size."""
    for language, theme, size in product(LANGUAGES, THEMES, SIZES):
        context = browser.new_context(viewport=SIZES[size], color_scheme=theme, locale=language)
        page = context.new_page()
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
        page = browser.new_page(viewport=COVER, locale=language)
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
        cover(browser, site)
        photograph(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
