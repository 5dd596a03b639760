"""An address becomes country, network and hashes at the door; the day's salt dies with the day."""

from __future__ import annotations

import logging
import stat
from hashlib import sha256

import pytest

from marsad.catalog.networks import Networks
from marsad.intake.rules import Rules
from marsad.intake.salt import DAY_MS, Salt
from marsad.intake.sender import Ranges, Senders
from marsad.nouns.failure import Failure

NOON = 1_748_088_000_000
KEYS = {"press": sha256(b"open sesame").hexdigest()}


async def test_the_address_gives_country_network_and_reporter(visitor):
    for peer in ("212.26.1.1", "212.26.1.1", "212.26.1.2", "212.26.2.1"):
        await visitor.post({"service": "x"}, peer=peer)
    one, same, neighbour, stranger = await visitor.kept()
    assert one.country == "SA"
    assert one.reporter == same.reporter != neighbour.reporter
    assert one.network == neighbour.network != stranger.network
    assert len(one.reporter) == len(one.network) == 8


async def test_the_address_gives_the_autonomous_system_and_whether_it_is_for_rent(visitor):
    for peer in ("37.224.1.1", "78.46.1.1", "2001:16a2::1", "203.0.113.9", "10.7.1.1"):
        await visitor.post({"service": "x"}, peer=peer)
    told = [(report.asn, report.hosting) for report in await visitor.kept()]
    assert told == [(25019, False), (24940, True), (25019, False), (-51970, False), (-2569, False)]


async def test_on_an_intranet_a_16_stands_for_an_autonomous_system(visitor):
    for peer in ("10.1.2.3", "10.1.200.3", "10.2.2.3", "fd12:3456:789a:a100::1", "fe80::1"):
        await visitor.post({"service": "x"}, peer=peer)
    one, same, other, six, local = (report.asn for report in await visitor.kept())
    assert one == same != other
    assert len({one, other, six, local}) == 4 and max(one, other, six, local) < -1


@pytest.mark.parametrize("rules", [Rules(trusted=("127.0.0.0/8",))])
async def test_of_a_trusted_sender_no_autonomous_system_is_kept(visitor):
    await visitor.post({"service": "x"}, peer="127.0.0.1")
    await visitor.post({"service": "x", "ip": "37.224.1.1"}, peer="127.0.0.1")
    plain, placed = await visitor.kept()
    assert (plain.asn, placed.asn) == (0, 25019)


async def test_an_operators_own_table_is_used(visitor, tmp_path):
    (tmp_path / "own.csv").write_text("10.0.0.0,10.255.255.255,64512,Campus\n")
    visitor.reopened(Rules(networks=str(tmp_path / "own.csv")))
    await visitor.post({"service": "x"}, peer="10.7.1.1")
    [report] = await visitor.kept()
    assert report.asn == 64512


def test_a_broken_table_is_said_with_its_line(visitor, tmp_path):
    (tmp_path / "own.csv").write_text("10.0.0.0,10.255.255.255,Campus\n")
    with pytest.raises(Failure, match=r"own\.csv:1: .*; write `first,last,AS number,name`"):
        visitor.reopened(Rules(networks=str(tmp_path / "own.csv")))


async def test_an_ipv6_household_is_one_reporter_and_a_48_one_network(visitor):
    for peer in ("2001:db8:1:1::1", "2001:db8:1:1::2", "2001:db8:1:2::1", "2001:db8:2::1"):
        await visitor.post({"service": "x"}, peer=peer)
    one, same, neighbour, stranger = await visitor.kept()
    assert one.reporter == same.reporter != neighbour.reporter
    assert one.network == neighbour.network != stranger.network


async def test_ipv4_in_ipv6_clothes_is_the_same_person(visitor):
    await visitor.post({"service": "x"}, peer="212.26.1.1")
    await visitor.post({"service": "x"}, peer="::ffff:212.26.1.1")
    one, same = await visitor.kept()
    assert (one.reporter, one.network, one.country) == (same.reporter, same.network, same.country)


