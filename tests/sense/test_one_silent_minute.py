"""One minute without a report, amid hundreds a minute, is a hiccup and no end."""

import numpy as np
from sense.counts import block

from marsad.nouns.series import Series
from marsad.sense.sense import Sense

START = 29_456_640


def told(counts: list[int]) -> list[tuple[int, str]]:
    sense = Sense()
    sense.watch([Series("x")])
    verdicts, _ = sense.advance(block(counts, START))
    return [(verdict.minute - START - 1440, verdict.state) for verdict in verdicts]


def outage() -> list[int]:
    draw = np.random.default_rng(5)
    return draw.poisson(2.0, 1440).tolist() + draw.poisson(300.0, 40).tolist()


def test_a_silent_minute_in_the_middle_ends_nothing():
    counts = outage()
    counts[1460] = 0
    states = [state for _, state in told(counts)]
    assert "ok" not in states
    assert states[-1] in ("problem", "recovering")


def test_silence_that_lasts_ends_it_within_minutes():
    ends = [minute for minute, state in told(outage() + [0] * 20) if state == "ok"]
    assert 41 <= ends[0] <= 45
