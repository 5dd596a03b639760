"""``marsad admin`` makes, lists and removes accounts, and prints links that sign in once."""

from __future__ import annotations

import io
import re
import sys

import pytest

from marsad.admin.editors import Editors
from marsad.admin.links import LIFE_MS, Links
from marsad.admin.office import token_of
from marsad.admin.password import holds
from marsad.admin.register import Register
from marsad.cli import run
from marsad.clock import WallClock

PASSWORD = "three grey cats sing"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def say(monkeypatch, folder):
    """Call a verb with a first line on standard input."""

    def call(*words: str, typed: str = PASSWORD) -> int:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
        return run(["admin", *words, "--data", str(folder)])

    return call


def test_an_account_is_made_listed_and_removed(say, folder, capsys):
    assert say("add", "Salma", "--stdin") == 0
    assert "The public log will show this name" in capsys.readouterr().out
    register = Register(folder)
    editor = Editors(register).named("salma")
    assert editor
    assert holds(editor.password, PASSWORD)
    assert say("list") == 0
    assert re.fullmatch(r"Salma\t\d{4}-\d\d-\d\d\t0\n", capsys.readouterr().out)
    assert say("remove", "SALMA") == 0
    assert not Editors(register).there_are()
    register.close()


def test_a_password_is_asked_for_twice_on_a_terminal(say, folder, monkeypatch, capsys):
    asked: list[str] = []
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdin", terminal)
    monkeypatch.setattr(
        "marsad.commands.admin.getpass", lambda prompt: asked.append(prompt) or PASSWORD
    )
    assert run(["admin", "add", "Salma", "--data", str(folder)]) == 0
    assert len(asked) == 2
    answers = iter([PASSWORD, PASSWORD + "!"])
    monkeypatch.setattr("marsad.commands.admin.getpass", lambda _: next(answers))
    assert run(["admin", "add", "Noura", "--data", str(folder)]) == 1
    assert "they differ" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (["add", "Salma", "--stdin"], "short", "has fewer than 15 characters"),
        (["add", "Salma", "--stdin"], "", "has fewer than 15 characters"),
        (["add", "Salma", "--stdin"], "a" * 400, "has more than 256 characters"),
        (["add", "Salma", "--stdin"], "password password", "among the first that are guessed"),
        (["add", "", "--stdin"], PASSWORD, "is no name for an editor"),
        (["add", "a\u202eb", "--stdin"], PASSWORD, "is no name for an editor"),
        (["add", "x" * 41, "--stdin"], PASSWORD, "is no name for an editor"),
        (["add", "Salma"], PASSWORD, "there is no terminal to ask on; hand it in with --stdin"),
        (["remove", "Nobody"], "", "is no editor; marsad admin list names them"),
        (["passkey", "Nobody"], "", "is no editor; marsad admin list names them"),
    ],
)
def test_a_failure_is_told_in_one_line(say, capsys, words, typed, told):
    assert say(*words, typed=typed) == 1
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_a_name_is_taken_once(say, capsys):
    say("add", "Salma", "--stdin")
    assert say("add", "SALMA", "--stdin") == 1
    assert "is an editor already" in capsys.readouterr().err


def test_a_folder_that_is_a_file_is_told_of(say, folder, capsys):
    folder.write_text("")
    assert say("list") == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("call", [["add"], ["remove"], ["passkey"], ["nonsense"], ["list", "--x"]])
def test_a_wrong_call_exits_with_2(call, capsys):
    assert run(["admin", *call]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ([], "http://localhost:8000"),
        (["--url", "https://outages.example/"], "https://outages.example"),
    ],
)
def test_a_link_is_printed_that_signs_in_once(say, folder, capsys, options, address):
    say("add", "Salma", "--stdin")
    capsys.readouterr()
    assert say("passkey", "Salma", *options) == 0
    found = re.search(r"(\S+)/en/admin/link\?token=(\S+)", capsys.readouterr().out)
    assert found
    assert found[1] == address
    register = Register(folder)
    now = WallClock().now()
    assert Links(register).take(token_of(found[2]), now + LIFE_MS - 60_000)
    assert Links(register).take(token_of(found[2]), now) is None
    register.close()


def test_the_link_leads_to_the_sites_address(say, monkeypatch, capsys):
    monkeypatch.setenv("MARSAD_SITE_ADDRESS", "https://outages.example")
    say("add", "Salma", "--stdin")
    say("passkey", "Salma")
    assert "https://outages.example/en/admin/link" in capsys.readouterr().out
