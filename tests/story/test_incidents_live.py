"""An incident is opened, declared, recovers and ends, is merged when it is one, apart when two."""

from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Part, Peak, Reason, Span, Verdict
from marsad.story.life import Life


def said(minute, state, component="", **more):
    onset = more.pop("onset", None)
    at = instant_of(onset) if onset is not None else None
    return Verdict(
        service=more.pop("service", "x"),
        component=component,
        minute=minute,
        state=state,
        certainty=more.pop("certainty", 0.9),
        reports=more.pop("reports", 50.0),
        expected=2.0,
        excess=more.pop("excess", 100.0),
        onset=Span(at, at, at) if at is not None else None,
        because=(Reason("reports", 50.0, 2.0, 12.0),),
        **more,
    )


def lived(*verdicts, life=None):
    rows, incidents = (life or Life()).hear(verdicts)
    return rows, {incident.id: incident for incident in incidents}


def states(rows, incident=None):
    return [row.after for row in rows if incident is None or row.incident == incident]


def test_an_outage_goes_through_its_whole_life():
    rows, incidents = lived(
        said(10, "possible", onset=8),
        said(11, "problem", onset=8, peak=Peak(instant_of(11), 50.0, 2.0)),
        said(12, "problem", onset=8, peak=Peak(instant_of(12), 90.0, 2.0)),
        said(13, "recovering", onset=8),
        said(14, "ok", ended=Span(instant_of(13), instant_of(12), instant_of(14))),
    )
    assert states(rows) == ["possible", "problem", "recovering", "ended"]
    (incident,) = incidents.values()
    assert incident.onset.at == instant_of(8)
    assert incident.declared_at == instant_of(12)
    assert incident.recovering_at == instant_of(14)
    assert incident.ended and incident.ended.at == instant_of(13)
    assert incident.peak.reports_per_minute == 90.0
    assert incident.because


def test_a_suspicion_that_fades_is_retracted():
    rows, incidents = lived(said(10, "possible"), said(11, "ok", certainty=0.1))
    assert states(rows) == ["possible", "retracted"]
    (incident,) = incidents.values()
    assert incident.declared_at is None
    assert incident.certainty == 0.1


def test_a_relapse_soon_after_the_end_is_the_same_incident():
    rows, incidents = lived(
        said(10, "problem"), said(11, "ok"), said(40, "problem"), said(41, "ok")
    )
    assert states(rows) == ["problem", "ended", "problem", "ended"]
    assert len(incidents) == 1


def test_two_outages_nineteen_hours_apart_are_two():
    _, incidents = lived(
        said(10, "problem"), said(40, "ok"), said(1180, "problem"), said(1300, "ok")
    )
    assert len(incidents) == 2
    assert all(incident.state == "ended" for incident in incidents.values())


def test_a_component_that_fails_alone_has_its_own_incident():
    _, incidents = lived(said(10, "problem", "spaces"), said(50, "ok", "spaces"))
    (incident,) = incidents.values()
    assert incident.component == "spaces"
    assert incident.scope.level == "component"
    assert incident.scope.components == ("spaces",)
    assert incident.id.endswith("-x-spaces")


def test_when_the_whole_service_follows_its_component_they_are_one_incident():
    rows, incidents = lived(
        said(10, "problem", "login"),
        said(12, "problem", components=(Part("login", "problem", 80.0, 9.0),)),
        said(30, "ok"),
    )
    (incident,) = incidents.values()
    assert incident.scope.level == "service"
    assert incident.scope.components == ("login",)
    assert states(rows) == ["problem", "ended"]


def test_two_components_become_one_incident_when_the_service_fails():
    _, incidents = lived(
        said(10, "problem", "login", onset=9),
        said(11, "problem", "posts", onset=10),
        said(12, "problem", onset=9),
    )
    merged = [i for i in incidents.values() if i.merged_into]
    (kept,) = [i for i in incidents.values() if not i.merged_into]
    assert [i.component for i in merged] == ["posts"]
    assert merged[0].merged_into == kept.id
    assert kept.scope.components == ("login", "posts")
    assert kept.state == "problem"


