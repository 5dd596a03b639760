"""What is installed from a wheel has every page, style, font and word that the checkout has."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

UNTRACKED = ("__pycache__", ".nbi", ".nbc")


def test_the_wheel_holds_every_file_of_the_package(root: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(ZipFile(wheel).namelist())
    package = root / "src" / "marsad"
    there = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and not any(part in str(path) for part in UNTRACKED)
    }
    assert there - packed == set()
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in packed}
