"""gzip and zstd are told by their content and unfolded in constant memory."""

from __future__ import annotations

import gzip
import tracemalloc
from contextlib import suppress
from itertools import pairwise

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.watch.traffic.log import Log, Reading
from marsad.watch.traffic.packed import unpacked
from marsad.watch.traffic.refusal import LogRefused

LINE = b'192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "GET /a HTTP/1.1" 200 5 "-" "Agent"\n'
PACKERS = {"gzip": gzip.compress, "zstd": zstandard.ZstdCompressor().compress}
MEGABYTES = 200


def cut(data: bytes, size: int) -> list[bytes]:
    edges = [*range(0, len(data), size), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
@settings(max_examples=60, deadline=None)
@given(members=st.lists(st.binary(max_size=3000), min_size=1, max_size=4), size=st.integers(1, 999))
def test_any_number_of_members_in_blocks_of_any_size(pack, members, size):
    packed = b"".join(map(pack, members))
    assert b"".join(unpacked(iter(cut(packed, size)), "x")) == b"".join(members)


@given(data=st.binary(max_size=300).filter(lambda data: data[:1] not in b"\x1f\x28\xfdBP"))
def test_what_is_not_packed_stays_as_it_is(data):
    assert b"".join(unpacked(iter(cut(data, 7)), "x")) == data


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_bomb_is_read_in_constant_memory(pack):
    packed = pack(b"\0" * (MEGABYTES << 20))
    assert len(packed) < 1 << 20
    tracemalloc.start()
    try:
        total = sum(len(block) for block in unpacked(iter([packed]), "bomb"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == MEGABYTES << 20
    assert peak < 4 << 20


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_bomb_of_lines_is_read_in_constant_memory(pack):
    packed = pack(LINE * (20 * (1 << 20) // len(LINE)))
    log = Log("bomb", unpacked(iter([packed]), "bomb"), Reading())
    tracemalloc.start()
    try:
        rows = sum(len(chunk) for chunk in log.chunks())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows == 20 * (1 << 20) // len(LINE)
    assert peak < 16 << 20


def test_damage_is_said_after_what_could_be_read():
    packed = bytearray(gzip.compress(LINE * 50_000))
    packed[len(packed) // 2] ^= 0xFF
    log = Log("a.gz", unpacked(iter([bytes(packed)]), "a.gz"), Reading(chunk=10_000))
    read: list[int] = []
    with pytest.raises(LogRefused, match=r"a\.gz: what is packed is damaged; .*gzip -t"):
        read.extend(map(len, log.chunks()))
    assert sum(read) > 0


def test_a_log_that_ends_in_the_middle_of_gzip_is_said():
    packed = gzip.compress(LINE * 100)[:-12]
    with pytest.raises(LogRefused, match="ends in the middle"):
        list(Log("a.gz", unpacked(iter([packed]), "a.gz"), Reading()).chunks())


@pytest.mark.parametrize(
    ("head", "by"), [(b"\xfd7zXZ\0", "xz -dc"), (b"BZh91AY&SY", "bzip2"), (b"PK\3\4xx", "unzip")]
)
def test_other_packers_are_named_with_what_unpacks_them(head, by):
    with pytest.raises(LogRefused, match=by):
        unpacked(iter([head + b"rest"]), "a.log")


@given(
    data=st.binary(max_size=200), magic=st.sampled_from([b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd"])
)
def test_garbage_behind_a_packers_mark_is_refused_and_nothing_else(data, magic):
    with suppress(LogRefused):
        b"".join(unpacked(iter([magic + data]), "x"))
