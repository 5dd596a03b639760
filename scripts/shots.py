"""Photographs a service's page, in both languages, at the height of the demonstration's outage.

Writes docs/images/service-en.png and service-ar.png. Called by ``make shots``.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import ViewportSize, sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs/images"
SECONDS = 120
GROWS = 9
"""Seconds from the demonstration's declaring an outage to its height."""
FAILING = ("problem", "recovering")
WIDE = ViewportSize(width=1240, height=1280)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def failing(address: str) -> str:
    """The service that fails, once one does."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(0.5)
        try:
            with urlopen(f"{address}/api/v1/services", timeout=5) as answer:
                services = json.load(answer)["services"]
        except URLError:
            continue
        if found := [service["id"] for service in services if service["state"] in FAILING]:
            return found[0]
    sys.exit(f"no service had a problem within {SECONDS} s; is the demonstration running?")


def photograph(address: str, service: str) -> None:
    """One picture a language."""
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for language in ("en", "ar"):
            page = browser.new_page(viewport=WIDE, locale=language)
            page.goto(f"{address}/{language}/services/{service}", wait_until="load")
            page.evaluate("document.fonts.ready")
            page.screenshot(path=IMAGES / f"service-{language}.png", full_page=False)
        browser.close()


def main() -> None:
    """Start a demonstration, wait for its outage, photograph, stop."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        marsad = Path(sys.executable).parent / "marsad"
        command = [marsad, "serve", "--demo", "--port", str(port), "--data", folder]
        observatory = subprocess.Popen(command)
        try:
            address = f"http://127.0.0.1:{port}"
            service = failing(address)
            time.sleep(GROWS)
            photograph(address, service)
        finally:
            observatory.terminate()
            observatory.wait(SECONDS)


if __name__ == "__main__":
    main()
