"""``make bench-detect``: the detector beside its limit and its peers, all in one run.

    .venv/bin/python -m bench.detect [--seed N] [--full] [--world clean] [--out FILE]

Minutes by default; ``--full`` simulates three times as much. Results depend on the seed alone,
but for the speeds. Needs nothing but the project; R's surveillance and the folder ../shared are
used where they are there.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from bench.detect import curves, key, mentions, minutes, minutes_r, sheets, small, weeks
from bench.detect.minutes import Sample
from bench.detect.peers import r
from bench.detect.rows import Found
from bench.detect.sheet import Sheet
from bench.detect.tail import YEAR
from bench.detect.targets import Results, targets
from bench.detect.worlds import curves as real_curves
from bench.detect.worlds import mentions as real_mentions
from bench.detect.worlds.minute import KINDS, SERIES, SIZES
from bench.world import WEEK

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "detection-figures.md"


def main(words: Sequence[str] | None = None) -> int:
    """Run everything, print it, write the page; answers the exit code."""
    wanted = _arguments().parse_args(words)
    began = time.monotonic()
    console = Console(width=max(170, Console().width))
    sample = Sample(wanted.seed)
    if wanted.full:
        sample = replace(sample, quiet=52 * WEEK, checkpoints=16)
    minutes.warm()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = _gathered(pool, sample, wanted.full, wanted.world or KINDS)
    made = _sheets(results, sample)
    for sheet in made:
        sheet.print(console)
    targets(results)
    if out := wanted.out or (None if wanted.world else PAGE):
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(_page(made, sample, wanted.full, results), "utf-8")
    print(f"{time.monotonic() - began:.0f} s; seed {wanted.seed}", file=sys.stderr)
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench.detect", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of everything that is simulated")
    parser.add_argument("--full", action="store_true", help="three times as much")
    parser.add_argument(
        "--world",
        action="append",
        choices=KINDS,
        help="only this minute world; the page isn't written",
    )
    parser.add_argument("--out", type=Path, default=None, help="write the page there, not to docs")
    return parser


def _gathered(
    pool: ProcessPoolExecutor, sample: Sample, full: bool, kinds: Sequence[str]
) -> Results:
    """Everything at once, the longest first."""
    weekly = pool.submit(weeks.measure, sample.seed, 30 if full else 10)
    with_r = pool.submit(
        weeks.measure_with_r, sample.seed, 5 if full else 1, weeks.SIZES if full else (5, 10)
    )
    slow = [
        pool.submit(minutes_r.measure, method, kind, base, sample)
        for method in minutes_r.methods(full)
        for kind, base in method.worlds
        if kind in kinds
    ]
    cells = [
        pool.submit(minutes.measure, kind, base, sample)
        for base in sorted(SIZES, reverse=True)
        for kind in kinds
    ]
    little = pool.submit(small.measure, sample.seed)
    idle = pool.submit(small.tick, sample.seed)
    files, world = real_mentions.read(), real_curves.read()
    scored = pool.submit(mentions.measure, files) if files else None
    raced = pool.submit(curves.measure, world) if world else None
    found: list[Found] = []
    for number, cell in enumerate(cells, 1):
        found.append(cell.result())
        print(f"minute worlds: {number} of {len(cells)}", file=sys.stderr)
    by_cell = {(f.biases[0].world, f.biases[0].base): f for f in found}
    for row in (row for each in slow for row in each.result()):
        by_cell[row.world, row.base].delays.append(row)
    return Results(
        found,
        weekly.result() + with_r.result(),
        little.result(),
        idle.result(),
        scored.result() if scored else [],
        raced.result() if raced else [],
    )


def _sheets(results: Results, sample: Sample) -> list[Sheet]:
    found = sorted(results.found, key=lambda f: (KINDS.index(f.biases[0].world), f.biases[0].base))
    years = sample.quiet * SERIES / YEAR
    made = sheets.delays(found, years, sample.checkpoints * SERIES)
    made += [sheets.stated(found), sheets.course(found), sheets.certainty(found)]
    made += [sheets.bias(found), sheets.small(results.small), sheets.weekly(results.weekly)]
    optional: list[tuple[Sequence[object], Callable[[], Sheet]]] = [
        (results.raced, lambda: sheets.raced(results.raced)),
        (results.scored, lambda: sheets.mentions(results.scored)),
    ]
    for rows, make in optional:
        if rows:
            made.append(make())
    if not results.raced or not results.scored:
        print("skipped, there is no ../shared/data: real curves or mentions", file=sys.stderr)
    if not r.present():
        print(f"skipped, {r.ABSENT}: Farrington and NB-GLR", file=sys.stderr)
    return made


def _page(made: Sequence[Sheet], sample: Sample, full: bool, results: Results) -> str:
    size = "the full size" if full else "the default size"
    head = (
        "# Detection: the measured figures\n\nWritten by `make bench-detect` "
        f"(seed {sample.seed}, {size}); not by hand. How the detector works:"
        " [detection.md](detection.md).\n\n"
    )
    reached = "\n".join(f"| {' | '.join(line)} |" for line in results.lines)
    columns = "| figure | measured | limit | target | |\n| --- | --- | --- | --- | --- |"
    goals = f"## Targets\n\n{columns}\n{reached}\n"
    arabic = key.key(["Targets", *(sheet.title for sheet in made)])
    return head + "\n".join([arabic, goals, *(sheet.markdown() for sheet in made)])


if __name__ == "__main__":
    sys.exit(main())
