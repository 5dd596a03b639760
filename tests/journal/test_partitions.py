"""Services keep their partition for ever."""

from __future__ import annotations

from collections import Counter
from zlib import crc32

import pytest

from marsad.journal.journal import partition_of

# Written down once: if one of these changes, stored journals are read wrongly.
KNOWN = {
    "": (0, 0, 0, 0, 0),
    "facebook": (0, 0, 0, 8, 32),
    "x": (0, 1, 3, 3, 3),
    "whatsapp": (0, 1, 5, 1, 61),
    "absher": (0, 1, 1, 9, 41),
    "stc": (0, 1, 3, 7, 11),
    "خدمة": (0, 1, 5, 1, 21),
}


@pytest.mark.parametrize("service", KNOWN)
def test_a_service_is_where_it_always_was(service):
    assert tuple(partition_of(service, count) for count in (1, 2, 8, 12, 64)) == KNOWN[service]


def test_the_hash_is_the_crc_of_its_check_value():
    assert crc32(b"123456789") == 0xCBF43926  # the check value of CRC-32/ISO-HDLC
    assert partition_of("123456789", 1 << 32) == 0xCBF43926


def test_services_spread_evenly():
    counts = Counter(partition_of(f"service-{number}", 8) for number in range(8000))
    assert set(counts) == set(range(8))
    assert max(counts.values()) < 1.1 * min(counts.values())
