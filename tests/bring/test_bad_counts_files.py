"""A file of counts that can't be used is refused in one line: where, what, and the next step."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from marsad.bring.counts_file import read_counts
from marsad.bring.refusal import FileRefused

HEAD = "time,service,reports\n"
GOOD = "2025-05-24T09:00:00Z,x,3\n2025-05-24T09:01:00Z,x,4\n"


def refusal_of(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        read_counts(path)
    line = str(caught.value)
    assert "\n" not in line
    assert caught.value.remedy
    return line


def refused(folder: Path, text: str | bytes, name: str = "counts.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    line = refusal_of(path)
    assert line.startswith(str(path))
    return line.removeprefix(str(path))


@pytest.mark.parametrize("column", ["time", "service", "reports"])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    text = (HEAD + GOOD).replace(column, "other", 1)
    assert refused(tmp_path, text).startswith(f":1: no column {column} (there are: ")


@pytest.mark.parametrize("time", ["yesterday", "", "1716541200", "2025-02-30T09:00:00Z"])
def test_an_unreadable_time_is_found_by_line(tmp_path: Path, time: str) -> None:
    line = refused(tmp_path, HEAD + GOOD + f"{time},x,4\n")
    assert line.startswith(f":4: time {time!r} is not a time; write RFC 3339")


@pytest.mark.parametrize("count", ["-1", "3.5", "many", "", "nan", "inf", "3000000000", "0x10"])
def test_what_is_no_count_is_found_by_line(tmp_path: Path, count: str) -> None:
    line = refused(tmp_path, HEAD + GOOD + f"2025-05-24T09:02:00Z,x,{count}\n")
    assert line.startswith(f":4: reports {count!r} is not a count; write whole numbers")


def test_the_line_is_right_where_lines_are_blank_or_values_span_them(tmp_path: Path) -> None:
    text = 'time,service,note,reports\n2025-05-24T09:00:00Z,x,"a\nb",3\n2025-05-24T09:01:00Z,x,,x\n'
    assert refused(tmp_path, text).startswith(":4: reports 'x'")


def test_a_row_without_a_service_is_refused(tmp_path: Path) -> None:
    line = refused(tmp_path, HEAD + GOOD + "2025-05-24T09:02:00Z, ,4\n")
    assert line.startswith(":4: service ' ' is empty")


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, HEAD + GOOD + "2025-05-24T09:02:00Z,x\n").startswith(":4: 2 columns")


def test_two_rows_of_one_bin_are_refused(tmp_path: Path) -> None:
    line = refused(tmp_path, HEAD + GOOD + "2025-05-24T09:01:00Z,x,9\n")
    assert line.startswith(":4: a second row for x at 2025-05-24T09:01:00Z; keep one row")


def test_two_rows_of_one_bin_are_found_in_a_file_without_order(tmp_path: Path) -> None:
    rows = "2025-05-24T09:05:00Z,x,1\n2025-05-24T09:00:00Z,x,1\n2025-05-24T09:05:00Z,x,1\n"
    assert refused(tmp_path, HEAD + rows).startswith(":4: a second row for x")


def test_bins_of_two_widths_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"2025-05-24T09:{m:02}:00Z,x,1\n" for m in range(60))
    rows += "".join(
        f"2025-05-24T{h:02}:{m:02}:00Z,y,1\n" for h in (9, 10) for m in range(0, 60, 15)
    )
    line = refused(tmp_path, HEAD + rows)
    assert line.startswith(":62: y has bins of 15 min, others of 1 min; put counts with bins")


def test_times_off_the_grid_are_refused(tmp_path: Path) -> None:
    times = ["09:00:00", "09:15:00", "09:31:00", "09:46:00", "10:01:00"]
    rows = "".join(f"2025-05-24T{time}Z,x,1\n" for time in times)
    line = refused(tmp_path, HEAD + rows)
    assert line.startswith(":4: 2025-05-24T09:31:00Z is off the grid of 15 min bins")


def test_one_bin_has_no_width(tmp_path: Path) -> None:
    line = refused(tmp_path, HEAD + "2025-05-24T09:00:00Z,x,3\n")
    assert "one bin only" in line


@pytest.mark.parametrize("text", ["", "\n\n", HEAD])
def test_a_file_with_nothing_in_it_is_refused(tmp_path: Path, text: str) -> None:
    line = refused(tmp_path, text)
    assert "empty" in line or "no rows" in line


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    assert "named twice" in refused(tmp_path, "time,service,reports,reports\n")


def test_gzip_cut_short_is_refused(tmp_path: Path) -> None:
    text = HEAD + "".join(
        f"2025-05-24T{h:02}:{m:02}:00Z,x,{h * m}\n" for h in range(24) for m in range(60)
    )
    packed = gzip.compress(text.encode())
    line = refused(tmp_path, packed[: len(packed) // 2], "counts.csv.gz")
    assert line.startswith(": the gzip data is cut short or damaged; fetch the file again")


def test_what_is_not_gzip_nor_parquet_is_refused(tmp_path: Path) -> None:
    assert "not a Parquet file" in refused(tmp_path, HEAD + GOOD, "counts.parquet")
    assert "damaged" in refused(tmp_path, b"PAR1 and then nothing of the kind", "counts.parquet")
    assert "cut short or damaged" in refused(tmp_path, b"\x1f\x8b\x08\x00nonsense", "counts.gz")


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    latin = HEAD.encode() + "2025-05-24T09:00:00Z,café,3\n".encode("latin-1")
    assert "UTF-8" in refused(tmp_path, latin)
    assert "UTF-8" in refused(tmp_path, b"tim\xe9,service,reports\n")


def test_parquet_rows_are_named_by_number(tmp_path: Path) -> None:
    path = tmp_path / "counts.parquet"
    duckdb.sql(
        f"""COPY (SELECT TIMESTAMP '2025-05-24 09:00' + i * INTERVAL 1 MINUTE AS time,
        'x' AS service, i - 2 * (i = 3)::INT * i AS reports FROM range(6) r(i)) TO '{path}'"""
    )
    assert refusal_of(path).startswith(f"{path}:row 4: reports '-3' is not a count")


def test_parquet_with_numbers_for_times_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "counts.parquet"
    duckdb.sql(f"COPY (SELECT 5 AS time, 'x' AS service, 1 AS reports) TO '{path}'")
    assert "holds integer, not times; write it as TIMESTAMP" in refusal_of(path)


def test_a_folder_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    assert "a folder, not a file" in refusal_of(tmp_path)
    assert "no such file" in refusal_of(tmp_path / "none.csv")
