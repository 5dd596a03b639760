"""From the command to the first page on an empty folder, beside the interpreter with the parts
every server needs (uvicorn, Starlette, numpy) doing nothing else. About 30 seconds.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from figure import figure

ROUNDS = 5
PROGRAM = Path(sys.executable).with_name("marsad")
BARE = "import uvicorn, starlette.applications, numpy, msgspec, uvloop"


def main() -> None:
    """Measure both in turn, and print the medians."""
    first_page: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        bare.append(_seconds_of_bare())
        with tempfile.TemporaryDirectory() as folder:
            first_page.append(_seconds_to_page(Path(folder)))
    median = statistics.median(first_page)
    figure(
        "start to first page, empty folder",
        f"{median:.2f} s",
        limit=f"{statistics.median(bare):.2f} s (importing the server's libraries)",
        target="≤ 2 s",
        met=median <= 2,
    )


def _seconds_of_bare() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - began


def _seconds_to_page(folder: Path) -> float:
    command = [PROGRAM, "serve", "--data", str(folder / "data"), "--port", "0"]
    began = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        assert process.stderr
        for line in process.stderr:
            if found := re.search(r"Marsad is at (http://\S+)", line):
                with urlopen(f"{found[1]}/en/") as page:
                    page.read()
                return time.perf_counter() - began
        raise RuntimeError("marsad serve ended without an address")
    finally:
        process.terminate()
        process.communicate(timeout=20)


if __name__ == "__main__":
    main()
