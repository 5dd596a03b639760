"""Sessions: random, kept as hashes, and over after a while."""

import pytest
from admin.desk import HASHED, NAME
from hypothesis import given
from hypothesis import strategies as st

from marsad.admin.attempts import FREE, LONGEST_MS, PER_MINUTE, Attempts
from marsad.admin.browser import browser_of
from marsad.admin.challenges import LIFE_MS as CHALLENGE_MS
from marsad.admin.challenges import Challenges
from marsad.admin.devices import LIFE_MS as DEVICE_MS
from marsad.admin.devices import Devices
from marsad.admin.editors import Editors
from marsad.admin.links import LIFE_MS as LINK_MS
from marsad.admin.links import Links
from marsad.admin.register import Register
from marsad.admin.sessions import IDLE_MS, LIFE_MS, SURE_MS, Sessions, form_token

NOW = 1_800_000_000_000
MINUTE = 60_000


@pytest.fixture
def register(tmp_path):
    register = Register(tmp_path)
    yield register
    register.close()


@pytest.fixture
def editor(register):
    return Editors(register).add(NAME, HASHED, NOW).id


def test_the_file_keeps_no_token_in_plain(tmp_path, register, editor):
    tokens = [
        Sessions(register).open(editor, "password", "", NOW),
        Links(register).make(editor, NOW),
        Devices(register).give(editor, NOW),
    ]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert all(len(token) == 32 and token not in kept for token in tokens)


def test_a_session_ends_two_hours_after_its_last_use(register, editor):
    sessions = Sessions(register)
    token = sessions.open(editor, "password", "", NOW)
    assert sessions.find(token, NOW + IDLE_MS - 1)
    assert sessions.find(token, NOW + 2 * IDLE_MS - 2)
    assert sessions.find(token, NOW + 3 * IDLE_MS) is None


