"""Damage to the SQLite engine's files is said, never skipped over in silence."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marsad.journal.errors import JournalDamaged, JournalError, JournalForeign
from marsad.journal.journal import open_journal

FILES = ("journal.db", "journal.db-wal", "journal.witness")
MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_copies = itertools.count()


@pytest.fixture(scope="module")
def images(tmp_path_factory, report) -> dict[str, Path]:
    """A journal as it lies after closing, and one as a crash leaves it, its log not merged."""
    closed, crashed = tmp_path_factory.mktemp("closed"), tmp_path_factory.mktemp("crashed")

    async def make() -> None:
        journal = await open_journal("sqlite", closed, 3)
        for turn in range(30):
            await journal.append([report(turn * 100 + k, f"s{k % 5}") for k in range(turn % 7 + 1)])
            if turn % 6 == 0:
                await journal.append([report(turn * 100 + 99, "s1", note="x" * 9000)])
        for file in FILES:
            shutil.copy(closed / file, crashed)
        await journal.close()

    asyncio.run(make())
    return {"closed": closed, "crashed": crashed}


@pytest.fixture
async def whole(images, everything) -> Callable[[object], bool]:
    """Whether what was read is all that was written: ``whole(found)``."""
    journal = await open_journal("sqlite", images["closed"], 3)
    lanes = await everything(journal)
    await journal.close()
    assert sum(map(len, lanes)) == 120
    return lambda found: found == lanes


@pytest.fixture
def copy(images, tmp_path):
    """A copy of an image with one file changed: ``copy("crashed", "journal.db-wal", change)``."""

    def make(image: str, file: str, change) -> Path:
        folder = tmp_path / str(next(_copies))
        shutil.copytree(images[image], folder)
        path = folder / file
        path.write_bytes(change(path.read_bytes()))
        return folder

    return make


async def read(folder: Path, everything) -> list[list[object]] | JournalError:
    """All events, or the error that said why not."""
    try:
        journal = await open_journal("sqlite", folder, 3)
    except JournalError as error:
        return error
    try:
        return await everything(journal)
    except JournalError as error:
        return error
    finally:
        await journal.close()


def flip(data: bytes, place: float, bit: int) -> bytes:
    at = int(place * len(data))
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


PLACES = st.floats(0, 1, exclude_max=True)


async def test_an_undamaged_copy_reads_the_same(copy, whole, everything):
    for image in ("closed", "crashed"):
        folder = copy(image, "journal.witness", lambda data: data)
        assert whole(await read(folder, everything))


@MANY
@given(place=PLACES, bit=st.integers(0, 7))
async def test_a_flipped_bit_in_the_file_is_said(copy, whole, everything, place, bit):
    found = await read(
        copy("closed", "journal.db", lambda data: flip(data, place, bit)), everything
    )
    assert isinstance(found, JournalError) or whole(found)


@MANY
@given(place=PLACES, bit=st.integers(0, 7))
async def test_a_flipped_bit_in_the_log_is_said(copy, whole, everything, place, bit):
    folder = copy("crashed", "journal.db-wal", lambda data: flip(data, place, bit))
    found = await read(folder, everything)
    assert isinstance(found, JournalError) or whole(found)


@MANY
@given(place=PLACES)
@example(place=0.0)
async def test_a_file_cut_short_is_said(copy, whole, everything, place):
    folder = copy("closed", "journal.db", lambda data: data[: int(place * len(data))])
    found = await read(folder, everything)
    # Of the last page, the unused end may be missing without harm.
    assert isinstance(found, JournalError) or whole(found)


@MANY
@given(place=PLACES)
@example(place=0.0)
async def test_a_log_cut_short_is_said(copy, whole, everything, place):
    folder = copy("crashed", "journal.db-wal", lambda data: data[: int(place * len(data))])
    found = await read(folder, everything)
    assert isinstance(found, JournalDamaged) or whole(found)


@pytest.mark.parametrize("file", FILES[:2])
async def test_a_file_that_was_removed_is_missed(copy, everything, file):
    folder = copy("crashed", file, lambda data: data)
    (folder / file).unlink()
    error = await read(folder, everything)
    assert isinstance(error, JournalDamaged)
    assert "journal.witness" in error.remedy


async def test_the_words_say_what_where_and_what_next(copy, everything):
    folder = copy("crashed", "journal.db-wal", lambda data: data[: len(data) // 2])
    error = await read(folder, everything)
    assert isinstance(error, JournalDamaged)
    assert "acknowledged entries are missing" in error.what
    assert error.where == str(folder / "journal.witness")
    assert "backup" in error.remedy
    assert str(error) == f"{error.what} ({error.where}). {error.remedy}"


async def test_after_removing_the_witness_it_goes_on_with_what_is_left(copy, everything, report):
    folder = copy("crashed", "journal.db-wal", lambda data: data[: len(data) // 2])
    (folder / "journal.witness").unlink()
    journal = await open_journal("sqlite", folder, 3)
    assert 0 < sum(map(len, await everything(journal))) < 120
    await journal.append([report(1)])
    await journal.close()


@MANY
@given(place=PLACES, bit=st.integers(0, 7))
async def test_a_damaged_witness_is_said(copy, everything, place, bit):
    folder = copy("closed", "journal.witness", lambda data: flip(data, place, bit))
    assert isinstance(await read(folder, everything), JournalDamaged)


async def test_an_entry_that_was_deleted_is_missed(copy, everything):
    folder = copy("closed", "journal.witness", lambda data: data)
    with apsw.Connection(str(folder / "journal.db")) as database:
        database.execute("DELETE FROM entry WHERE key = (SELECT key FROM entry LIMIT 1 OFFSET 4)")
    database.close()
    error = await read(folder, everything)
    assert isinstance(error, JournalDamaged)
    assert "An entry is missing" in error.what
    assert "position 5" in error.where


async def test_an_entry_that_was_altered_is_said(copy, everything):
    folder = copy("closed", "journal.witness", lambda data: data)
    with apsw.Connection(str(folder / "journal.db")) as database:
        key, data = database.execute("SELECT key, data FROM entry LIMIT 1").get
        database.execute("UPDATE entry SET data = ? WHERE key = ?", (flip(data, 0.9, 0), key))
    database.close()
    error = await read(folder, everything)
    assert isinstance(error, JournalDamaged)
    assert "checksum" in error.what


async def test_a_text_file_is_no_journal(tmp_path):
    (tmp_path / "journal.db").write_text("service,reports\nabsher,3\n" * 100)
    with pytest.raises(JournalForeign, match="no SQLite database"):
        await open_journal("sqlite", tmp_path, 3)
    assert (tmp_path / "journal.db").read_text().startswith("service,reports")


async def test_another_programs_database_is_left_alone(tmp_path):
    with apsw.Connection(str(tmp_path / "journal.db")) as database:
        database.execute("CREATE TABLE songs(name)")
    database.close()
    before = (tmp_path / "journal.db").read_bytes()
    with pytest.raises(JournalForeign, match="no journal of Marsad"):
        await open_journal("sqlite", tmp_path, 3)
    assert (tmp_path / "journal.db").read_bytes() == before


async def test_a_newer_format_is_not_guessed_at(copy):
    folder = copy("closed", "journal.witness", lambda data: data)
    with apsw.Connection(str(folder / "journal.db")) as database:
        database.pragma("user_version", 2)
    database.close()
    with pytest.raises(JournalForeign, match="format 2, this version knows 1"):
        await open_journal("sqlite", folder, 3)


async def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(JournalForeign, match="No journal can be here"):
        await open_journal("sqlite", tmp_path / "data", 3)


async def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path):
    (tmp_path / "journal.db").mkdir()
    with pytest.raises(JournalForeign, match="No journal can be here"):
        await open_journal("sqlite", tmp_path, 3)
