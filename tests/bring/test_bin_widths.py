"""The width of bins is told from the times alone; rows survive the way into blocks."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.bring.counts_file import read_counts
from marsad.bring.recording import Recording
from marsad.nouns.minute import MINUTE_MS, rfc3339
from marsad.nouns.series import Series

WIDTHS = st.sampled_from([1, 2, 5, 10, 15, 30, 60, 180, 1440])
STARTS = st.integers(1_400_000_000, 1_800_000_000)


def recorded(rows: list[tuple[int, str, int]]) -> list[Recording]:
    """What is read of rows (second, service, reports)."""
    lines = [f"{rfc3339(second * 1000)},{service},{reports}\n" for second, service, reports in rows]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "counts.csv"
        path.write_text("time,service,reports\n" + "".join(lines), "utf-8")
        return read_counts(path)


@settings(max_examples=40, deadline=None)
@given(
    width=WIDTHS,
    start=STARTS,
    counts=st.lists(st.one_of(st.none(), st.integers(0, 10_000)), min_size=1, max_size=40),
)
def test_any_width_phase_and_gaps_are_told(
    width: int, start: int, counts: list[int | None]
) -> None:
    # Two neighbouring bins are what tells the width; everything behind them may lack rows.
    filled = [1, 2, *counts, 3]
    rows = [(start + i * width * 60, "x", n) for i, n in enumerate(filled) if n is not None]
    (recording,) = recorded(rows)
    assert recording.step == width
    assert recording.first * MINUTE_MS + recording.shift == start * 1000
    assert recording.bins == len(filled)
    found = np.zeros(recording.bins, np.int64)
    found[recording.bin] = recording.reports
    assert found.tolist() == [n or 0 for n in filled]


@settings(max_examples=25, deadline=None)
@given(data=st.data(), order=st.randoms(use_true_random=False))
def test_no_report_is_lost_on_the_way_into_blocks(data: st.DataObject, order) -> None:
    services = data.draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True))
    minutes = data.draw(st.integers(2, 3000))
    dense = data.draw(st.booleans())
    cells = [
        (1_700_000_000 // 60 * 60 + 60 * minute, service, (minute * 7 + ord(service)) % 5)
        for service in services
        for minute in range(minutes)
        if dense or minute in (0, 1, minutes - 1) or (minute + ord(service)) % 11 == 0
    ]
    order.shuffle(cells)
    (recording,) = recorded(cells)
    total = dict.fromkeys(services, 0)
    end = recording.first
    for series, block in recording.blocks(lambda service, symptom: ""):
        assert block.first == end
        end = block.first + block.bins * block.step
        for row, count in zip(block.rows.tolist(), block.counts.tolist(), strict=True):
            total[series[row].service] += count
    assert end == recording.first + minutes
    assert total == {s: sum(n for _, name, n in cells if name == s) for s in services}


def test_cells_count_to_their_service_and_to_each_slice(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_text(
        "time,service,component,symptom,country,reports\n"
        "2025-05-24T09:00:00Z,x,,login_failure,SA,3\n"
        "2025-05-24T09:01:00Z,x,spaces,,US,4\n"
        "2025-05-24T09:01:00Z,x,,login_failure,SA,1\n"
    )
    (recording,) = read_counts(path)
    ((series, block),) = recording.blocks(lambda service, symptom: "login" if symptom else "")
    dense = np.zeros((block.bins, len(series)), np.int64)
    bins = np.repeat(np.arange(block.bins), np.diff(block.offsets))
    dense[bins, block.rows] = block.counts
    found = {each: dense[:, row].tolist() for row, each in enumerate(series)}
    assert found == {
        Series("x"): [3, 5],
        Series("x", "component", "login"): [3, 1],
        Series("x", "component", "spaces"): [0, 4],
        Series("x", "symptom", "login_failure"): [3, 1],
        Series("x", "country", "SA"): [3, 1],
        Series("x", "country", "US"): [0, 4],
    }


def test_a_service_is_watched_from_its_first_row_only(tmp_path: Path) -> None:
    rows = "".join(f"2025-05-24T09:{m:02}:00Z,x,1\n" for m in range(60))
    rows += "".join(f"2025-05-24T09:{m:02}:00Z,stc,1\n" for m in range(40, 60))
    path = tmp_path / "counts.csv"
    path.write_text("time,service,reports\n" + rows)
    (recording,) = read_counts(path)
    first, second = recording.blocks(lambda service, symptom: "")
    assert first[0] == [Series("x")]
    assert (first[1].bins, second[1].bins) == (40, 20)
    assert second[0] == [Series("x"), Series("stc")]


def test_until_keeps_the_bins_that_are_over(tmp_path: Path) -> None:
    rows = "".join(f"2025-05-24T09:{m:02}:11Z,x,{m}\n" for m in range(0, 60, 15))
    path = tmp_path / "counts.csv"
    path.write_text("time,service,reports\n" + rows)
    (recording,) = read_counts(path)
    end = recording.first * MINUTE_MS + recording.shift + 30 * MINUTE_MS
    assert recording.until(end).reports.tolist() == [0, 15]
    assert recording.until(end - 1).bins == 1
    assert recording.until(0).bins == 0
    assert recording.until(None) is recording
