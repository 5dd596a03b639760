"""Under suspicion, and only then, work is to be proven; a proof holds once, here, for a while."""

from __future__ import annotations

import base64
import os
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.clicks import TWICE_MS
from marsad.intake.gate import WAIT_MS
from marsad.intake.proofs import (
    LIFE_MS,
    Challenge,
    Parameters,
    Payload,
    Proofs,
    Solution,
    canonical,
    solve,
)
from marsad.intake.rules import Rules
from marsad.intake.sender import Place
from marsad.intake.suspicion import Suspicion

NOON = 1_748_088_000_000
NET = b"network1"
RENTED = "78.46.1.1"
"""An address at a host, where suspicion comes early."""
EARLY = Rules(rented_per_minute=2, unproven_per_minute=1)

REFERENCE_JSON = (
    b'{"algorithm":"PBKDF2/SHA-256","cost":500,"data":{"bound":"0011223344556677"},"ex'
    b'piresAt":1748089200,"keyLength":32,"keyPrefix":"00","nonce":"0001020304050607080'
    b'90a0b0c0d0e0f","salt":"f0e0d0c0b0a090807060504030201000"}'
)
REFERENCE_SOLUTION = Solution(9, "000bae9311082c7602c107901839ae149c7ef6414add2ee5c3434f4871d12fd1")


def proofs(key: bytes = b"k" * 32) -> Proofs:
    return Proofs(key, NOON, 100)


def draw() -> bytes:
    return os.urandom(16)


def sent(challenge: Challenge, solution: Solution) -> str:
    return base64.b64encode(msgspec.json.encode(Payload(challenge, solution))).decode()


@pytest.fixture(scope="module")
def solved() -> tuple[Challenge, Solution]:
    challenge = proofs().challenge("x", NET, NOON, draw)
    return challenge, solve(challenge.parameters)


def altered(challenge: Challenge, **changes) -> Challenge:
    parameters = msgspec.structs.replace(challenge.parameters, **changes)
    return Challenge(parameters, challenge.signature)


def test_a_solution_holds_once(solved):
    desk = proofs()
    assert desk.holds(sent(*solved), "x", NET, NOON)
    assert not desk.holds(sent(*solved), "x", NET, NOON)


def test_a_solution_is_bound_to_service_network_and_observatory(solved):
    assert not proofs().holds(sent(*solved), "y", NET, NOON)
    assert not proofs().holds(sent(*solved), "x", b"network2", NOON)
    assert not proofs(b"l" * 32).holds(sent(*solved), "x", NET, NOON)


def test_a_solution_is_good_until_the_challenge_expires(solved):
    end = solved[0].parameters.expires_at * 1000
    assert proofs().holds(sent(*solved), "x", NET, end)
    assert not proofs().holds(sent(*solved), "x", NET, end + 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_at": 10_000_000_000},
        {"key_prefix": ""},
        {"cost": 1},
        {"key_length": 1},
        {"nonce": "00" * 16},
        {"salt": "00" * 16},
        {"salt": "zz"},
        {"algorithm": "SHA-256"},
        {"data": {}},
    ],
)
def test_nothing_in_a_challenge_can_be_changed(solved, changes):
    challenge, solution = solved
    assert not proofs().holds(sent(altered(challenge, **changes), solution), "x", NET, NOON)


def test_digits_moved_between_parameters_do_not_sign_the_same():
    """CVE-2025-68113: a nonce that gives its first digits to the time of expiry."""
    one = proofs().challenge("x", NET, NOON, draw)
    nonce, end = one.parameters.nonce, one.parameters.expires_at
    moved = altered(one, expires_at=int(f"{end}1"), nonce=nonce[1:])
    assert canonical(moved.parameters) != canonical(one.parameters)
    assert not proofs().holds(sent(moved, Solution(0, "00")), "x", NET, NOON)


