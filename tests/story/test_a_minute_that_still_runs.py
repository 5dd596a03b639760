"""A flood is suspected while its minute still runs, and judged in full when it is over."""

import msgspec

from marsad.nouns.entry import Entry
from marsad.nouns.event import Counts, Tick
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.report import Report
from marsad.sense.tuning import Tuning
from marsad.story.desk import Desk
from marsad.tally.tally import Tally

START = 29_000_000
QUIET = 2 * 1440
NOW = START + QUIET


def desk_after_two_days():
    desk = Desk.fresh(0, Tuning(), Tally())
    quiet = Counts("x", START, (1, 0, 2, 1) * (QUIET // 4))
    desk.take(Entry(0, 1, [quiet, Tick(NOW)]))
    return desk


def reports(count, minute=NOW):
    at = minute * MINUTE_MS
    return [
        Report(n.to_bytes(16, "big"), at, at, "x", reporter=n.to_bytes(8, "big"))
        for n in range(count)
    ]


def test_a_flood_is_suspected_before_its_minute_is_over():
    desk = desk_after_two_days()
    desk.take(Entry(0, 2, reports(60)))
    desk.look()
    ((verdict,),) = desk.suspicions.values()
    assert (verdict.service, verdict.state, verdict.reports) == ("x", "possible", 60)
    assert verdict.because[0].signal == "running_minute"
    assert 0 < verdict.certainty < 1
    assert desk.verdicts == {}


def test_the_usual_is_not_suspected():
    desk = desk_after_two_days()
    desk.take(Entry(0, 2, reports(3)))
    desk.look()
    assert desk.suspicions == {}


def test_the_close_judges_in_full_and_the_suspicion_is_gone():
    desk = desk_after_two_days()
    desk.take(Entry(0, 2, reports(60)))
    desk.look()
    desk.take(Entry(0, 3, [Tick(NOW + 1)]))
    assert desk.suspicions == {}
    assert desk.verdicts["x"][0].state == "problem"


def test_looking_changes_no_incident():
    looked, unlooked = desk_after_two_days(), desk_after_two_days()
    for position, count in enumerate((5, 40, 90, 2), 2):
        for desk in (looked, unlooked):
            desk.take(Entry(0, position * 2, reports(count, NOW + position)))
        looked.look()
        for desk in (looked, unlooked):
            desk.take(Entry(0, position * 2 + 1, [Tick(NOW + position + 1)]))
    assert looked.to_bytes() == unlooked.to_bytes()


def test_a_desk_that_has_heard_nothing_suspects_nothing():
    desk = Desk.fresh(0, Tuning(), Tally())
    desk.take(Entry(0, 1, reports(9)))
    desk.look()
    assert desk.suspicions == {}
    assert msgspec.to_builtins(desk.running) == {}
