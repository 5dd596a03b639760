"""Accounts: names that a page can show, passwords that can't be guessed, nothing kept in plain."""

import stat

import pytest
from admin.desk import HASHED, NAME, PASSWORD, WRONG
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from marsad.admin import password
from marsad.admin.editors import Editors, known_as, proper
from marsad.admin.register import FILE, Register
from marsad.admin.sessions import Sessions
from marsad.nouns.failure import Failure


@pytest.fixture
def register(tmp_path):
    register = Register(tmp_path)
    yield register
    register.close()


def test_the_file_is_its_owners_alone(tmp_path, register):
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_name_is_taken_however_it_is_capitalized(register):
    editors = Editors(register)
    editors.add("Salma", HASHED, 1)
    assert editors.named(" SALMA ")
    with pytest.raises(Failure, match="is an editor already"):
        editors.add("salma", HASHED, 1)


@pytest.mark.parametrize("name", ["", "  ", "a" * 41, "a\nb", "a\u202eb", "a\u2028b", "\x00"])
def test_a_name_that_no_page_could_show_is_refused_in_one_line(name):
    with pytest.raises(Failure) as said:
        proper(name)
    assert "\n" not in str(said.value)


@given(st.text(max_size=50))
def test_what_is_taken_for_a_name_is_shown_as_it_was_taken(text):
    try:
        kept = proper(text)
    except Failure:
        return
    assert proper(kept) == kept
    assert known_as(kept) == known_as(kept.upper().lower()) or not kept.isascii()


def test_who_is_removed_leaves_nothing_behind(register):
    editors = Editors(register)
    editor = editors.add(NAME, HASHED, 1)
    token = Sessions(register).open(editor.id, "password", "", 1)
    editors.remove("salma")
    assert not editors.there_are()
    assert Sessions(register).find(token, 2) is None
    with pytest.raises(Failure, match="is no editor"):
        editors.remove(NAME)


def test_a_folder_that_cant_be_written_is_a_failure_in_one_line(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(Failure) as said:
        Register(tmp_path / "taken")
    assert "\n" not in str(said.value)


def test_a_file_that_is_no_register_is_a_failure_in_one_line(tmp_path):
    (tmp_path / FILE).write_bytes(b"not a database, " * 100)
    with pytest.raises(Failure, match="not a database"):
        Register(tmp_path)


def test_a_password_is_kept_as_argon2id_with_owasps_parameters():
    assert HASHED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in HASHED
    assert password.holds(HASHED, PASSWORD)
    assert not password.holds(HASHED, WRONG)
    assert not password.holds(None, PASSWORD)
    assert not password.holds("no hash at all", PASSWORD)


def test_nobodys_password_is_nobodys():
    assert not password.holds(None, "nobody has this password, whatever it says")


def test_a_password_typed_on_another_keyboard_is_the_same():
    composed, decomposed = "un café très très noir", "un cafe\u0301 tre\u0300s tre\u0300s noir"
    assert composed != decomposed
    assert password.holds(password.hash_of(composed), decomposed)


def test_a_hash_with_old_parameters_is_noticed():
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    assert password.is_dated(old)
    assert not password.is_dated(HASHED)
    assert password.holds(old, PASSWORD)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("fourteen chars", "short"),
        ("a" * 15, "worn"),
        ("abcabcabcabcabcabc", "worn"),
        ("passwordpassword", "worn"),
        ("Marsad Password 12345", "worn"),
        ("SalmaSalmaSalma", "worn"),
        ("x" * 257, "long"),
        ("ثلاث قطط رمادية تغني", ""),
        ("three grey cats sing", ""),
    ],
)
def test_a_new_password_is_long_and_not_the_first_that_is_guessed(typed, code):
    assert password.objection(typed, "Salma") == code


@settings(max_examples=30)
@given(st.text(min_size=15, max_size=200))
def test_any_text_can_be_judged_as_a_password(text):
    assert password.objection(text, "Salma") in ("", "worn", "short", "long")
