"""What the form carries: a token that readers of one page share, a ticket that holds once."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.clicks import TWICE_MS
from marsad.intake.rules import Rules
from marsad.intake.salt import DAY_MS
from marsad.intake.tokens import AHEAD_MS, LIFE_MS, Tokens
from marsad.intake.used import Used

NOON = 1_748_088_000_000
KEY = b"k" * 32
NET = b"network1"
SERVICES = st.text(min_size=1, max_size=30)
INSTANTS = st.integers(NOON - DAY_MS, NOON + DAY_MS)


def tokens(key: bytes = KEY, now: int = 0, room: int = 1_000) -> Tokens:
    return Tokens(key, now, room)


def draw() -> bytes:
    return os.urandom(16)


def query(reply) -> dict[str, str]:
    """What the address says that the browser is sent to."""
    return {n: v[0] for n, v in parse_qs(urlsplit(reply.headers["location"]).query).items()}


@given(SERVICES, INSTANTS, st.integers(0, LIFE_MS - 60_000))
def test_a_page_token_fits_its_service_for_half_an_hour(service, now, later):
    token = tokens().page(service, now)
    assert tokens().fits(token, service, now + later)
    assert not tokens().fits(token, service, now + LIFE_MS + 1)
    assert not tokens().fits(token, service + "x", now)
    assert not tokens(b"l" * 32).fits(token, service, now)


@given(SERVICES, INSTANTS, st.integers(0, 200), st.integers(1, 255))
def test_a_token_with_any_bit_changed_is_none(service, now, place, flip):
    token = tokens().ticket(service, NET, now, draw)
    index = place % len(token)
    changed = token[:index] + chr((ord(token[index]) ^ flip) & 0x7F) + token[index + 1 :]
    known = tokens().read(changed, service, NET, now)
    assert (known is None) or changed == token
    page = tokens().page(service, now)
    index = place % len(page)
    changed = page[:index] + chr((ord(page[index]) ^ flip) & 0x7F) + page[index + 1 :]
    assert not tokens().fits(changed, service, now) or changed == page


@given(st.text(max_size=80))
def test_whatever_stands_in_the_field_is_no_token_and_no_error(text):
    assert not tokens().fits(text, "x", NOON)
    assert tokens().read(text, "x", NET, NOON) is None


@given(SERVICES, INSTANTS)
def test_a_ticket_is_bound_to_service_and_network_and_is_no_page_token(service, now):
    ticket = tokens().ticket(service, NET, now, draw)
    assert tokens().read(ticket, service, NET, now)
    assert tokens().read(ticket, service + "x", NET, now) is None
    assert tokens().read(ticket, service, b"network2", now) is None
    assert tokens().read(ticket, service, NET, now + LIFE_MS + 1) is None
    assert not tokens().fits(ticket, service, now)
    assert tokens().read(tokens().page(service, now), service, NET, now) is None


def test_all_readers_of_a_minute_share_a_token_so_that_a_cache_may_keep_the_page():
    made = {tokens().page("x", NOON + n) for n in range(0, 60_000, 1_000)}
    assert len(made) == 1
    assert tokens().page("x", NOON + 60_000) not in made


@pytest.mark.parametrize(
    ("ahead", "fits"), [(0, True), (AHEAD_MS, True), (AHEAD_MS + 60_000, False), (DAY_MS, False)]
)
def test_a_clock_that_ran_ahead_is_borne_for_two_minutes(ahead, fits):
    assert tokens().fits(tokens().page("x", NOON + ahead), "x", NOON) is fits
    assert (
        bool(tokens().read(tokens().ticket("x", NET, NOON + ahead, draw), "x", NET, NOON)) is fits
    )


def test_a_token_lives_over_midnight_though_the_key_is_the_days():
    midnight = NOON - NOON % DAY_MS + DAY_MS
    assert tokens().fits(tokens().page("x", midnight - 60_000), "x", midnight + 60_000)


def test_a_ticket_is_used_once():
    desk = tokens()
    ticket = desk.read(desk.ticket("x", NET, NOON, draw), "x", NET, NOON)
    assert ticket is not None
    assert desk.use(ticket, NOON)
    assert not desk.use(ticket, NOON)
    assert not desk.use(ticket, NOON + LIFE_MS)


def test_a_ticket_from_before_the_start_counts_as_used():
    before = tokens().ticket("x", NET, NOON - 1, draw)
    after = tokens(now=NOON)
    ticket = after.read(before, "x", NET, NOON)
    assert ticket is not None
    assert not after.use(ticket, NOON)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 400), st.integers(0, 200)), max_size=200),
    st.integers(1, 8),
)
def test_nothing_is_used_twice_whatever_the_flood_and_memory_stays_in_bounds(visits, room):
    life, now = 1_000, 10_000
    used, taken = Used(room, life, now), set()
    for key, age, passed in visits:
        now += passed
        issued = now - min(age, life)
        name = b"%d %d" % (key, issued)
        if used.first(name, issued, now):
            assert name not in taken
            taken.add(name)
        assert len(used) <= 2 * room


def test_who_has_a_fresh_ticket_gets_in_after_a_flood_of_others():
    used = Used(10, 1_000, 0)
    for number in range(100):
        used.first(b"%d" % number, number, number)
    assert used.first(b"mine", 101, 101)
    assert not used.first(b"mine", 101, 102)
    assert not used.first(b"3", 3, 103)


# At the door

HTML = {"accept": "text/html"}


async def test_one_click_on_a_fresh_page_is_enough(visitor):
    reply = await visitor.form("symptom=feed_missing")
    assert reply.headers["location"].startswith("/en/services/x?thanks=problem&receipt=")


async def test_a_page_half_an_hour_old_costs_one_more_click_and_nothing_is_lost(visitor):
    old = visitor.door.token("x")
    visitor.time += LIFE_MS + 60_000
    reply = await visitor.form("symptom=feed_missing&country=SA&component=login", token=old)
    asked = query(reply)
    assert reply.status == 303
    assert urlsplit(reply.headers["location"]).path == "/en/services/x/confirm"
    assert asked.items() >= {
        "symptom": "feed_missing", "country": "SA", "component": "login",
    }.items()  # fmt: skip
    assert await visitor.kept() == []
    again = await visitor.form("symptom=feed_missing&country=SA", token=asked["token"])
    assert query(again)["thanks"] == "problem"
    [report] = await visitor.kept()
    assert (report.symptom, report.country) == ("feed_missing", "SA")


@pytest.mark.parametrize("token", ["", "nonsense", "A" * 30, "%00", "é", "A" * 5_000])
async def test_a_form_without_a_token_of_ours_is_asked_again(visitor, token):
    reply = await visitor.form("kind=works", token=token, language="ar")
    assert reply.headers["location"].startswith("/ar/services/x/confirm?kind=works&token=")
    assert visitor.door.counters.refused == {"form-expired": 1}
    assert await visitor.kept() == []


async def test_a_token_of_another_service_or_observatory_does_not_do(visitor, tmp_path):
    other = await visitor.form("kind=works", token=visitor.door.token("absher"))
    assert "/confirm?" in other.headers["location"]
    before = visitor.door.token("x")
    (tmp_path / "form.key").write_bytes(b"z" * 32)
    visitor.reopened()
    forged = await visitor.form("kind=works", token=before)
    assert "/confirm?" in forged.headers["location"]


async def test_a_page_read_before_a_restart_still_reports(visitor):
    before = visitor.door.token("x")
    visitor.reopened()
    reply = await visitor.form("kind=works", token=before)
    assert query(reply)["thanks"] == "works"


async def test_a_ticket_replayed_or_carried_to_another_network_asks_again(visitor):
    ticket = query(await visitor.form("kind=works", token=""))["token"]
    stolen = await visitor.form("kind=works", token=ticket, peer="198.51.100.7")
    assert "/confirm?" in stolen.headers["location"]
    first = await visitor.form("kind=works", token=ticket)
    assert query(first)["thanks"] == "works"
    visitor.time += TWICE_MS + 1
    second = await visitor.form("kind=works", token=ticket)
    assert "/confirm?" in second.headers["location"]
    assert len(await visitor.kept()) == 1


async def test_a_program_that_posts_the_form_is_told_so(visitor):
    reply = await visitor.form("kind=works", token="", accept="*/*")
    assert (reply.status, reply.problem) == (403, "form-expired")
    assert "/api/v1/reports" in reply.json["remedy"]


async def test_what_is_carried_on_is_short(visitor):
    reply = await visitor.form("symptom=" + "x" * 9_000, token="")
    assert len(reply.headers["location"]) < 2_000


@pytest.mark.parametrize("rules", [Rules(network_per_minute=1)])
async def test_the_limit_holds_for_forms_too(visitor):
    await visitor.form("kind=works")
    reply = await visitor.form("symptom=feed_missing")
    assert reply.headers["location"].endswith("refused=too-many-requests")
