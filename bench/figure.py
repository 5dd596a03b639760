"""One measured figure beside the limit taken in the same run, and the target it is held to.

A bench prints with ``figure(…)``; ``python bench`` gathers the figures of all into one table.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

GATHERED = "BENCH_FIGURES"
"""Names the file the runner reads the figures from."""


def figure(
    name: str, value: str, *, limit: str = "", target: str = "", met: bool | None = None
) -> None:
    """Print one figure; ``met`` says whether the target was reached, None where there is none."""
    verdict = "" if met is None else ("met" if met else "NOT MET")
    aside = [f"limit {limit}" if limit else "", f"target {target}" if target else "", verdict]
    print(f"{name}: {value}" + "".join(f"; {part}" for part in aside if part), flush=True)
    if gathered := os.environ.get(GATHERED):
        row = {"name": name, "value": value, "limit": limit, "target": target, "verdict": verdict}
        with Path(gathered).open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
