"""Every setting has its line in docs/settings.md, and every line there its setting."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from marsad.settings import Settings

ROW = re.compile(r"^\| *`([a-z0-9_.]+)` *\|", re.MULTILINE)


def keys(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    """The dotted name of every key, read from the types and not from the page's generator."""
    for part in msgspec.structs.fields(struct):
        if isinstance(part.type, type) and issubclass(part.type, msgspec.Struct):
            yield from keys(part.type, f"{prefix}{part.name}.")
        else:
            yield f"{prefix}{part.name}"


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/settings.md").read_text("utf-8")


def test_every_setting_is_documented(page: str) -> None:
    assert not set(keys(Settings)) - set(ROW.findall(page)), "write docs/settings.md: make docs"


def test_nothing_is_documented_that_is_no_setting(page: str) -> None:
    assert not set(ROW.findall(page)) - set(keys(Settings)), "write docs/settings.md: make docs"


@pytest.mark.parametrize("key", list(keys(Settings)))
def test_a_setting_is_shown_with_its_variable(page: str, key: str) -> None:
    assert f"`MARSAD_{key.replace('.', '_').upper()}`" in page


def test_the_page_says_what_the_code_says(root: Path) -> None:
    checked = subprocess.run(
        [sys.executable, root / "scripts/docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not checked.returncode, checked.stderr


class Section(msgspec.Struct, frozen=True):
    """A section of settings."""

    depth: int = 1


class Tree(msgspec.Struct):
    """All of them."""

    width: int = 1
    section: Section = Section()


def test_a_key_inside_a_section_is_noticed() -> None:
    assert list(keys(Tree)) == ["width", "section.depth"]
