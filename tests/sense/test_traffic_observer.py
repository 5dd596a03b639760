"""The observer of request streams: windows, episodes, and what doesn't change them."""

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sense.requests_made import BEGIN, attacked, passers, visitors

from bench.traffic.columns import KINDS, joined, made, picked
from marsad.nouns.requests import Requests
from marsad.nouns.traffic import CAUSES
from marsad.sense.cause.observer import Observer


def judged(requests, cuts=(), **options):
    """Windows and episodes of requests handed over in these pieces."""
    eye, told, edges = Observer(**options), [], [0, *sorted(cuts), len(requests)]
    for i, j in pairwise(edges):
        told += eye.take(Requests(*(getattr(requests, f.name)[i:j] for f in fields(Requests))))
    return told + eye.end(), eye.episodes


FLOOD, ONSET = attacked(300, 60)
ATONCE = judged(FLOOD)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, len(FLOOD)), max_size=6))
def test_windows_are_the_same_however_the_log_is_cut(cuts):
    assert repr(judged(FLOOD, cuts)) == repr(ATONCE)


def test_a_flood_from_few_sources_with_rotating_agents_is_an_attack():
    windows, episodes = ATONCE
    assert len(episodes) == 1 and episodes[0].verdict == "attack"
    assert abs(episodes[0].onset - ONSET) <= 10_000
    assert (episodes[0].reached_at or 1 << 62) - ONSET <= 60_000
    assert any(trait.towards == "attack" for trait in episodes[0].traits)
    assert windows[-1].onset == episodes[0].onset


def test_usual_traffic_has_no_episode():
    windows, episodes = judged(visitors(1200, 5))
    assert not episodes
    assert {window.verdict for window in windows[6:]} == {"normal"}
    assert sum(window.requests for window in windows) == 6000


def test_errors_without_more_requests_are_a_fault():
    quiet, bad = visitors(600, 8), visitors(120, 8, begin=BEGIN + 600_000, seed=4, status=503)
    episode = judged(joined([quiet, bad]))[1][0]
    assert episode.verdict in {"fault", "mixed"} and episode.probabilities[2] < 0.2


def test_an_episode_ends_when_all_is_usual_again():
    requests, onset = attacked(300, 60)
    after = visitors(300, 5, begin=BEGIN + 360_000, seed=9)
    episode = judged(joined([requests, after]))[1][0]
    assert episode.end is not None and abs(episode.end - onset - 60_000) <= 20_000


def test_a_gap_ends_what_runs_and_is_no_silence():
    later = visitors(300, 5, begin=BEGIN + 4_000_000, seed=9)
    windows, episodes = judged(joined([FLOOD, later]))
    assert len(episodes) == 1 and episodes[0].end is not None
    assert len(windows) == 36 + 30


def test_a_clock_set_back_is_followed():
    early = visitors(300, 5, begin=BEGIN - 8_000_000, seed=9)
    late = visitors(300, 5)
    order = Requests(*(np.concatenate([getattr(late, k), getattr(early, k)]) for k in KINDS))
    # The first 64 rows that come late are taken for late ones.
    windows = judged(order)[0]
    assert 58 <= len(windows) <= 60
    assert sum(window.requests for window in windows) == 3000


def test_a_line_that_comes_late_counts_in_the_open_window():
    requests = visitors(60, 5)
    requests.time[150] -= 25_000
    assert sum(window.requests for window in judged(requests)[0]) == 300


odd = st.integers(-(2**31), 2**31 - 1)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(odd, st.integers(0, 3), st.integers(-9, 999), st.integers(-3, 40)),
        min_size=1,
        max_size=200,
    ),
    st.sampled_from([np.nan, np.inf, -1.0, 0.0, 1e30]),
    st.sampled_from([0.5, 10.0, 3600.0]),
)
def test_no_odd_column_stops_it_and_probabilities_sum_to_one(rows, seconds, width):
    time, who, status, weight = (np.array(column) for column in zip(*rows, strict=True))
    requests = made(
        BEGIN + time % 900_000, client=who, url=who, status=status, weight=weight, seconds=seconds
    )
    for window in judged(requests, window_seconds=width)[0]:
        assert abs(sum(window.probabilities) - 1.0) < 1e-9
        assert all(0.0 <= chance <= 1.0 for chance in window.probabilities)
        assert window.verdict in {*CAUSES, "uncertain"}


def test_what_is_named_is_likely_and_what_is_not_is_uncertain():
    for window in ATONCE[0]:
        normal, crowd, attack, fault, mixed = window.probabilities
        best = max(normal, crowd, attack, fault + mixed)
        assert best >= 0.8 or window.verdict == "uncertain"
        assert max(window.probabilities) < 0.8 or window.verdict != "uncertain"


def test_an_empty_log_says_nothing():
    assert judged(picked(FLOOD, np.zeros(len(FLOOD), bool))) == ([], [])


def test_memory_does_not_grow_with_strangers():
    eye = Observer()
    for k in range(3):
        time = BEGIN + k * 100_000 + np.arange(100_000)
        eye.take(made(time, client=np.arange(100_000) + k * 100_000 + 1, url=np.arange(100_000)))
    assert len(eye.course.recent) <= 24
    assert all(len(kept.clients.key) <= 2048 + 512 for kept in eye.course.recent)


@pytest.mark.parametrize("rate", [1 / 60, 3000.0])
def test_very_small_and_very_large_services_are_quiet_when_quiet(rate):
    seconds = 7200 if rate < 1 else 90
    assert not judged(visitors(seconds, rate, people=50_000 if rate > 1 else 20))[1]


def test_a_log_that_begins_in_a_flood_is_not_called_a_crowd():
    requests = picked(FLOOD, FLOOD.time >= ONSET + 5_000)
    assert all(window.verdict != "crowd" for window in judged(requests)[0])


def test_a_log_that_ends_within_a_window_shows_no_fall():
    assert not judged(visitors(602, 20))[1]


def test_silence_is_seen_while_nobody_asks():
    eye = Observer()
    eye.take(visitors(600, 20))
    told = eye.idle(BEGIN + 660_000)
    assert [window.requests for window in told[-3:]] == [0, 0, 0]
    assert told[-1].end == BEGIN + 660_000 and told[-1].onset is not None
    assert eye.idle(BEGIN + 660_000) == []


def test_time_passes_for_nobody_before_the_first_request():
    assert Observer().idle(BEGIN) == []


def test_visitors_who_never_return_are_no_sign_of_an_attack():
    """After ten minutes of a crowd nobody is left who came before it, as on any other day."""
    onset = BEGIN + 1_800_000
    usual = passers(2_400, 4)
    crowd = passers(600, 40, begin=onset, seed=2, first=10_000_000)
    eye = Observer()
    eye.take(joined([usual, crowd]))
    points = eye.course.points
    assert points and points["returning_growth"].weighed >= 0.0