def test_a_session_ends_after_twelve_hours_however_it_is_used(register, editor):
    sessions = Sessions(register)
    token = sessions.open(editor, "password", "", NOW)
    for passed in range(0, LIFE_MS, IDLE_MS // 2):
        assert sessions.find(token, NOW + passed)
    assert sessions.find(token, NOW + LIFE_MS) is None


def test_proof_renews_the_token_but_not_the_life(register, editor):
    sessions = Sessions(register)
    old = sessions.open(editor, "password", "", NOW)
    session = sessions.find(old, NOW)
    assert session
    assert session.is_sure(NOW + SURE_MS)
    assert not session.is_sure(NOW + SURE_MS + 1)
    later = NOW + SURE_MS + MINUTE
    token = sessions.renew(session, "passkey", later)
    assert sessions.find(old, later) is None
    renewed = sessions.find(token, later)
    assert renewed
    assert renewed.is_sure(later)
    assert renewed.began == NOW


def test_signing_out_everywhere_leaves_the_one_kept(register, editor):
    sessions, devices = Sessions(register), Devices(register)
    tokens = [sessions.open(editor, "password", "", NOW) for _ in range(3)]
    device = devices.give(editor, NOW)
    kept = sessions.find(tokens[1], NOW)
    assert kept
    sessions.end_others(editor, kept.id)
    assert [bool(sessions.find(token, NOW)) for token in tokens] == [False, True, False]
    assert not devices.knows(device, editor, NOW)


def test_a_session_is_ended_by_its_own_editor_only(register, editor):
    other = Editors(register).add("Noura", HASHED, NOW).id
    sessions = Sessions(register)
    token = sessions.open(editor, "password", "", NOW)
    found = sessions.find(token, NOW)
    assert found
    sessions.end(found.id, other)
    assert sessions.find(token, NOW)


def test_a_forms_token_is_its_sessions_own():
    assert form_token(b"a" * 32) == form_token(b"a" * 32) != form_token(b"b" * 32)


def test_a_link_holds_once_and_for_a_quarter_of_an_hour(register, editor):
    links = Links(register)
    token = links.make(editor, NOW)
    taken = links.take(token, NOW + LINK_MS - 1)
    assert taken
    assert taken.id == editor
    assert links.take(token, NOW + 1) is None
    late = links.make(editor, NOW)
    assert links.take(late, NOW + LINK_MS) is None
    assert links.take(late, NOW) is None


def test_a_new_link_ends_the_one_before(register, editor):
    links = Links(register)
    first, second = links.make(editor, NOW), links.make(editor, NOW)
    assert links.take(first, NOW) is None
    assert links.take(second, NOW)


def test_a_browser_is_known_as_one_editors_for_ninety_days(register, editor):
    devices = Devices(register)
    token = devices.give(editor, NOW)
    assert devices.knows(token, editor, NOW + DEVICE_MS - 1)
    assert not devices.knows(token, editor, NOW + DEVICE_MS)
    assert not devices.knows(token, b"another editor..", NOW)


def test_a_challenge_is_taken_once_for_its_purpose_while_it_is_fresh():
    challenges = Challenges(NOW)
    challenge = challenges.make(b"enter", NOW)
    assert not challenges.take(challenge, b"new", NOW)
    assert not challenges.take(challenge, b"enter", NOW + CHALLENGE_MS + 1)
    assert not challenges.take(challenge, b"enter", NOW - 1)
    assert challenges.take(challenge, b"enter", NOW + CHALLENGE_MS)
    assert not challenges.take(challenge, b"enter", NOW + 1)
    assert not Challenges(NOW).take(challenges.make(b"enter", NOW), b"enter", NOW)


@given(st.binary(max_size=80), st.integers(0, 37), st.integers(1, 255))
def test_no_other_bytes_are_a_challenge(noise, place, change):
    challenges = Challenges(NOW)
    real = bytearray(challenges.make(b"enter", NOW))
    real[place] ^= change
    assert not challenges.take(bytes(real), b"enter", NOW)
    assert not challenges.take(noise, b"enter", NOW)


def test_one_network_tries_ten_times_a_minute():
    attempts = Attempts()
    waits = [attempts.from_network(b"n", NOW) for _ in range(PER_MINUTE + 1)]
    assert not any(waits[:-1])
    assert waits[-1] > 0
    assert not attempts.from_network(b"m", NOW)
    assert not attempts.from_network(b"n", NOW + waits[-1])


def test_a_name_that_is_guessed_at_waits_longer_each_time_up_to_a_quarter_of_an_hour():
    attempts, now, waits = Attempts(), NOW, []
    for _ in range(20):
        wait = attempts.at("salma", b"", now)
        waits.append(wait)
        if wait:
            now += wait
            assert not attempts.at("salma", b"", now)
    assert not any(waits[:FREE])
    assert waits[FREE] == 1000
    assert max(waits) == LONGEST_MS
    assert waits == sorted(waits)


def test_a_browser_that_is_known_does_not_wait_for_strangers():
    attempts = Attempts()
    for _ in range(50):
        attempts.at("salma", b"", NOW)
    assert attempts.at("salma", b"", NOW) > 0
    assert not attempts.at("salma", b"known", NOW)


def test_who_is_refused_for_waiting_does_not_wait_longer_for_it():
    attempts = Attempts()
    for _ in range(FREE):
        attempts.at("salma", b"", NOW)
    assert [attempts.at("salma", b"", NOW) for _ in range(9)] == [1000] * 9


def test_a_right_password_and_a_day_forgive_wrong_ones():
    attempts = Attempts()
    for _ in range(FREE):
        attempts.at("salma", b"", NOW)
    attempts.forgive("salma", b"")
    assert not attempts.at("salma", b"", NOW)
    for _ in range(FREE + 1):
        attempts.at("noura", b"", NOW)
    assert not any(attempts.at("noura", b"", NOW + 25 * 60 * MINUTE) for _ in range(FREE))


@given(st.text(max_size=300))
def test_any_user_agent_is_told_in_a_few_words(agent):
    assert len(browser_of(agent)) <= 20
