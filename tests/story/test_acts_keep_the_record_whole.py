"""Whatever editors do, in whatever order, what the record says of incidents fits together.

Verdicts and acts are made up; life, docket, editing and ledger are the real ones, put together as
the desk and its follower do.
"""

from itertools import pairwise

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.nouns.act import Act
from marsad.nouns.minute import instant_of
from marsad.nouns.verdict import Part, Peak, Span, Verdict
from marsad.story.desk import Docket
from marsad.story.editing import Editing
from marsad.story.ledger import Ledger
from marsad.story.life import Life

DAY = 29_000_000
FAILING = ("possible", "problem", "recovering")


class Sayings:
    """What sense would say of one service: one case at a time, of all of it or of a part."""

    def __init__(self):
        self.component, self.onset, self.excess, self.peak = "", None, 0.0, None

    def of(self, minute, state, component, rate):
        said = []
        if self.onset is not None and component != self.component:
            said.append(Verdict("x", self.component, minute, "ok", 0.1, rate, 1.0, 0.0))
        if state == "ok":
            if self.onset is not None and component == self.component:
                said.append(Verdict("x", component, minute, "ok", 0.1, rate, 1.0, 0.0))
            self.onset, self.excess, self.peak = None, 0.0, None
            return said
        if self.onset is None:
            at = instant_of(minute - 1)
            self.onset = Span(at, at - 30_000, at + 30_000)
        self.component = component
        self.excess += max(rate - 1.0, 0.0)
        peak = Peak(instant_of(minute + 1), rate, 1.0)
        if self.peak is None or peak.reports_per_minute > self.peak.reports_per_minute:
            self.peak = peak
        parts = (Part("login", "problem", self.excess, 5.0),)
        said.append(
            Verdict("x", component, minute, state, 0.9, rate, 1.0, self.excess, (), self.onset,
                    self.peak, None, parts)
        )  # fmt: skip
        return said


class Room:
    """Life, docket and ledger, as the desk and its follower have them."""

    def __init__(self, restarts=False):
        self.life, self.docket, self.ledger = Life(), Docket(), Ledger(None)
        self.sayings, self.minute, self.restarts, self.acts = Sayings(), DAY, restarts, 0

    def hear(self, state, component="", rate=20.0):
        verdicts = self.sayings.of(self.minute, state, component, rate)
        rows, incidents = self.life.hear(verdicts)
        self.ledger.write(self.docket.hear(incidents, rows), rows)
        self.docket.count(verdicts)
        self.minute += 1
        self.docket.forget(instant_of(self.minute), self.life.taken_back())
        self._restart()

    def do(self, kind, incident="", **more):
        self.acts += 1
        key, at = self.acts.to_bytes(16), instant_of(self.minute) + 10_000 + self.acts
        deed = Act(key, at, kind, "Noura", "Because", "x", incident, **more)
        done = Editing(self.life, self.docket).carry_out(deed, {})
        if done is None:
            done = self.ledger.recall(deed)
        else:
            self.ledger.write(done.incidents, done.rows)
            self.ledger.correct([done.correction])
        self._restart()
        return done

    def _restart(self):
        if self.restarts:
            self.life = msgspec.msgpack.decode(msgspec.msgpack.encode(self.life), type=Life)
            self.docket = msgspec.msgpack.decode(msgspec.msgpack.encode(self.docket), type=Docket)

    def incidents(self):
        return sorted(self.ledger.incidents(), key=lambda i: (i.onset.at, i.id))

    def record(self):
        lives = [self.ledger.transitions(each.id) for each in self.incidents()]
        return msgspec.msgpack.encode([self.incidents(), lives, self.ledger.corrections("", "", 0)])


