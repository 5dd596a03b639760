"""Clients' addresses, and the networks they lie in. Compiled.

IPv4 (RFC 791), IPv6 in its text forms (RFC 4291, section 2.2), with a port (RFC 3986, section
3.2) or a zone, or a host's name. An IPv4 address mapped into IPv6 is the IPv4 address.
"""

from __future__ import annotations

import numpy as np

from marsad.watch.traffic.hashing import finished, hashed, mixed
from marsad.watch.traffic.machine import inlined, lean
from marsad.watch.traffic.words import Text, signed

COLON, POINT, OPEN, CLOSE, ZONE = 0x3A, 0x2E, 0x5B, 0x5D, 0x25
NOUGHT = np.uint64(0)
OLD, OLD_NETWORK = np.uint64(1 << 40), np.uint64(1 << 41)
NEW_NETWORK = np.uint64(1 << 49)
"""Set in what is hashed, so that an address and a network never are the same number."""
SPREAD = np.uint64(0x9E3779B97F4A7C15)
BYTE, GROUP, HALF, REST = np.uint64(8), np.uint64(16), np.uint64(32), np.uint64(48)
MAPPED, LOW = np.uint64(0xFFFF), np.uint64(0xFFFFFFFF)


@inlined
def ipv4(text: Text, start: int, end: int) -> int:
    """The address as a number; -1 where it is none. A port behind it is passed over."""
    value, octet, digits, points = 0, 0, 0, 0
    for at in range(start, end):
        byte = signed(text[at])
        if 0x30 <= byte <= 0x39:
            octet = octet * 10 + byte - 0x30
            digits += 1
            if octet > 255:
                return -1
        elif byte == POINT and digits > 0 and points < 3:
            value, octet, digits, points = value * 256 + octet, 0, 0, points + 1
        elif byte == COLON and points == 3:
            break
        else:
            return -1
    return value * 256 + octet if points == 3 and digits > 0 else -1


@inlined
def hexadecimal(byte: int) -> int:
    """The value of a digit, -1 where it is none."""
    if 0x30 <= byte <= 0x39:
        return byte - 0x30
    lower = byte | 0x20
    return lower - 0x57 if 0x61 <= lower <= 0x66 else -1


@inlined
def shifted(head: np.uint64, tail: np.uint64, value: int) -> tuple[np.uint64, np.uint64]:
    """128 bits with sixteen more pushed in from the right."""
    return head << GROUP | tail >> REST, tail << GROUP | np.uint64(value)


@inlined
def group(text: Text, at: int, end: int) -> tuple[int, int]:
    """The value of the up to four digits at ``at``, and where they end."""
    value, stop = 0, at
    while stop < end and stop < at + 4:
        digit = hexadecimal(signed(text[stop]))
        if digit < 0:
            break
        value, stop = value * 16 + digit, stop + 1
    return value, stop


@lean
def ipv6(text: Text, start: int, end: int) -> tuple[bool, np.uint64, np.uint64]:
    """Whether it is an address, and its two halves."""
    none = (False, NOUGHT, NOUGHT)
    head, tail, front, behind = NOUGHT, NOUGHT, NOUGHT, NOUGHT
    groups, gap = 0, -1
    at = start + 2 if text[start] == COLON and text[start + 1] == COLON else start
    if at > start:
        gap = 0
    while at < end:
        value, stop = group(text, at, end)
        if stop == at or groups == 8:
            return none
        if stop < end and text[stop] == POINT:
            low = ipv4(text, at, end)
            head, tail = shifted(head, tail, low >> 16)
            head, tail = shifted(head, tail, low & 0xFFFF)
            groups, at = groups + (2 if low >= 0 else 9), end
            break
        head, tail, groups, at = *shifted(head, tail, value), groups + 1, stop + 1
        if stop < end and text[stop] != COLON:
            return none
        if at < end and stop < end and text[at] == COLON:
            if gap >= 0:
                return none
            gap, front, behind, head, tail, at = groups, head, tail, NOUGHT, NOUGHT, at + 1
    if gap < 0:
        return groups == 8 and text[end - 1] != COLON, head, tail
    while gap < 8 and groups <= 8:
        front, behind = shifted(front, behind, 0)
        gap += 1
    return groups < 8, front | head, behind | tail


@inlined
def bare(text: Text, start: int, end: int) -> tuple[int, int]:
    """The part of a field that is an IPv6 address: no brackets, port or zone."""
    if text[start] == OPEN:
        start += 1
    at = start
    while at < end and text[at] != CLOSE and text[at] != ZONE:
        at += 1
    return start, at


@lean
def host_network(text: Text, start: int, end: int, key: np.uint64) -> np.uint64:
    """The hash of a host name's last two labels."""
    at, points = end, 0
    while at > start:
        if text[at - 1] == POINT:
            points += 1
            if points == 2:
                break
        at -= 1
    return hashed(text, at, end, key)


@inlined
def address(
    text: Text, start: int, end: int, key: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint32]:
    """Hash of the client, hash of its /24 or /48, and the IPv4 address itself or 0."""
    old = ipv4(text, start, end)
    if old < 0:
        first, last = bare(text, start, end)
        fine, head, tail = ipv6(text, first, last)
        if not fine:
            client = hashed(text, start, end, key)
            return client, host_network(text, start, end, key), np.uint32(0)
        if head != NOUGHT or tail >> HALF != MAPPED:
            high = mixed(key, head)
            return mixed(high, tail), mixed(key, head >> GROUP | NEW_NETWORK), np.uint32(0)
        old = signed(tail & LOW)
    number = np.uint64(old)
    return (
        finished(key ^ (number | OLD) * SPREAD),
        finished(key ^ (number >> BYTE | OLD_NETWORK) * SPREAD),
        np.uint32(old),
    )
