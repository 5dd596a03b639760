"""What a page weighs and when it is there, for a poor phone on a poor line: every kind of page in
both languages over the demonstration's data, beside Uptime Kuma's status page in the same run.

Every round visits each page once; the medians of up to 5 rounds are printed. Within 4 minutes, the
peer's installation (once) among them.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections import defaultdict
from contextlib import ExitStack

from figure import figure
from peer import NoPeer, peer
from played import Played, played
from playwright.sync_api import Browser, sync_playwright
from visit import Visit, visit

ROUNDS = 5
ENOUGH = 215.0
"""Seconds after which no round begins that would not end in time."""
WEIGHT, LCP, CLS = 120 * 1024, 1_500.0, 0.02
OTHER = "Uptime Kuma, its status page"


def main() -> None:
    """Measure in rounds, and print the medians."""
    began = time.monotonic()
    with ExitStack() as stack:
        site = stack.enter_context(played())
        addresses = _addresses(site)
        try:
            addresses[OTHER] = stack.enter_context(peer(f"{site.address}/healthz"))
        except NoPeer as why:
            print(f"no peer to measure beside: {why}", flush=True)
        play = stack.enter_context(sync_playwright())
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        stack.callback(browser.close)
        _show(_rounds(browser, addresses, began))


def _addresses(site: Played) -> dict[str, str]:
    return {
        f"{kind} ({language})": f"{site.address}/{language}{path}"
        for kind, path in site.pages().items()
        for language in ("ar", "en")
    }


def _rounds(browser: Browser, addresses: dict[str, str], began: float) -> dict[str, list[Visit]]:
    visits: dict[str, list[Visit]] = defaultdict(list)
    # The first visit of a browser's life pays for its own start.
    visit(browser, next(iter(addresses.values())))
    for _ in range(ROUNDS):
        start = time.monotonic()
        for name, address in addresses.items():
            visits[name].append(visit(browser, address, quiet=name == OTHER))
        if 2 * time.monotonic() - start - began > ENOUGH:
            break
    return visits


def _show(visits: dict[str, list[Visit]]) -> None:
    other = _median(visits.pop(OTHER, []))
    for name, seen in visits.items():
        ours = _median(seen)
        assert ours
        if ours.status != 200:
            figure(f"page: {name}", f"answers {ours.status:.0f}", target="200", met=False)
            continue
        figure(
            f"page: {name}, median of {len(seen)}",
            _said(ours),
            limit=f"{_said(other)} (Uptime Kuma)" if other else "no peer here",
            target="≤ 120 KB, LCP ≤ 1.5 s, CLS ≤ 0.02",
            met=ours.bytes <= WEIGHT and ours.lcp <= LCP and ours.cls <= CLS,
        )


def _said(seen: Visit) -> str:
    return f"{seen.bytes / 1024:.0f} KB, LCP {seen.lcp / 1000:.2f} s, CLS {seen.cls:.3f}"


def _median(visits: list[Visit]) -> Visit | None:
    if not visits:
        return None
    return Visit(*(statistics.median(column) for column in zip(*visits, strict=True)))


if __name__ == "__main__":
    main()
