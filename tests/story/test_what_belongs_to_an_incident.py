"""Statements and windows find their incident: before it opens, while it runs, and long after."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.incident import Cause, Incident, Scope
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.statement import Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.verdict import Peak, Span
from marsad.story import docket as paper
from marsad.story.docket import Docket
from marsad.story.streams import MOST, joined

HOUR = 60 * MINUTE_MS
NOW = 480_000 * HOUR


def incident(name="one", begun=0, ended=None, **more):
    at = NOW + begun
    end = None if ended is None else Span(NOW + ended, NOW + ended, NOW + ended)
    plain = Incident(
        id=name,
        service="x",
        component="",
        scope=Scope("service"),
        onset=Span(at, at, at),
        declared_at=at,
        peak=Peak(at, 1.0, 0.0),
        recovering_at=None,
        ended=end,
        state="problem" if end is None else "ended",
        certainty=0.9,
        reports_total=1,
        excess=1.0,
        updated_at=at if ended is None else NOW + ended,
    )
    return msgspec.structs.replace(plain, **more)


def said(at, speaker="Owner", **more):
    known_as = f"{speaker}{at}".encode()[:16].ljust(16)
    return Stated(known_as, NOW + at, NOW + at, "x", speaker, "…", **more)


def window(start, minutes=1, onset=None, **more):
    return TrafficWindow(
        service=more.pop("service", "x"),
        start=NOW + start,
        end=NOW + start + minutes * MINUTE_MS,
        requests=more.pop("requests", 600),
        clients=more.pop("clients", 100),
        errors=more.pop("errors", 0.0),
        verdict="crowd",
        probabilities=more.pop("probabilities", (0.0, 1.0, 0.0, 0.0, 0.0)),
        onset=None if onset is None else NOW + onset,
        source=more.pop("source", "isp"),
        **more,
    )


def filed(*things):
    """What the docket knows of each incident after all this, the latest of each."""
    docket = Docket()
    known = {}
    for thing in things:
        if isinstance(thing, Incident):
            changed = docket.hear([thing])
        else:
            docket.take(thing)
            changed = docket.settled(["x"])
        known |= {each.id: each for each in changed}
    return known


def speakers(found):
    return {key: [s.speaker for s in each.statements] for key, each in found.items()}


def test_what_is_said_while_it_runs_belongs_to_it():
    assert speakers(filed(incident(), said(HOUR))) == {"one": ["Owner"]}


def test_what_is_said_before_waits_for_the_incident_to_open():
    assert speakers(filed(said(-20 * MINUTE_MS), incident())) == {"one": ["Owner"]}


def test_what_was_said_an_hour_before_is_about_something_else():
    assert speakers(filed(said(-HOUR), incident())) == {"one": []}


def test_what_is_said_within_48_hours_of_the_end_belongs_to_it():
    over = incident(ended=HOUR)
    found = filed(over, said(49 * HOUR), said(49 * HOUR + 1, "Late"))
    assert speakers(found) == {"one": ["Owner"]}


def test_what_is_said_belongs_to_the_incident_that_runs_not_to_the_one_before():
    found = filed(incident(ended=HOUR), incident("two", 5 * HOUR), said(6 * HOUR))
    assert speakers(found) == {"one": [], "two": ["Owner"]}


def test_what_was_taken_to_the_one_before_moves_to_the_one_that_opens():
    found = filed(incident(ended=HOUR), said(5 * HOUR - MINUTE_MS), incident("two", 5 * HOUR))
    assert speakers(found) == {"one": [], "two": ["Owner"]}


def test_after_two_ends_the_later_one_is_spoken_of():
    found = filed(incident(ended=HOUR), incident("two", 2 * HOUR, 3 * HOUR), said(9 * HOUR))
    assert speakers(found) == {"one": [], "two": ["Owner"]}


def test_an_incident_that_is_named_is_meant():
    found = filed(incident(ended=HOUR), incident("two", 5 * HOUR), said(6 * HOUR, incident="one"))
    assert speakers(found) == {"one": ["Owner"], "two": []}


def test_the_whole_services_incident_comes_before_its_parts():
    found = filed(incident("part", component="login"), incident(), said(HOUR))
    assert speakers(found) == {"part": [], "one": ["Owner"]}


def test_parts_that_fail_side_by_side_are_all_spoken_of():
    found = filed(
        incident("a", component="login"), incident("b", component="posts"), said(MINUTE_MS)
    )
    assert speakers(found) == {"a": ["Owner"], "b": ["Owner"]}


def test_what_was_said_of_an_incident_that_was_merged_goes_with_it():
    found = filed(
        incident("part", component="login"),
        said(MINUTE_MS, incident="part"),
        incident(),
        incident("part", component="login", merged_into="one", ended=2 * MINUTE_MS),
    )
    assert [s.speaker for s in found["one"].statements] == ["Owner"]


@pytest.mark.parametrize(
    "again",
    [
        said(HOUR),
        msgspec.structs.replace(said(HOUR), id=b"another id 12345", received=NOW + 2 * HOUR),
    ],
)
def test_the_same_statement_twice_is_one(again):
    assert speakers(filed(incident(), said(HOUR), again)) == {"one": ["Owner"]}


def test_windows_of_its_time_are_its_evidence_and_name_its_cause():
    found = filed(window(-5 * MINUTE_MS, onset=-5 * MINUTE_MS), incident())
    (stream,) = found["one"].evidence
    assert stream.source == "isp"
    assert found["one"].cause == Cause(crowd=1.0, unknown=0.0)


def test_windows_of_another_time_are_not():
    early, late = window(-2 * HOUR, onset=-2 * HOUR), window(2 * HOUR, onset=2 * HOUR)
    found = filed(early, incident(ended=HOUR), late)
    assert found["one"].evidence == ()
    assert found["one"].cause == Cause()


def test_windows_sent_after_the_end_are_still_taken_to_it():
    found = filed(incident(ended=HOUR), window(30 * MINUTE_MS, onset=20 * MINUTE_MS))
    assert len(found["one"].evidence) == 1


def test_an_onset_found_earlier_takes_in_what_came_before():
    early = window(-50 * MINUTE_MS, onset=-50 * MINUTE_MS)
    first, second = incident(), incident(begun=-30 * MINUTE_MS)
    assert filed(early, first)["one"].evidence == ()
    assert len(filed(early, first, second)["one"].evidence) == 1


def test_what_a_verdict_changes_keeps_what_was_said():
    found = filed(incident(), said(HOUR), incident(certainty=0.99))
    assert found["one"].certainty == 0.99
    assert speakers(found) == {"one": ["Owner"]}


def test_only_what_changed_is_told():
    docket = Docket()
    docket.hear([incident()])
    docket.take(said(HOUR))
    assert len(docket.settled(["x"])) == 1
    assert docket.settled(["x"]) == []


def test_what_can_not_change_any_more_is_forgotten():
    docket = Docket()
    docket.hear([incident(ended=HOUR)])
    docket.take(said(HOUR))
    docket.take(window(0))
    docket.forget(NOW + 49 * HOUR)
    assert docket.files["x"].stated and docket.files["x"].incidents
    docket.forget(NOW + 60 * HOUR)
    assert docket.files == {}


def test_a_long_incident_keeps_its_beginning():
    docket = Docket()
    docket.hear([incident()])
    docket.take(said(0))
    docket.take(window(0, onset=0))
    docket.forget(NOW + 200 * HOUR)
    (changed,) = docket.hear([incident(certainty=0.5)])
    assert changed.statements and changed.evidence


def test_a_docket_is_the_same_after_its_bytes():
    docket = Docket()
    docket.hear([incident()])
    docket.take(said(HOUR))
    docket.take(window(0, onset=0))
    docket.settled(["x"])
    data = msgspec.msgpack.encode(docket)
    assert msgspec.msgpack.encode(msgspec.msgpack.decode(data, type=Docket)) == data


def test_a_service_keeps_so_many_statements_and_no_more():
    docket = Docket()
    for n in range(paper.MOST + 5):
        docket.take(said(n))
    kept = docket.files["x"].stated
    assert len(kept) == paper.MOST
    assert kept[0].at == NOW + 5


def streams(*windows):
    found = []
    for each in windows:
        found = joined(found, each)
    return found


EPISODE = [window(n * MINUTE_MS, onset=0, errors=n / 10, requests=100 * n) for n in range(5)]


def test_an_episodes_windows_are_one_stream():
    (one,) = streams(*EPISODE)
    assert (one.start, one.end, one.requests) == (NOW, NOW + 5 * MINUTE_MS, 1_000)
    assert one.errors == pytest.approx(sum(n * n * 10 for n in range(5)) / 1_000)
    assert one.per_second == pytest.approx(400 / 60)


def test_windows_sent_twice_count_once():
    assert streams(*EPISODE, *EPISODE[2:]) == streams(*EPISODE)
    assert streams(*EPISODE, *EPISODE) == streams(*EPISODE)


def test_an_episode_judged_anew_from_its_beginning_replaces_what_was_known():
    anew = [
        msgspec.structs.replace(each, probabilities=(0.0, 0.0, 0.0, 1.0, 0.0)) for each in EPISODE
    ]
    assert streams(*EPISODE, *anew) == streams(*anew)


def test_an_onset_estimated_anew_is_no_new_episode():
    moved = window(5 * MINUTE_MS, onset=-MINUTE_MS)
    assert len(streams(*EPISODE, moved)) == 1


def test_episodes_apart_and_sources_apart_are_streams_apart():
    later = window(HOUR, onset=HOUR)
    other = window(0, onset=0, source="cdn")
    assert [(s.source, s.start - NOW) for s in streams(*EPISODE, later, other)] == [
        ("cdn", 0),
        ("isp", 0),
        ("isp", HOUR),
    ]


def test_usual_traffic_is_a_stream_an_hour():
    usual = [window(n * 20 * MINUTE_MS) for n in range(9)]
    assert [s.requests for s in streams(*usual)] == [1_800, 1_800, 1_800]


@given(st.lists(st.integers(0, 10_000), max_size=60))
def test_however_much_is_sent_what_is_kept_is_bounded(hours):
    assert len(streams(*(window(hour * HOUR) for hour in hours))) <= MOST


def test_the_oldest_streams_go_first():
    kept = streams(*(window(hour * HOUR) for hour in range(MOST + 3)))
    assert len(kept) == MOST
    assert kept[0].start == NOW + 3 * HOUR
