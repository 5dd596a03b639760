"""A real observatory that plays the demonstration's outage, for whoever looks at its pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

PROGRAM = Path(sys.executable).with_name("marsad")
SECONDS = 120
HEIGHT = timedelta(minutes=40)
"""After its onset the demonstration's outage is near its height."""


class Played(NamedTuple):
    """Where it is, and what fails there."""

    address: str
    service: str
    incident: str

    def pages(self) -> dict[str, str]:
        """One page of every kind, by the kind's name: its address after the language."""
        return {
            "home": "/",
            "service": f"/services/{self.service}",
            "incident": f"/incidents/{self.incident}",
            "history": "/history",
            "comparison": f"/compare?incident={self.incident}&incident={self.incident}",
            "explore": "/explore",
            "corrections": "/corrections",
            "how it works": "/about",
            "search": "/search?q=insta",
        }


@contextmanager
def played() -> Generator[Played]:
    """Start it, wait for the height of its outage, and stop it in the end."""
    with tempfile.TemporaryDirectory() as folder:
        command = [PROGRAM, "serve", "--demo", "--port", "0", "--data", folder]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        try:
            address = _address(process)
            failing = _failing(address)
            yield Played(address, failing["service"], failing["id"])
        finally:
            process.terminate()
            process.wait(SECONDS)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    for line in process.stderr:
        if found := re.search(r"Marsad is at (http://[^\s/]+)", line):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[1]
    raise RuntimeError("marsad serve ended without an address")


def _failing(address: str) -> dict[str, Any]:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(0.5)
        try:
            with urlopen(f"{address}/api/v1/incidents", timeout=20) as answer:
                found = json.load(answer)["incidents"]
        except URLError:  # a machine that is busy puts this off
            continue
        if known := [each for each in found if _is_high(each)]:
            return known[0]
    raise RuntimeError(f"no service had a problem within {SECONDS} s")


def _is_high(incident: dict[str, Any]) -> bool:
    """Whether it has come to its height, by its own clock: a busy machine plays it in leaps."""
    onset, peak = (datetime.fromisoformat(incident[each]["at"]) for each in ("onset", "peak"))
    rising = incident["state"] == "problem" and peak - onset >= HEIGHT
    return rising or incident["state"] == "recovering"
