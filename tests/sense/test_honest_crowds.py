"""Honest outages of all sizes and shapes hardly ever look like machines'."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.catalog.catalog import load
from marsad.nouns.block import Block
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.sense.trust.book import Book
from marsad.sense.trust.signs import signs
from marsad.sense.ward import Ward
from marsad.tally.signs import OpenSigns

MINUTES, OUTAGES = 30, 100
PHRASES = [
    phrase
    for symptom in load().symptoms.values()
    for said in symptom.phrases.values()
    for phrase in said
]


def outage(seed: int) -> list[Report]:
    """A quiet hour's half at a steady rate, then a surge that comes within minutes, and ebbs."""
    draw = np.random.default_rng(seed)
    base, ratio, ramp = draw.uniform(0.5, 10.0), draw.uniform(3.0, 40.0), draw.uniform(0.5, 8.0)
    out: list[Report] = []
    for n in range(MINUTES):
        age = n - 10 + draw.random()
        surge = (ratio - 1.0) * min(1.0, max(0.0, age) / ramp) * 0.5 ** (max(0.0, age - 12.0) / 5.0)
        at = np.sort(draw.integers(0, 60_000, draw.poisson(base * (1.0 + surge))))
        out.extend(report(n * 60_000 + int(ms), draw) for ms in at)
    return out


def report(at: int, draw: np.random.Generator) -> Report:
    words = [PHRASES[int(draw.integers(len(PHRASES)))] for _ in range(int(draw.integers(1, 4)))]
    says = draw.random()
    return Report(
        id=bytes(16),
        at=at,
        received=at,
        service="x",
        symptom="slow" if says < 0.6 else "",
        note=" ".join(words) if says > 0.85 else "",
        network=b"n",
    )


def looks(reports: list[Report], cuts: int = 0) -> Book:
    """The book of these reports, put to rest and taken up again ``cuts`` times on the way."""
    opened, book = OpenSigns(), Book()
    for n, one in enumerate(reports):
        opened.take(one, one.at // 60_000)
        if cuts and n % max(1, len(reports) // cuts) == 0:
            rested = OpenSigns()
            rested.restore(opened.state())
            opened = rested
    harvested = opened.harvest(0, MINUTES, lambda _: 0)
    none = np.empty(0, np.int32)
    offsets, observed = np.zeros(MINUTES + 1, np.int64), np.ones(MINUTES, bool)
    block = Block(0, 1, offsets, none, none, observed, signs=harvested)
    book.hear(block, 0, MINUTES)
    return book


def test_at_most_one_honest_outage_of_a_hundred_gives_a_sign() -> None:
    odd = [
        seed
        for seed in range(OUTAGES)
        if signs(looks(outage(seed)).of(0, MINUTES - 1), Ward("x"), None)
    ]
    assert len(odd) <= OUTAGES // 100


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), cuts=st.integers(1, 40))
def test_restarts_on_the_way_change_no_sign(seed: int, cuts: int) -> None:
    reports = outage(seed)
    assert looks(reports, cuts).kept() == looks(reports).kept()


def test_blocks_of_any_width_give_the_same_book() -> None:
    opened, whole = OpenSigns(), looks(outage(7))
    for one in outage(7):
        opened.take(one, one.at // 60_000)
    none, book = np.empty(0, np.int32), Book()
    for first, last in ((0, 1), (1, 9), (9, 30)):
        n = last - first
        offsets, observed = np.zeros(n + 1, np.int64), np.ones(n, bool)
        harvested = opened.harvest(first, last, lambda series: int(series != Series("x")))
        block = Block(first, 1, offsets, none, none, observed, signs=harvested)
        for number in range(n):
            book.hear(block, number, number + 1)
    assert book.kept() == whole.kept()
