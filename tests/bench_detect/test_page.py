"""The page of figures speaks both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.detect.__main__ import PAGE
from bench.detect.key import WORDS, key


def titles(page: Path) -> list[str]:
    lines = page.read_text("utf-8").splitlines()
    return [line.removeprefix("## ") for line in lines if line.startswith("## ")]


def test_every_table_of_the_page_is_named_in_arabic() -> None:
    made = key(titles(PAGE))
    assert all(said in made for said in WORDS.values())
    assert made.count("\n| ") == len(WORDS) + 2


def test_a_table_nobody_has_named_in_arabic_is_noticed() -> None:
    with pytest.raises(KeyError):
        key(["Targets", "A table of a new kind"])
