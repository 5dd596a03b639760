"""The tables of the whole run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.detect.curves import Raced
from bench.detect.mentions import Scored
from bench.detect.minutes import OURS, RATES, TOLD
from bench.detect.peers.bayes import Bayes
from bench.detect.rows import Delay, Found
from bench.detect.sheet import Sheet, number, percent, rate
from bench.detect.small import Small
from bench.detect.weeks import SIZES as WEEKLY_SIZES
from bench.detect.weeks import Weekly
from bench.detect.worlds.minute import KINDS, SERIES, SIZES

LIMIT = "clairvoyant CUSUM"
WORLDS = {
    "clean": "clean",
    "own": "nuisance of each service's own",
    "shared": "nuisance shared by the country",
}

BLIND = (
    f" «{Bayes.name}»: knows all but the day's factor, the wobble and the size (1.5 to 17"
    f" times), on {Bayes.series} of the {SERIES} series; its ratio is to the clairvoyant on those."
)
COURSE = (
    *("world", "base ×size", "declared", "median delay", "onset covered", "onset error"),
    *("ends told", "end within 10 min", "end error", "end covered", "too early"),
    *("limit, shape known", "limit, shape unknown"),
)
RACED = (
    *("method", "earlier", "same bin", "later", "missed", "min after official start"),
    *("declarations", "unconfirmed", "curves"),
)
MENTIONS = (
    *("method", "standard", "low false", "low miss", "as alarms", "as alarms, own threshold"),
    *("windows found", "alarms outside"),
)


def delays(found: Sequence[Found], years: float, outages: int) -> list[Sheet]:
    """Restricted mean delay by world and false-alarm rate."""
    rows = [row for each in found for row in each.delays]
    return [_delay(rows, kind, far, years, outages) for kind in KINDS for far in RATES]


def _delay(rows: Sequence[Delay], kind: str, far: float, years: float, outages: int) -> Sheet:
    cells = [(base, ratio) for base, ratios in SIZES.items() for ratio in ratios]
    aside = BLIND if kind == Bayes.world else ""
    sheet = Sheet(
        f"Minutes, {WORLDS[kind]}, {far:g} false alarms a series-year",
        f"Restricted mean delay in minutes ({outages} outages a column, missed = 165);"
        f" thresholds measured over {years:.0f} series-years a base, {far * years:.0f} false"
        " alarms. «As stated»: at the threshold Marsad's theory states, whatever its rate is."
        f"{aside}",
        ["method", *(f"{base:g} ×{ratio:g}" for base, ratio in cells)],
    )
    mine = {(r.method, r.base, r.ratio): r for r in rows if r.world == kind and r.rate == far}
    for name in _order(mine):
        row = [mine.get((name, *cell)) for cell in cells]
        sheet.add(name, *(number(r.delay) if r else "–" for r in row))
    ratios = [_ratio(mine, OURS, *cell) for cell in cells]
    sheet.add("Marsad ÷ clairvoyant", *(number(r, 2) for r in ratios))
    if any(name == Bayes.name for name, _, _ in mine):
        some = [_blind(mine, *cell) for cell in cells]
        sheet.add(f"{Bayes.name} ÷ clairvoyant", *(number(r, 2) for r in some))
    return sheet


def _order(mine: dict[tuple[str, float, float], Delay]) -> list[str]:
    names = list(dict.fromkeys(name for name, _, _ in mine))
    first = [
        LIMIT,
        Bayes.name,
        *(said for name in (OURS, TOLD) for said in (name, f"{name}, as stated")),
    ]
    return [*(n for n in first if n in names), *(n for n in names if n not in first)]


def _ratio(
    mine: dict[tuple[str, float, float], Delay], name: str, base: float, ratio: float
) -> float:
    ours, limit = mine.get((name, base, ratio)), mine.get((LIMIT, base, ratio))
    return ours.delay / limit.delay if ours and limit else np.nan


def _blind(mine: dict[tuple[str, float, float], Delay], base: float, ratio: float) -> float:
    row = mine.get((Bayes.name, base, ratio))
    return row.delay / row.beside if row else np.nan


def blind(found: Sequence[Found], far: float = 1.0) -> dict[tuple[float, float], float]:
    """Bayes' delay over the clairvoyant's on the same outages, by base and size."""
    rows = [row for each in found for row in each.delays]
    mine = {(r.method, r.base, r.ratio): r for r in rows if r.rate == far}
    return {(b, m): _blind(mine, b, m) for b, ms in SIZES.items() for m in ms}


def ratios(found: Sequence[Found], kind: str, far: float = 1.0) -> dict[tuple[float, float], float]:
    """Marsad's delay over the clairvoyant's, by base and size."""
    rows = [row for each in found for row in each.delays]
    mine = {(r.method, r.base, r.ratio): r for r in rows if r.world == kind and r.rate == far}
    return {(b, m): _ratio(mine, OURS, b, m) for b, ms in SIZES.items() for m in ms}


def stated(found: Sequence[Found]) -> Sheet:
    """Stated against measured rates."""
    sheet = Sheet(
        "False alarms: stated and measured",
        "Alarms a series-year where nothing is wrong; less than an hour apart they are one."
        " «Marsad» is its statistic over the stated threshold, «Marsad's states» what a page says,"
        " by the variance over mean of the series (1, 1.3, 2) in brackets. Peers are at their own."
        " «Holidays known» is told the days beforehand, as a calendar would.",
        ["method", "threshold", "world", *(f"{base:g} a minute" for base in SIZES), "series-years"],
    )
    rows = [row for each in found for row in each.stated]
    for key in dict.fromkeys((r.method, r.stated, r.world) for r in rows):
        mine = {r.base: r for r in rows if (r.method, r.stated, r.world) == key}
        cells: list[str] = []
        for base in SIZES:
            row = mine.get(base)
            parts = f" ({', '.join(rate(p) for p in row.by_phi)})" if row and row.by_phi else ""
            cells.append(rate(row.measured) + parts if row else "–")
        sheet.add(*key, *cells, number(next(iter(mine.values())).years, 0))
    return sheet


def course(found: Sequence[Found]) -> Sheet:
    """Onset, end and delay by the states."""
    sheet = Sheet(
        "The course of an outage, as told",
        "Marsad's states at the default budget. The onset's 90 % interval should cover 88–92 %; the"
        " end should be within ten minutes of the minute the excess falls under a tenth of its peak"
        " for 80 %. Errors are medians in minutes, late is positive. «Too early»: the all-clear was"
        " given while it ran. «Limit»: within ten minutes by the Cramér-Rao bound, where peak and"
        " half-life are known, and where only the usual rate is.",
        COURSE,
    )
    for row in (row for each in found for row in each.courses):
        sheet.add(
            WORLDS[row.world],
            f"{row.base:g} ×{row.ratio:g}",
            f"{row.declared} of {row.outages}",
            number(row.delay),
            percent(row.onset_covered),
            number(row.onset_error),
            str(row.ended),
            percent(row.end_near),
            number(row.end_error),
            percent(row.end_covered),
            percent(row.early),
            percent(row.limit),
            percent(row.limit_unknown),
        )
    return sheet


def bias(found: Sequence[Found]) -> Sheet:
    """Expected over true."""
    sheet = Sheet(
        "What was expected, over what was true",
        "Where nothing is wrong: the mean, and the standard deviation of hourly sums.",
        ["world", *(f"{base:g} a minute" for base in SIZES)],
    )
    rows = {(b.world, b.base): b for each in found for b in each.biases}
    for kind in KINDS:
        cells = [rows.get((kind, base)) for base in SIZES]
        sheet.add(WORLDS[kind], *(f"{c.mean:.3f} ± {c.spread:.3f}" if c else "–" for c in cells))
    return sheet


def certainty(found: Sequence[Found]) -> Sheet:
    """Reliability of the certainty, and its expected calibration error, by world."""
    sheet = Sheet(
        "Certainty: said and true",
        "How often an outage ran in the minutes in which a certainty in this tenth was said"
        " (in brackets: its share of all verdicts). Weighted as if a service-year had six outages.",
        ["world", *(f"{b / 10:.1f}–{(b + 1) / 10:.1f}" for b in range(10)), "calibration error"],
    )
    for kind in dict.fromkeys(each.biases[0].world for each in found):
        cells, error = reliability([each for each in found if each.biases[0].world == kind])
        shown = [f"{percent(true)} ({percent(share)})" for _, true, share in cells]
        sheet.add(WORLDS[kind], *shown, number(error, 3))
    return sheet


def reliability(found: Sequence[Found]) -> tuple[list[tuple[float, float, float]], float]:
    """Of each tenth: mean said, share true, share of verdicts; and the calibration error."""
    told = np.array([row for each in found for row in each.sure], float).reshape(-1, 3)
    said, runs, weight = told.T
    place = np.minimum((said * 10).astype(int), 9)
    cells, error, total = list[tuple[float, float, float]](), 0.0, max(float(weight.sum()), 1e-9)
    for b in range(10):
        w = weight * (place == b)
        mass = float(w.sum())
        if mass <= 0:
            cells.append((np.nan, np.nan, 0.0))
            continue
        mean, true = float((w * said).sum()) / mass, float((w * runs).sum()) / mass
        error += abs(mean - true) * mass / total
        cells.append((mean, true, mass / total))
    return cells, error


def weekly(rows: Sequence[Weekly]) -> Sheet:
    """The scenarios of Noufaily et al."""
    sheet = Sheet(
        "Weeks: the 42 scenarios of Noufaily et al. 2013",
        "Share of outbreaks of size k found while they last, at thresholds measured for one false"
        " week in a hundred. The clairvoyant expects twice the usual spread of a weekly outbreak.",
        [
            *("method", "false at its own threshold", "false", "quiet weeks"),
            *(f"k = {size}" for size in WEEKLY_SIZES),
            "outbreaks each",
        ],
    )
    for row in rows:
        found = [percent(share) for share in row.found]
        own, at = f"{100 * row.false_native:.1f} %", f"{100 * row.false:.1f} %"
        own = own if row.false_native == row.false_native else "–"
        sheet.add(row.method, own, at, str(row.quiet_weeks), *found, str(row.outbreaks))
    return sheet


def raced(rows: Sequence[Raced]) -> Sheet:
    """Real Downdetector curves."""
    sheet = Sheet(
        "Real curves: against Downdetector's own declarations",
        "Quarter-hour bins, each method at its own threshold; missed: nothing declared within three"
        " hours. Unconfirmed: no event of the vendor's within an hour of the declaration.",
        RACED,
    )
    for r in rows:
        shares = [percent(x) for x in (r.earlier, r.same, r.later, r.missed)]
        late = number(r.after_official, 0)
        sheet.add(
            r.method, *shares, late, str(r.declarations), percent(r.unconfirmed), str(r.curves)
        )
    return sheet


def mentions(rows: Sequence[Scored]) -> Sheet:
    """NAB's Twitter files."""
    sheet = Sheet(
        "Real mentions: NAB's windows and scoring",
        "100 is perfect, 0 never speaks. Thresholds: the best for the standard profile,"
        " one for all files. «As alarms»: rows less than an hour apart are one detection.",
        MENTIONS,
    )
    for r in rows:
        scores = [number(x) for x in (r.standard, r.low_false, r.low_miss, r.once, r.native)]
        sheet.add(r.method, *scores, f"{r.hits} of {r.windows}", str(r.wrong))
    return sheet


def small(rows: Sequence[Small]) -> Sheet:
    """Small services."""
    sheet = Sheet(
        "A service of 0.02 reports a minute, ×30",
        "By the states, default budget, four weeks known; pooled: four such parts fail together.",
        ["", "outages", "declared in 165 min", "median delay"],
    )
    for row in rows:
        sheet.add(row.what, str(row.outages), percent(row.declared), number(row.median))
    return sheet


def speed(found: Sequence[Found]) -> Sheet:
    """Series-minutes a second."""
    sheet = Sheet(
        "Speed",
        "Million series-minutes a second of processor time, one core; depends on the machine."
        " Marsad's countries' rows are series too.",
        ["method", *(f"{base:g} a minute" for base in SIZES)],
    )
    bases = {each.biases[0].base: each.speed for each in found if each.biases[0].world == "clean"}
    for name in next(iter(bases.values()), {}):
        cells = [f"{bases[b][name] / 1e6:.1f}" if b in bases else "–" for b in SIZES]
        sheet.add(name, *cells)
    return sheet
