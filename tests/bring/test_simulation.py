"""A scenario's counts: the same for the same seed, and as large as they were published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.bring.counts_file import read_counts
from marsad.bring.refusal import FileRefused
from marsad.bring.rhythm import rhythm
from marsad.bring.scenario_file import read_scenario
from marsad.bring.simulate import Simulated, simulate, streams
from marsad.bring.simulated_file import write_counts
from marsad.nouns.minute import MINUTE_MS, parse_rfc3339


def at(counts: Simulated, time: str) -> int:
    """The minute of a scenario that a time lies in."""
    return parse_rfc3339(time) // MINUTE_MS - counts.first


def test_the_same_seed_gives_the_same_counts_and_another_seed_others() -> None:
    scenario = read_scenario(Path("x-spaces-2024-08-12"))
    first, again, other = (simulate(scenario, seed) for seed in (None, scenario.seed, 7))
    for name in ("minute", "cell", "reports"):
        assert np.array_equal(getattr(first, name), getattr(again, name))
    assert not np.array_equal(first.of("x"), other.of("x"))


@pytest.mark.parametrize("name", ["counts.csv", "counts.csv.gz", "counts.parquet"])
def test_a_written_file_says_the_same_as_the_counts_and_is_the_same_each_time(
    tmp_path: Path, name: str
) -> None:
    counts = simulate(read_scenario(Path("x-spaces-2024-08-12")))
    write_counts(counts, tmp_path / name)
    write_counts(counts, tmp_path / f"again-{name}")
    assert (tmp_path / name).read_bytes() == (tmp_path / f"again-{name}").read_bytes()
    (recording,) = read_counts(tmp_path / name)
    assert (recording.first, recording.bins, recording.step) == (counts.first, counts.minutes, 1)
    read = np.bincount(recording.bin, weights=recording.reports, minlength=recording.bins)
    assert np.array_equal(read, counts.of("x"))


def test_a_file_of_no_known_kind_or_in_no_folder_is_refused(tmp_path: Path) -> None:
    counts = simulate(read_scenario(Path("x-spaces-2024-08-12")))
    with pytest.raises(FileRefused, match=r"name it \.csv, \.csv\.gz or \.parquet"):
        write_counts(counts, tmp_path / "counts.xls")
    with pytest.raises(FileRefused, match="cannot be written"):
        write_counts(counts, tmp_path / "none" / "counts.csv")


def test_quiet_minutes_have_the_rate_and_the_dispersion_that_were_asked_for() -> None:
    scenario = read_scenario(Path("x-2025-05-24"))
    quiet = simulate(scenario).of("x")[: 14 * 1440]
    expected = np.sum([stream.rate for stream in streams(scenario)], axis=0)[: 14 * 1440]
    assert quiet.mean() == pytest.approx(expected.mean(), rel=0.02)
    assert expected.mean() == pytest.approx(8.0, rel=0.05)
    dispersion = ((quiet - expected) ** 2).sum() / expected.sum()
    assert dispersion == pytest.approx(1.8, rel=0.05)


@settings(max_examples=20, deadline=None)
@given(
    first=st.integers(23_000_000, 30_000_000),
    zone=st.sampled_from(["Asia/Riyadh", "America/New_York", "Asia/Kolkata", "UTC"]),
)
def test_a_weeks_rhythm_is_positive_and_averages_to_one_on_working_days(
    first: int, zone: str
) -> None:
    level = rhythm(first, 7 * 1440, zone, None, 0.5)
    assert (level > 0).all()
    assert level.sum() / 1440 == pytest.approx(5 + 2 * 0.5, abs=0.1)


def test_nights_are_quiet_by_the_local_clock() -> None:
    minute = parse_rfc3339("2025-01-06T01:00:00Z") // MINUTE_MS
    in_riyadh, in_new_york = (
        rhythm(minute, 1, zone, None, 1.0)[0] for zone in ("Asia/Riyadh", "America/New_York")
    )
    assert in_riyadh < 0.6
    assert in_new_york > 1.2
