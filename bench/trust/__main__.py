"""``make bench-trust``: who can raise a false problem, and what honest outages pay for it.

    .venv/bin/python -m bench.trust [--seed N] [--services N] [--out FILE]

The whole detector, with and without trust, beside counts of one report per network. Results
depend on the seed alone.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console

from bench.detect.sheet import Sheet
from bench.detect.targets import Target
from bench.figure import figure
from bench.trust import poison, sheets, unbroken
from bench.trust.targets import targets
from bench.trust.trial import DAYS, Cell, Found, measure
from bench.trust.world import mobile, national, worldwide

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "trust-figures.md"
POISONED = (1.0, 5.0, 20.0)


def main(words: Sequence[str] | None = None) -> int:
    """Run everything, print it, write the page; answers the exit code."""
    wanted = _arguments().parse_args(words)
    began = time.monotonic()
    cells = [
        Cell(base, users, wanted.services, wanted.seed)
        for base in sorted(DAYS, reverse=True)
        for users in (national, worldwide, *([mobile] if base in {20.0, 100.0} else []))
    ]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        poisoned = {base: pool.submit(poison.days, base, wanted.seed) for base in POISONED}
        flooded = {base: pool.submit(unbroken.yearly, base, wanted.seed) for base in DAYS}
        running = [pool.submit(measure, cell) for cell in cells]
        found: list[Found] = []
        for number, each in enumerate(running, 1):
            found.append(each.result())
            print(f"worlds: {number} of {len(cells)}", file=sys.stderr)
        slow = {base: each.result() for base, each in poisoned.items()}
        raised = {base: each.result() for base, each in flooded.items()}
    order = ["national", "worldwide", "behind CGNAT"]
    found.sort(key=lambda f: (order.index(f.users), f.base))
    made = [sheets.attacks(found, users) for users in order]
    made += [sheets.delays(found), sheets.prices(found), sheets.guarantees(found)]
    made += [sheets.poison(slow, poison.MOST)]
    console = Console(width=max(170, Console().width))
    for sheet in made:
        sheet.print(console)
    held = list(targets(found, slow, raised))
    for one in held:
        figure(one.name, one.value, limit=one.limit, target=one.target, met=one.met)
    (wanted.out or PAGE).write_text(_page(made, held, wanted.seed, wanted.services), "utf-8")
    print(f"{time.monotonic() - began:.0f} s; seed {wanted.seed}", file=sys.stderr)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench.trust", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of everything that is simulated")
    parser.add_argument("--services", type=int, default=4, help="in each world")
    parser.add_argument("--out", type=Path, help="where the page goes")
    return parser


def _page(made: Sequence[Sheet], held: Sequence[Target], seed: int, services: int) -> str:
    head = (
        "# Trust: the measured figures\n\nWritten by `make bench-trust` "
        f"(seed {seed}, {services} services a world); not by hand. How it works, and who the"
        " attackers are: [trust.md](trust.md), [بالعربية](trust.ar.md).\n\n"
    )
    rows = [(t.name, t.value, t.limit, t.target, "met" if t.met else "not met") for t in held]
    lines = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    columns = "| figure | measured | beside | target | |\n| --- | --- | --- | --- | --- |"
    body = "\n".join(sheet.markdown() for sheet in made)
    return f"{head}## Targets\n\n{columns}\n{lines}\n\n{body}"


if __name__ == "__main__":
    sys.exit(main())
