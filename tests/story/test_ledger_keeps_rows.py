"""The ledger keeps each incident and each transition once, however often they are written."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from marsad.nouns.aside import Aside, SetAside
from marsad.nouns.incident import Incident, Scope, Transition
from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Peak, Span
from marsad.story.ledger import Ledger


def incident(id="a", service="x", state="problem", onset=1000, ended=None):
    return Incident(
        id=id,
        service=service,
        component="",
        scope=Scope("service"),
        onset=Span(onset, onset, onset),
        declared_at=None,
        peak=Peak(onset, 1.0, 1.0),
        recovering_at=None,
        ended=Span(ended, ended, ended) if ended else None,
        state=state,
        certainty=0.5,
        reports_total=1,
        excess=1.0,
        updated_at=onset,
    )


def transition(sequence=1, incident="a", at=5):
    return Transition(incident, sequence, at, None, "possible", 0.5)


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path / "story.db")
    yield ledger
    ledger.close()


def test_what_is_written_twice_is_kept_once(ledger):
    for _ in range(2):
        ledger.write([incident()], [transition()])
    assert ledger.incidents() == [incident()]
    assert ledger.transitions("a") == [transition()]


def test_an_incident_is_answered_as_last_written(ledger):
    ledger.write([incident()], [])
    ledger.write([incident(state="ended", ended=2000)], [])
    found = ledger.incident("a")
    assert found is not None
    assert found.state == "ended"
    assert ledger.incident("b") is None


def test_incidents_are_found_by_service_state_and_time(ledger):
    ledger.write(
        [
            incident("a", onset=1, ended=50, state="ended"),
            incident("b", onset=100),
            incident("c", service="facebook", onset=200),
        ],
        [],
    )
    assert [i.id for i in ledger.incidents()] == ["c", "b", "a"]
    assert [i.id for i in ledger.incidents(service="x")] == ["b", "a"]
    assert [i.id for i in ledger.incidents(state="ended")] == ["a"]
    assert [i.id for i in ledger.incidents(since=60)] == ["c", "b"]


def test_rows_outlive_the_process(tmp_path):
    ledger = Ledger(tmp_path / "story.db")
    ledger.write([incident()], [transition()])
    ledger.close()
    assert Ledger(tmp_path / "story.db").transitions("a") == [transition()]


def test_each_transition_is_handed_to_one_teller_only(ledger):
    ledger.write([], [transition(n) for n in range(1, 41)])
    with ThreadPoolExecutor(4) as tellers:
        claims = list(tellers.map(lambda name: ledger.claim(name, 15), "abcd"))
    told = [row.sequence for claim in claims for row in claim]
    assert sorted(told) == list(range(1, 41))


def test_a_transition_told_of_stays_told_when_it_is_folded_again(ledger):
    ledger.write([], [transition()])
    ledger.claim("mail")
    ledger.write([], [transition()])
    assert ledger.claim("mail") == []


def aside(minute, group, reports, service="x"):
    return SetAside(service, instant_of(minute), Aside(group, reports, 1))


def test_what_was_set_aside_is_summed_by_hour_and_group(ledger):
    ledger.keep_aside([aside(60, 7, 5), aside(61, 7, 6), aside(61, 0, 20), aside(130, 7, 1)])
    ledger.keep_aside([aside(60, 7, 9, "y")])
    assert ledger.set_aside("x", 0, 200) == [
        SetAside("x", instant_of(120), Aside(7, 1, 1)),
        SetAside("x", instant_of(60), Aside(0, 20, 1)),
        SetAside("x", instant_of(60), Aside(7, 11, 2)),
    ]
    assert ledger.reports_aside("x", 60, 62) == {60: 5, 61: 26}


def test_a_minute_folded_again_is_set_aside_once(ledger):
    ledger.keep_aside([aside(60, 7, 5), aside(60, 8, 5)])
    ledger.keep_aside([aside(60, 7, 4)])
    assert ledger.reports_aside("x", 0, 100) == {60: 4}


def test_what_was_set_aside_is_kept_for_a_month(ledger):
    ledger.keep_aside([aside(60, 7, 5)])
    ledger.keep_aside([aside(60 + 33 * 1440, 7, 5)])
    assert list(ledger.reports_aside("x", 0, 99_999)) == [60 + 33 * 1440]
