"""What a report counts for, and when."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from marsad.nouns.block import Block
from marsad.nouns.event import Counts
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.tally.rows import COUNTED, MINUTE, REPORTS, WORKS
from marsad.tally.tally import Tally

MINUTE_MS = 60_000
_ids = count(1)


def report(minute: int, service: str = "x", **fields) -> Report:
    at = minute * MINUTE_MS
    identity = fields.pop("id", next(_ids).to_bytes(16, "big"))
    return Report(identity, at, fields.pop("received", at), service, **fields)


def rows_of(block: Block | None) -> dict[tuple[int, int], int]:
    """(minute, row) -> count."""
    assert block is not None
    bins = np.repeat(np.arange(block.bins), np.diff(block.offsets))
    minutes = block.first + bins * block.step
    keys = zip(minutes.tolist(), block.rows.tolist(), strict=True)
    return dict(zip(keys, block.counts.tolist(), strict=True))


def shown(tally: Tally, service: str = "x") -> dict[int, tuple[int, int, int]]:
    """Minute -> reports, counted, works, open minutes included."""
    sums: dict[int, tuple[int, int, int]] = {}
    for table in tally.rows(service, 0, 10**6).tables:
        for line in table.T.tolist():
            before = sums.get(line[MINUTE], (0, 0, 0))
            more = (line[REPORTS], line[COUNTED], line[WORKS])
            sums[line[MINUTE]] = tuple(a + b for a, b in zip(before, more, strict=True))
    return sums


@pytest.fixture
def tally() -> Tally:
    return Tally()


def test_a_report_counts_to_its_service_and_to_each_slice_it_names(tally):
    tally.take([report(7, component="feed", symptom="slow", country="SA"), report(7)])
    assert rows_of(tally.close(8)) == {(7, 0): 2, (7, 1): 1, (7, 2): 1, (7, 3): 1}
    assert tally.series == [
        Series("x"),
        Series("x", "component", "feed"),
        Series("x", "symptom", "slow"),
        Series("x", "country", "SA"),
    ]


def test_series_keep_the_order_in_which_they_first_appeared(tally):
    tally.take([report(9, "b"), report(7, "a"), report(8, "b", country="SA")])
    assert tally.series == [Series("b"), Series("a"), Series("b", "country", "SA")]


def test_a_reporter_weighs_once_an_hour_but_every_report_is_shown(tally):
    tally.take([report(minute, reporter=b"r") for minute in (0, 1, 59, 60)])
    assert rows_of(tally.close(61)) == {(0, 0): 1, (60, 0): 1}
    assert sum(reports for reports, _, _ in shown(tally).values()) == 4


def test_a_reporters_later_word_replaces_the_first_while_its_minute_is_open(tally):
    tally.take([report(0, reporter=b"r"), report(0, reporter=b"r", symptom="slow", country="SA")])
    tally.take([report(0, reporter=b"r", symptom="login", component="feed")])
    assert rows_of(tally.close(1)) == {(0, 0): 1, (0, 3): 1, (0, 4): 1}
    assert [series.key for series in tally.series[3:]] == ["feed", "login"]
    assert shown(tally) == {0: (3, 1, 0)}


def test_a_closed_minute_stands_whatever_the_reporter_says_later(tally):
    tally.take([report(0, reporter=b"r", symptom="slow")])
    assert rows_of(tally.close(1)) == {(0, 0): 1, (0, 1): 1}
    tally.take([report(1, reporter=b"r", symptom="login")])
    assert rows_of(tally.close(2)) == {}
    assert shown(tally) == {0: (1, 1, 0), 1: (1, 0, 0)}


def test_a_later_word_of_the_next_minute_counts_in_the_minute_of_the_first(tally):
    tally.take([report(0, reporter=b"r"), report(1, reporter=b"r", symptom="slow")])
    assert rows_of(tally.close(2)) == {(0, 0): 1, (0, 1): 1}


def test_many_works_of_one_reporter_are_one_in_the_hour(tally):
    tally.take([report(minute, kind="works", reporter=b"r") for minute in (0, 0, 59, 60)])
    tally.take([report(0, kind="works"), report(0, kind="works")])
    assert shown(tally) == {0: (0, 0, 3), 59: (0, 0, 0), 60: (0, 0, 1)}


def test_a_restart_between_two_words_changes_nothing():
    first, later = report(0, reporter=b"r"), report(0, reporter=b"r", symptom="slow")
    through, before = Tally(), Tally()
    through.take([first, later])
    before.take([first])
    after = Tally.from_bytes(before.to_bytes())
    after.take([later])
    assert after.to_bytes() == through.to_bytes()
    assert rows_of(after.close(1)) == {(0, 0): 1, (0, 1): 1}


def test_a_reporter_weighs_once_for_each_service(tally):
    tally.take([report(0, "x", reporter=b"r"), report(0, "y", reporter=b"r")])
    assert rows_of(tally.close(1)) == {(0, 0): 1, (0, 1): 1}


def test_reports_that_somebody_vouches_for_always_weigh(tally):
    tally.take([report(0), report(0)])
    assert rows_of(tally.close(1)) == {(0, 0): 2}


def test_works_for_me_is_counted_apart(tally):
    tally.take([report(0, kind="works"), report(0)])
    assert rows_of(tally.close(1)) == {(0, 0): 1}
    assert shown(tally) == {0: (1, 1, 1)}


def test_works_for_me_does_not_use_up_the_weight_of_a_problem(tally):
    tally.take([report(0, kind="works", reporter=b"r"), report(0, reporter=b"r")])
    assert shown(tally) == {0: (1, 1, 1)}


def test_a_repeated_id_counts_once_a_day(tally):
    again = {"id": b"i" * 16, "repeatable": True}
    day = 24 * 60
    tally.take([report(0, **again), report(1, **again), report(day - 1, **again)])
    assert shown(tally) == {0: (1, 1, 0)}
    tally.take([report(day, **again)])
    assert shown(tally) == {0: (1, 1, 0), day: (1, 1, 0)}


def test_an_id_that_is_not_repeatable_is_not_remembered(tally):
    tally.take([report(0, id=b"i" * 16), report(0, id=b"i" * 16)])
    assert shown(tally) == {0: (2, 2, 0)}


def test_memory_of_reporters_is_bounded():
    tally = Tally(memory=2)
    tally.take([report(0, reporter=bytes([n])) for n in (1, 2, 3, 1, 3)])
    assert shown(tally) == {0: (5, 4, 0)}


def test_the_first_close_begins_at_the_first_minute_seen(tally):
    tally.take([report(7), report(5)])
    block = tally.close(9)
    assert block is not None
    assert (block.first, block.step, block.bins) == (5, 1, 4)
    assert block.observed.all()


def test_a_first_close_without_any_report_has_no_bins(tally):
    assert tally.close(9) is None
    assert tally.closed == 9
    block = tally.close(10)
    assert block is not None
    assert (block.first, block.bins) == (9, 1)


def test_closing_the_same_minute_again_gives_nothing(tally):
    tally.take([report(1)])
    assert tally.close(3) is not None
    assert tally.close(3) is None
    assert tally.close(2) is None
    assert tally.closed == 3


def test_a_report_ahead_of_time_waits_for_its_minute(tally):
    tally.close(10)
    tally.take([report(12)])
    assert rows_of(tally.close(11)) == {}
    assert shown(tally) == {12: (1, 1, 0)}
    assert rows_of(tally.close(13)) == {(12, 0): 1}


def test_a_late_report_is_shown_in_its_minute_and_sensed_in_the_oldest_open_one(tally):
    tally.close(30)
    tally.take([report(15)])
    assert rows_of(tally.close(31)) == {(30, 0): 1}
    assert shown(tally) == {15: (1, 1, 0)}
    assert tally.late == 0


def test_a_report_later_than_allowed_is_only_shown(tally):
    tally.close(30)
    tally.take([report(14)])
    assert rows_of(tally.close(31)) == {}
    assert shown(tally) == {14: (1, 1, 0)}
    assert tally.late == 1


def test_a_late_report_that_does_not_weigh_is_not_sensed(tally):
    tally.take([report(15, reporter=b"r")])
    tally.close(30)
    tally.take([report(20, reporter=b"r")])
    assert rows_of(tally.close(31)) == {}
    assert shown(tally) == {15: (1, 1, 0), 20: (1, 0, 0)}


def test_minutes_in_which_nobody_looked_are_gaps_unless_somebody_reported(tally):
    tally.close(10)
    tally.take([report(12, kind="works")])
    block = tally.close(16, gap_after=5)
    assert block is not None
    assert block.observed.tolist() == [False, False, True, False, False, False]


def test_imported_bins_say_that_somebody_looked_even_where_they_are_zero(tally):
    tally.close(10)
    tally.take([Counts("x", 15, (0, 1), 15)])
    block = tally.close(45)
    assert block is not None
    assert block.observed.tolist() == [False] * 5 + [True] * 30


def test_a_short_pause_between_closes_is_no_gap(tally):
    tally.close(10)
    block = tally.close(15, gap_after=5)
    assert block is not None
    assert block.observed.all()


def test_imported_bins_are_spread_over_their_minutes_and_keep_their_sum(tally):
    tally.take([Counts("x", 100, (7, 0, 2), 3, symptom="slow")])
    assert rows_of(tally.close(109)) == {
        (100, 0): 2, (101, 0): 2, (102, 0): 3, (107, 0): 1, (108, 0): 1,
        (100, 1): 2, (101, 1): 2, (102, 1): 3, (107, 1): 1, (108, 1): 1,
    }  # fmt: skip


def test_imported_bins_may_straddle_the_last_closed_minute(tally):
    tally.close(130)
    tally.take([Counts("x", 100, (40,), 40)])
    assert tally.late == 15
    assert rows_of(tally.close(141)) == {(130, 0): 16} | {(m, 0): 1 for m in range(131, 140)}
    assert sum(reports for reports, _, _ in shown(tally).values()) == 40


def test_a_long_import_is_closed_minute_by_minute(tally):
    places = ["SA", "EG", "YE"]
    tally.take([Counts("x", 0, (1,) * 300, country=place) for place in places])
    total = 0
    for minute in range(1, 301):
        block = tally.close(minute)
        assert block is not None
        assert block.counts.tolist() == [3, 1, 1, 1]
        total += int(block.counts[0])
        assert shown(tally)[299] == (3, 3, 0)
    assert total == 900


def test_impossible_imported_counts_are_held_at_the_bounds(tally):
    tally.take([Counts("x", 0, (-3, 2**40))])
    assert rows_of(tally.close(2)) == {(1, 0): 2**31 - 1}


def test_known_since_is_the_first_minute_counted(tally):
    assert tally.known_since() == {}
    tally.take([report(7), report(8, "y")])
    assert tally.known_since() == {"x": 7, "y": 8}
    tally.close(8)
    tally.take([report(3)])
    assert tally.known_since() == {"x": 3, "y": 8}
    tally.close(9)
    assert tally.known_since() == {"x": 3, "y": 8}


def test_damaged_checkpoints_are_refused(tally):
    tally.take([report(7)])
    data = tally.to_bytes()
    with pytest.raises(ValueError, match="replay the journal"):
        Tally.from_bytes(data[:-3])
    with pytest.raises(ValueError, match="replay the journal"):
        Tally.from_bytes(b"")
    with pytest.raises(ValueError, match="version"):
        Tally.from_bytes(data[:1] + b"\x63" + data[2:])
