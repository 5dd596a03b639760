"""docs/door.md says what the door does."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsad.intake.problems import KINDS
from marsad.intake.rules import Rules
from marsad.intake.connection import HEAD_BYTES

TEXT = (Path(__file__).parents[2] / "docs" / "door.md").read_text("utf-8")


@pytest.mark.parametrize("name", KINDS)
def test_every_problem_has_its_row(name):
    kind = KINDS[name]
    assert f"| `{name}` | {kind.status} | {kind.title} | {kind.remedy} |" in TEXT


def test_no_row_speaks_of_a_problem_that_is_gone():
    table = TEXT.partition("| problem |")[2]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) == len(KINDS)


def test_the_limits_are_the_real_ones():
    rules = Rules()
    kib = 1024
    said = [
        f"{rules.single_bytes // kib} KiB; {rules.batch_bytes // kib**2} MiB",
        f"{rules.batch_lines:,} lines",
        f"| request line and headers | {HEAD_BYTES // kib} KiB |",
        f"{rules.held_bytes // kib**2} MiB, then 503",
        f"{rules.note_chars} characters",
        f"{rules.patience_seconds:.0f} s; {rules.batch_patience_seconds:.0f} s",
        f"at most {rules.ahead_ms // 60_000} minutes ahead",
        f"{rules.oldest_ms // 3_600_000} hours back",
        f"{rules.reporter_per_minute} a minute",
        f"(the last {rules.remembered:,})",
    ]
    assert [part for part in said if part not in TEXT] == []
