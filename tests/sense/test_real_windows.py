"""Real curves of a crowd site, where they lie beside the repository (``../shared``)."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sense.counts import block

from marsad.nouns.minute import minute_of, parse_rfc3339
from marsad.nouns.series import Series
from marsad.sense.sense import Sense
from marsad.sense.tuning import Tuning

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "downdetector_aws"
STEP = 15


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not FOLDER.exists(), reason="real curves are not part of the project")
def test_most_real_outages_are_declared_no_later_than_the_site_did() -> None:
    series: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in rows("series_15min.csv"):
        at = minute_of(parse_rfc3339(row["ts_utc"]))
        series[row["page_id"]].append((at, int(row["reports"])))
    told: Counter[str] = Counter()
    for row in rows("incidents.csv"):
        window = sorted(series[row["page_id"]])
        first = window[0][0]
        theirs = (minute_of(parse_rfc3339(row["declared_utc"])) - first) // STEP
        sense = Sense(Tuning(silence=0), STEP)
        sense.watch([Series("aws")])
        verdicts, _ = sense.advance(block([n for _, n in window], first, STEP))
        ours = [(v.minute - first) // STEP for v in verdicts if v.state == "problem"]
        near = [at for at in ours if at >= theirs - 12]
        told["missed" if not near else "later" if near[0] > theirs else "in time"] += 1
    assert told.total() == 69
    assert told["in time"] >= 35
    assert told["missed"] <= 10