@pytest.mark.parametrize("solution", [(-1, "00"), (2**32, "00"), (0, ""), (1, "000" + "f" * 61)])
def test_what_does_not_solve_it_does_not_hold(solved, solution):
    assert not proofs().holds(sent(solved[0], Solution(*solution)), "x", NET, NOON)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()))
def test_whatever_is_sent_as_a_proof_is_no_error(text):
    assert not proofs().holds(text, "x", NET, NOON)


def test_a_proof_from_before_a_restart_is_refused(solved):
    assert not Proofs(b"k" * 32, NOON + 60_000, 100).holds(sent(*solved), "x", NET, NOON + 60_000)


def test_it_is_the_protocol_that_others_speak():
    """Made with the reference library (altcha 2.3.0 for Python), cost and prefix as here."""
    parameters = Parameters(
        algorithm="PBKDF2/SHA-256",
        cost=500,
        data={"bound": "0011223344556677"},
        expires_at=1748089200,
        key_length=32,
        key_prefix="00",
        nonce="000102030405060708090a0b0c0d0e0f",
        salt="f0e0d0c0b0a090807060504030201000",
    )
    assert canonical(parameters) == REFERENCE_JSON
    assert solve(parameters) == REFERENCE_SOLUTION


def network(number: int, hosting: bool = False) -> Place:
    return Place("SA", b"net%5d" % number, b"rep%5d" % number, 5, hosting)


def test_a_crowd_of_thousands_from_many_networks_is_not_suspected():
    watch = Suspicion(Rules())
    # As behind a carrier's NAT: 3,000 people in 300 networks within a minute.
    told = [watch.falls_on(network(n % 300), "x", NOON + 20 * n) for n in range(3_000)]
    assert not any(told)


