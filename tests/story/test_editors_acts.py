"""What an editor does to an incident holds, against the machine too, and is told of in the log."""

import msgspec
import pytest
from story.surges import Newsroom, act, at

from marsad.nouns.entry import Entry
from marsad.nouns.event import Tick
from marsad.nouns.minute import DAY_MINUTES
from marsad.nouns.statement import Stated
from marsad.story.desk import Desk

HIGH = 25.0
SLIGHT = 2.3
"""So little above the usual that it never becomes a problem by itself."""
FAILING = ("problem", "recovering")


@pytest.fixture
def newsroom():
    """An hour as usual, then twenty minutes of a surge."""
    newsroom = Newsroom()
    newsroom.until(0, 60)
    newsroom.until(60, 80, HIGH)
    return newsroom


@pytest.fixture
def running(newsroom):
    (incident,) = newsroom.incidents()
    assert incident.state == "problem"
    return incident


@pytest.fixture
def over(newsroom, running):
    """The same, half an hour after the surge."""
    newsroom.until(80, 170)
    (incident,) = newsroom.incidents()
    assert incident.state == "ended"
    return incident


def later(newsroom, minutes):
    """Nobody reports for so long."""
    newsroom.take([Tick(newsroom.desk.closed + minutes)])


def test_what_was_taken_back_is_quiet_while_the_same_surge_goes_on(newsroom, running):
    correction = newsroom.do("retract", 80, running.id)
    assert (correction.before, correction.after, correction.refused) == ("problem", "retracted", "")
    assert newsroom.desk.verdicts == {}
    newsroom.restart()
    newsroom.until(81, 120, HIGH)
    newsroom.desk.look()
    assert (newsroom.desk.verdicts, newsroom.desk.suspicions, newsroom.desk.running) == ({}, {}, {})
    (incident,) = newsroom.incidents()
    assert (incident.state, incident.ended.at) == ("retracted", at(80))
    assert newsroom.states(incident.id)[-1] == "retracted"
    assert newsroom.ledger.transitions(incident.id)[-1].act == correction.act.id.hex()


def test_a_surge_after_the_service_was_well_again_is_a_new_incident(newsroom, running):
    newsroom.do("retract", 80, running.id)
    newsroom.until(81, 170)
    newsroom.until(170, 200, HIGH)
    first, second = newsroom.incidents()
    assert (first.state, second.state) == ("retracted", "problem")


def test_a_far_larger_failure_is_heard_over_what_was_taken_back(newsroom, running):
    newsroom.do("retract", 80, running.id)
    newsroom.until(81, 90, HIGH)
    newsroom.until(90, 110, 6 * HIGH)
    first, second = newsroom.incidents()
    assert (first.state, second.state) == ("retracted", "problem")
    assert second.onset.low >= at(80), "it begins where the other was taken back, or later"


def test_a_surge_that_only_grows_a_little_stays_quiet(newsroom, running):
    newsroom.do("retract", 80, running.id)
    newsroom.until(81, 110, 1.8 * HIGH)
    assert [incident.state for incident in newsroom.incidents()] == ["retracted"]


def test_what_was_taken_back_by_mistake_goes_on(newsroom, running):
    newsroom.do("retract", 80, running.id)
    newsroom.until(81, 85, HIGH)
    correction = newsroom.do("confirm", 85, running.id)
    assert (correction.before, correction.after) == ("retracted", "problem")
    newsroom.until(86, 95, HIGH)
    (incident,) = newsroom.incidents()
    assert incident.state in FAILING
    assert (incident.ended, incident.confirmed) == (None, True)
    newsroom.until(95, 170)
    (incident,) = newsroom.incidents()
    assert incident.state == "ended"
    sequences = [row.sequence for row in newsroom.ledger.transitions(incident.id)]
    assert sequences == list(range(1, len(sequences) + 1))


def test_what_was_taken_back_days_ago_can_still_go_on(newsroom, running):
    newsroom.do("retract", 80, running.id)
    newsroom.desk.docket.forget(at(80) + 90 * 3_600_000, newsroom.desk.life.taken_back())
    newsroom.restart()
    assert newsroom.do("confirm", 81, running.id).after == "problem"
    newsroom.until(82, 85, HIGH)
    assert newsroom.desk.running["x"].id == running.id


