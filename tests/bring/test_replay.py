"""Replayed counts go through the same fold as live ones, and tell incidents in true time."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from marsad.bring.refusal import FileRefused
from marsad.bring.replay import replay
from marsad.bring.scenario_file import read_scenario
from marsad.bring.scores import COLUMNS
from marsad.bring.simulate import simulate
from marsad.bring.simulated_file import write_counts
from marsad.bring.told import Told
from marsad.catalog.catalog import Catalog, load
from marsad.nouns.minute import MINUTE_MS, parse_rfc3339, rfc3339

SHARED = Path(__file__).parents[3] / "shared" / "data"
START = parse_rfc3339("2025-01-06T00:00:11Z")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The counts of a scenario in which one component fails."""
    path = tmp_path_factory.mktemp("spaces") / "spaces.parquet"
    write_counts(simulate(read_scenario(Path("x-spaces-2024-08-12"))), path)
    return path


def written(path: Path, runs: dict[str, list[int]], minutes: int = 15) -> Path:
    """Runs of one service, in bins that begin eleven seconds past the minute."""
    lines = ["provider,page_id,ts_utc,reports"]
    for run, counts in runs.items():
        lines += [
            f"aws,{run},{rfc3339(START + place * minutes * MINUTE_MS)},{count}"
            for place, count in enumerate(counts)
        ]
    path.write_text("\n".join(lines) + "\n")
    return path


def day_with_an_outage(seed: int) -> list[int]:
    """Ninety-six bins: a few reports each, a hundred and more in the third quarter of the day."""
    counts = np.random.default_rng(seed).poisson(3, 96)
    counts[60:66] += [40, 90, 120, 80, 40, 15]
    return counts.tolist()


def of_run(told: list[Told], run: str) -> list[Told]:
    return [each for each in told if each.run == run and each.incident.declared_at is not None]


def test_each_run_is_detected_from_a_cold_start_and_told_by_its_name(
    tmp_path: Path, catalog: Catalog
) -> None:
    counts = day_with_an_outage(1)
    both = written(tmp_path / "both.csv", {"7": counts, "8": counts})
    alone = written(tmp_path / "alone.csv", {"7": counts})
    told = list(replay([both], catalog=catalog))
    assert of_run(told, "7") == list(replay([alone], catalog=catalog))
    assert [each.incident for each in of_run(told, "7")] == [
        each.incident for each in of_run(told, "8")
    ]
    assert len(of_run(told, "7")) == 1


def test_instants_are_true_times_of_the_files_own_bins(tmp_path: Path, catalog: Catalog) -> None:
    path = written(tmp_path / "counts.csv", {"7": day_with_an_outage(1)})
    (told,) = of_run(list(replay([path], catalog=catalog)), "7")
    incident = told.incident
    outage = START + 60 * 15 * MINUTE_MS
    assert incident.declared_at is not None
    assert (incident.declared_at - START) % (15 * MINUTE_MS) == 0
    assert outage < incident.declared_at <= outage + 30 * MINUTE_MS
    assert incident.ended is not None
    assert {row.at % MINUTE_MS for row in told.transitions} == {11_000}
    assert told.state_at(outage - 1) == "ok"
    assert told.state_at(incident.declared_at) == "problem"


def test_nothing_after_until_is_looked_at(tmp_path: Path, catalog: Catalog) -> None:
    counts = day_with_an_outage(1)
    whole = written(tmp_path / "whole.csv", {"7": counts})
    cut = written(tmp_path / "cut.csv", {"7": counts[:63]})
    until = START + 63 * 15 * MINUTE_MS
    first, second = (
        list(replay([path], catalog=catalog, until=end))
        for path, end in ((whole, until), (cut, None))
    )
    assert first == second
    assert first[-1].incident.state == "problem"
    assert list(replay([whole], catalog=catalog, until=START)) == []


