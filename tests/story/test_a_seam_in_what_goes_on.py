"""Behind a seam nothing is heard, or only what comes after it, until the service is well again."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Peak, Span, Verdict
from marsad.story.life import Life
from marsad.story.seam import LARGER, Seam, heard

AT = instant_of(100)


def said(minute, state, component="", height=10.0, onset=90):
    at = instant_of(onset)
    peak = Peak(instant_of(minute), height, 1.0)
    span = Span(at, at, at)
    return Verdict("x", component, minute, state, 0.9, height, 1.0, 200.0, (), span, peak)


def seams(quiet=True):
    return {"x": Seam(AT, excess=150.0, height=10.0, quiet=quiet)}


def test_what_fails_behind_a_quiet_seam_is_not_heard():
    known = seams()
    assert heard(known, "x", [said(101, "problem")], 1) == []
    assert heard(known, "x", [said(102, "recovering")], 1) == []
    assert known["x"].quiet


def test_a_failure_that_moves_to_a_part_stays_unheard():
    known = seams()
    group = [said(101, "ok"), said(101, "problem", "login")]
    assert [verdict.state for verdict in heard(known, "x", group, 1)] == ["ok"]
    assert known["x"].component == "login"


def test_once_all_is_well_the_seam_is_gone():
    known = seams()
    assert heard(known, "x", [said(101, "ok")], 1) == [said(101, "ok")]
    assert known == {}
    assert heard(known, "x", [said(102, "problem")], 1) == [said(102, "problem")]


def test_far_more_is_heard_from_the_seam_on():
    known = seams()
    assert heard(known, "x", [said(101, "possible", height=10.0 * LARGER)], 1) == []
    (verdict,) = heard(known, "x", [said(102, "problem", height=10.0 * LARGER)], 1)
    assert verdict.onset == Span(AT, AT, AT)
    assert verdict.excess == 50.0
    (after,) = heard(known, "x", [said(103, "recovering")], 1)
    assert after.onset == Span(AT, AT, AT)


def test_a_height_from_before_the_seam_is_not_that_of_what_follows():
    early = msgspec.structs.replace(said(101, "problem", height=10.0), peak=Peak(AT, 99.0, 1.0))
    (verdict,) = heard(seams(quiet=False), "x", [early], 1)
    assert verdict.peak == Peak(instant_of(102), 10.0, 1.0)


def test_other_services_are_heard():
    life = Life(seams=seams())
    verdict = msgspec.structs.replace(said(101, "problem"), service="y")
    rows, _ = life.hear([said(101, "problem"), verdict])
    assert [row.incident for row in rows] == ["1970-01-01-0142-y"]


STATES = st.sampled_from(["possible", "problem", "recovering", "ok"])


@given(st.lists(STATES, max_size=20))
def test_a_seam_never_leaves_an_incident_that_cannot_end(states):
    life = Life(seams=seams())
    life.hear([said(101 + n, state) for n, state in enumerate(states)])
    life.hear([said(200, "ok")])
    assert life.running == {}
    assert life.seams == {}
