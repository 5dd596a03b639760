"""The tables of ``make bench-traffic``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bench.detect.sheet import Sheet
from bench.traffic import calm, speed
from bench.traffic.evaluation import FAMILIES_TOO, Judged, shipped, truth, unseen
from bench.traffic.examples import TIMES, Row
from bench.traffic.peers import PEERS
from bench.traffic.scores import around, auc, ece, interval, reliability
from marsad.nouns.traffic import CAUSES

SURE, MINUTE = 0.95, 60
CROWD, ATTACK = CAUSES.index("crowd"), CAUSES.index("attack")
FAILS = (CAUSES.index("fault"), CAUSES.index("mixed"))


def all_of(cases: Sequence[Judged]) -> list[Sheet]:
    rows = [row for case in cases if (row := case.at(MINUTE))]
    return [
        targets(cases, rows),
        peers(cases),
        families(cases, rows),
        calibration(rows),
        blind(cases),
        quiet(),
        speeds(),
    ]


def _against(told: NDArray) -> NDArray:
    """Attack against crowd."""
    return told[:, ATTACK] / np.maximum(told[:, ATTACK] + told[:, CROWD], 1e-12)


def _three(told: NDArray, y: NDArray) -> float:
    """Share told right among crowd, attack, and failing (fault or mixed)."""
    three = np.stack([told[:, CROWD], told[:, ATTACK], told[:, FAILS].sum(axis=1)], axis=1)
    right = np.where(y == CROWD, 0, np.where(y == ATTACK, 1, 2))
    return float((three.argmax(axis=1) == right)[y > 0].mean())


def _sure(told: NDArray, y: NDArray) -> tuple[float, int, int]:
    sure = told.max(axis=1) >= SURE
    wrong = int((told.argmax(axis=1) != y)[sure].sum())
    return float(sure.mean()), wrong, int(sure.sum())


def targets(cases: Sequence[Judged], rows: Sequence[Row]) -> Sheet:
    """The figures that were set as goals."""
    sheet = Sheet(
        "Targets",
        "One look a scenario, 60 s after the onset; scenarios in which nothing was noticed by then"
        " count as told (normal), but for the rows of unseen families. Intervals are of 95 %.",
        ("figure", "measured", "target"),
    )
    y, told = truth(rows), shipped(rows)
    two = (y == CROWD) | (y == ATTACK)
    low, high = around(_against(told)[two], y[two] == ATTACK)
    value = auc(_against(told)[two], y[two] == ATTACK)
    sheet.add(
        "site unseen: AUC, attack or crowd", f"{value:.4f} ({low:.3f} to {high:.3f})", "≥ 0.998"
    )
    apart = two & np.array([row.family != "mimicry" for row in rows])
    value = auc(_against(told)[apart], y[apart] == ATTACK)
    sheet.add("the same without full copies of visits", f"{value:.4f}", "")
    seen = two & np.array([row.weighed is not None for row in rows])
    value = auc(_against(told)[seen], y[seen] == ATTACK)
    sheet.add("the same where something was noticed", f"{value:.4f}", "")
    sheet.add("site unseen: accuracy of three", f"{_three(told, y):.3f}", "≥ 0.88")
    out, said = unseen([row for row in rows if row.weighed is not None])
    y2 = truth(out)
    both = (y2 == CROWD) | (y2 == ATTACK)
    low, high = around(_against(said)[both], y2[both] == ATTACK)
    value = auc(_against(said)[both], y2[both] == ATTACK)
    sheet.add("family unseen too: AUC", f"{value:.4f} ({low:.3f} to {high:.3f})", "≥ 0.97")
    error = ece(said.max(axis=1), said.argmax(axis=1) == y2)
    sheet.add("family unseen too: calibration error", f"{error:.3f}", "≤ 0.03")
    part, wrong, sure = _sure(said, y2)
    sheet.add("family unseen too: decided at P ≥ 0.95", f"{part:.0%}", "≥ 60 %")
    sheet.add("of these wrong", _share(wrong, sure), "≤ 2 %")
    _named(sheet, cases, rows)
    return sheet


def _named(sheet: Sheet, cases: Sequence[Judged], rows: Sequence[Row]) -> None:
    every = [row for case in cases if case.cause == "crowd" for row in case.rows]
    scared = {(r.family, r.kind, id(c)) for c in cases if c.cause == "crowd" for r in c.rows
              if r.chances[ATTACK] >= SURE}  # fmt: skip
    crowds = sum(case.cause == "crowd" for case in cases)
    sheet.add(f"crowds ever called attack at P ≥ 0.95 ({len(every)} looks)",
              f"{len(scared)} of {crowds}", "0 of 200")  # fmt: skip
    faults = [row for row in rows if row.cause == "fault"]
    named = sum(row.verdict == "fault" for row in faults)
    sheet.add("pure fault named within 60 s", _share(named, len(faults)), "≥ 95 %")
    few = [row for row in rows if row.family == "few_rotating"]
    named = sum(row.verdict == "attack" for row in few)
    sheet.add("few sources, rotating agents: named", _share(named, len(few)), "≥ 95 %")
    copies = [row for row in rows if row.family == "mimicry"]
    unsure = sum(row.verdict == "uncertain" for row in copies)
    sheet.add("full copies of visits: uncertain", _share(unsure, len(copies)), "most")
    fooled = sum(row.chances[CROWD] >= SURE for row in copies)
    sheet.add("full copies called crowd at P ≥ 0.95", _share(fooled, len(copies)), "0")


def _share(right: int, of: int) -> str:
    low, high = interval(right, of)
    return f"{right} of {of} ({low:.0%} to {high:.0%})"


def peers(cases: Sequence[Judged]) -> Sheet:
    """Ours beside published ways, on the same first minutes."""
    sheet = Sheet(
        "Beside published ways",
        "AUC of attack against crowd in the first minute, on the same scenarios. A peer's sign is"
        " chosen in its favour; they have no word for a fault.",
        ("way", "AUC", "95 %"),
    )
    both = [case for case in cases if case.peers and case.at(MINUTE)]
    y = np.array([case.cause == "attack" for case in both])
    looks = [row for case in both if (row := case.at(MINUTE))]
    scores = [("this scorecard", _against(shipped(looks)))]
    kept, said = unseen(looks)
    ours = np.array([row.family != "match" for row in looks])
    for i, name in enumerate(PEERS):
        score = np.array([case.peers[i] for case in both])
        scores.append((name, score if auc(score, y) >= 0.5 else -score))
    for name, score in scores:
        low, high = around(score, y)
        sheet.add(name, f"{auc(score, y):.3f}", f"{low:.3f} to {high:.3f}")
    assert len(kept) == int(ours.sum())
    score, y = _against(said), y[ours]
    low, high = around(score, y)
    sheet.add("this scorecard, family unseen", f"{auc(score, y):.3f}", f"{low:.3f} to {high:.3f}")
    return sheet


def families(cases: Sequence[Judged], rows: Sequence[Row]) -> Sheet:
    """What each family is called."""
    sheet = Sheet(
        "By family",
        "Of scenarios, 60 s after the onset: noticed; named right, named wrong (P ≥ 0.8), not"
        " named; median seconds until the right name is said (where it is, within 120 s). Right is"
        " what it was by then: a crowd before it was too much, a fault before somebody attacked.",
        ("family", "cause", "scenarios", "noticed", "right", "wrong", "uncertain", "seconds"),
    )
    for name in dict.fromkeys(case.family for case in cases):
        mine = [row for row in rows if row.family == name]
        cause, n = FAMILIES_TOO[name].cause, len(mine)
        seen = sum(row.weighed is not None for row in mine) / n
        right = sum(row.verdict == row.cause for row in mine) / n
        unsure = sum(row.verdict == "uncertain" for row in mine) / n
        first = [_first(case) for case in cases if case.family == name]
        took = [seconds for seconds in first if seconds]
        sheet.add(
            name, cause, str(n), f"{seen:.0%}", f"{right:.0%}", f"{1 - right - unsure:.0%}",
            f"{unsure:.0%}", f"{np.median(took):.0f}" if took and cause != "normal" else "–",
        )  # fmt: skip
    return sheet


def _first(case: Judged) -> int | None:
    return next((r.after for t in TIMES if (r := case.at(t)) and r.verdict == r.cause), None)


def calibration(rows: Sequence[Row]) -> Sheet:
    sheet = Sheet(
        "What was said and what came true",
        "Families unseen, episodes that were noticed: the probability of the likeliest cause,"
        " and how often it was the cause.",
        ("said", "times", "mean said", "came true"),
    )
    out, said = unseen([row for row in rows if row.weighed is not None])
    right = said.argmax(axis=1) == truth(out)
    for span, n, mean, true in reliability(said.max(axis=1), right):
        sheet.add(span, str(n), f"{mean:.3f}", f"{true:.3f}")
    return sheet


def blind(cases: Sequence[Judged]) -> Sheet:
    """Logs that begin inside an episode."""
    sheet = Sheet(
        "Logs that begin inside an episode",
        "No usual is known: 60 s after the first line. Named wrong counts causes only, not normal.",
        ("cause", "logs", "right", "called another cause", "uncertain or normal"),
    )
    for cause in CAUSES[1:]:
        mine = [row for case in cases for row in case.blind
                if row.after == MINUTE and row.cause == cause]  # fmt: skip
        if mine:
            right = sum(row.verdict == cause for row in mine) / len(mine)
            unsure = sum(row.verdict in {"uncertain", "normal"} for row in mine) / len(mine)
            sheet.add(
                cause, str(len(mine)), f"{right:.0%}", f"{1 - right - unsure:.0%}", f"{unsure:.0%}"
            )
    return sheet


def quiet() -> Sheet:
    """Services on which nothing happens."""
    sheet = Sheet(
        "Calm services",
        "Usual traffic and nothing else, hours of each kind of service: episodes begun, and those"
        " that were ever named crowd, attack, fault or mixed (P ≥ 0.8).",
        ("requests/s, about", "days watched", "episodes a day", "named a day"),
    )
    for rate, hours in ((0.6, 6.0), (4.0, 3.0), (25.0, 1.0)):
        days, begun, named = calm.watched(rate, hours)
        sheet.add(f"{rate:g}", f"{days:.1f}", f"{begun / days:.1f}", f"{named / days:.1f}")
    return sheet


def speeds() -> Sheet:
    sheet = Sheet(
        "Speed and size",
        "The observer alone (columns in, verdicts out), one core; reading lines comes on top.",
        ("log", "measured", "target"),
    )
    for rate in (5000.0, 500.0, 50.0):
        rows = speed.rows_per_second(rate) / 1e6
        sheet.add(f"{rate:.0f} requests/s", f"{rows:.1f} M rows/s", "≥ 2 M rows/s")
    sheet.add("memory after 1 h", f"{speed.memory(1.0):.0f} MB", "the same")
    sheet.add("memory after 4 h", f"{speed.memory(4.0):.0f} MB", "the same")
    return sheet
