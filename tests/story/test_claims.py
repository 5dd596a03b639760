"""Claims are set against what was measured; what was measured names the cause, or says it can't."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.evidence import Stream
from marsad.nouns.incident import STANDINGS, Cause
from marsad.nouns.statement import CLAIMS, Stated
from marsad.nouns.traffic import CAUSES
from marsad.story.standing import REFUTED, SUPPORTED, cause_of, statements_of

MEASURED_CROWD = {"crowd": 0.85, "fault": 0.12, "attack": 0.03}


def stream(source="isp", onset=1_000, requests=1_000, **chances):
    return Stream(
        source=source,
        start=1_000,
        end=2_000,
        onset=onset,
        requests=requests,
        clients=10,
        per_second=100.0,
        errors=0.1,
        verdict="uncertain",
        probabilities=tuple(chances.get(cause, 0.0) for cause in CAUSES),
    )


def said(claim="", speaker="Owner", at=1, **more):
    return Stated(
        f"{speaker}{at}".encode().ljust(16), at, at, "x", speaker, "…", claim=claim, **more
    )


def standings(*stated, evidence=()):
    return {
        statement.speaker: statement.standing
        for statement in statements_of(stated, cause_of(evidence), evidence)
    }


def test_what_nobody_measured_has_no_cause():
    assert cause_of([]) is None


def test_one_cause_is_taken_as_measured():
    assert cause_of([stream(**MEASURED_CROWD)]) == Cause(0.12, 0.85, 0.03, 0.0, 0.0)


def test_usual_traffic_names_no_cause():
    assert cause_of([stream(onset=None, normal=0.97, crowd=0.03)]) == Cause(0, 0.03, 0, 0, 0.97)


def test_causes_at_once_are_shared_out_as_each_is_likely_alone():
    assert cause_of([stream(mixed=0.6, crowd=0.3, fault=0.1)]) == Cause(
        fault=0.25, crowd=0.75, unknown=0.0
    )


def test_causes_at_once_without_a_single_one_are_shared_out_evenly():
    cause = cause_of([stream(mixed=1.0)])
    assert cause and cause.fault == cause.crowd == cause.attack == 0.3333


def test_usual_hours_say_nothing_beside_an_episode():
    hours = stream(onset=None, requests=10**9, normal=1.0)
    assert cause_of([hours, stream(crowd=1.0)]) == Cause(crowd=1.0, unknown=0.0)


def test_episodes_weigh_by_their_requests():
    cause = cause_of([stream(requests=300, crowd=1.0), stream(requests=100, attack=1.0)])
    assert cause == Cause(crowd=0.75, attack=0.25, unknown=0.0)


def test_who_sends_more_does_not_outvote_the_others():
    much = stream("owner", requests=10**9, attack=1.0)
    assert cause_of([much, stream("isp", requests=10, crowd=1.0)]) == Cause(
        crowd=0.5, attack=0.5, unknown=0.0
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.sampled_from([None, 5]),
            st.integers(0, 10**9),
            st.lists(st.floats(0.001, 1), min_size=5, max_size=5),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_the_probabilities_always_sum_to_one(drawn):
    streams = [
        stream(source, onset, requests, **dict(zip(CAUSES, [p / sum(ps) for p in ps], strict=True)))
        for source, onset, requests, ps in drawn
    ]
    cause = cause_of(streams)
    assert cause
    each = (cause.fault, cause.crowd, cause.attack, cause.maintenance, cause.unknown)
    assert all(0 <= p <= 1 for p in each)
    assert math.isclose(sum(each), 1.0, abs_tol=1e-3)


def test_a_statement_without_a_claim_has_no_standing():
    assert standings(said(), evidence=[stream(attack=1.0)]) == {"Owner": ""}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_that_nobody_measured_or_disputed_is_claimed(claim):
    assert standings(said(claim)) == {"Owner": "claimed"}


def test_another_speaker_with_another_claim_disputes_it():
    (owner, expert) = statements_of([said("attack"), said("crowd", "Expert", 2)], None, ())
    assert (owner.standing, expert.standing) == ("disputed", "disputed")
    assert owner.disputed_by == ("Expert",) and expert.disputed_by == ("Owner",)


def test_who_changes_their_mind_disputes_nobody():
    stated = (said("attack"), said("fault", at=3), said("fault", "Expert", 2))
    (first, expert, second) = statements_of(stated, None, ())
    assert expert.disputed_by == ()
    assert second.standing == "claimed"
    assert first.disputed_by == ("Expert",)


@pytest.mark.parametrize(
    ("chance", "standing"),
    [
        (1.0, "supported"),
        (SUPPORTED, "supported"),
        (SUPPORTED - 0.01, "unconfirmed"),
        (REFUTED + 0.01, "unconfirmed"),
        (REFUTED, "refuted"),
        (0.0, "refuted"),
    ],
)
def test_a_claim_stands_as_likely_as_it_was_measured(chance, standing):
    evidence = [stream(attack=chance, crowd=1.0 - chance)]
    assert standings(said("attack"), evidence=evidence) == {"Owner": standing}


def test_what_cannot_be_told_is_not_refuted():
    """Mimicry: an attack that copies real clients looks like either."""
    evidence = [stream(attack=0.5, crowd=0.5)]
    assert standings(said("attack"), evidence=evidence) == {"Owner": "unconfirmed"}


def test_a_measurement_that_does_not_decide_leaves_a_dispute_open():
    both = (said("attack"), said("crowd", "Expert"))
    open_ = [stream(attack=0.5, crowd=0.5)]
    assert standings(*both, evidence=open_) == {"Owner": "disputed", "Expert": "disputed"}
    decided = [stream(attack=0.02, crowd=0.98)]
    assert standings(*both, evidence=decided) == {"Owner": "refuted", "Expert": "supported"}


def test_a_fault_that_the_requests_do_not_show_is_not_refuted_by_them():
    usual = [stream(onset=None, normal=0.98, crowd=0.02)]
    told = standings(said("fault"), said("attack", "Other"), said("crowd", "Third"), evidence=usual)
    assert told["Owner"] != "refuted"
    assert told["Other"] == told["Third"] == "refuted"


def test_requests_say_nothing_of_planned_work():
    (statement,) = statements_of(
        [said("maintenance")], cause_of([stream(crowd=1.0)]), [stream(crowd=1.0)]
    )
    assert statement.standing == "claimed"
    assert statement.measured is None


def test_a_claim_supported_by_its_own_sender_alone_is_marked():
    mine = said("attack", sender="owner")
    own, other = stream("owner", attack=1.0), stream("isp", attack=1.0)
    (alone,) = statements_of([mine], cause_of([own]), [own])
    (together,) = statements_of([mine], cause_of([own, other]), [own, other])
    assert alone.own_measurement and not together.own_measurement
    assert alone.standing == together.standing == "supported"
    assert alone.sender == "owner"


def test_statements_are_in_order_of_time():
    told = statements_of([said(at=5, speaker="b"), said(at=2, speaker="a")], None, ())
    assert [statement.speaker for statement in told] == ["a", "b"]


@given(
    st.lists(st.tuples(st.sampled_from(["", *CLAIMS]), st.sampled_from("abc")), max_size=6),
    st.none() | st.floats(0, 1),
)
def test_every_claim_has_exactly_one_standing(drawn, attack):
    evidence = [] if attack is None else [stream(attack=attack, normal=1 - attack)]
    stated = [said(claim, speaker, at) for at, (claim, speaker) in enumerate(drawn)]
    for statement in statements_of(stated, cause_of(evidence), evidence):
        assert statement.standing in STANDINGS if statement.claim else not statement.standing
