"""Saying that it works, however often, hides no outage and ends none."""

import msgspec
import numpy as np
import pytest
from sense.people import PAST, START, Kind, quiet, reports_of

from marsad.nouns.entry import Entry
from marsad.nouns.event import Tick
from marsad.nouns.report import Report
from marsad.tally.rows import WORKS
from marsad.tally.tally import Tally

OUTAGE = Kind(12.0, symptom="login_failure", last=40)


def test_a_journal_with_works_for_me_in_it_tells_the_very_same_story():
    draw = np.random.default_rng(3)
    minutes = [
        [r for kind in (OUTAGE, Kind(1.0)) for r in reports_of(kind, at * 60_000, draw)]
        for at in range(START + PAST, START + PAST + 60)
    ]
    content = np.random.default_rng(4)
    stories = []
    for drowned in (False, True):
        desk, rows = quiet(1.0, 2), []
        for n, reports in enumerate(minutes):
            at = START + PAST + n
            more = reports_of(Kind(50.0, reports="works"), at * 60_000, content) if drowned else []
            outcome = desk.take(Entry(0, n + 2, [*more, *reports, Tick(at + 1)]))
            rows += [outcome.transitions, outcome.incidents, desk.verdicts]
        stories.append(msgspec.msgpack.encode(rows))
    assert stories[0] == stories[1]


def test_a_network_says_once_an_hour_that_it_works(tally_of_works):
    assert tally_of_works(networks=3, reports=100) == 3
    assert tally_of_works(networks=0, reports=7) == 7


@pytest.fixture
def tally_of_works():
    def shown(networks, reports):
        tally = Tally()
        tally.take(
            [
                Report(
                    id=bytes(16),
                    at=6_000_000 + n,
                    received=6_000_000 + n,
                    service="x",
                    kind="works",
                    reporter=b"%d" % n if networks else b"",
                    network=b"%d" % (n % networks) if networks else b"",
                )
                for n in range(reports)
            ]
        )
        table = np.concatenate(tally.rows("x", 0, 10_000).tables, axis=1)
        return int(table[WORKS].sum())

    return shown
