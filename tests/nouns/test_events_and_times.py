"""Events keep their value through their bytes; instants theirs through their text."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.event import Counts, Tick, decode_events, encode_events
from marsad.nouns.minute import instant_of, minute_of, parse_rfc3339, rfc3339
from marsad.nouns.report import Report
from marsad.nouns.statement import CLAIMS, ROLES, Stated
from marsad.nouns.traffic import CAUSES, TrafficWindow, Trait
from marsad.nouns.withdrawn import Amended, Withdrawn

WORDS = st.text(max_size=20)
INSTANTS = st.integers(0, 4_102_444_800_000)
REPORTS = st.builds(
    Report,
    id=st.binary(min_size=16, max_size=16),
    at=INSTANTS,
    received=INSTANTS,
    service=WORDS,
    component=WORDS,
    symptom=WORDS,
    country=WORDS,
    kind=st.sampled_from(["problem", "works"]),
    reporter=st.binary(max_size=16),
    network=st.binary(max_size=16),
    asn=st.integers(0, 2**32 - 1),
    note=WORDS,
    repeatable=st.booleans(),
    changeable=st.booleans(),
)
CHANGES = st.one_of(
    st.builds(Withdrawn, st.binary(max_size=16), WORDS, INSTANTS, INSTANTS),
    st.builds(Amended, st.binary(max_size=16), WORDS, INSTANTS, INSTANTS, *[WORDS] * 4),
)
COUNTS = st.builds(
    Counts,
    service=WORDS,
    start=st.integers(0, 10**8),
    reports=st.lists(st.integers(0, 10**9), max_size=20).map(tuple),
    step=st.integers(1, 10_080),
    component=WORDS,
)
STATED = st.builds(
    Stated,
    id=st.binary(min_size=16, max_size=16),
    at=INSTANTS,
    received=INSTANTS,
    service=WORDS,
    speaker=WORDS,
    text=WORDS,
    incident=WORDS,
    role=st.sampled_from(["", *ROLES]),
    language=WORDS,
    source=WORDS,
    claim=st.sampled_from(["", *CLAIMS]),
    sender=WORDS,
)
TRAITS = st.builds(Trait, WORDS, *[st.floats(allow_nan=False)] * 3, st.sampled_from(CAUSES))
WINDOWS = st.builds(
    TrafficWindow,
    service=WORDS,
    start=INSTANTS,
    end=INSTANTS,
    requests=st.integers(0, 2**53),
    clients=st.integers(0, 2**53),
    errors=st.floats(0, 1),
    verdict=st.sampled_from(CAUSES),
    probabilities=st.tuples(*[st.floats(0, 1)] * 5),
    traits=st.lists(TRAITS, max_size=3).map(tuple),
    onset=st.none() | INSTANTS,
    reached_at=st.none() | INSTANTS,
    source=WORDS,
    received=INSTANTS,
)
TICKS = st.builds(Tick, st.integers(0, 10**8))
EVENTS = st.lists(st.one_of(REPORTS, COUNTS, TICKS, STATED, WINDOWS, CHANGES), max_size=20)


@given(EVENTS)
def test_a_group_of_events_is_the_same_after_its_bytes(events):
    assert decode_events(encode_events(events)) == events


@given(st.binary(max_size=60))
def test_other_bytes_are_refused_or_are_events(data):
    try:
        events = decode_events(data)
    except msgspec.DecodeError:
        return
    assert decode_events(encode_events(events)) == events


def test_an_older_report_without_the_newest_members_is_still_read():
    older = msgspec.msgpack.encode([["report", b"i" * 16, 1, 2, "x"]])
    assert decode_events(older) == [Report(b"i" * 16, 1, 2, "x")]


def test_a_journal_of_before_there_were_statements_is_still_read():
    older = msgspec.msgpack.encode(
        [["report", b"i" * 16, 1, 2, "x"], ["counts", "x", 5, [1, 0]], ["tick", 7]]
    )
    assert decode_events(older) == [
        Report(b"i" * 16, 1, 2, "x"),
        Counts("x", 5, (1, 0)),
        Tick(7),
    ]


def test_a_statement_needs_no_more_than_who_what_and_when():
    short = msgspec.msgpack.encode([["statement", b"i" * 16, 1, 2, "x", "Owner", "Attack!"]])
    assert decode_events(short) == [Stated(b"i" * 16, 1, 2, "x", "Owner", "Attack!")]


@given(INSTANTS)
def test_an_instant_is_the_same_after_its_text(instant):
    assert parse_rfc3339(rfc3339(instant)) == instant


@given(INSTANTS)
def test_an_instant_lies_in_its_minute(instant):
    assert instant_of(minute_of(instant)) <= instant < instant_of(minute_of(instant) + 1)


@pytest.mark.parametrize("text", ["", "yesterday", "2025-13-01T00:00:00Z", "12:00", "٢٠٢٥"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"isoformat|month"):
        parse_rfc3339(text)


def test_a_time_without_an_offset_is_read_as_utc():
    assert parse_rfc3339("2025-05-24T13:00:00") == parse_rfc3339("2025-05-24T13:00:00Z")


def test_text_in_an_event_that_is_not_utf8_is_refused_as_other_bytes_are():
    data = encode_events([Report(bytes(16), 1, 1, "x", note="abc")])
    with pytest.raises(msgspec.DecodeError, match="not UTF-8"):
        decode_events(data.replace(b"abc", b"\x80bc"))