def test_a_crowd_that_goes_on_for_long_in_many_networks_is_not_suspected():
    watch = Suspicion(Rules())
    told = [watch.falls_on(network(n % 3_000), "x", NOON + n // 4) for n in range(60_000)]
    assert not any(told)


def test_few_networks_that_send_most_are_suspected_and_others_are_not():
    watch = Suspicion(Rules())
    flood = [watch.falls_on(network(n % 3), "x", NOON + 50 * n) for n in range(600)]
    assert sum(flood) > 400
    assert not watch.falls_on(network(9), "x", NOON + 30_000)
    assert not watch.falls_on(network(1), "other", NOON + 30_000)


def test_a_network_whose_limit_is_nearly_spent_is_suspected_until_it_calms_down():
    watch = Suspicion(Rules(network_per_minute=300))
    told = [watch.falls_on(network(1), f"service {n}", NOON) for n in range(300)]
    assert not any(told[:225]) and all(told[225:])
    assert not watch.falls_on(network(1), "x", NOON + 60_000)


def test_a_network_for_rent_is_suspected_after_a_few():
    watch = Suspicion(Rules(rented_per_minute=10))
    told = [watch.falls_on(network(1, hosting=True), f"service {n}", NOON) for n in range(12)]
    assert told == [False] * 10 + [True] * 2


def test_suspicion_remembers_a_bounded_number_of_services_and_networks():
    watch = Suspicion(Rules(remembered=100))
    for number in range(10_000):
        watch.falls_on(network(number), f"s{number}", NOON)
        watch.falls_on(network(number), "x", NOON)
    assert len(watch) < 6_000


# At the door


async def suspected(visitor, **more) -> None:
    for service in ("absher", "tawakkalna"):
        await visitor.post({"service": service}, peer=RENTED, **more)


@pytest.mark.parametrize("rules", [EARLY])
async def test_a_program_under_suspicion_gets_a_challenge_and_with_its_solution_in(visitor):
    await suspected(visitor)
    before = len(await visitor.kept())
    reply = await visitor.post({"service": "x"}, peer=RENTED)
    assert (reply.status, reply.problem) == (403, "proof-needed")
    challenge = msgspec.convert(reply.json["challenge"], Challenge)
    proof = sent(challenge, solve(challenge.parameters))
    assert (await visitor.post({"service": "x", "altcha": proof}, peer=RENTED)).status == 202
    again = await visitor.post({"service": "x", "altcha": proof}, peer=RENTED)
    assert again.problem == "proof-needed"
    assert "solution is wrong, old or was sent before" in again.json["detail"]
    assert len(await visitor.kept()) == before + 1


@pytest.mark.parametrize("rules", [EARLY])
async def test_others_are_not_asked_at_the_same_time(visitor):
    await suspected(visitor)
    assert (await visitor.post({"service": "x"}, peer="37.224.1.1")).status == 202


@pytest.mark.parametrize("rules", [EARLY])
async def test_each_line_of_a_keyless_batch_is_asked_for_its_own_proof(visitor):
    reply = await visitor.batch(*[{"service": "x"}] * 4, peer=RENTED)
    told = [line["status"] for line in reply.lines]
    assert told == [202, 202, 403, 403]
    nonces = {line["challenge"]["parameters"]["nonce"] for line in reply.lines[2:]}
    assert len(nonces) == 2


@pytest.mark.parametrize("altcha", [5, ["a"], {"a": 1}])
async def test_a_proof_of_the_wrong_type_is_said(visitor, altcha):
    reply = await visitor.post({"service": "x", "altcha": altcha})
    assert (reply.problem, reply.json["pointer"]) == ("wrong-type", "/altcha")


async def test_a_proof_that_nobody_asked_for_is_let_be(visitor):
    assert (await visitor.post({"service": "x", "altcha": "?"})).status == 202


@pytest.mark.parametrize("rules", [EARLY])
async def test_a_browser_under_suspicion_is_sent_to_a_page_that_proves_for_it(visitor):
    await suspected(visitor)
    reply = await visitor.form("symptom=feed_missing", peer=RENTED)
    asked = parse_qs(urlsplit(reply.headers["location"]).query)
    data = base64.urlsafe_b64decode(asked["challenge"][0])
    challenge = msgspec.json.decode(data, type=Challenge)
    proof = sent(challenge, solve(challenge.parameters)).replace("+", "%2B")
    fields = f"symptom=feed_missing&altcha={proof}"
    done = await visitor.form(fields, token=asked["token"][0], peer=RENTED)
    assert "?thanks=problem&receipt=" in done.headers["location"]
    assert (await visitor.kept())[-1].service == "x"


@pytest.mark.parametrize("rules", [EARLY])
async def test_a_reader_without_script_waits_instead_and_few_of_a_network_can(visitor):
    await suspected(visitor)
    tickets = []
    for _ in range(3):
        reply = await visitor.form("kind=works", peer=RENTED)
        tickets.append(parse_qs(urlsplit(reply.headers["location"]).query)["token"][0])
    hasty = await visitor.form("kind=works", token=tickets[0], peer=RENTED)
    assert "/confirm?" in hasty.headers["location"]
    visitor.time += WAIT_MS
    # Meanwhile the network goes on, so that it stays under suspicion.
    await suspected(visitor)
    patient = await visitor.form("kind=works", token=tickets[1], peer=RENTED)
    assert "?thanks=works&receipt=" in patient.headers["location"]
    visitor.time += TWICE_MS + 1
    second = await visitor.form("kind=works", token=tickets[2], peer=RENTED)
    assert "/confirm?" in second.headers["location"]


@pytest.mark.parametrize("rules", [Rules(trusted=("127.0.0.0/8",), rented_per_minute=1)])
async def test_the_trusted_are_never_suspected(visitor):
    replies = [
        await visitor.post({"service": "x", "ip": RENTED}, peer="127.0.0.1") for _ in range(20)
    ]
    assert {reply.status for reply in replies} == {202}


def test_a_challenge_lives_twenty_minutes():
    end = proofs().challenge("x", NET, NOON, draw).parameters.expires_at * 1000
    assert 0 <= end - NOON - LIFE_MS <= 1_000
