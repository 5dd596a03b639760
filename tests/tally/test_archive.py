"""The archive: what lies on the disk, what is wrong with it, and how long it stays."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import duckdb
import numpy as np
import pytest

from marsad.nouns.block import Bands
from marsad.nouns.event import Counts
from marsad.nouns.report import Report
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.shelf import Leaf
from marsad.tally.tally import Tally
from marsad.tally.usual import Usual

DAY = 1_440


class Lane:
    """One partition, as a desk holds it."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.usual = Usual()


@pytest.fixture
def lane() -> Lane:
    """Six days of one report a minute, with bands."""
    lane = Lane()
    lane.tally.take([Counts("x", 0, (1,) * (6 * DAY), symptom="slow", country="SA")])
    block = lane.tally.close(6 * DAY)
    assert block is not None
    level = [np.full((block.bins, 1), value, np.float32) for value in (1, 0, 3, 0)]
    lane.usual.take(lane.tally.series, block, Bands(np.zeros(1, np.int32), *level))
    return lane


def days_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_days_that_are_no_longer_hot_go_to_parquet(lane, tmp_path):
    archive = Archive(tmp_path, hot_minutes=2 * DAY)
    assert archive.keep(0, lane.tally, lane.usual)
    names = ["1970-01-01", "1970-01-02", "1970-01-03", "1970-01-04"]
    assert days_in(tmp_path / "counts") == names
    assert days_in(tmp_path / "bands") == ["1970-01-01"]
    assert lane.tally.kept == dict.fromkeys(range(4), 1)
    assert lane.usual.kept == {0: 4}
    assert lane.tally.days(9 * DAY) == lane.usual.days(9 * DAY) == [4, 5]
    assert archive.check() == []


def test_anyone_can_read_the_files(lane, tmp_path):
    Archive(tmp_path).keep(0, lane.tally, lane.usual)
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT * FROM read_parquet(?) ORDER BY minute LIMIT 1",
            [f"{tmp_path}/counts/*/*.parquet"],
        )
        assert [column[0] for column in found.description or ()] == [
            *("minute", "service", "component", "symptom", "country"),
            *("reports", "counted", "works"),
        ]
        assert found.fetchone() == (0, "x", "", "slow", "SA", 1, 1, 0)
        codec = connection.execute(
            "SELECT DISTINCT compression FROM parquet_metadata(?)",
            [f"{tmp_path}/counts/1970-01-01/0.1.parquet"],
        )
        assert codec.fetchall() == [("ZSTD",)]


def test_history_is_the_same_before_and_after(lane, tmp_path):
    archive = Archive(tmp_path)
    history = History([lane], archive)
    before = history.window("x", 100, 5 * DAY + 7, 45, "country")
    archive.keep(0, lane.tally, lane.usual)
    after = history.window("x", 100, 5 * DAY + 7, 45, "country")
    for name in ("reports", "counted", "works", "expected", "low", "high"):
        assert np.array_equal(getattr(before, name), getattr(after, name), equal_nan=True), name
    assert before.by.keys() == after.by.keys() == {"SA"}
    assert np.array_equal(before.by["SA"], after.by["SA"])
    assert not np.isnan(after.expected).any()


def test_late_reports_join_their_archived_day(lane, tmp_path):
    archive = Archive(tmp_path)
    history = History([lane], archive)
    archive.keep(0, lane.tally, lane.usual)
    lane.tally.take([Report(b"i" * 16, 60_000, 60_000, "x", symptom="new")])
    lane.tally.close(6 * DAY + 1)
    assert history.totals(0, DAY) == {"x": DAY + 1}
    archive.keep(0, lane.tally, lane.usual)
    assert history.totals(0, DAY) == {"x": DAY + 1}
    assert history.shares("x", 0, DAY, "symptom") == {"slow": DAY, "new": 1}
    assert lane.tally.kept[0] == 2


def test_outdated_generations_are_tidied_away(lane, tmp_path):
    archive = Archive(tmp_path)
    for late in range(4):
        lane.tally.take([Report(b"i" * 16, 60_000, 60_000, "x")])
        lane.tally.close(6 * DAY + late + 1)
        archive.keep(0, lane.tally, lane.usual)
    stray = tmp_path / "counts" / "1970-01-01" / "0.9.parquet.writing"
    stray.write_bytes(b"half")
    archive.tidy(0, lane.tally, lane.usual)
    assert days_in(tmp_path / "counts" / "1970-01-01") == ["0.3.parquet", "0.4.parquet"]


