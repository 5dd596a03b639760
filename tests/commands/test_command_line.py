"""A wrong call exits with 2, a failure with 1, each with one clear line and never a traceback."""

import pytest

from marsad.cli import VERBS, run


def lines(capsys):
    return capsys.readouterr().err.strip().splitlines()


def test_every_verb_explains_itself(capsys):
    for verb in VERBS:
        assert run([verb, "--help"]) == 0
        assert "Usage" in capsys.readouterr().out


def test_the_version_is_said(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip()[0].isdigit()


@pytest.mark.parametrize(
    "call",
    [
        ["nonsense"],
        ["serve", "--no-such-option"],
        ["serve", "--port", "abc"],
        ["report"],
        ["replay", "--false-alarms", "many", "x.csv"],
        ["simulate"],
        ["check", "--config"],
    ],
    ids=" ".join,
)
def test_a_wrong_call_exits_with_2_and_one_line(call, capsys):
    assert run(call) == 2
    said = lines(capsys)
    assert len(said) == 1
    assert said[0].startswith("marsad: ")
    assert "--help" in said[0]


@pytest.mark.parametrize(
    "call",
    [
        ["status", "--url", "http://127.0.0.1:1"],
        ["report", "x", "--url", "http://127.0.0.1:1"],
        ["report", "x", "--url", "not a url"],
        ["check", "--config", "/no/such/file.toml"],
        ["serve", "--config", "/no/such/file.toml"],
        ["serve", "--rooms", "intake"],
        ["serve", "--host", "203.0.113.7", "--port", "0"],
        ["replay", "/no/such/file.csv"],
        ["simulate", "/no/such/file.toml"],
    ],
    ids=" ".join,
)
def test_a_failure_exits_with_1_and_one_line(call, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(call) == 1
    said = lines(capsys)
    assert len(said) == 1, said
    assert said[0].startswith("marsad: ")


def test_a_setting_that_is_none_is_warned_of(capsys, monkeypatch):
    monkeypatch.setenv("MARSAD_PROT", "1")
    assert run(["check"]) == 0
    assert "MARSAD_PROT" in capsys.readouterr().err


def test_check_says_the_bundled_catalogue_is_right(capsys):
    assert run(["check"]) == 0
    assert "services" in capsys.readouterr().out


def test_check_says_what_is_wrong_in_an_operators_file(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text("services:\n  - id: my_shop\n    provider: nobody\n")
    assert run(["check", str(tmp_path)]) == 1
    assert "mine.yaml:" in capsys.readouterr().err


def test_doctor_finds_an_empty_folder_well(tmp_path, capsys):
    assert run(["doctor", "--data", str(tmp_path), "--url", "http://127.0.0.1:1"]) == 0
    assert "disk" in capsys.readouterr().out


def test_doctor_says_which_budget_of_false_alarms_holds(tmp_path, capsys, monkeypatch):
    call = ["doctor", "--data", str(tmp_path), "--url", "http://127.0.0.1:1"]
    assert run(call) == 0
    assert "the budget per service holds" in capsys.readouterr().out
    monkeypatch.setenv("MARSAD_SENSE_INSTALLATION_FALSE_ALARMS", "2")
    assert run(call) == 0
    assert "the budget per installation holds" in capsys.readouterr().out


def test_doctor_says_a_faulty_catalogue_is_wrong(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MARSAD_CATALOG", str(tmp_path / "missing"))
    assert run(["doctor", "--data", str(tmp_path), "--url", "http://127.0.0.1:1"]) == 1
    assert "WRONG  catalogue" in capsys.readouterr().out


def test_doctor_says_a_journal_is_damaged(tmp_path, capsys):
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "journal.db").write_bytes(b"not a database" * 999)
    assert run(["doctor", "--data", str(tmp_path), "--url", "http://127.0.0.1:1"]) == 1
    assert "WRONG  journal" in capsys.readouterr().out
