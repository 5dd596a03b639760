"""Each peer on cases small enough to work out by hand, or published."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.detect.minutes import peers
from bench.detect.peers import r
from bench.detect.peers.bayes import APART, GRID, WOBBLE, Bayes, moves, normal
from bench.detect.peers.clairvoyant import Clairvoyant, cusum, log_ratio
from bench.detect.peers.downdetector import Downdetector
from bench.detect.peers.ears import c3, standardised
from bench.detect.peers.farrington import farrington
from bench.detect.peers.focus import focus, spread
from bench.detect.peers.glrnb import glrnb, glrnb_given
from bench.detect.peers.peer import Past, Peer
from bench.detect.peers.prometheus import Prometheus, adaptive
from bench.detect.peers.shesd import critical, deseasoned, shesd, t_quantile
from bench.detect.worlds.minute import FULL, WOBBLE_TAU, nuisance
from bench.detect.worlds.weekly import CURRENT, scenarios, simulate
from bench.world import DAY

WITH_R = pytest.mark.skipif(not r.present(), reason=r.ABSENT)


def past(counts: list[float] | np.ndarray, usual: float = 1.0) -> Past:
    x = np.asarray(counts, float)
    flat = np.full(len(x), usual)
    return Past(x, flat, flat)


# ---------------------------------------------------------------- the clairvoyant


@given(st.integers(0, 200), st.floats(0.01, 50), st.floats(1.1, 50), st.floats(1.01, 6))
@settings(deadline=None)
def test_the_likelihood_ratio_is_that_of_the_nb1(
    x: int, mean: float, ratio: float, phi: float
) -> None:
    def log_pmf(m: float) -> float:
        size = m / (phi - 1)
        chance = math.lgamma(x + size) - math.lgamma(size) - math.lgamma(x + 1)
        return chance + size * math.log(1 / phi) + x * math.log(1 - 1 / phi)

    wanted = log_pmf(ratio * mean) - log_pmf(mean)
    assert log_ratio(x, mean, ratio * mean, phi) == pytest.approx(wanted, rel=1e-6, abs=1e-6)


def test_with_no_overdispersion_it_is_that_of_the_poisson() -> None:
    assert log_ratio(3, 2.0, 4.0, 1.0) == pytest.approx(3 * math.log(2) - 2)


def test_the_clairvoyants_mean_time_to_a_false_alarm_is_the_exact_one() -> None:
    # With a mean of ln 2 and a doubled rate every step is (x - 1) ln 2: a walk on whole numbers,
    # whose run length has an exact value (Brook & Evans 1972).
    mean, height = math.log(2), 5
    chance = [math.exp(-mean) * mean**x / math.factorial(x) for x in range(40)]
    move = np.zeros((height, height))
    for state in range(height):
        for x, p in enumerate(chance):
            if (after := max(0, state + x - 1)) < height:
                move[state, after] += p
    exact = np.linalg.solve(np.eye(height) - move, np.ones(height))[0]
    rng = np.random.default_rng(1)
    counts = rng.poisson(mean, 400_000).astype(float)
    walk, lengths, begun = counts - 1, [], 0
    level = 0.0
    for t, step in enumerate(walk):
        level = max(0.0, level + step)
        if level >= height:
            lengths.append(t + 1 - begun)
            level, begun = 0.0, t + 1
    assert np.mean(lengths) == pytest.approx(exact, rel=0.1)
    run = cusum(counts[: lengths[0]], np.full(lengths[0], mean), 1.0, 2.0)
    assert np.flatnonzero(run >= height * math.log(2) - 1e-9).tolist() == [lengths[0] - 1]


def test_the_clairvoyant_starts_two_days_early_and_no_earlier() -> None:
    counts = np.zeros(6000)
    counts[100] = 50
    counts[5990] = 4
    score = Clairvoyant().scores(past(counts, 0.1), 5900)
    assert score.argmax() == 90
    assert len(score) == 100


# ---------------------------------------------------------------- FOCuS


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40), st.floats(0.2, 5))
@settings(deadline=None)
def test_focus_finds_the_best_of_all_windows(counts: list[int], mean: float) -> None:
    x, lam = np.array(counts, float), np.full(len(counts), mean)
    found = focus(x, lam)
    for t in range(len(x)):
        best = 0.0
        for since in range(t + 1):
            n, m = x[since : t + 1].sum(), lam[since : t + 1].sum()
            best = max(best, n * math.log(n / m) - n + m if n > m else 0.0)
        assert found[t] == pytest.approx(best, abs=1e-9)


def test_the_spread_of_poisson_counts_is_near_one() -> None:
    counts = np.random.default_rng(1).poisson(3.0, 20_000).astype(float)
    assert spread(counts, np.full(20_000, 3.0)) == pytest.approx(1.0, abs=0.05)
    assert spread(np.zeros(0), np.zeros(0)) == 1.3


# ---------------------------------------------------------------- EARS


def test_c1_is_the_count_against_the_seven_before() -> None:
    y = np.array([1, 3, 1, 3, 1, 3, 2, 10.0])
    before = y[:7]
    wanted = (10 - before.mean()) / max(before.std(ddof=1), 1.0)
    assert standardised(y, 0)[7] == pytest.approx(wanted)
    assert not standardised(y, 0)[:7].any()


def test_c2_leaves_the_latest_two_out() -> None:
    y = np.array([0, 4, 0, 4, 0, 4, 2, 50, 50, 10.0])
    before = y[:7]
    assert standardised(y, 2)[9] == pytest.approx((10 - before.mean()) / before.std(ddof=1))


def test_c3_adds_up_what_three_c2_exceed_one_by() -> None:
    y = np.array([2.0] * 9 + [4, 5, 6])
    assert c3(y)[9:].tolist() == pytest.approx([1, 1 + 2, 1 + 2 + 3])


# ---------------------------------------------------------------- Downdetector's method


def test_a_quarter_hour_is_held_against_the_mean_of_that_time_on_earlier_days() -> None:
    days = np.zeros((4, 96))
    days[:, 40] = 2, 4, 3, 12
    score = Downdetector(quarter=1).scores(past(days.ravel()), 3 * 96)
    assert score[40] == pytest.approx((12 - 3) / math.sqrt(3 + 1))
    assert not np.delete(score, 40).any()


def test_quarters_are_fixed_bins_of_fifteen_minutes() -> None:
    counts = np.zeros(2 * 1440)
    counts[1440:1470] = 1
    score = Downdetector().scores(past(counts), 1440)
    assert len(score) == 96
    assert score[:3].tolist() == [15, 15, 0]


# ---------------------------------------------------------------- Prometheus


def test_a_steady_rate_is_two_thirds_of_its_band() -> None:
    score = Prometheus().scores(past(np.full(3000, 2.0)), 2900)
    assert score == pytest.approx(np.full(100, 1 / 1.5))


def test_five_minutes_must_be_above_the_band() -> None:
    rate = np.full(400, 1.0)
    rate[300:304] = 50
    assert adaptive(rate, 60, 1560, 1410, 10_050, 5).max() < 1
    rate[300:305] = 50
    assert adaptive(rate, 60, 1560, 1410, 10_050, 5).max() > 1


# ---------------------------------------------------------------- S-H-ESD


@pytest.mark.parametrize(("i", "wanted"), [(1, 3.158), (2, 3.151), (3, 3.143), (10, 3.085)])
def test_critical_values_are_rosners(i: int, wanted: float) -> None:
    # NIST/SEMATECH e-handbook 1.3.5.17.3, n = 54, two-sided 5 %: the same as one-sided 2.5 %.
    assert critical(54, i, 0.025) == pytest.approx(wanted, abs=0.003)


def test_students_quantile_is_that_of_the_tables() -> None:
    assert t_quantile(0.975, 10) == pytest.approx(2.228, abs=0.002)
    assert t_quantile(0.95, 30) == pytest.approx(1.697, abs=0.001)


def test_two_spikes_on_a_season_are_found_and_nothing_else() -> None:
    rng = np.random.default_rng(3)
    y = np.tile(10 * np.sin(np.arange(48) / 48 * 2 * np.pi), 10) + rng.standard_normal(480)
    y[[100, 333]] += 9
    assert shesd(y, 48).tolist() == [100, 333]
    assert abs(float(np.median(deseasoned(y, 48)))) < 0.2


def test_a_flat_series_has_no_anomaly() -> None:
    assert not len(shesd(np.ones(300), 24))


# ---------------------------------------------------------------- R


@WITH_R
def test_farrington_sees_an_outbreak_ten_sd_high() -> None:
    weeks = simulate(scenarios()[12], 0, np.random.default_rng(1)).counts
    struck = weeks.copy()
    struck[600] += 10 * math.sqrt(struck[600] + 1) + 10
    score = farrington(np.stack([weeks, struck]), CURRENT)
    assert score.shape == (2, 624 - CURRENT)
    assert score[1, 600 - CURRENT] > 3 > score[0, 600 - CURRENT]


@WITH_R
def test_glrnb_with_hardly_any_overdispersion_is_the_poisson_glr() -> None:
    counts = np.random.default_rng(2).poisson(2.0, (1, 50)).astype(float)
    mean = np.full((1, 50), 2.0)
    found = glrnb_given(counts, mean, 0, alpha=1e-6, window=60)[0]
    assert found == pytest.approx(focus(counts[0], mean[0]), abs=0.02)


@WITH_R
def test_glrnb_learns_the_usual_count_by_itself() -> None:
    weeks = simulate(scenarios()[12], 0, np.random.default_rng(1)).counts
    weeks[610:] *= 4
    score = glrnb(weeks[None, :], CURRENT)[0]
    assert score[-1] > 5 > score[: 610 - CURRENT].max()


@WITH_R
def test_what_r_says_is_handed_on() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        r.run('stop("no such thing")', np.zeros((1, 2)), 60)


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("peer", [*peers(), Clairvoyant()], ids=lambda peer: peer.name)
def test_no_peer_looks_ahead(peer: Peer) -> None:
    counts = np.random.default_rng(5).poisson(1.0, 16 * 1440).astype(float)
    begin, cut = 15 * 1440, 15 * 1440 + 600
    whole = peer.scores(past(counts), begin)
    counts[cut:] = 100
    after = peer.scores(past(counts), begin)
    known = (cut - begin) // peer.step
    assert after[:known] == pytest.approx(whole[:known])
    assert len(whole) == 1440 // peer.step


@pytest.mark.parametrize("peer", [*peers(), Clairvoyant()], ids=lambda peer: peer.name)
def test_an_answer_depends_on_no_more_past_than_a_peer_says(peer: Peer) -> None:
    counts = np.random.default_rng(6).poisson(1.0, 20 * 1440).astype(float)
    begin = 19 * 1440
    since = max(0, begin - peer.reach) // 1440 * 1440
    short = peer.scores(past(counts[since:]), begin - since)
    assert short == pytest.approx(peer.scores(past(counts), begin), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("peer", [*peers(), Clairvoyant()], ids=lambda peer: peer.name)
def test_every_peer_sees_a_rate_a_hundred_times_the_usual(peer: Peer) -> None:
    counts = np.random.default_rng(7).poisson(1.0, 16 * 1440).astype(float)
    begin, at = 15 * 1440, 15 * 1440 + 600
    counts[at : at + 60] *= 100
    score = peer.scores(past(counts), begin)
    assert 600 // peer.step <= score.argmax() <= 675 // peer.step


# ---------------------------------------------------------------- the limit that wobbles


def blind(counts: np.ndarray, usual: float, begin: int = 0) -> np.ndarray:
    flat = np.full(len(counts), usual)
    return Bayes().scores(Past(counts, flat, flat, 1.0, plain=flat), begin)


def test_the_wobble_of_the_filter_moves_as_the_worlds_does() -> None:
    move = moves()
    assert move.min() >= 0
    assert move.sum(axis=0) == pytest.approx(np.ones(WOBBLE))
    place = (np.arange(WOBBLE) - WOBBLE // 2) * GRID
    inner = slice(1, -1)
    going = (move[2] - move[0]) * GRID
    keep = math.exp(-1.0 / WOBBLE_TAU)
    assert going[inner] == pytest.approx(-place[inner] * (1 - keep), abs=1e-12)
    variance = (move[2] + move[0]) * GRID**2 - going**2
    assert variance[inner] == pytest.approx(np.full(WOBBLE - 2, FULL.wobble**2 * (1 - keep**2)))


def test_the_mean_of_shiryaevs_sum_is_the_time_that_has_passed() -> None:
    # Over all pairs of counts with their chances; in two minutes the wobble hardly moves.
    usual, many = 0.2, 30
    logs = np.add.outer(
        np.arange(-3, 4) * APART * GRID, (np.arange(WOBBLE) - WOBBLE // 2) * GRID
    ) - 0.5 * (FULL.day**2 + FULL.wobble**2)
    belief = np.outer(normal(7, APART * GRID, FULL.day), normal(WOBBLE, GRID, FULL.wobble)).ravel()
    x = np.arange(many)
    factorial = np.array([math.factorial(n) for n in range(many)], float)
    rate = usual * np.exp(logs.ravel())[:, None]
    chance = np.exp(-rate) * rate**x / factorial
    both = np.einsum("i,ij,ik->jk", belief, chance, chance)
    sums = np.array([[np.exp(blind(np.array([a, b], float), usual)) for b in x] for a in x])
    assert (both[:, :, None] * sums).sum(axis=(0, 1)) == pytest.approx([1, 2], rel=0.02)


def test_a_doubling_is_noticed_and_a_slow_wobble_is_not() -> None:
    rng = np.random.default_rng(5)
    factor, _ = nuisance(rng, 2 * DAY, FULL)
    counts = rng.poisson(20.0 * factor).astype(float)
    quiet = blind(counts, 20.0, DAY)
    assert quiet.max() < 13
    counts[-60:] += rng.poisson(20.0 * factor[-60:])
    assert blind(counts, 20.0, DAY)[-60:].max() > 25


def test_the_filters_answer_doesnt_depend_on_what_comes_after() -> None:
    rng = np.random.default_rng(6)
    counts = rng.poisson(2.0, 2 * DAY).astype(float)
    assert blind(counts, 2.0)[:DAY] == pytest.approx(blind(counts[:DAY], 2.0))
