"""The simulated worlds are what they say, the same by seed; files are read as they stand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench.detect.__main__ import main
from bench.detect.curves import measure as race
from bench.detect.minutes import RATES, Sample, measure
from bench.detect.minutes_r import Method
from bench.detect.minutes_r import measure as sampled
from bench.detect.peers.bayes import Bayes
from bench.detect.worlds import curves, mentions
from bench.detect.worlds.minute import EACH, HORIZON, KINDS, make, struck
from bench.detect.worlds.weekly import CURRENT, WEEKS, scenarios, simulate
from bench.world import DAY, WEEK


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_world_and_another_one_another(kind: str) -> None:
    one, same, other = (make(kind, 2.0, WEEK, seed, EACH) for seed in (1, 1, 2))
    assert (one.counts == same.counts).all()
    assert (one.mean == same.mean).all()
    assert (one.counts != other.counts).any()


@pytest.mark.parametrize("kind", KINDS)
def test_counts_have_their_mean_and_spread(kind: str) -> None:
    world = make(kind, 20.0, 2 * WEEK, 3, 2 * EACH)
    square = (world.counts - world.mean) ** 2 / world.mean
    for phi in (1.0, 1.3, 2.0):
        assert float(square[world.phi == phi].mean()) == pytest.approx(phi, rel=0.03)
    assert float(world.counts.mean() / world.mean.mean()) == pytest.approx(1, abs=0.01)
    assert 10 < float(world.mean.mean()) < 40


def test_shared_nuisance_is_shared_by_a_country_and_own_nuisance_isnt() -> None:
    together = {}
    for kind in ("own", "shared"):
        mean = np.log(make(kind, 2.0, 8 * WEEK, 4, EACH).mean).reshape(EACH, -1, DAY).mean(axis=2)
        by_day = mean - mean.reshape(EACH, -1, 7).mean(axis=1)[:, np.arange(56) % 7]
        corr = np.corrcoef(by_day)
        together[kind] = float(corr[np.triu_indices(EACH, 1)].mean())
    assert together["shared"] > 0.9
    assert abs(together["own"]) < 0.2


def test_an_outage_multiplies_the_mean_from_its_onset_on() -> None:
    world = make("clean", 20.0, WEEK, 5, EACH)
    counts = struck(world, 3000, 3.0, HORIZON, np.random.default_rng(1))
    before = world.counts[:, 3000 : 3000 + HORIZON]
    grown = counts[:, 5:65].sum() / world.mean[:, 3005:3065].sum()
    assert grown == pytest.approx(3.0, rel=0.05)
    assert (counts >= before).all()


def test_an_unknown_world_is_refused() -> None:
    with pytest.raises(ValueError, match="not one of"):
        make("sunny", 1.0, DAY, 1)


def test_there_are_42_scenarios_with_the_published_means() -> None:
    all_of = scenarios()
    assert len(all_of) == 42
    assert all_of[0].mean()[0] == pytest.approx(np.exp(0.1))
    assert all_of[3].mean()[99] == pytest.approx(np.exp(0.1 + 0.25))
    angle = 2 * np.pi / 52
    wanted = 0.1 + 0.6 * np.cos(angle) + 0.6 * np.sin(angle)
    assert all_of[1].mean()[0] == pytest.approx(np.exp(wanted))
    assert all_of[5].mean()[51] == pytest.approx(np.exp(0.1 + 0.0025 * 52 + 2 * 0.6))


@pytest.mark.parametrize("number", [0, 13, 27, 41])
def test_the_current_outbreak_is_in_the_current_weeks(number: int) -> None:
    rng = np.random.default_rng(number)
    weeks = simulate(scenarios()[number], 10, rng)
    assert weeks.outbreak[:CURRENT].sum() == 0 < weeks.outbreak.sum()
    assert len(weeks.counts) == WEEKS
    assert not simulate(scenarios()[number], 0, rng).outbreak.any()


SMALL = Sample(seed=3, learn=2 * DAY, quiet=4 * DAY, checkpoints=1)


def test_a_measurement_is_the_same_again_by_its_seed() -> None:
    one, same = measure("shared", 0.2, SMALL), measure("shared", 0.2, SMALL)
    assert str(one.delays) == str(same.delays)
    assert str(one.stated) == str(same.stated)
    assert str(one.courses) == str(same.courses)
    assert one.sure == same.sure


def test_the_filter_is_a_row_of_its_own_world_alone() -> None:
    rows = [row for row in measure("own", 2.0, SMALL).delays if row.method == Bayes.name]
    assert {(row.world, row.rate) for row in rows} == {("own", rate) for rate in RATES}
    assert any(row.delay >= row.beside > 0 for row in rows)
    assert Bayes.name not in {row.method for row in measure("clean", 2.0, SMALL).delays}


@pytest.mark.parametrize("kind", KINDS)
def test_the_plain_mean_is_the_mean_without_nuisance(kind: str) -> None:
    world = make(kind, 2.0, 4 * WEEK, 6, EACH)
    factor = np.log(world.mean / world.plain)
    if kind == "clean":
        assert np.abs(factor).max() < 1e-5
    else:
        wanted = {"own": 0.15**2 + 0.1**2, "shared": 0.15**2 + 0.1**2 + 0.06**2}[kind]
        assert float(factor.var()) == pytest.approx(wanted, rel=0.25)


def test_checkpoints_lie_in_the_quiet_past_and_on_quarters() -> None:
    for at in Sample(9).instants():
        assert at % 15 == 0
        assert Sample(9).learn <= at <= Sample(9).learn + Sample(9).quiet - DAY


def test_curves_are_read_with_the_vendors_own_events(tmp_path: Path) -> None:
    bins = [f"aws,7,2020-01-01T{h:02}:{m:02}:10Z,{1}" for h in range(12) for m in (0, 15, 30, 45)]
    bins += [f"aws,7,2020-01-01T12:{m:02}:10Z,90" for m in (0, 15, 30, 45)]
    series = "provider,page_id,ts_utc,reports\n" + "\n".join(bins) + "\n"
    (tmp_path / "series_15min.csv").write_text(series)
    (tmp_path / "matched_official.csv").write_text(
        "page_id,declared_utc,official_start_utc\n7,2020-01-01T12:40:00Z,2020-01-01 11:50:00\n"
    )
    (tmp_path / "official_events.csv").write_text(
        "event_start_time_utc,event_end_time_utc\n2020-01-01 11:50:00,2020-01-01 12:30:00\n"
    )
    world = curves.read(tmp_path)
    assert world is not None
    (curve,) = world.curves
    assert curve.bin_of(curve.declared) == 50
    assert world.confirmed(curve.declared)
    assert not world.confirmed(curve.declared + 3 * 3_600_000)
    rows = {row.method: row for row in race(world)}
    assert rows["Downdetector itself"].same == 1
    assert rows["Downdetector itself"].after_official == 50
    assert rows["Marsad"].earlier == 1
    assert rows["Marsad"].unconfirmed == 0


def test_mentions_are_read_with_their_windows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "timestamp,value\n2015-02-26 21:42:53,4\n2015-02-26 21:47:53,5\n2015-02-26 21:52:53,6\n"
    )
    windows = {"x/a.csv": [["2015-02-26 21:47:53.000000", "2015-02-26 21:52:53.000000"]]}
    (tmp_path / "labels_windows.json").write_text(json.dumps(windows))
    points = {"x/a.csv": ["2015-02-26 21:47:53"]}
    (tmp_path / "labels_points.json").write_text(json.dumps(points))
    (one,) = mentions.read(tmp_path)
    assert one.windows == ((1, 2),)
    assert one.points == (1,)
    assert one.counts.tolist() == [4, 5, 6]


def test_without_the_folder_nothing_is_read(tmp_path: Path) -> None:
    assert curves.read(tmp_path) is None
    assert mentions.read(tmp_path) == []


@pytest.mark.parametrize("words", [["--seed", "one"], ["--world", "sunny"], ["--fast"]])
def test_wrong_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(words)
    assert refused.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_method_in_wide_bins_is_measured_on_a_sample_of_series() -> None:
    def counts_alone(counts: np.ndarray, mean: np.ndarray, first: int) -> np.ndarray:
        return counts[:, first:]

    method = Method("counts", counts_alone, 4 * WEEK, DAY, (("clean", 2.0),))
    rows = sampled(method, "clean", 2.0, Sample(2, learn=DAY))
    assert [row.ratio for row in rows] == [2.0, 3.0, 10.0]
    assert rows[0].delay > rows[1].delay > rows[2].delay
    assert rows[2].found > 0.8
    assert 10 < rows[2].threshold < 200
