"""Every reader takes any bytes, and takes them or refuses them: no other word, no other way."""

from __future__ import annotations

import contextlib

import pytest
from hostile.readers import READERS, Reader
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marsad.bring.refusal import FileRefused
from marsad.settings import SettingsError

NUMBERS = st.sampled_from([b"-1", b"0", b"1e999", b"9" * 40, b"NaN", b"\xff", b"\x00", b"{", b"]"])
PIECES = st.binary(max_size=12) | NUMBERS | st.text(max_size=6).map(lambda text: text.encode())
CUTS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), max_size=4)


def altered(sample: bytes, cuts: list[tuple[float, int, bytes]]) -> bytes:
    """The sample with pieces of it replaced."""
    for place, length, piece in cuts:
        at = int(place * len(sample))
        sample = sample[:at] + piece + sample[at + length :]
    return sample


def tried(reader: Reader, data: bytes) -> None:
    with contextlib.suppress(*reader.refusals):
        try:
            reader.read(data)
        except (FileRefused, SettingsError) as refusal:
            if "\n" in str(refusal):
                raise AssertionError(f"not one line: {refusal}") from None
            raise


@pytest.mark.parametrize("name", READERS)
def test_the_sample_itself_is_read(name: str):
    READERS[name].read(READERS[name].sample)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode()))
@example(data=b"")
@example(data=b"\xef\xbb\xbf")
@example(data=b"[" * 10_000)
@example(data=b"\x91" * 10_000)
def test_any_bytes_are_read_or_refused(name: str, data: bytes):
    tried(READERS[name], data)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=CUTS)
def test_a_good_sample_with_pieces_replaced_is_read_or_refused(name: str, cuts):
    tried(READERS[name], altered(READERS[name].sample, cuts))
