"""Scenarios are read from TOML, and refused with file, line and remedy where they make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.bring.refusal import FileRefused
from marsad.bring.scenario_file import bundled, read_scenario

GOOD = """\
title = "An hour"
seed = 1
start = 2025-01-06T08:00:00Z
end = 2025-01-06T12:00:00Z
quiet_days = 2

[zones]
SA = "Asia/Riyadh"

[[service]]
id = "stc"
rate = 2.0
countries = { SA = 1.0 }
parts = { "/no_connection" = 1.0 }

[[outage]]
service = "stc"
start = 2025-01-06T09:00:00Z
ramp = 5
until = 2025-01-06T09:30:00Z
half_life = 10
peak = { reports = 300 }
countries = { SA = 1.0 }
parts = { "/no_connection" = 1.0 }

[[expect]]
service = "stc"
incidents = 1
"""


def refusal_of(folder: Path, text: str) -> str:
    path = folder / "scenario.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(FileRefused) as caught:
        read_scenario(path)
    line = str(caught.value)
    assert line.startswith(str(path))
    assert "\n" not in line
    return line.removeprefix(str(path))


def test_a_good_scenario_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text(GOOD, "utf-8")
    scenario = read_scenario(path)
    assert scenario.outage[0].peak is not None
    assert scenario.outage[0].peak.minutes == 15


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("seed = 1", 'seed = "one"', ":2: seed: Expected `int`"),
        ("rate = 2.0", "rate = -2.0", ":12: service[0].rate: Expected `float` > 0"),
        ("rate = 2.0", "rates = 2.0", ":10: service[0]: Object contains unknown field `rates`"),
        ("ramp = 5\n", "", ":16: outage[0]: Object missing required field `ramp`"),
        ('SA = "Asia/Riyadh"', 'SA = "Asia/Riad"', ":8: zones.SA: no time zone 'Asia/Riad'"),
        ("countries = { SA", "countries = { EG", ":13: service[0].countries: 'EG' has no time"),
        (
            'service = "stc"\nstart',
            'service = "x"\nstart',
            ":17: outage[0].service: no [[service]]",
        ),
        ("end = 2025-01-06T12", "end = 2025-01-06T07", ":4: end: is not after start"),
        ("T09:30", "T08:30", ":20: outage[0].until: is not after start"),
        ("T09:00", "T07:00", ":18: outage[0].start: lies outside"),
        ("peak = { reports = 300 }", "", ":16: outage[0]: needs one of peak, first and total"),
        (
            "peak = { reports = 300 }",
            "peak = { reports = 300 }\ntotal = { reports = 300 }",
            ":16: outage[0]: needs one of peak, first and total, but has peak and total",
        ),
        (
            "peak = { reports = 300 }",
            'peak = { reports = 300, country = "US" }',
            ":22: outage[0].peak: 'US' has no share in countries",
        ),
        (
            "half_life = 10",
            "half_life = 10\ndelays = { SA = 30 }",
            ":23: outage[0].peak: nobody who is counted has begun to fail by then",
        ),
        (
            "peak = { reports = 300 }",
            "delays = { SA = 5 }\nfirst = { reports = 300, minutes = 5 }",
            ":23: outage[0].first: nobody who is counted has begun to fail by then",
        ),
        (
            "peak = { reports = 300 }",
            "peak = { reports = 300, minutes = 241 }",
            ":22: outage[0].peak: 241 minutes are longer than the story",
        ),
        ("half_life = 10", "half_life = 10\ndelays = { US = 5 }", ":22: outage[0].delays: 'US'"),
        ('"/no_connection" = 1.0 }\n\n[[o', '"no" = 1.0 }\n\n[[o', ":14: service[0].parts: 'no'"),
        ("countries = { SA = 1.0 }", "countries = { SA = 0.0 }", ":13: service[0].countries: all"),
        ('service = "stc"\ninc', 'service = "x"\ninc', ":27: expect[0].service: no [[service]]"),
        ("2025-01-06T08:00:00Z", "2025-01-06T08:00:00", ":3: start: Expected `datetime` with a"),
        ("seed = 1", "seed = ", ": not TOML: "),
    ],
)
def test_what_makes_no_sense_is_said_with_its_line(
    tmp_path: Path, good: str, bad: str, said: str
) -> None:
    assert good in GOOD
    assert refusal_of(tmp_path, GOOD.replace(good, bad, 1)).startswith(said)


def test_a_service_described_twice_is_refused(tmp_path: Path) -> None:
    again = GOOD[GOOD.index("[[service]]") : GOOD.index("[[outage]]")]
    assert "'stc' is described twice" in refusal_of(tmp_path, GOOD + again)


def test_a_file_that_is_not_there_names_the_bundled_ones(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"no such file.*x-2025-05-24"):
        read_scenario(tmp_path / "none.toml")
    with pytest.raises(FileRefused, match="is a directory"):
        read_scenario(tmp_path)


def test_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(FileRefused, match="not UTF-8"):
        read_scenario(path)


@pytest.mark.parametrize("name", bundled())
def test_every_bundled_scenario_is_read_by_its_name(name: str) -> None:
    scenario = read_scenario(Path(name))
    assert scenario.expect
    assert scenario.statement
    assert "Understood as:" in scenario.about