async def test_what_the_person_says_of_the_country_wins(visitor):
    await visitor.post({"service": "x", "country": "EG"}, peer="212.26.1.1")
    [report] = await visitor.kept()
    assert report.country == "EG"


async def test_the_address_is_nowhere_on_disk_or_in_the_log(visitor, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    await visitor.post({"service": "x"}, peer="212.26.177.61")
    await visitor.post({"service": "no"}, peer="212.26.177.61")
    await visitor.post({"service": "x", "ip": "212.26.177.61"}, peer="127.0.0.1")
    await visitor.journal.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"212.26.177.61" not in kept
    assert bytes([212, 26, 177, 61]) not in kept
    assert "212.26" not in caplog.text


async def test_a_restart_within_the_day_keeps_the_hashes(visitor, tmp_path):
    await visitor.post({"service": "x"})
    visitor.time += 3_600_000
    visitor.reopened()
    await visitor.post({"service": "x"})
    one, two = await visitor.kept()
    assert one.reporter == two.reporter
    for name in ("salt", "idempotency.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


async def test_the_next_day_nobody_is_known_again(visitor, tmp_path):
    await visitor.post({"service": "x"})
    yesterday = (tmp_path / "salt").read_bytes().partition(b"\n")[2]
    visitor.time += 12 * 3_600_000
    await visitor.post({"service": "x"})
    one, two = await visitor.kept()
    assert one.reporter != two.reporter
    assert one.network != two.network
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert yesterday not in left


async def test_the_salt_dies_with_the_day_even_when_nobody_reports(visitor, tmp_path):
    before = (tmp_path / "salt").read_bytes()
    visitor.door.turn(NOON + DAY_MS)
    assert (tmp_path / "salt").read_bytes() != before


def test_yesterdays_salt_is_overwritten_in_place(tmp_path):
    Salt(tmp_path, NOON)
    with (tmp_path / "salt").open("rb") as held:
        Salt(tmp_path, NOON + DAY_MS)
        assert set(held.read()) == {0}


def test_a_clock_set_back_over_midnight_changes_nothing(tmp_path):
    salt = Salt(tmp_path, NOON)
    before = salt.hash(b"network", b"abc")
    assert not salt.turn(NOON - DAY_MS)
    assert salt.hash(b"network", b"abc") == before


@pytest.mark.parametrize(
    "content", [b"", b"20232", b"20232\nshort", b"\xff" * 60, b"20233\n" + b"a" * 32]
)
def test_a_damaged_or_foreign_salt_is_replaced(tmp_path, content):
    (tmp_path / "salt").write_bytes(content)
    Salt(tmp_path, NOON)
    day, _, key = (tmp_path / "salt").read_bytes().partition(b"\n")
    assert day == b"20232"
    assert len(key) == 32


def test_a_salt_that_cannot_be_written_lives_in_memory(tmp_path, caplog):
    (tmp_path / "salt").mkdir()
    salt = Salt(tmp_path, NOON)
    assert len(salt.hash(b"network", b"abc")) == 8
    assert "memory only" in caplog.text


async def test_a_trusted_sender_vouches_for_its_users(visitor):
    await visitor.post({"service": "x"}, peer="127.0.0.1")
    await visitor.post({"service": "x", "reporter": "user-1"}, peer="127.0.0.1")
    await visitor.post({"service": "x", "ip": "212.26.1.1"}, peer="127.0.0.1")
    await visitor.post({"service": "x", "ip": "212.26.1.1", "reporter": "u"}, peer="127.0.0.1")
    await visitor.post({"service": "x"}, peer="212.26.1.1")
    plain, named, placed, both, direct = await visitor.kept()
    assert (plain.reporter, plain.network, plain.country) == (b"", b"", "")
    assert (len(named.reporter), named.network) == (8, b"")
    assert (placed.reporter, placed.network, placed.country) == (
        direct.reporter,
        direct.network,
        "SA",
    )
    assert both.network == placed.network
    assert both.reporter not in {placed.reporter, named.reporter}


@pytest.mark.parametrize("ip", ["300.1.1.1", "localhost", "8.8.8.8/24", "0x7f.1", "\u0661.1.1.1"])
async def test_a_trusted_senders_bad_address_is_refused(visitor, ip):
    reply = await visitor.post({"service": "x", "ip": ip}, peer="127.0.0.1")
    assert (reply.problem, reply.json["pointer"]) == ("bad-address", "/ip")


@pytest.mark.parametrize("rules", [Rules(keys=KEYS)])
async def test_an_api_key_lets_its_bearer_speak_for_others(visitor):
    body = {"service": "x", "reporter": "user-1"}
    assert (await visitor.post(body, authorization="Bearer open sesame")).status == 202
    assert (await visitor.post(body, authorization="bearer open sesame")).status == 202
    assert (await visitor.post(body, authorization="Bearer open sesam")).problem == "bad-api-key"
    assert (await visitor.post(body)).problem == "not-trusted"


@pytest.mark.parametrize("rules", [Rules(keys=KEYS)])
async def test_idempotency_keys_of_two_senders_are_two_keys(visitor):
    anonymous = await visitor.post({"service": "x"}, idempotency_key="1")
    press = await visitor.post(
        {"service": "absher"}, idempotency_key="1", authorization="Bearer open sesame"
    )
    assert {anonymous.status, press.status} == {202}


@pytest.mark.parametrize(
    ("peer", "forwarded", "country"),
    [
        ("10.0.0.1", ["212.26.1.1"], "SA"),
        ("10.0.0.1", ["8.8.8.8, 212.26.1.1"], "SA"),
        ("10.0.0.1", ["8.8.8.8, 212.26.1.1, 10.0.0.7"], "SA"),
        ("10.0.0.1", ["8.8.8.8", "212.26.1.1"], "SA"),
        ("10.0.0.1", ["nonsense, 212.26.1.1"], "SA"),
        ("10.0.0.1", ["212.26.1.1, nonsense"], ""),
        ("10.0.0.1", [""], ""),
        ("10.0.0.1", [","], ""),
        ("10.0.0.1", ["212.26.1.1" + ", 10.0.0.1" * 15], "SA"),
        ("10.0.0.1", ["212.26.1.1" + ", 10.0.0.1" * 3_000], ""),
        ("10.0.0.1", [], ""),
        ("8.8.8.8", ["212.26.1.1"], "US"),
        (None, ["212.26.1.1"], ""),
    ],
)
async def test_only_our_proxies_are_believed_about_whom_they_heard(
    visitor, peer, forwarded, country
):
    headers = [("x-forwarded-for", value) for value in forwarded]
    await visitor.send("/api/v1/reports", [b'{"service":"x"}'], headers, peer=peer)
    [report] = await visitor.kept()
    assert report.country == country


@pytest.mark.parametrize("rules", [Rules(trusted=("127.0.0.0/8",), proxies=("unix",))])
async def test_a_proxy_may_speak_through_a_unix_socket(visitor):
    headers = [("x-forwarded-for", "212.26.1.1")]
    await visitor.send("/api/v1/reports", [b'{"service":"x"}'], headers, peer=None)
    [report] = await visitor.kept()
    assert report.country == "SA"


@pytest.mark.parametrize("rules", [Rules(trusted=("127.0.0.0/8",), proxies=("127.0.0.0/8",))])
async def test_who_comes_through_a_trusted_proxy_is_not_trusted_for_it(visitor):
    headers = [("x-forwarded-for", "212.26.1.1")]
    body = b'{"service":"x","reporter":"me"}'
    reply = await visitor.send("/api/v1/reports", [body], headers, peer="127.0.0.1")
    assert reply.problem == "not-trusted"


def test_a_network_that_is_none_is_said_with_its_setting():
    with pytest.raises(ValueError, match=r"intake\.trusted: '10\.0\.0\.0/33' is no network"):
        Ranges(("10.0.0.0/33",), "intake.trusted")


def test_the_memory_of_addresses_is_bounded(tmp_path):
    senders = Senders(Rules(), Salt(tmp_path, NOON), Networks.load())
    for number in range(10_000):
        senders.sender(f"10.0.{number // 256}.{number % 256}", {}, [])
    assert len(senders) <= 4_096
