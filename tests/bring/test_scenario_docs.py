"""docs/scenarios.md shows a scenario that is read, and names every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from marsad.bring.expectation import Expectation
from marsad.bring.scenario import Outage, Quiet, Said, Scenario, Size
from marsad.bring.scenario_file import bundled, read_scenario

PAGE = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text("utf-8")


def test_the_example_is_a_scenario(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    path = tmp_path / "scenario.toml"
    path.write_text(found[1], "utf-8")
    assert read_scenario(path).outage[0].delays == {"AE": 12}


@pytest.mark.parametrize("struct", [Scenario, Quiet, Outage, Size, Said, Expectation])
def test_every_key_is_named(struct: type[msgspec.Struct]) -> None:
    free = {"note", "sources", "language", "source"}
    lacking = [
        field.encode_name
        for field in msgspec.structs.fields(struct)
        if not re.search(rf"\b{field.encode_name}\b", PAGE)
    ]
    assert set(lacking) <= free


def test_every_bundled_scenario_is_named() -> None:
    assert [name for name in bundled() if f"`{name}`" not in PAGE] == []
