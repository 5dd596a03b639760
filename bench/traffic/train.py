"""``python -m bench.traffic.train``: scenarios in, the package's scorecard out; some minutes.

    .venv/bin/python -m bench.traffic.train [--seeds 8]

Every service has episodes of all families, so that a cause can't be told by its service. Beside
the scorecard it writes the cards that were trained without some families, which the figures of
unseen families are measured with.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.traffic.examples import Row, gathered
from bench.traffic.families import FAMILIES
from bench.traffic.model import calibrated, card, fitted, left_out, table, without_each
from marsad.sense.cause import scorecard

CARD = Path(scorecard.__file__).with_name("scorecard.json")
LEFT_OUT = Path(__file__).with_name("left-out.json")
FIRST_SEED = 1000
"""Training takes seeds from here on; evaluation those below."""


def folds() -> list[set[str]]:
    """Crowds, attacks and faults, left out a few at a time: one or two of each."""
    crowds, attacks, faults = (
        [name for name, family in FAMILIES.items() if family.cause == cause]
        for cause in ("crowd", "attack", "fault")
    )
    n = len(crowds)
    return [{crowd, *attacks[i::n], *faults[i::n]} for i, crowd in enumerate(crowds)]


def trained(rows: Sequence[Row]) -> tuple[dict, list[dict]]:
    """A card from rows of one sort (usual known or not), calibrated on families left out; and
    the cards of the folds.
    """
    made = table(rows)
    whole = fitted(made)
    points = without_each(made, folds(), whole)
    scores, done = left_out(points, folds(), made)
    heat, shift = calibrated(scores[done], made.y[done], made.weight[done])
    return card(whole, heat, shift), [card(each, heat, shift) for each in points]


def quiet(rows: Sequence[Row]) -> list[float]:
    """Causes of stretches in which no episode was noticed, were one in twenty not normal."""
    looked = [row for row in rows if row.known and row.after == 60 and row.cause != "normal"]
    missed = [row.cause for row in looked if row.weighed is None]
    each = [0.05 * missed.count(c) / max(len(looked), 1) for c in scorecard.CAUSES[1:]]
    return [round(1.0 - sum(each), 4), *(round(part, 4) for part in each)]


def write(path: Path, what: object) -> None:
    """JSON with a list of numbers to a line."""
    text = json.dumps(what, indent=1)
    flat = re.sub(r"\[\s+([-\d.e,\s]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    path.write_text(flat + "\n", "utf-8")


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.traffic.train")
    parser.add_argument("--seeds", type=int, default=8)
    wanted = parser.parse_args(words)
    learn(gathered(range(FIRST_SEED, FIRST_SEED + wanted.seeds)))
    return 0


def learn(rows: Sequence[Row]) -> None:
    """Train on rows and write both files."""
    known, without = trained([row for row in rows if row.known])
    unknown, _ = trained([row for row in rows if not row.known])
    write(CARD, {"known": known, "unknown": unknown, "quiet": quiet(rows)})
    parts = zip(folds(), without, strict=True)
    write(LEFT_OUT, [{"families": sorted(fold), "card": each} for fold, each in parts])
    looks = int(np.sum([row.weighed is not None for row in rows]))
    print(f"{looks} looks; wrote {CARD} and {LEFT_OUT}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
