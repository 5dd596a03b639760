"""What the habits look at: the project's own files, as they lie in the work tree."""

from __future__ import annotations

import ast
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKES = ("MAKE", "MFLAGS")
BINARY = {".png", ".jpg", ".ico", ".woff2", ".parquet", ".gz", ".mo", ".npz"}


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shell() -> dict[str, str]:
    """The environment of a newcomer's shell, also when `make test` runs us."""
    return {name: value for name, value in os.environ.items() if not name.startswith(MAKES)}


@pytest.fixture(scope="session")
def trees() -> dict[Path, ast.Module]:
    """Every module under src, by its path from the root."""
    found = {path.relative_to(ROOT): path for path in sorted((ROOT / "src").rglob("*.py"))}
    assert found, "no source at all: the habits look in the wrong place"
    return {short: ast.parse(path.read_bytes(), str(short)) for short, path in found.items()}


@pytest.fixture(scope="session")
def texts() -> dict[Path, str]:
    """Every text file that belongs to the project, by its path from the root."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    names = [Path(name) for name in listed.stdout.split("\0") if name]
    if listed.returncode:
        pytest.skip("not a git work tree: which files are the project's own can't be told")
    kept = [name for name in names if (ROOT / name).is_file() and name.suffix not in BINARY]
    return {name: (ROOT / name).read_text("utf-8") for name in kept}
