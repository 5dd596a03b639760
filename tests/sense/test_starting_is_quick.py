"""numba is heavy: nothing of it is taken in before the first block."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from marsad.sense.compiled import forget_stale
from marsad.sense.prepare import prepare
from marsad.sense.sweep import calm, look, sweep


def test_naming_the_detector_does_not_load_numba() -> None:
    code = "import sys, marsad.sense.sense as s; s.Sense(); print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_machine_code_of_other_sources_is_forgotten(tmp_path: Path) -> None:
    source, kept = tmp_path / "a.py", tmp_path / "__pycache__" / "a.f.nbi"
    source.write_text("1")
    kept.parent.mkdir()
    kept.write_text("code")
    forget_stale(tmp_path)
    assert not kept.exists()
    kept.write_text("code")
    forget_stale(tmp_path)
    assert kept.exists()
    source.write_text("2")
    forget_stale(tmp_path)
    assert not kept.exists()


def test_a_folder_that_can_not_be_written_is_left_alone(tmp_path: Path) -> None:
    forget_stale(tmp_path / "absent")


def test_preparing_goes_through_every_compiled_part() -> None:
    prepare()
    assert all(getattr(part, "signatures") for part in (sweep, look, calm))  # noqa: B009
