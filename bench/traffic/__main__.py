"""``make bench-traffic``: how well causes are told, beside published ways to tell them.

    .venv/bin/python -m bench.traffic [--seed 20] [--seeds 20] [--minutes 4]

Seeds are not those of training. Writes docs/methods/traffic-figures.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.traffic import sheets
from bench.traffic.evaluation import judged_all

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "traffic-figures.md"
HEAD = """# Attack, crowd or fault: the measured figures

Written by `make bench-traffic` (seeds {first} to {last}, which were used neither in training nor in
any choice); not by hand. **All labels are simulated**: visits and floods are made by
`bench/traffic`, one of eight kinds of service replays a real log (NASA-HTTP, 1995), and real
beginnings (World Cup, 1998) carry the crowds of one family. How it works: [traffic.md](traffic.md).

"""


def main(words: Sequence[str] | None = None) -> int:
    """Judge every scenario, print the tables, write the page."""
    parser = argparse.ArgumentParser("python -m bench.traffic", description=__doc__)
    parser.add_argument("--seed", type=int, default=20, help="the first; below 1000")
    parser.add_argument("--seeds", type=int, default=20, help="how many at most")
    parser.add_argument("--minutes", type=float, default=4.0, help="no seed is begun later")
    wanted = parser.parse_args(words)
    began = time.monotonic()
    seeds = range(wanted.seed, wanted.seed + wanted.seeds)
    cases = judged_all(seeds, os.cpu_count() or 1, 60 * wanted.minutes)
    made = sheets.all_of(cases)
    console = Console(width=max(150, Console().width))
    for sheet in made:
        sheet.print(console)
    head = HEAD.format(first=seeds[0], last=cases[-1].seed)
    PAGE.write_text(head + "\n".join(sheet.markdown() for sheet in made), "utf-8")
    print(f"{len(cases)} scenarios, {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
