"""What is installed is what was locked: by version and hash, from wherever the machine looks."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", re.MULTILINE)


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def pins(root: Path, name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each locked package."""
    found = PIN.findall((root / name).read_text("utf-8"))
    return {package: (version, hashes.count("sha256:")) for package, version, hashes in found}


def wanted(requirements: list[str]) -> set[str]:
    """The packages' names, in the form the locks write them."""
    return {re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-") for one in requirements}


def test_everything_the_project_names_is_locked(root: Path, project: dict[str, Any]) -> None:
    run, groups = project["project"]["dependencies"], project["dependency-groups"]
    assert not wanted([*run, *groups["build"]]) - set(pins(root, "requirements.lock")), "make lock"
    every = [*run, *groups["build"], *groups["dev"]]
    assert not wanted(every) - set(pins(root, "requirements-dev.lock")), "make lock"


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_its_hashes(root: Path, name: str) -> None:
    locked = pins(root, name)
    assert locked
    assert not [package for package, (_, hashes) in locked.items() if not hashes]
    lines = (root / name).read_text("utf-8").splitlines()
    loose = [line for line in lines if line and line[0] not in " #" and "==" not in line]
    assert not loose, f"neither pinned nor hashed, or an address of one machine's: {loose}"


def test_tests_run_with_the_versions_that_are_shipped(root: Path) -> None:
    run, dev = pins(root, "requirements.lock"), pins(root, "requirements-dev.lock")
    assert not {package for package, pin in run.items() if dev.get(package) != pin}
