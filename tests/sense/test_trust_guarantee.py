"""Whoever sends for no more than a quarter of a service's usual crowd can't raise a problem."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sense.hearing import NATIONAL, NOON, THRESHOLD, acquainted, after, block, hear, honest

from marsad.nouns.crowd import STRANGE, VOUCHED
from marsad.sense.trust.doubt import LEAST_BAR, Doubt
from marsad.sense.trust.rest import rest
from marsad.sense.trust.trust import Trust

CROWDS = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 40), min_size=n, max_size=n),
        st.lists(st.floats(0.001, 1.0), min_size=n, max_size=n),
        st.lists(st.integers(0, 10**6), min_size=n, max_size=n),
        st.sets(st.integers(0, n - 1)),
        st.floats(0.0, 0.6),
    )
)


@given(CROWDS)
def test_a_flood_from_groups_within_the_budget_leaves_no_more_than_the_others_sent(drawn):
    counts, weights, flood, bad, budget = drawn
    counts, weights = np.array(counts, float), np.array(weights) / sum(weights)
    evil = np.isin(np.arange(len(counts)), list(bad))
    sent = counts + np.where(evil, flood, 0)
    if weights[evil].sum() <= budget:
        assert rest(sent, weights, budget) <= counts[~evil].sum() + 1e-6 * (1 + sent.sum())


@given(CROWDS)
def test_more_reports_from_anywhere_never_leave_less(drawn):
    counts, weights, flood, bad, budget = drawn
    counts, weights = np.array(counts, float), np.array(weights) / sum(weights)
    more = counts + np.where(np.isin(np.arange(len(counts)), list(bad)), flood, 0)
    assert rest(more, weights, budget) >= rest(counts, weights, budget) - 1e-6 * (1 + more.sum())


@given(CROWDS)
def test_no_other_choice_of_as_much_weight_leaves_less(drawn):
    counts, weights, _, bad, budget = drawn
    counts, weights = np.array(counts, float), np.array(weights) / sum(weights)
    chosen = np.isin(np.arange(len(counts)), list(bad))
    if weights[chosen].sum() <= budget:
        assert rest(counts, weights, budget) <= counts[~chosen].sum() + 1e-9


@given(
    st.dictionaries(st.sampled_from([64_503, STRANGE, 65_000, 65_001]), st.integers(0, 10**6)),
    st.sampled_from([0.2, 1.0, 20.0]),
    st.integers(0, 2**32),
)
@settings(max_examples=40, deadline=None)
def test_what_an_attacker_sends_changes_nothing_that_the_rest_of_the_crowd_did_not(
    flood, rate, seed
):
    trust = acquainted(NATIONAL)
    quiet = honest(NATIONAL, np.full(30, rate), np.random.default_rng(seed))
    added = [[(0, -1, g, n, n) for g, n in flood.items() if n]]
    others = [[line for line in lines if line[2] != 64_503] for lines in quiet]
    loud = [lines + more for lines, more in zip(others, added * 30, strict=True)]
    said = after(trust, loud, rate)
    spoken = [why for why in said.reasons if why.signal == "trust"]
    most = sum(line[4] for lines in others for line in lines)
    assert all(why.value <= most for why in spoken)
    assert not said.holds


@pytest.mark.parametrize("group", [64_503, STRANGE, 65_000])
def test_ten_thousand_networks_of_one_small_operator_or_of_none_are_no_problem(group):
    trust = acquainted(NATIONAL)
    quiet = honest(NATIONAL, np.full(30, 1.0), np.random.default_rng(3))
    before = after(trust, quiet, 1.0)
    flooded = [[line for line in lines if line[2] != group] for lines in quiet]
    flooded[20] = [*flooded[20], (0, -1, group, 10_000, 10_000)]
    said = after(trust, flooded, 1.0)
    assert not before.holds and not said.holds
    assert said.set_aside > 9_900 and said.networks >= 10_000


def test_a_crowd_as_usual_of_many_more_holds():
    trust = acquainted(NATIONAL)
    crowd = honest(NATIONAL, np.full(6, 30.0), np.random.default_rng(4))
    assert after(trust, crowd, 1.0).holds


def test_many_reports_from_few_networks_are_as_few_as_their_networks():
    trust = acquainted(NATIONAL)
    said = after(trust, [[(0, -1, group, 5_000, 1) for group in NATIONAL]], 1.0)
    assert not said.holds and said.networks == 4 and said.set_aside > 19_000


def test_thousands_of_names_in_a_handful_of_networks_are_no_problem_of_a_small_service():
    trust = acquainted(NATIONAL)
    names = [(0, -1, group, 4_096, 1, 13) for group in NATIONAL]
    assert not after(trust, [names, names], 0.2).holds


def test_behind_a_carriers_nat_further_voices_of_the_same_networks_are_a_problem():
    trust = acquainted(NATIONAL)
    crowd = [[(0, -1, group, 40, 0, 20) for group in NATIONAL]] * 5
    assert after(trust, crowd, 8.0).holds
    silent = [[(0, -1, group, 40, 0, 0) for group in NATIONAL]] * 5
    assert not after(trust, silent, 8.0).holds


def test_who_holds_a_fifth_of_the_networks_raises_nothing_though_more_of_the_voices():
    trust, others = Trust(), [64_502, 64_503, 64_504, 64_505]
    hour = [(0, -1, 64_501, 100, 20, 60), *[(0, -1, group, 30, 20, 25) for group in others]]
    bins = [hour if minute % 60 == 0 else [] for minute in range(2 * 1_440)]
    hear(trust, block(NOON - 2 * 1_440 - 240, bins + [[]] * 240))
    assert trust.weights(0).shares[0] == pytest.approx(0.2)
    crowd = honest(dict.fromkeys(others, 0.25), np.full(30, 4.0), np.random.default_rng(6))
    flood = [[(0, -1, 64_501, 10_000, 10_000), *lines] for lines in crowd]
    assert not after(trust, flood, 6.0).holds


def test_a_bar_below_the_detectors_threshold_is_never_next_to_nothing():
    assert Doubt().bar(THRESHOLD) < THRESHOLD
    assert Doubt().bar(0.1) == LEAST_BAR


def test_vouched_senders_are_never_taken_away():
    trust = acquainted({VOUCHED: 0.9, 64_501: 0.1})
    assert after(trust, [[(0, -1, VOUCHED, 30, 30)]] * 3, 1.0).holds
    assert not after(trust, [[(0, -1, 64_501, 30, 30)]] * 3, 1.0).holds


def test_an_operators_own_app_with_nearly_all_users_in_one_network_is_heard():
    trust = acquainted({64_501: 0.95, 64_502: 0.05})
    crowd = honest({64_501: 0.95, 64_502: 0.05}, np.full(6, 20.0), np.random.default_rng(5))
    assert after(trust, crowd, 1.0).holds


def test_an_outage_of_one_small_operators_customers_alone_is_not_told_from_a_flood_by_it():
    trust = acquainted(NATIONAL)
    said = after(trust, [[(0, -1, 64_503, 30, 30)]] * 10, 1.0)
    assert not said.holds
    assert [why.signal for why in said.reasons] == ["trust", "set_aside:AS64503"]
    assert said.reasons[0].weight < 0.0


def test_where_no_crowd_was_ever_told_nothing_is_measured():
    trust = acquainted(NATIONAL)
    said = trust.standing(7, -1, NOON - 1, np.full(180, 1.0), 1.5, 12.0)
    assert said.holds and not said.measured


def test_a_component_is_judged_by_its_own_reports():
    trust = acquainted(NATIONAL)
    crowd = [[(0, 5, group, 10, 10) for group in NATIONAL]] * 4
    hear(trust, block(NOON, crowd))
    usual = np.full(180, 1.0)
    assert trust.standing(0, 5, NOON + 3, usual, 1.5, 12.0).holds
    assert trust.standing(0, -1, NOON + 3, usual, 1.5, 12.0).holds
    assert not trust.standing(0, 6, NOON + 3, usual, 1.5, 12.0).holds
