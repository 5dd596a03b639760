"""With editors' acts in it, too, the same journal gives byte-identical incidents."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story.surges import Newsroom, act, at, minutes

from marsad.nouns.act import Act
from marsad.nouns.entry import Entry
from marsad.nouns.event import decode_events, encode_events
from marsad.nouns.minute import DAY_MINUTES

SURGES = (range(60, 90), range(200, 230), range(330, 350))
LONG = 5 * DAY_MINUTES


def rate(minute):
    return 25.0 if any(minute in surge for surge in SURGES) else 1.0


def ids():
    newsroom = Newsroom()
    newsroom.take(minutes(0, 420, rate))
    return [incident.id for incident in newsroom.incidents()]


FIRST, SECOND, THIRD = ids()
ACTS = [
    act("plan", 20, start=at(30), end=at(70), text="Work"),
    act("retract", 75, FIRST),
    act("confirm", 82, FIRST),
    act("split", 140, FIRST, start=at(70)),
    act("merge", 210, SECOND, into=FIRST),
    act("catalogue", 215, text="one"),
    act("retract", 340, THIRD),
    act("confirm", 341, "no-such"),
    act("catalogue", 345, text="two"),
    act("retract", LONG + 1, FIRST),
    act("confirm", LONG + 2, THIRD),
    act("merge", LONG + 3, THIRD, into=FIRST),
]
EVENTS = [*minutes(0, 420, rate, ACTS[:9]), *minutes(LONG, LONG + 5, rate, ACTS[9:])]
WHERE = {event.id: place for place, event in enumerate(EVENTS) if isinstance(event, Act)}


def folded(cuts, restarts=()):
    newsroom = Newsroom()
    for number, (first, last) in enumerate(pairwise([0, *sorted(cuts), len(EVENTS)])):
        newsroom.take(EVENTS[first:last])
        if number in restarts:
            newsroom.restart()
    return record(newsroom)


def record(newsroom):
    ledger = newsroom.ledger
    incidents = newsroom.incidents()
    lives = [ledger.transitions(incident.id) for incident in incidents]
    told = [incidents, lives, ledger.corrections("", "", 0), ledger.plans("", 0)]
    return msgspec.msgpack.encode([*told, newsroom.desk.catalogue, newsroom.desk.verdicts])


@pytest.fixture(scope="module")
def whole():
    return folded([])


def test_most_of_these_acts_are_carried_out():
    newsroom = Newsroom()
    newsroom.take(EVENTS)
    codes = [correction.refused for correction in newsroom.ledger.corrections("", "", 0)]
    assert codes[::-1] == [""] * 7 + ["unknown-incident", "", "", "", "retracted"]


CUTS = st.sets(st.one_of(st.integers(1, len(EVENTS) - 1), st.sampled_from([*WHERE.values()])))


@settings(max_examples=8, deadline=None)
@given(cuts=CUTS, restarts=st.sets(st.integers(0, 20), max_size=3))
def test_entries_of_any_size_and_restarts_anywhere_change_nothing(whole, cuts, restarts):
    assert folded(cuts, restarts) == whole


def test_a_restart_before_and_after_each_act_changes_nothing(whole):
    cuts = {place + more for place in WHERE.values() for more in (0, 1)}
    assert folded(cuts, range(len(cuts) + 1)) == whole


@settings(max_examples=5, deadline=None)
@given(back=st.integers(0, len(EVENTS) - 1))
def test_folding_again_from_an_older_checkpoint_changes_nothing(whole, back):
    """As after a crash: the ledger knows already what the desk is yet to fold."""
    newsroom = Newsroom()
    newsroom.take(EVENTS[:back])
    state, position = newsroom.desk.to_bytes(), newsroom.desk.position
    newsroom.take(EVENTS[back:])
    newsroom.desk = newsroom.desk.restored(0, position, state, newsroom.desk.sense.tuning, 15)
    newsroom.take(EVENTS[back:])
    assert record(newsroom) == whole


def test_an_act_is_read_from_the_journal_as_it_was_written():
    deed = ACTS[0]
    assert decode_events(encode_events([deed])) == [deed]
    assert Entry(0, 1, [deed]).events == [deed]
