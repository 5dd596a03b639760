"""One visit with a poor phone on a poor line: what it weighs, when its main part shows, what jumps.

The line is that of Lighthouse's "slow 4G" (150 ms, 1.6 Mbit/s down, 750 kbit/s up), the processor
four times slower than this machine's, the cache empty. Largest contentful paint and layout shift
are the browser's own figures (W3C Largest Contentful Paint, Layout Instability).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Browser, ViewportSize

PHONE = ViewportSize(width=360, height=740)
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
SETTLES = 700
"""Milliseconds after the last load in which late paints and shifts still count."""
WATCH = """
window.seen = {lcp: 0, cls: 0};
const watch = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
    .observe({type, buffered: true});
watch('largest-contentful-paint', entry => { seen.lcp = entry.startTime; });
watch('layout-shift', entry => { if (!entry.hadRecentInput) seen.cls += entry.value; });
"""


class Visit(NamedTuple):
    """What one visit came to."""

    status: int
    bytes: int
    """Over the line, with headers."""
    requests: int
    lcp: float
    """Milliseconds from the start of the navigation."""
    cls: float


def visit(browser: Browser, address: str, *, quiet: bool = False) -> Visit:
    """Open a page with an empty cache; ``quiet`` waits until nothing more is loaded."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    sizes: list[int] = []

    def loaded(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    tools.on("Network.loadingFinished", loaded)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    try:
        answer = page.goto(address, wait_until="networkidle" if quiet else "load")
        page.wait_for_timeout(SETTLES)
        seen = page.evaluate("seen")
        status = answer.status if answer else 0
        return Visit(status, round(sum(sizes)), len(sizes), seen["lcp"], seen["cls"])
    finally:
        context.close()
