"""Which lane of the journal a service's events travel in."""

from __future__ import annotations

from zlib import crc32


def partition_of(service: str, partitions: int) -> int:
    """CRC-32 (ISO 3309, as in zlib) of the id in UTF-8, modulo the number of partitions.

    Never changes: the events of years are stored under it.

    >>> partition_of("facebook", 8)
    0
    """
    return crc32(service.encode()) % partitions
