"""A journal of one service with two surges of reports, and acts of editors put into it."""

import numpy as np

from marsad.nouns.act import Act
from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Tick
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.sense.tuning import Tuning
from marsad.story.desk import Desk
from marsad.story.ledger import Ledger
from marsad.tally.tally import Tally

START = 29_000_000
QUIET = 2 * 1440
FIRST = START + QUIET
"""First minute of reports."""


def at(minute, second=30):
    """An instant in a minute of reports."""
    return (FIRST + minute) * MINUTE_MS + second * 1000


def act(kind, minute, incident="", **more):
    number = more.pop("number", 0)
    more = {"who": "Noura", "why": "The owner told us.", "service": "x", **more}
    return Act(b"%8d%8d" % (minute, number), at(minute), kind, incident=incident, **more)


def quiet():
    """Two days of few reports, as imported counts."""
    draw = np.random.default_rng(7)
    counts = tuple(draw.poisson(0.5, QUIET).tolist())
    places = ("SA", "EG")
    return [
        *(Counts("x", START, counts, 1, "login", "login_failure", place) for place in places),
        Tick(FIRST),
    ]


def minutes(first, last, rate, said=()):
    """Minutes of reports, with acts at the instants they were done."""
    draw = np.random.default_rng(first)
    acts = {(each.at // MINUTE_MS - FIRST): each for each in said}
    events = []
    for minute in range(first, last):
        for n in range(draw.poisson(rate(minute))):
            moment = at(minute, 0) + n
            events.append(
                Report(
                    id=draw.bytes(16),
                    at=moment,
                    received=moment,
                    service="x",
                    component="",
                    symptom="login_failure",
                    country="SA" if n % 3 else "EG",
                    reporter=draw.bytes(8),
                )
            )
        events.extend(each for each in said if each.at // MINUTE_MS - FIRST == minute)
        events.append(Tick(FIRST + minute + 1))
    assert len(acts) == len(said), "one act a minute"
    return events


class Newsroom:
    """A desk and its ledger, as the follower of a partition has them."""

    def __init__(self, ledger=None):
        self.ledger = ledger or Ledger(None)
        self.desk = Desk.fresh(0, Tuning(), Tally())
        self.rows = []
        self.take(quiet())

    def take(self, events):
        outcome = self.desk.take(Entry(0, self.desk.position + 1, events))
        self.ledger.write(outcome.incidents.values(), outcome.transitions)
        self.ledger.correct(outcome.corrections)
        self.ledger.plan(outcome.plans, outcome.called_off)
        for each in outcome.recalled:
            if done := self.ledger.recall(each):
                outcome.edit(done)
        self.rows += outcome.transitions
        return outcome

    def restart(self):
        self.desk = Desk.restored(0, self.desk.position, self.desk.to_bytes(), Tuning(), 15)

    def until(self, first, last, rate=1.0):
        return self.take(minutes(first, last, lambda _: rate))

    def do(self, kind, minute, incident="", **more):
        """Do an act at the end of what was folded; answers its correction."""
        outcome = self.take([act(kind, minute, incident, **more)])
        (correction,) = outcome.corrections
        return correction

    def incidents(self):
        """All, oldest first."""
        return sorted(self.ledger.incidents(), key=lambda i: (i.onset.at, i.id))

    def states(self, incident):
        return [row.after for row in self.ledger.transitions(incident)]