def test_another_partition_s_files_are_left_alone(lane, tmp_path):
    archive = Archive(tmp_path)
    archive.keep(0, lane.tally, lane.usual)
    archive.tidy(1, Tally(), Usual())
    other = Lane()
    other.tally.kept = {0: 7}
    archive.tidy(1, other.tally, other.usual)
    assert (tmp_path / "counts" / "1970-01-01" / "0.1.parquet").exists()


def test_a_tally_without_a_checkpoint_removes_nothing(lane, tmp_path):
    archive = Archive(tmp_path)
    archive.keep(0, lane.tally, lane.usual)
    archive.tidy(0, Tally(), Usual())
    assert len(days_in(tmp_path / "counts")) == 4


def test_an_older_archive_is_adopted(lane, tmp_path):
    Archive(tmp_path).keep(0, lane.tally, lane.usual)
    archive, anew = Archive(tmp_path), Lane()
    history = History([anew], archive)
    assert history.totals(0, 6 * DAY) == {}
    archive.adopt(0, anew.tally, anew.usual, before=3)
    assert history.totals(0, 6 * DAY) == {"x": 3 * DAY}
    assert history.window("x", 0, DAY, DAY).expected[0] == pytest.approx(DAY)


def test_bands_of_an_adopted_archive_may_overlap_with_new_ones(lane, tmp_path):
    Archive(tmp_path).keep(0, lane.tally, lane.usual)
    anew, archive = Lane(), Archive(tmp_path)
    archive.adopt(0, anew.tally, anew.usual, before=2)
    anew.tally.take([Counts("x", 2 * DAY, (1,) * DAY)])
    block = anew.tally.close(3 * DAY)
    assert block is not None
    level = [np.full((block.bins, 1), value, np.float32) for value in (1, 0, 3, 0)]
    anew.usual.take(anew.tally.series, block, Bands(np.zeros(1, np.int32), *level))
    window = History([anew], archive).window("x", 0, 4 * DAY, 60)
    assert window.expected[:72].tolist() == [60] * 72
    assert window.reports.sum() == 3 * DAY


def test_days_beyond_the_retention_are_removed(lane, tmp_path):
    archive = Archive(tmp_path, retention_days=4)
    history = History([lane], archive)
    archive.keep(0, lane.tally, lane.usual)
    assert days_in(tmp_path / "counts") == [f"1970-01-0{day}" for day in (1, 2, 3, 4)]
    archive.tidy(0, lane.tally, lane.usual)
    assert days_in(tmp_path / "counts") == ["1970-01-03", "1970-01-04"]
    assert history.totals(0, 6 * DAY) == {"x": 4 * DAY}
    assert not archive.damaged


def test_bands_are_removed_when_all_their_days_are_beyond_the_retention(lane, tmp_path):
    archive = Archive(tmp_path, retention_days=4)
    archive.keep(0, lane.tally, lane.usual)
    archive.tidy(0, lane.tally, lane.usual)
    assert days_in(tmp_path / "bands") == ["1970-01-01"]
    lane.tally.close(12 * DAY)
    archive.keep(0, lane.tally, lane.usual)
    archive.tidy(0, lane.tally, lane.usual)
    assert days_in(tmp_path / "bands") == []


@pytest.mark.parametrize("harm", ["cut", "rubbish", "empty", "foreign", "missing"])
def test_a_damaged_file_is_said_and_the_others_are_read(lane, tmp_path, harm, caplog):
    archive = Archive(tmp_path)
    history = History([lane], archive)
    archive.keep(0, lane.tally, lane.usual)
    path = tmp_path / "counts" / "1970-01-02" / "0.1.parquet"
    whole = path.read_bytes()
    spoil(path, harm)
    assert history.totals(0, 6 * DAY) == {"x": 5 * DAY}
    assert history.window("x", 0, 6 * DAY, DAY).reports.tolist() == [DAY, 0, *[DAY] * 4]
    assert [str(path) in record.getMessage() for record in caplog.records] == [True]
    assert "the other days are read" in caplog.text
    if harm != "missing":
        (problem,) = archive.check()
        assert problem.where == str(path)
    path.write_bytes(whole)
    os.utime(path, ns=(1, 1))
    assert history.totals(0, 6 * DAY) == {"x": 6 * DAY}


def spoil(path: Path, harm: str) -> None:
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-20])
    elif harm == "foreign":
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT 1 AS a) TO '{path}' (FORMAT parquet)")
    elif harm == "missing":
        path.unlink()
    else:
        path.write_bytes(b"rubbish" if harm == "rubbish" else b"")


