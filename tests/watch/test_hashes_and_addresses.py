"""Hashes spread, and addresses are the same however they are written."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watch.written import V6, read

MANY = 50_000


def line(client: str, url: str = "/", when: str = "01/Jan/2024:00:00:00 +0000") -> str:
    return f'{client} - - [{when}] "GET {url} HTTP/1.1" 200 5 "-" "M"\n'


def clients(*addresses: str) -> list[int]:
    # A first line that is always the same gives every log the same key.
    text = line("192.0.2.1") + "".join(line(address) for address in addresses)
    return read(text.encode(), 1 << 23)[0].client.tolist()[1:]


def networks(*addresses: str) -> list[int]:
    text = line("192.0.2.1") + "".join(line(address) for address in addresses)
    return read(text.encode(), 1 << 23)[0].network.tolist()[1:]


def spread(hashes: np.ndarray) -> float:
    """The worst bit's distance from being set half the time, in standard deviations."""
    bits = (hashes[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    return float(np.abs(bits.mean(axis=0) - 0.5).max() * 2 * np.sqrt(len(hashes)))


@pytest.mark.parametrize("column", ["client", "url", "network"])
def test_neighbouring_values_set_every_bit_half_the_time(column):
    rows = (line(str(ipaddress.ip_address((10 << 24) + 256 * i)), f"/{i}") for i in range(MANY))
    got = getattr(read("".join(rows).encode(), 1 << 23)[0], column)
    assert len(set(got.tolist())) == MANY
    assert spread(got) < 5
    for shift in (0, 24, 52):
        buckets = np.bincount((got >> np.uint64(shift)).astype(np.int64) & 1023, minlength=1024)
        # Chi-square with 1,023 degrees of freedom: mean 1,023, deviation 45.
        assert ((buckets - MANY / 1024) ** 2).sum() / (MANY / 1024) < 1023 + 5 * 45.2


@settings(max_examples=60, deadline=None)
@given(address=st.ip_addresses(v=6))
def test_an_ipv6_address_is_the_same_however_it_is_written(address):
    forms = [
        str(address),
        address.exploded,
        str(address).upper(),
        f"[{address}]:443",
        f"{address}%eth0",
    ]
    assert len(set(clients(*forms))) == 1


@settings(max_examples=60, deadline=None)
@given(address=st.ip_addresses(v=4))
def test_an_ipv4_address_is_the_same_with_a_port_and_within_ipv6(address):
    low = int(address)
    forms = [
        str(address),
        f"{address}:8080",
        f"::ffff:{address}",
        f"::ffff:{low >> 16:x}:{low & 0xFFFF:x}",
        f"[::ffff:{address}]:443",
    ]
    assert len(set(clients(*forms))) == 1


@settings(max_examples=60, deadline=None)
@given(pair=st.tuples(*[st.ip_addresses(v=4)] * 2) | st.tuples(V6, V6))
def test_networks_are_the_first_24_or_48_bits(pair):
    one, other = pair
    bits = 8 if one.version == 4 else 80
    same = int(one) >> bits == int(other) >> bits
    first, second = networks(str(one), str(other))
    assert (first == second) == same
    beside = type(one)(int(one) ^ 1)
    assert len(set(networks(str(one), str(beside)))) == 1
    assert len(set(clients(str(one), str(beside)))) == 2


def test_hosts_by_name_are_networks_by_their_last_two_labels():
    one, other, third = networks("a.b.isp.example", "c.isp.example", "c.other.example")
    assert one == other != third


@settings(max_examples=100, deadline=None)
@given(text=st.text("0123456789abcdef:.%[]", min_size=1, max_size=45))
def test_what_only_looks_like_an_address_is_its_own_client(text):
    (client,) = clients(text)
    try:
        ipaddress.ip_address(text)
    except ValueError:
        assert client != 0


@settings(max_examples=60, deadline=None)
@given(
    second=st.integers(100_000, 4_000_000_000),
    ahead=st.integers(-12 * 60, 14 * 60),
)
def test_times_are_read_in_every_zone(second, ahead):
    moment = datetime.fromtimestamp(second, UTC).astimezone(timezone(timedelta(minutes=ahead)))
    text = line("192.0.2.1", when=moment.strftime("%d/%b/%Y:%H:%M:%S %z"))
    assert read(text.encode())[0].time.tolist() == [1000 * second]


@pytest.mark.parametrize(
    "when",
    ["32/Jan/2024:00:00:00 +0000", "01/Foo/2024:00:00:00 +0000", "01/Jan/2024:25:00:00 +0000"],
)
def test_a_time_that_is_none_spoils_its_line(when):
    got, log = read((line("192.0.2.1") + line("192.0.2.1", when=when)).encode())
    assert len(got) == 1
    assert "has no time" in str(log.unread)