def test_a_possible_problem_that_is_confirmed_is_a_problem_until_its_end():
    newsroom = Newsroom()
    newsroom.until(0, 60)
    minute = 60
    while not newsroom.incidents():
        newsroom.until(minute, minute + 1, SLIGHT)
        minute += 1
    (suspected,) = newsroom.incidents()
    assert suspected.state == "possible"
    correction = newsroom.do("confirm", minute, suspected.id)
    assert (correction.before, correction.after) == ("possible", "problem")
    newsroom.restart()
    newsroom.until(minute + 1, minute + 5, SLIGHT)
    (incident,) = newsroom.incidents()
    assert (incident.state, incident.confirmed) == ("problem", True)
    assert incident.declared_at == at(minute)
    newsroom.until(minute + 5, minute + 200)
    (incident,) = newsroom.incidents()
    assert incident.state == "ended", "the machine does not take it back"
    assert newsroom.states(incident.id) == ["possible", "problem", "ended"]


def test_confirming_leaves_the_certainty_to_the_evidence(newsroom, running):
    newsroom.do("confirm", 80, running.id)
    (incident,) = newsroom.incidents()
    assert (incident.confirmed, incident.certainty) == (True, running.certainty)
    assert newsroom.states(incident.id) == newsroom.states(running.id)


def test_an_incident_that_ended_is_taken_back(newsroom, over):
    newsroom.do("retract", 170, over.id)
    (incident,) = newsroom.incidents()
    assert (incident.state, incident.ended) == ("retracted", over.ended)
    newsroom.until(171, 200, HIGH)
    assert len(newsroom.incidents()) == 2, "a relapse does not go on with what was taken back"


def test_an_incident_of_last_year_is_taken_back_and_confirmed_again(newsroom, over):
    later(newsroom, 365 * DAY_MINUTES)
    year = 170 + 365 * DAY_MINUTES
    correction = newsroom.do("retract", year, over.id)
    assert (correction.before, correction.after, correction.refused) == ("ended", "retracted", "")
    assert newsroom.incidents()[0].state == "retracted"
    assert newsroom.do("confirm", year + 1, over.id).after == "ended"
    assert newsroom.states(over.id)[-3:] == ["ended", "retracted", "ended"]


def test_folding_the_journal_again_over_a_ledger_that_is_ahead_changes_nothing(newsroom, over):
    before, position = newsroom.desk.to_bytes(), newsroom.desk.position
    later(newsroom, 10 * DAY_MINUTES)
    acts = [
        act("retract", 170 + 10 * DAY_MINUTES, over.id),
        act("confirm", 171 + 10 * DAY_MINUTES, over.id),
        act("retract", 172 + 10 * DAY_MINUTES, over.id),
    ]
    newsroom.take(acts)
    told = newsroom.incidents(), newsroom.ledger.corrections("", "", 0), newsroom.states(over.id)
    newsroom.desk = Desk.restored(0, position, before, newsroom.desk.sense.tuning, 15)
    newsroom.ledger.write([over], [])  # as a statement that came late has it written again
    later(newsroom, 10 * DAY_MINUTES)
    newsroom.take(acts)
    again = newsroom.incidents(), newsroom.ledger.corrections("", "", 0), newsroom.states(over.id)
    assert again == told


def test_two_incidents_become_one(newsroom, over):
    newsroom.until(170, 260)
    newsroom.until(260, 290, HIGH)
    newsroom.until(290, 400)
    first, second = newsroom.incidents()
    correction = newsroom.do("merge", 400, second.id, into=first.id)
    assert (correction.before, correction.after) == (second.id, first.id)
    gone, kept = newsroom.ledger.incident(second.id), newsroom.ledger.incident(first.id)
    assert gone.merged_into == first.id
    assert (kept.onset, kept.ended) == (first.onset, second.ended)
    assert kept.reports_total == first.reports_total + second.reports_total
    assert kept.peak.reports_per_minute == max(i.peak.reports_per_minute for i in (first, second))


