"""A desk without accounts, with one, and with its editor signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from admin.desk import HASHED, NAME, Browser, Desk

from marsad.journal.journal import Journal, open_journal


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = await open_journal("sqlite", tmp_path / "journal", 2)
    yield journal
    await journal.close()


@pytest.fixture
def empty(tmp_path: Path, journal: Journal):
    """A desk without accounts."""
    desk = Desk(tmp_path, journal)
    yield desk
    desk.office.close()


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """A desk with one editor."""
    empty.office.editors.add(NAME, HASHED, empty.time)
    return empty


@pytest.fixture
async def editor(desk: Desk) -> Browser:
    """A browser in which that editor is signed in."""
    browser = desk.browser()
    assert (await browser.enter()).status_code == 303
    return browser