def test_strangers_in_the_folder_are_said_and_not_read(lane, tmp_path):
    archive = Archive(tmp_path)
    archive.keep(0, lane.tally, lane.usual)
    (tmp_path / "counts" / "notes.txt").write_text("mine")
    (tmp_path / "counts" / "1970-01-01" / "old.parquet").write_bytes(b"x")
    wheres = [Path(problem.where).name for problem in archive.check()]
    assert wheres == ["old.parquet", "notes.txt"]
    assert all("move it out" in problem.remedy for problem in archive.check())
    assert History([lane], archive).totals(0, 6 * DAY) == {"x": 6 * DAY}


def test_a_folder_that_can_t_be_written_leaves_the_counts_in_memory(lane, tmp_path, caplog):
    (tmp_path / "counts").write_text("a file where the folder should be")
    archive = Archive(tmp_path)
    assert not archive.keep(0, lane.tally, lane.usual)
    assert archive.trouble is not None
    assert "stay in memory" in archive.trouble.remedy
    assert "not archived" in caplog.text
    assert History([lane], archive).totals(0, 6 * DAY) == {"x": 6 * DAY}
    (tmp_path / "counts").unlink()
    assert archive.keep(0, lane.tally, lane.usual)
    assert archive.trouble is None
    assert History([lane], archive).totals(0, 6 * DAY) == {"x": 6 * DAY}


def test_late_rows_wait_when_their_archived_day_is_damaged(lane, tmp_path):
    archive = Archive(tmp_path)
    archive.keep(0, lane.tally, lane.usual)
    path = archive.counts.path(Leaf(0, 0, 1))
    whole = path.read_bytes()
    path.write_bytes(b"rubbish")
    lane.tally.take([Report(b"i" * 16, 60_000, 60_000, "x")])
    lane.tally.close(6 * DAY + 1)
    assert not archive.keep(0, lane.tally, lane.usual)
    assert archive.trouble is not None
    assert archive.trouble.where == str(path)
    path.write_bytes(whole)
    assert archive.keep(0, lane.tally, lane.usual)
    assert History([lane], archive).totals(0, DAY) == {"x": DAY + 1}


def test_a_quote_in_the_folder_s_name_is_only_a_quote(lane, tmp_path):
    archive = Archive(tmp_path / "it's $1 'here'")
    assert archive.keep(0, lane.tally, lane.usual)
    assert History([lane], archive).totals(0, 6 * DAY) == {"x": 6 * DAY}


def test_partitions_are_archived_and_read_at_the_same_time(tmp_path):
    archive = Archive(tmp_path, hot_minutes=0)
    lanes = [Lane() for _ in range(4)]
    for number, lane in enumerate(lanes):
        lane.tally.take([Counts(f"s{number}", 0, (1,) * (6 * DAY))])
        lane.tally.close(6 * DAY)
    history, wrong = History(lanes, archive), []

    def look() -> None:
        while any(lane.tally.days(9 * DAY) for lane in lanes):
            if history.totals(0, 6 * DAY) != {f"s{n}": 6 * DAY for n in range(4)}:
                wrong.append(history.totals(0, 6 * DAY))

    workers = [
        threading.Thread(target=archive.keep, args=(number, lane.tally, lane.usual))
        for number, lane in enumerate(lanes)
    ]
    threads = [threading.Thread(target=look), *workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert history.totals(0, 6 * DAY) == {f"s{n}": 6 * DAY for n in range(4)}


def test_days_before_anybody_reported_are_archived_and_read(tmp_path):
    lane, archive = Lane(), Archive(tmp_path, hot_minutes=DAY)
    none = np.zeros(0, np.int32)
    for day in range(1, 41):
        block = lane.tally.close(day * DAY)
        if block is not None:
            level = [np.zeros((block.bins, 0), np.float32)] * 4
            lane.usual.take(lane.tally.series, block, Bands(none, *level))
    assert archive.keep(0, lane.tally, lane.usual)
    lane.tally.take([Counts("x", 40 * DAY, (1,) * DAY)])
    block = lane.tally.close(80 * DAY)
    assert block is not None
    level = [np.full((block.bins, 1), value, np.float32) for value in (1, 0, 3, 0)]
    lane.usual.take(lane.tally.series, block, Bands(np.zeros(1, np.int32), *level))
    assert archive.keep(0, lane.tally, lane.usual)
    window = History([lane], archive).window("x", 0, 42 * DAY, DAY)
    assert window.expected[40] == pytest.approx(DAY)