def test_an_incident_that_runs_goes_on_as_the_one_it_was_merged_into(newsroom, over):
    newsroom.until(170, 260)
    newsroom.until(260, 280, HIGH)
    first, second = newsroom.incidents()
    assert second.ended is None
    newsroom.do("merge", 280, second.id, into=first.id)
    newsroom.restart()
    newsroom.until(281, 290, HIGH)
    kept = newsroom.ledger.incident(first.id)
    assert kept.state in FAILING
    assert kept.ended is None
    assert newsroom.desk.running["x"].id == first.id
    newsroom.until(290, 400)
    kept = newsroom.ledger.incident(first.id)
    assert kept.state == "ended"
    assert kept.reports_total > first.reports_total + second.reports_total
    assert len(newsroom.incidents()) == 2, "nothing new was opened"
    assert newsroom.states(first.id)[-3:] in (
        ["problem", "recovering", "ended"],
        ["recovering", "problem", "ended"],
        ["ended", "problem", "ended"],
    )


def test_an_incident_that_ended_is_merged_into_the_one_that_runs(newsroom, over):
    newsroom.until(170, 260)
    newsroom.until(260, 280, HIGH)
    first, second = newsroom.incidents()
    newsroom.do("merge", 280, first.id, into=second.id)
    newsroom.until(281, 290, HIGH)
    kept = newsroom.ledger.incident(second.id)
    assert (kept.onset, kept.ended) == (first.onset, None)
    assert newsroom.ledger.incident(first.id).merged_into == second.id


def test_an_incident_that_runs_is_cut_in_two(newsroom, running):
    correction = newsroom.do("split", 80, running.id, start=at(70, 0))
    first, second = newsroom.incidents()
    assert (correction.before, correction.after) == (first.id, second.id)
    assert (first.id, first.ended.at, first.state) == (running.id, at(70, 0), "ended")
    assert (second.onset.at, second.state, second.ended) == (at(70, 0), "problem", None)
    assert first.reports_total + second.reports_total == running.reports_total
    for incident in (first, second):
        assert newsroom.ledger.corrections("", incident.id, 0) == [correction]
    newsroom.restart()
    newsroom.until(81, 95, HIGH)
    newsroom.until(95, 200)
    same, ended = newsroom.incidents()
    assert same == first, "what follows belongs to the second"
    assert (ended.id, ended.onset.at, ended.state) == (second.id, at(70, 0), "ended")
    assert ended.reports_total > second.reports_total


def test_an_incident_that_ended_is_cut_in_two(newsroom, over):
    newsroom.do("split", 170, over.id, start=at(72, 0))
    first, second = newsroom.incidents()
    assert (first.ended.at, second.onset.at, second.ended) == (at(72, 0), at(72, 0), over.ended)
    assert first.reports_total + second.reports_total == over.reports_total
    assert 0.4 < first.reports_total / over.reports_total < 0.8
    assert newsroom.states(second.id) == ["ended"]


def test_announced_work_leans_the_cause_of_what_begins_in_its_window():
    newsroom = Newsroom()
    newsroom.until(0, 50)
    correction = newsroom.do("plan", 50, start=at(55), end=at(120), text="New core system")
    (plan,) = newsroom.ledger.plans("", 0)
    assert correction.after == plan.id
    newsroom.until(51, 60)
    newsroom.until(60, 80, HIGH)
    (incident,) = newsroom.incidents()
    assert incident.cause.maintenance == 0.8
    assert newsroom.desk.plans["x"] == (plan,)
    newsroom.do("unplan", 80, text=plan.id)
    (incident,) = newsroom.incidents()
    assert incident.cause.maintenance == 0.0
    assert (newsroom.ledger.plans("", 0), newsroom.desk.plans) == ([], {})


def test_a_statement_is_passed_on_by_what_comes_with_it(newsroom, running):
    said = Stated(b"s" * 16, at(80), at(80), "x", "Owner", "We are on it.", incident=running.id)
    deed = act("statement", 80, running.id, text="We are on it.")
    outcome = newsroom.take([deed, said])
    assert [c.refused for c in outcome.corrections] == [""]
    (incident,) = newsroom.incidents()
    assert [each.text for each in incident.statements] == ["We are on it."]