def test_what_was_only_suspected_of_a_component_does_not_date_the_services_incident():
    rows, incidents = lived(
        said(10, "possible", "login", onset=3),
        said(12, "problem", onset=11),
    )
    suspicion, incident = sorted(incidents.values(), key=lambda i: i.state, reverse=True)
    assert (suspicion.state, suspicion.merged_into) == ("retracted", incident.id)
    assert incident.onset.at == instant_of(11)
    assert incident.component == ""
    assert states(rows, incident.id) == ["problem"]


def test_a_relapse_keeps_the_first_onset():
    _, incidents = lived(
        said(10, "problem", onset=8), said(11, "ok"), said(40, "problem", onset=39)
    )
    (incident,) = incidents.values()
    assert incident.onset.at == instant_of(8)


def test_an_incident_narrows_to_the_component_that_stays_broken():
    rows, incidents = lived(
        said(10, "problem"), said(20, "ok"), said(20, "problem", "login"), said(30, "ok", "login")
    )
    (incident,) = incidents.values()
    assert states(rows) == ["problem", "ended"]
    assert incident.component == "login"


def test_services_do_not_share_incidents():
    _, incidents = lived(
        said(10, "problem", service="facebook"), said(10, "problem", service="instagram")
    )
    assert {i.service for i in incidents.values()} == {"facebook", "instagram"}


def test_a_scope_lists_the_worst_places_first():
    places = (Part("US", "problem", 90.0, 9.0), Part("DE", "problem", 20.0, 4.0))
    quiet = (Part("FR", "ok", 500.0, 1.0),)
    _, incidents = lived(said(10, "problem", countries=places + quiet))
    (incident,) = incidents.values()
    assert incident.scope.countries == ("US", "DE")


def test_a_place_that_a_chance_touched_is_not_named():
    places = (Part("GB", "problem", 16_000.0, 90.0), Part("KR", "problem", 13.0, 2.3))
    _, incidents = lived(said(10, "problem", countries=places, excess=16_100.0))
    (incident,) = incidents.values()
    assert incident.scope.countries == ("GB",)


STATES = st.sampled_from(["possible", "problem", "recovering", "ok"])
SAYINGS = st.lists(st.tuples(STATES, st.sampled_from(["", "login", "posts"]), st.integers(1, 90)))


def _told(sayings):
    minute, verdicts = 0, []
    for state, component, gap in sayings:
        minute += gap
        verdicts.append(said(minute, state, component))
    return verdicts


@given(SAYINGS)
def test_every_transition_starts_where_the_last_one_ended(sayings):
    rows, _ = lived(*_told(sayings))
    for incident in {row.incident for row in rows}:
        mine = [row for row in rows if row.incident == incident]
        assert mine[0].before is None
        assert [row.sequence for row in mine] == list(range(1, len(mine) + 1))
        assert all(a.after == b.before and a.at <= b.at for a, b in pairwise(mine))


@given(SAYINGS, st.integers(0, 50))
def test_a_life_cut_anywhere_and_restored_goes_on_the_same(sayings, cut):
    verdicts = _told(sayings)
    whole_rows, _ = Life().hear(verdicts)
    life = Life()
    rows, _ = life.hear(verdicts[:cut])
    restored = msgspec.msgpack.decode(msgspec.msgpack.encode(life), type=Life)
    rest, _ = restored.hear(verdicts[cut:])
    assert rows + rest == whole_rows


def test_with_wide_bins_an_outage_is_declared_when_the_bin_is_over():
    # A bin of 15 minutes from minute 0 is known when its last minute, 14, is closed.
    _, incidents = lived(said(14, "problem", onset=0), life=Life(step=15))
    (incident,) = incidents.values()
    assert incident.declared_at == instant_of(15)
