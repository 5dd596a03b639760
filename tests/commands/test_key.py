"""``marsad key NAME`` makes a key, and the line of settings that knows it."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256

import pytest

from marsad.cli import run


def test_a_key_is_printed_once_with_its_line_of_settings(capsys):
    assert run(["key", "press-1"]) == 0
    said = capsys.readouterr().out
    key = re.search(r"marsad_[\w-]{43}", said)
    assert key
    [line] = [line for line in said.splitlines() if " = " in line]
    assert tomllib.loads(line) == {"press-1": sha256(key[0].encode()).hexdigest()}


def test_two_keys_differ(capsys):
    run(["key", "a"])
    first = capsys.readouterr().out
    run(["key", "a"])
    assert capsys.readouterr().out != first


@pytest.mark.parametrize("name", ["", "1st", "a b", "a.b", "é", "x" * 41, "a=b", 'a"'])
def test_a_name_that_settings_could_not_hold_is_refused_in_one_line(name, capsys):
    assert run(["key", name]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "is no name for a key; begin with a letter" in said


def test_without_a_name_it_is_a_wrong_call(capsys):
    assert run(["key"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