def test_the_catalogue_remembers_what_was_written_before(newsroom):
    assert newsroom.do("catalogue", 80, text="one").before == ""
    newsroom.restart()
    assert newsroom.do("catalogue", 81, text="two").before == "one"


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("retract", {"incident": "no-such"}, "unknown-incident"),
        ("retract", {"service": "y"}, "unknown-incident"),
        ("confirm", {"why": " "}, "no-reason"),
        ("confirm", {"who": ""}, "no-editor"),
        ("confirm", {"why": "x" * 2001}, "too-long"),
        ("merge", {"into": "no-such"}, "unknown-target"),
        ("merge", {"into": "{id}"}, "same-incident"),
        ("split", {"start": at(10)}, "outside"),
        ("split", {"start": at(300)}, "outside"),
        ("plan", {"start": at(9), "end": at(300)}, "no-text"),
        ("plan", {"start": at(300), "end": at(300), "text": "x"}, "bad-window"),
        ("plan", {"start": at(9), "end": at(10), "text": "x"}, "window-over"),
        ("plan", {"start": at(9), "end": at(30_000), "text": "x"}, "window-too-long"),
        ("unplan", {"text": "00"}, "unknown-plan"),
        ("statement", {}, "no-text"),
        ("catalogue", {}, "no-text"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(newsroom, over, kind, more, code):
    named = {"incident": over.id, **more}
    named = {k: v.replace("{id}", over.id) if isinstance(v, str) else v for k, v in named.items()}
    before = newsroom.incidents()
    correction = newsroom.do(kind, 170, **named)
    assert (correction.refused, correction.before, correction.after) == (code, "", "")
    assert newsroom.incidents() == before


def test_an_act_that_is_sent_twice_is_told_of_once(newsroom, running):
    newsroom.do("retract", 80, running.id)
    newsroom.do("retract", 80, running.id)
    (correction,) = newsroom.ledger.corrections("", "", 0)
    assert correction.refused == ""


def test_an_act_done_twice_is_refused_the_second_time(newsroom, running):
    for kind, code in (("confirm", "confirmed-already"), ("retract", "retracted-already")):
        newsroom.do(kind, 80, running.id, number=len(kind))
        assert newsroom.do(kind, 80, running.id).refused == code
    assert newsroom.do("split", 80, running.id, start=at(70)).refused == "retracted"


def test_what_is_over_for_long_is_neither_merged_nor_split(newsroom, over):
    newsroom.until(170, 260)
    newsroom.until(260, 280, HIGH)
    _, second = newsroom.incidents()
    later(newsroom, 4 * DAY_MINUTES)
    minute = 280 + 4 * DAY_MINUTES
    assert newsroom.do("merge", minute, second.id, into=over.id).refused == "too-long-ago"
    assert newsroom.do("split", minute + 1, over.id, start=at(70)).refused == "too-long-ago"


def test_what_became_part_of_another_is_left_alone(newsroom, over):
    newsroom.until(170, 260)
    newsroom.until(260, 280, HIGH)
    first, second = newsroom.incidents()
    newsroom.do("merge", 280, first.id, into=second.id)
    assert newsroom.do("retract", 281, first.id).refused == "merged"
    assert newsroom.do("merge", 282, second.id, into=first.id).refused == "unknown-target"


def test_an_old_checkpoint_without_acts_is_still_read(newsroom, running):
    state = msgspec.msgpack.decode(newsroom.desk.to_bytes())
    del state[8]["files"]["x"]["turns"]
    old = msgspec.msgpack.encode(state[:9])
    desk = Desk.restored(0, newsroom.desk.position, old, newsroom.desk.sense.tuning, 15)
    outcome = desk.take(Entry(0, desk.position + 1, [act("retract", 80, running.id)]))
    assert desk.running == {}
    told = len(newsroom.ledger.transitions(running.id))
    assert [row.sequence for row in outcome.transitions] == [told + 1]
