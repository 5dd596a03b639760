"""The ledger finds incidents by any filters, page after page, as going through all of them would."""

import random
import time
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.invented import OVER, in_brief, sieved

from marsad.nouns.spell import Inquiry
from marsad.nouns.verdict import Span
from marsad.story.ledger import Ledger
from marsad.story.spells import _conditions

STATES = ["possible", "problem", "recovering", "ended", "retracted"]
TIMES = st.integers(0, 40)


@st.composite
def incidents(draw):
    count = draw(st.integers(0, 12))
    return [draw(one(str(number))) for number in range(count)]


@st.composite
def one(draw, id):
    onset, length = draw(TIMES), draw(st.none() | TIMES)
    return msgspec.structs.replace(
        OVER,
        id=id,
        service=draw(st.sampled_from("xyz")),
        state=draw(st.sampled_from(STATES)),
        onset=Span(onset, onset, onset),
        ended=None if length is None else Span(onset + length, onset, onset + length),
        declared_at=draw(st.none() | TIMES),
        merged_into=draw(st.sampled_from([None, None, None, "0"])),
    )


INQUIRIES = st.builds(
    Inquiry,
    services=st.none() | st.lists(st.sampled_from("xyzw"), max_size=3, unique=True).map(tuple),
    state=st.sampled_from(["", *STATES]),
    since=TIMES,
    until=st.none() | TIMES,
    least=TIMES,
    now=st.integers(40, 80),
    before=st.sampled_from(["", "0", "3", "not there"]),
    limit=st.none() | st.integers(1, 5),
)


@given(told=incidents(), asked=INQUIRIES)
def test_what_is_found_is_what_going_through_all_would_find(told, asked):
    ledger = Ledger(None)
    ledger.write(told, [])
    expected = sieved(told, asked)
    assert ledger.found(asked) == expected
    assert ledger.spells(asked) == [in_brief(each) for each in expected]
    ledger.close()


@given(told=incidents(), limit=st.integers(1, 4))
def test_page_after_page_shows_each_incident_once(told, limit):
    ledger = Ledger(None)
    ledger.write(told, [])
    seen, before = [], ""
    while page := ledger.found(Inquiry(before=before, limit=limit)):
        seen += page
        before = page[-1].id
    assert seen == ledger.found(Inquiry())
    ledger.close()


def test_an_incident_told_anew_is_found_where_it_is_now(tmp_path):
    ledger = Ledger(tmp_path / "story.db")
    ledger.write([OVER], [])
    moved = msgspec.structs.replace(OVER, onset=Span(7, 7, 7), state="problem", ended=None)
    ledger.write([moved], [])
    assert ledger.spells(Inquiry()) == [in_brief(moved)]
    ledger.write([msgspec.structs.replace(moved, merged_into="other")], [])
    assert ledger.spells(Inquiry()) == []
    ledger.close()


def test_a_file_from_before_is_read_once_and_found_in(tmp_path):
    ledger = Ledger(tmp_path / "story.db")
    ledger.write([OVER], [])
    ledger._db.execute("DROP TABLE spell")
    ledger.close()
    for _ in range(2):
        ledger = Ledger(tmp_path / "story.db")
        assert ledger.spells(Inquiry()) == [in_brief(OVER)]
        ledger.close()


@pytest.mark.parametrize("asked", [
    Inquiry(limit=50),
    Inquiry(since=9_000_000, until=9_100_000),
    Inquiry(services=("service-7",)),
    Inquiry(services=tuple(f"service-{n}" for n in range(0, 140, 7)), limit=100),
    Inquiry(before="500", limit=100),
    Inquiry(state="possible", limit=50),
])  # fmt: skip
def test_ten_thousand_are_found_without_reading_them_all(asked):
    ledger, luck = Ledger(None), random.Random(3)
    times = sorted(luck.randrange(10_000_000) for _ in range(10_000))
    ledger.write(
        [
            msgspec.structs.replace(
                OVER,
                id=str(number),
                service=f"service-{luck.randrange(142)}",
                onset=Span(at, at, at),
                ended=Span(at + 900, at, at + 900),
            )
            for number, at in enumerate(times)
        ],
        [],
    )
    where, values = _conditions(asked)
    rows = ledger._db.execute(f"EXPLAIN QUERY PLAN SELECT id FROM spell {where}", values)
    assert "USING COVERING INDEX" in " ".join(row[3] for row in rows)
    begin = time.perf_counter()
    ledger.found(replace(asked, now=10_000_000))
    assert time.perf_counter() - begin < 1
    ledger.close()