def test_scores_have_a_row_for_each_closed_bin(tmp_path: Path, catalog: Catalog) -> None:
    counts = day_with_an_outage(1)
    path = written(tmp_path / "counts.csv", {"7": counts})
    (told,) = replay([path], catalog=catalog, scores=tmp_path / "scores.csv")
    with (tmp_path / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*COLUMNS.split(","), "run"]
    assert [int(row["reports"]) for row in rows] == counts
    assert {row["run"] for row in rows} == {"7"}
    assert rows[0]["time"] == "2025-01-06T00:00:11Z"
    for row in rows:
        assert float(row["low"]) <= float(row["expected"]) <= float(row["high"])
        closed = parse_rfc3339(row["time"]) + 15 * MINUTE_MS
        assert row["state"] == told.state_at(closed)
    calm = max(float(row["surprise"]) for row in rows[30:59])
    assert float(rows[61]["surprise"]) > calm + 10


def test_scores_of_files_without_runs_have_the_promised_columns_only(
    tmp_path: Path, catalog: Catalog, spaces: Path
) -> None:
    list(replay([spaces], catalog=catalog, scores=tmp_path / "scores.csv"))
    with (tmp_path / "scores.csv").open() as file:
        assert file.readline() == f"{COLUMNS}\n"
        assert file.readline().startswith("2024-07-29T22:30:00Z,x,")
        assert sum(1 for _ in file) == 14 * 1440 + 6 * 60 - 1


def test_scores_that_cannot_be_written_are_refused(
    tmp_path: Path, catalog: Catalog, spaces: Path
) -> None:
    with pytest.raises(FileRefused, match="cannot be written"):
        list(replay([spaces], catalog=catalog, scores=tmp_path / "none" / "scores.csv"))


def test_progress_goes_up_to_one(tmp_path: Path, catalog: Catalog, spaces: Path) -> None:
    shares: list[float] = []
    list(replay([spaces, spaces], catalog=catalog, progress=shares.append))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert len(shares) > 20


def test_a_smaller_budget_of_false_alarms_never_tells_sooner(
    tmp_path: Path, catalog: Catalog
) -> None:
    path = written(tmp_path / "counts.csv", {"7": day_with_an_outage(1)})
    declared = [
        of_run(list(replay([path], catalog=catalog, false_alarms=budget)), "7")[0]
        for budget in (100.0, 0.01)
    ]
    instants = [each.incident.declared_at for each in declared]
    assert None not in instants
    assert instants == sorted(instants, key=lambda at: at or 0)


def test_a_file_that_cannot_be_read_is_refused_before_anything_is_told(
    tmp_path: Path, catalog: Catalog, spaces: Path
) -> None:
    with pytest.raises(FileRefused, match=r"none\.csv: no such file"):
        next(replay([spaces, tmp_path / "none.csv"], catalog=catalog))


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded incidents are not here")
def test_most_recorded_incidents_of_a_cloud_are_found(catalog: Catalog) -> None:
    file = SHARED / "downdetector_aws" / "series_15min.csv"
    told = list(replay([file], catalog=catalog))
    declared = {each.run for each in told if each.incident.declared_at is not None}
    assert len(declared) >= 55


def test_a_small_rise_while_a_known_event_runs_is_no_incident(
    tmp_path: Path, catalog: Catalog
) -> None:
    counts = np.random.default_rng(8).poisson(100, 21 * 96)
    begin = 20 * 96 + 40
    counts[begin : begin + 16] = np.random.default_rng(9).poisson(130, 16)
    path = written(tmp_path / "launch.csv", {"": counts.tolist()})
    first, last = (START + at * 15 * MINUTE_MS for at in (begin, begin + 16))
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "agenda.yaml").write_text(
        "events:\n  launch:\n    names: {ar: إطلاق, en: Launch}\n    services: [aws]\n"
        f"    begin: {rfc3339(first)[:16]}Z\n    end: {rfc3339(last)[:16]}Z\n",
        "utf-8",
    )
    assert declared(path, catalog) == 1
    assert declared(path, load([folder])) == 0


def declared(path: Path, catalog: Catalog) -> int:
    told = replay([path], catalog=catalog)
    return sum(each.incident.declared_at is not None for each in told)