def check(room):
    known = {each.id: each for each in room.incidents()}
    threads = [thread for each in room.life.running.values() for thread in each.values()]
    open_now = {each.id for each in known.values() if each.ended is None}
    assert {thread.incident.id for thread in threads} == open_now, "one can't end, or is lost"
    for each in known.values():
        rows = room.ledger.transitions(each.id)
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1)), each.id
        assert rows[0].before is None
        assert all(one.after == two.before for one, two in pairwise(rows)), rows
        assert rows[-1].after == each.state, each
        assert (each.state in FAILING) == (each.ended is None), each
        assert each.reports_total >= 0
        assert each.excess >= 0.0
        if each.ended:
            assert each.onset.at <= each.ended.at, each
        if each.merged_into:
            assert known[each.merged_into].id != each.id


MINUTES = st.tuples(
    st.just("hear"),
    st.sampled_from(["ok", "possible", "problem", "problem", "recovering"]),
    st.sampled_from(["", "", "a", "b"]),
    st.sampled_from([2.0, 20.0, 90.0]),
    st.sampled_from([1, 1, 2, 5, 70]),
)
ACTS = st.tuples(
    st.just("do"),
    st.sampled_from(["confirm", "retract", "retract", "merge", "split"]),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 9),
)


def played(steps, restarts=False, watched=True):
    room = Room(restarts)
    for what, *how in steps:
        if what == "hear":
            state, component, rate, times = how
            for _ in range(times):
                room.hear(state, component, rate)
        elif incidents := room.incidents():
            kind, one, two, share = how
            mine, other = incidents[-1 - one % len(incidents)], incidents[two % len(incidents)]
            last = mine.ended.at if mine.ended else instant_of(room.minute)
            start = mine.onset.at + (last - mine.onset.at) * share // 9
            room.do(kind, mine.id, into=other.id, start=start)
        if watched:
            check(room)
    return room


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(MINUTES, ACTS), max_size=40))
def test_no_incident_is_lost_or_told_of_in_gaps(steps):
    room = played(steps)
    for _ in range(2):
        room.hear("ok")
    assert room.life.running == {}
    check(room)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.one_of(MINUTES, ACTS), max_size=30))
def test_a_restart_after_each_step_changes_nothing(steps):
    assert played(steps, True, False).record() == played(steps, False, False).record()


def running(room):
    (incident,) = [each for each in room.incidents() if each.ended is None]
    return incident


def failing(room, minutes, rate=20.0):
    for _ in range(minutes):
        room.hear("problem", "", rate)


def test_the_later_part_of_what_was_cut_keeps_its_beginning_when_taken_back_and_confirmed():
    room = Room()
    failing(room, 10)
    room.do("split", running(room).id, start=instant_of(DAY + 5))
    second = running(room)
    room.do("retract", second.id)
    failing(room, 2)
    room.do("confirm", second.id)
    failing(room, 1)
    again = running(room)
    assert (again.id, again.onset.at) == (second.id, second.onset.at)
    assert again.excess == 8 * 19.0, "what lies before the cut is none of it"


def test_what_outgrew_two_that_were_taken_back_counts_from_there_on():
    room = Room()
    failing(room, 10, 2.0)
    room.do("retract", running(room).id)
    failing(room, 10, 10.0)
    room.do("retract", running(room).id)
    failing(room, 3, 90.0)
    assert running(room).excess == 3 * 89.0


def test_two_that_were_merged_have_what_came_of_both_also_later():
    room = Room()
    failing(room, 5)
    room.hear("ok")
    for _ in range(70):
        room.hear("ok")
    failing(room, 5)
    first, second = room.incidents()
    room.do("merge", second.id, into=first.id)
    failing(room, 5)
    whole = running(room)
    assert (whole.id, whole.onset.at) == (first.id, first.onset.at)
    assert whole.excess == 15 * 19.0
    assert whole.reports_total - first.reports_total - second.reports_total == 5 * 20


def test_what_was_cut_and_made_one_again_is_as_if_it_had_not_been():
    room, plain = Room(), Room()
    for each in (room, plain):
        failing(each, 10)
    whole = running(room)
    room.do("split", whole.id, start=instant_of(DAY + 5))
    room.do("merge", running(room).id, into=whole.id)
    for each in (room, plain):
        failing(each, 5)
    one, other = running(room), running(plain)
    names = ("id", "onset", "excess", "reports_total", "peak", "scope", "state")
    assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
