"""Settings come from one TOML file and the environment, and a wrong one is said clearly."""

import pytest

from marsad.settings import Settings, SettingsError, keys, load, stray


def test_without_file_or_environment_the_defaults_hold():
    assert load(None, {}) == Settings()


def test_every_key_can_be_set_by_the_environment(tmp_path):
    for key in keys():
        assert key.variable.startswith("MARSAD_")
    settings = load(None, {"MARSAD_PORT": "9000", "MARSAD_TALLY_LATE_MINUTES": "7"})
    assert (settings.port, settings.tally.late_minutes) == (9000, 7)


def test_a_list_in_the_environment_is_separated_by_commas():
    settings = load(None, {"MARSAD_INTAKE_TRUSTED": "127.0.0.0/8, ::1/128"})
    assert settings.intake.trusted == ("127.0.0.0/8", "::1/128")


def test_named_keys_in_the_environment_are_pairs():
    settings = load(None, {"MARSAD_INTAKE_KEYS": "desk=ab12,bot=cd34"})
    assert settings.intake.keys == {"desk": "ab12", "bot": "cd34"}


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "marsad.toml"
    file.write_text("port = 1\n[sense]\nfalse_alarms = 0.5\n", "utf-8")
    settings = load(file, {"MARSAD_PORT": "2"})
    assert (settings.port, settings.sense.false_alarms) == (2, 0.5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("port = 'abc'", "port"),
        ("[tally]\nlate_minutes = -1", "tally.late_minutes"),
        ("prot = 1", "prot"),
        ("[journal]\nurl = 'redis://x'", "journal.url"),
        ("port = ", "not TOML"),
        ("[site]\ndigits = 'roman'", "site.digits"),
        ("[sense]\ninstallation_false_alarms = 0", "sense.installation_false_alarms"),
        ("[sense]\ninstallation_false_alarms = -3", "sense.installation_false_alarms"),
        ("[sense]\ninstallation_false_alarms = nan", "sense.installation_false_alarms"),
        ("[sense]\ninstallation_false_alarms = inf", "sense.installation_false_alarms"),
        ("[sense]\ninstallation_false_alarms = 'few'", "sense.installation_false_alarms"),
        ("[sense]\nfalse_alarms = nan", "sense.false_alarms"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, text, said):
    file = tmp_path / "marsad.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=said):
        load(file, {})


def test_the_stricter_budget_of_false_alarms_holds():
    both = load(None, {"MARSAD_SENSE_INSTALLATION_FALSE_ALARMS": "100"}).sense
    assert both.budget(services=50) == both.false_alarms == 1.0
    assert both.budget(services=400) == 0.25


def test_without_a_budget_per_installation_the_number_of_services_changes_nothing():
    assert {Settings().sense.budget(services) for services in (0, 1, 10_000)} == {1.0}


def test_an_installation_that_watches_nothing_has_a_budget_all_the_same():
    assert load(None, {"MARSAD_SENSE_INSTALLATION_FALSE_ALARMS": "0.5"}).sense.budget(0) == 0.5


def test_a_file_that_is_not_there_or_not_text_is_said(tmp_path):
    with pytest.raises(SettingsError, match="No such file"):
        load(tmp_path / "missing.toml", {})
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not TOML"):
        load(binary, {})


def test_a_section_written_as_a_value_is_said(tmp_path):
    file = tmp_path / "marsad.toml"
    file.write_text("tally = 3", "utf-8")
    with pytest.raises(SettingsError, match="tally"):
        load(file, {"MARSAD_TALLY_LATE_MINUTES": "7"})


def test_a_variable_that_only_looks_like_a_setting_is_found():
    assert stray({"MARSAD_PROT": "1", "MARSAD_PORT": "1", "PATH": ""}) == ["MARSAD_PROT"]
