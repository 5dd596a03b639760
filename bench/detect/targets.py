"""The measured figures beside the targets they are held to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.detect import sheets
from bench.detect.curves import CHOSEN, KNOWING, Raced
from bench.detect.mentions import Scored
from bench.detect.peers.bayes import Bayes
from bench.detect.rows import Course, Found
from bench.detect.small import Small
from bench.detect.weeks import Weekly
from bench.figure import figure

MEDIUM = [
    (base, size) for base, sizes in ((0.2, (3.0, 10.0)), (2.0, (3.0, 10.0))) for size in sizes
]


@dataclass
class Results:
    """Of the whole run."""

    found: list[Found]
    weekly: list[Weekly]
    small: list[Small]
    idle: tuple[float, float]
    scored: list[Scored]
    raced: list[Raced]
    lines: list[tuple[str, str, str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Target:
    """One figure and whether it is where it should be."""

    name: str
    value: str
    target: str
    met: bool
    limit: str = ""


def targets(results: Results) -> None:
    """Print each figure with its target, and keep it for the page."""
    for one in _all(results):
        figure(one.name, one.value, limit=one.limit, target=one.target, met=one.met)
        verdict = "met" if one.met else "not met"
        results.lines.append((one.name, one.value, one.limit, one.target, verdict))


def _all(results: Results) -> Iterator[Target]:
    yield from _delays(results.found)
    yield from _rates(results.found)
    yield from _course(results.found)
    yield from _small(results)
    for row in results.raced:
        if row.method == "Marsad":
            yield from _raced(row, {each.method: each for each in results.raced})
    mine = [row.once for row in results.scored if row.method == "Marsad"]
    if mine:
        peers = [r for r in results.scored if not r.method.startswith(("Marsad", "limit"))]
        best = max(peers, key=lambda r: max(r.once, r.standard))
        limit = f"best peer here {best.method} {max(best.once, best.standard):.0f}"
        yield Target(
            "NAB mentions, standard profile", f"{mine[0]:.0f}", "≥ 85", mine[0] >= 85, limit
        )


def _delays(found: Sequence[Found]) -> Iterator[Target]:
    for kind, wanted, cells in (
        ("clean", 1.05, None),
        ("own", 1.25, MEDIUM),
        ("shared", 1.25, MEDIUM),
    ):
        ratios = sheets.ratios(found, kind)
        known = {cell: r for cell, r in ratios.items() if cells is None or cell in cells}
        values = [r for r in known.values() if not math.isnan(r)]
        if not values:
            continue
        text = f"{min(values):.2f}–{max(values):.2f}, mean {np.mean(values):.2f}"
        name = f"delay ÷ clairvoyant, {sheets.WORLDS[kind]}, 1 false alarm a series-year"
        limit = _blind(found, known) if kind == Bayes.world else ""
        yield Target(name, text, f"≤ {wanted}", max(values) <= wanted, limit)


def _blind(found: Sequence[Found], cells: Iterable[tuple[float, float]]) -> str:
    """What is left of the ratio to who isn't told the wobble but knows the rest."""
    ratios = sheets.blind(found)
    values = [ratios[cell] for cell in cells if not math.isnan(ratios[cell])]
    if not values:
        return ""
    return (
        f"Bayes blind to the wobble: {min(values):.2f}–{max(values):.2f}, mean"
        f" {np.mean(values):.2f}"
    )


def _rates(found: Sequence[Found]) -> Iterator[Target]:
    rows = [row for each in found for row in each.stated if row.stated == "1 a year"]
    for name in ("Marsad", "Marsad's states"):
        for kind in dict.fromkeys(row.world for row in rows):
            mine = [row.measured for row in rows if row.method == name and row.world == kind]
            text = ", ".join(f"{value:.2g}" for value in mine)
            held = all(1 / 1.5 <= value <= 1.5 for value in mine)
            what = f"false alarms a year at 1 stated, {name}, {sheets.WORLDS[kind]}, by base"
            yield Target(what, text, "0.67–1.5", held)


def _course(found: Sequence[Found]) -> Iterator[Target]:
    rows = [row for each in found for row in each.courses if row.declared]
    told = [(row.onset_covered, row.declared) for row in rows if not math.isnan(row.onset_covered)]
    if told:
        share = float(np.average([v for v, _ in told], weights=[n for _, n in told]))
        yield Target(
            "onset, 90 % interval covers", f"{share:.0%}", "88–92 %", 0.88 <= share <= 0.92
        )
    ends = [(row.end_near * row.ended, row.declared) for row in rows if row.ended]
    if ends:
        share = sum(v for v, _ in ends) / sum(n for _, n in ends)
        limit = (
            f"shape known {_limit(rows, 'limit'):.0%}, unknown {_limit(rows, 'limit_unknown'):.0%}"
        )
        what = "end within 10 min, of the declared"
        yield Target(what, f"{share:.0%}", "≥ 80 %", share >= 0.8, limit)
    for kind in dict.fromkeys(each.biases[0].world for each in found):
        _, error = sheets.reliability([each for each in found if each.biases[0].world == kind])
        name = f"certainty, calibration error, {sheets.WORLDS[kind]}"
        yield Target(name, f"{error:.3f}", "≤ 0.02", error <= 0.02)


def _limit(rows: Sequence[Course], which: str) -> float:
    """The bound on the share of ends told in time, over all declared outages."""
    return float(np.average([getattr(r, which) for r in rows], weights=[r.declared for r in rows]))


def _small(results: Results) -> Iterator[Target]:
    for row, wanted in zip(results.small, (15, 8), strict=False):
        name = f"median delay, 0.02 a minute ×30, {row.what}"
        yield Target(name, f"{row.median:.0f} min", f"≤ {wanted} min", row.median <= wanted)
    seconds, each = results.idle
    name = f"tick over a million mostly idle series ({each:.0f} a service)"
    yield Target(name, f"{1e3 * seconds:.1f} ms", "≤ 10 ms", seconds <= 0.01)
    speeds = [f.speed["Marsad"] for f in results.found if f.biases[0].world == "clean"]
    if speeds:
        text = f"{min(speeds) / 1e6:.1f}–{max(speeds) / 1e6:.1f} M series-minutes/s/core"
        yield Target("backtest", text, "≥ 30 M", min(speeds) >= 30e6)


def _raced(row: Raced, others: Mapping[str, Raced]) -> Iterator[Target]:
    early, both = row.earlier, row.earlier + row.same
    knowing, chosen = others[KNOWING], others[CHOSEN]
    limit = f"level and size known, same threshold {knowing.earlier:.0%}"
    what = "real curves, earlier bin than Downdetector"
    yield Target(what, f"{early:.0%}", "≥ 55 %", early >= 0.55, limit)
    limit = f"level and size known, same threshold {knowing.earlier + knowing.same:.0%}"
    yield Target("real curves, earlier or the same", f"{both:.0%}", "≥ 80 %", both >= 0.8, limit)
    wrong, theirs = row.unconfirmed, others["Downdetector itself"].unconfirmed
    limit = f"Downdetector {theirs:.0%}; four in five, events known {chosen.unconfirmed:.0%}"
    yield Target("real curves, unconfirmed", f"{wrong:.0%}", "≤ 30 %", wrong <= 0.3, limit)
