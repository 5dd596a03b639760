"""Setting up installs what is missing, says what it can't, and is quiet when all is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path


def need(root: Path, path: str, *pairs: str) -> subprocess.CompletedProcess[str]:
    """scripts/need, as a machine with that PATH would run it."""
    command = ["/bin/sh", str(root / "scripts/need"), *pairs]
    environment = os.environ | {"PATH": path}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_what_is_there_is_not_asked_for(root: Path) -> None:
    done = need(root, os.environ["PATH"], "sh=dash", "/bin/sh=dash", "libc.so.6=libc6")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_nothing_can_be_installed_everything_missing_is_named(
    root: Path, tmp_path: Path
) -> None:
    for name in ("grep", "sh"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    pairs = ["no-such-command=one", "/no/such/file=two", "libnone.so.9=three", "sh=four"]
    done = need(root, str(tmp_path), *pairs)
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        == "missing: one two three; install with:  apt-get install one two three"
    )


def said(root: Path, shell: dict[str, str], *words: str) -> str:
    """What make answers."""
    command = ["make", *words]
    done = subprocess.run(command, cwd=root, env=shell, capture_output=True, text=True, check=True)
    return done.stdout


def test_every_verb_is_listed(root: Path, shell: dict[str, str]) -> None:
    text = (root / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.*) \$\(CHECKS\)$", text, re.MULTILINE)
    assert phony
    listed = re.findall(r"^  make ([\w-]+)", said(root, shell, "help"), re.MULTILINE)
    assert listed == phony[1].split()


def test_make_alone_starts_nothing(root: Path, shell: dict[str, str]) -> None:
    assert said(root, shell) == said(root, shell, "help")
