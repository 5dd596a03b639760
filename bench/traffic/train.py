"""``python -m bench.traffic.train``: scenarios in, the package's scorecard out; some minutes.

    .venv/bin/python -m bench.traffic.train [--seeds 40]

Every service has episodes of all families, so that a cause can't be told by its service.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.traffic.examples import Row, gathered
from bench.traffic.families import FAMILIES
from bench.traffic.model import Table, card, fitted, left_out, table, temperature
from marsad.sense.cause import scorecard

CARD = Path(scorecard.__file__).with_name("scorecard.json")
FIRST_SEED = 1000
"""Training takes seeds from here on; evaluation those below."""


def folds() -> list[set[str]]:
    """Crowds and attacks, left out a few at a time: one crowd with one or two attacks."""
    crowds = [name for name, family in FAMILIES.items() if family.cause == "crowd"]
    attacks = [name for name, family in FAMILIES.items() if family.cause == "attack"]
    return [{crowd, *attacks[i :: len(crowds)]} for i, crowd in enumerate(crowds)]


def trained(rows: Sequence[Row]) -> tuple[dict, Table]:
    """A card from rows of one sort (usual known or not), calibrated on families left out."""
    made = table(rows)
    scores, done = left_out(made, folds(), made)
    heat = temperature(scores[done], made.y[done], made.weight[done])
    return card(fitted(made), heat), made


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.traffic.train")
    parser.add_argument("--seeds", type=int, default=40)
    wanted = parser.parse_args(words)
    rows = gathered(range(FIRST_SEED, FIRST_SEED + wanted.seeds))
    known, _ = trained([row for row in rows if row.known])
    unknown, _ = trained([row for row in rows if not row.known])
    quiet = _quiet(rows)
    text = json.dumps({"known": known, "unknown": unknown, "quiet": quiet}, indent=1)
    CARD.write_text(text.replace("\n   ", "").replace("\n  ]", "]") + "\n", "utf-8")
    print(f"{len(rows)} looks; wrote {CARD}", file=sys.stderr)
    return 0


def _quiet(rows: Sequence[Row]) -> list[float]:
    """Causes of stretches in which no episode was noticed, were one in twenty not normal."""
    missed = [row.cause for row in rows if row.weighed is None and row.known and row.after == 60]
    seen = max(sum(row.known and row.after == 60 for row in rows), 1)
    parts = np.array([missed.count(c) / seen for c in ("crowd", "attack", "fault", "mixed")])
    return [round(float(v), 4) for v in (1 - 0.05 * parts.sum(), *(0.05 * parts))]


if __name__ == "__main__":
    sys.exit(main())
