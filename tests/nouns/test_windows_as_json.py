"""A judged window keeps its value through its JSON; anything else is refused with its place."""

import json
import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.traffic import CAUSES, TrafficWindow, Trait
from marsad.nouns.traffic_json import (
    LONGEST_MS,
    TRAITS,
    VERDICTS,
    NotAWindow,
    window_in,
    window_json,
)

FINITE = st.floats(-1e9, 1e9)
INSTANTS = st.integers(0, 4_102_444_800_000)
TRAIT = st.builds(
    Trait,
    st.sampled_from(["new_clients", "ramp", "hosting_share"]),
    FINITE,
    st.one_of(FINITE, st.just(math.nan)),
    FINITE,
    st.sampled_from(["", *CAUSES]),
)


@st.composite
def windows(draw):
    start = draw(INSTANTS)
    parts = draw(st.lists(st.floats(0.01, 1.0), min_size=5, max_size=5))
    return TrafficWindow(
        service=draw(st.text(min_size=1, max_size=20)),
        start=start,
        end=start + draw(st.integers(1, LONGEST_MS)),
        requests=draw(st.integers(0, 2**53)),
        clients=draw(st.integers(0, 2**53)),
        errors=draw(st.floats(0, 1)),
        verdict=draw(st.sampled_from(VERDICTS)),
        probabilities=tuple(part / sum(parts) for part in parts),
        traits=tuple(draw(st.lists(TRAIT, max_size=4))),
        onset=draw(st.none() | st.integers(0, start)),
        reached_at=draw(st.none() | INSTANTS),
    )


@given(windows())
def test_a_window_is_the_same_after_its_json(window):
    again = window_in(json.dumps(window_json(window), allow_nan=False).encode())
    # NaN is not itself; MessagePack keeps its bits.
    assert msgspec.msgpack.encode(again) == msgspec.msgpack.encode(window)


GOOD = {
    "service": "x",
    "start": "2025-05-24T12:00:00Z",
    "end": "2025-05-24T12:00:10Z",
    "requests": 900,
    "clients": 400,
    "errors": 0.2,
    "verdict": "crowd",
    "probabilities": {"crowd": 0.8, "fault": 0.2},
    "traits": [{"name": "new_clients", "value": 0.6, "usual": 0.2, "weight": -1.2}],
    "onset": "2025-05-24T11:59:00+00:00",
}


def read(**changes):
    return window_in(json.dumps(GOOD | changes).encode())


def test_what_is_left_out_has_its_meaning():
    window = read(traits=[{"name": "ramp", "value": 3, "weight": 0.5}], onset=None)
    assert window.onset is None and window.reached_at is None
    assert math.isnan(window.traits[0].usual)
    assert window.probabilities == (0.0, 0.8, 0.0, 0.2, 0.0)
    assert (window.source, window.received) == ("", 0)


def test_who_sent_it_is_not_for_the_sender_to_say():
    assert read(source="somebody", received=5).source == ""


@pytest.mark.parametrize(
    ("changes", "pointer", "what"),
    [
        ({"service": ""}, "/service", "length >= 1"),
        ({"service": 7}, "/service", "Expected `str`"),
        ({"start": "yesterday"}, "/start", "not a time"),
        ({"start": "1969-12-31T23:59:59Z"}, "/start", "before 1970"),
        ({"end": GOOD["start"]}, "/end", "not after"),
        ({"end": 12}, "/end", "Expected `str`"),
        ({"start": "2000-01-01T00:00:00Z"}, "/end", "an hour at most"),
        ({"onset": "2099-01-01T00:00:00Z"}, "/onset", "not before `end`"),
        ({"requests": -1}, "/requests", ">= 0"),
        ({"clients": 0.5}, "/clients", "Expected `int`"),
        ({"errors": 1.5}, "/errors", "<= 1.0"),
        ({"verdict": "aliens"}, "/verdict", "none of"),
        ({"probabilities": {"aliens": 1.0}}, "/probabilities", "none of"),
        ({"probabilities": {"crowd": 0.5}}, "/probabilities", "sum to 0.500"),
        ({"probabilities": {}}, "/probabilities", "sum to 0.000"),
        ({"traits": [{"name": "ramp"}]}, "/traits/0/value", "`value` is missing"),
        ({"traits": [{"name": "<b>", "value": 1, "weight": 1}]}, "/traits/0/name", "regex"),
        (
            {"traits": [{"name": "ramp", "value": 1, "weight": 1, "towards": "aliens"}]},
            "/traits/0/towards",
            "none of",
        ),
        (
            {"traits": [{"name": "ramp", "value": 1, "weight": 1}] * (TRAITS + 1)},
            "/traits",
            f"length <= {TRAITS}",
        ),
        ({"onset": "now"}, "/onset", "not a time"),
        ({"reached_at": "0001-01-01T00:00:00+23:59"}, "/reached_at", "before 1970"),
        ({"reached_at": "9999-12-31T23:59:59-23:59"}, "/reached_at", "lies after"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changes, pointer, what):
    with pytest.raises(NotAWindow) as refused:
        read(**changes)
    assert refused.value.pointer == pointer
    assert what in str(refused.value)


@pytest.mark.parametrize("name", ["service", "start", "end", "requests", "clients", "verdict"])
def test_a_member_that_is_missing_is_named(name):
    lacking = {key: value for key, value in GOOD.items() if key != name}
    with pytest.raises(NotAWindow, match=f"`{name}` is missing") as refused:
        window_in(json.dumps(lacking).encode())
    assert (refused.value.pointer, refused.value.missing) == (f"/{name}", name)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"{", b'{"errors": NaN}', b"[" * 100_000])
def test_what_is_no_json_object_is_refused(data):
    with pytest.raises(NotAWindow):
        window_in(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_window_or_refused(data):
    with pytest.raises(NotAWindow):
        window_in(data)
