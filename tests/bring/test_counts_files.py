"""Counts are read from CSV, CSV.gz and Parquet, whatever their bins, phases and runs."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import duckdb
import numpy as np
import pytest

from marsad.bring.counts_file import read_counts
from marsad.bring.recording import Recording
from marsad.nouns.minute import MINUTE_MS, parse_rfc3339
from marsad.nouns.series import Cell

SHARED = Path(__file__).parents[3] / "shared" / "data"


def written(folder: Path, text: str, name: str = "counts.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def counts_of(recording: Recording, cell: int = 0) -> list[int]:
    """The reports of one cell, bin by bin."""
    counts = np.zeros(recording.bins, np.int64)
    mine = recording.cell == cell
    np.add.at(counts, recording.bin[mine], recording.reports[mine])
    return counts.tolist()


def test_a_csv_of_minutes_is_one_recording(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,service,reports\n"
        "2025-05-24T09:00:00Z,x,3\n2025-05-24T09:01:00Z,x,0\n2025-05-24T09:02:00Z,x,7\n",
    )
    (recording,) = read_counts(path)
    assert recording.step == 1
    assert recording.first == parse_rfc3339("2025-05-24T09:00:00Z") // MINUTE_MS
    assert recording.cells == (Cell("x"),)
    assert counts_of(recording) == [3, 0, 7]


@pytest.mark.parametrize(
    "written_time", ["2025-05-24T12:00:00+03:00", "2025-05-24 09:00:00", "2025-05-24T09:00Z"]
)
def test_times_may_have_an_offset_or_none_at_all(tmp_path: Path, written_time: str) -> None:
    path = written(
        tmp_path, f"time,service,reports\n{written_time},x,1\n2025-05-24T09:01:00Z,x,2\n"
    )
    (recording,) = read_counts(path)
    assert recording.first == parse_rfc3339("2025-05-24T09:00:00Z") // MINUTE_MS
    assert recording.bins == 2


def test_the_zone_of_the_machine_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "time,service,reports\n2025-05-24 09:00:00,x,1\n2025-05-24 09:01:00,x,2\n"
    path = written(tmp_path, text)
    parquet = tmp_path / "counts.parquet"
    duckdb.sql(
        f"COPY (SELECT time::TIMESTAMP AS time, service, reports FROM '{path}') TO '{parquet}'"
    )
    monkeypatch.setenv("TZ", "Asia/Riyadh")
    time.tzset()
    try:
        recordings = [*read_counts(path), *read_counts(parquet)]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert {each.first for each in recordings} == {
        parse_rfc3339("2025-05-24T09:00:00Z") // MINUTE_MS
    }


def test_cells_keep_component_symptom_and_country(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,service,component,symptom,country,reports\n"
        "2025-05-24T09:00:00Z,x,login,login_failure,sa,3\n"
        "2025-05-24T09:01:00Z,x,login,login_failure,SA,4\n"
        "2025-05-24T09:01:00Z,x,,,,5\n",
    )
    (recording,) = read_counts(path)
    assert set(recording.cells) == {Cell("x"), Cell("x", "login", "login_failure", "SA")}
    assert counts_of(recording, recording.cells.index(Cell("x"))) == [0, 5]


def test_bins_without_a_row_are_zero(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,service,reports\n"
        "2025-05-24T09:00:00Z,x,3\n2025-05-24T09:15:00Z,x,1\n2025-05-24T10:00:00Z,x,7\n",
    )
    (recording,) = read_counts(path)
    assert recording.step == 15
    assert counts_of(recording) == [3, 1, 0, 0, 7]


def test_gzip_and_parquet_say_the_same_as_csv(tmp_path: Path) -> None:
    text = "time,service,reports\n" + "".join(
        f"2025-05-24T09:{minute:02}:00Z,{service},{minute}\n"
        for minute in range(30)
        for service in ("x", "stc")
    )
    plain = written(tmp_path, text)
    packed = tmp_path / "counts.csv.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    parquet = tmp_path / "counts.parquet"
    duckdb.sql(f"COPY (SELECT * FROM '{plain}') TO '{parquet}'")
    (first,), (second,), (third,) = map(read_counts, (plain, packed, parquet))
    for other in (second, third):
        assert other.cells == first.cells
        assert (other.first, other.step, other.bins) == (first.first, first.step, first.bins)
        assert [counts_of(other, cell) for cell in (0, 1)] == [
            counts_of(first, cell) for cell in (0, 1)
        ]


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMP_NS", "VARCHAR"])
def test_parquet_times_are_read_whatever_their_type(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "counts.parquet"
    duckdb.sql(
        f"""COPY (SELECT ('2025-05-24 09:0' || i || '+00')::{kind} AS time,
        'x' AS service, i AS reports FROM range(5) r(i)) TO '{path}'"""
    )
    (recording,) = read_counts(path)
    assert recording.first == parse_rfc3339("2025-05-24T09:00:00Z") // MINUTE_MS
    assert counts_of(recording) == [0, 1, 2, 3, 4]


def test_rows_may_come_in_any_order(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,service,reports\n"
        "2025-05-24T09:02:00Z,x,7\n2025-05-24T09:00:00Z,x,3\n2025-05-24T09:01:00Z,x,5\n",
    )
    (recording,) = read_counts(path)
    assert counts_of(recording) == [3, 5, 7]


def test_pages_are_recordings_of_their_own_and_keep_the_phase_of_their_bins(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path,
        "provider,page_id,ts_utc,reports\n"
        "aws,1,2018-01-04T10:16:11Z,0\naws,1,2018-01-04T10:31:11Z,1\n"
        "aws,2,2018-01-09T07:32:10Z,4\naws,2,2018-01-09T07:47:10Z,5\n",
    )
    first, second = read_counts(path)
    assert [first.run, second.run] == ["1", "2"]
    assert first.step == 15
    start = first.first * MINUTE_MS + first.shift
    assert start == parse_rfc3339("2018-01-04T10:16:11Z")
    assert counts_of(second) == [4, 5]


def test_bins_narrower_than_a_minute_are_added_up(tmp_path: Path) -> None:
    rows = "".join(
        f"2025-05-24T09:{minute:02}:{second:02}Z,x,1\n"
        for minute in range(3)
        for second in range(0, 60, 20)
    )
    (recording,) = read_counts(written(tmp_path, "time,service,reports\n" + rows))
    assert recording.step == 1
    assert counts_of(recording) == [3, 3, 3]


def test_bins_of_ninety_seconds_become_three_minutes(tmp_path: Path) -> None:
    rows = "".join(f"2025-05-24T09:{90 * i // 60:02}:{90 * i % 60:02}Z,x,2\n" for i in range(6))
    (recording,) = read_counts(written(tmp_path, "time,service,reports\n" + rows))
    assert recording.step == 3
    assert counts_of(recording) == [4, 4, 4]


def test_what_comes_after_a_services_last_row_is_not_taken_for_zero(tmp_path: Path) -> None:
    rows = "".join(f"2025-05-24T09:{m:02}:00Z,x,1\n" for m in range(60))
    rows += "".join(f"2025-05-24T09:{m:02}:00Z,stc,1\n" for m in range(20))
    short, long = sorted(
        read_counts(written(tmp_path, "time,service,reports\n" + rows)), key=lambda r: r.bins
    )
    assert (short.cells, short.bins) == ((Cell("stc"),), 20)
    assert (long.cells, long.bins) == ((Cell("x"),), 60)


def test_a_sparse_service_is_watched_to_the_end_of_the_others(tmp_path: Path) -> None:
    rows = "".join(f"2025-05-24T09:{m:02}:00Z,x,1\n" for m in range(60))
    rows += "".join(f"2025-05-24T09:{m:02}:00Z,stc,1\n" for m in (0, 9, 17, 31, 32, 50))
    (recording,) = read_counts(written(tmp_path, "time,service,reports\n" + rows))
    assert recording.bins == 60


def test_a_byte_order_mark_capitals_and_carriage_returns_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    path.write_bytes(
        b"\xef\xbb\xbfTime,Service,Reports\r\n"
        b"2025-05-24T09:00:00Z,x,3\r\n2025-05-24T09:01:00Z,x,4\r\n"
    )
    (recording,) = read_counts(path)
    assert counts_of(recording) == [3, 4]


@pytest.mark.parametrize("name", ["counts [1].csv", "*.csv", "it's.csv", "{a,b}?.csv", "عدد.csv"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    rows = "2025-05-24T09:00:00Z,x,3\n2025-05-24T09:01:00Z,x,4\n"
    written(tmp_path, "time,service,reports\n" + rows.replace("x", "other"), "other.csv")
    plain = written(tmp_path, "time,service,reports\n" + rows, name)
    parquet = tmp_path / name.replace("csv", "parquet")
    plainly = tmp_path / "plain.parquet"
    duckdb.sql(
        f"""COPY (SELECT TIMESTAMP '2025-05-24 09:00' + i * INTERVAL 1 MINUTE AS time,
        'x' AS service, i + 3 AS reports FROM range(2) r(i)) TO '{plainly}'"""
    )
    plainly.rename(parquet)
    for path in (plain, parquet):
        (recording,) = read_counts(path)
        assert (recording.cells, counts_of(recording)) == ((Cell("x"),), [3, 4])


def test_a_service_named_in_arabic_is_taken_as_it_is_named(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "time,service,reports\n2025-05-24T09:00:00Z,أبشر,3\n2025-05-24T09:01:00Z,أبشر,4\n",
    )
    (recording,) = read_counts(path)
    assert recording.cells == (Cell("أبشر"),)


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded incidents are not here")
def test_all_recorded_incidents_of_a_cloud_are_read() -> None:
    recordings = read_counts(SHARED / "downdetector_aws" / "series_15min.csv")
    assert len(recordings) == 69
    assert {(each.step, each.bins, each.cells) for each in recordings} == {(15, 96, (Cell("aws"),))}
