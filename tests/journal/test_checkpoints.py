"""Checkpoints: the newest good one wins, and half of one is never used."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.journal.checkpoints import open_state, seal_state
from marsad.journal.errors import JournalDamaged
from marsad.journal.journal import open_journal

ID = bytes(range(16))


@given(
    partition=st.integers(0, (1 << 32) - 1),
    position=st.integers(0, (1 << 64) - 1),
    state=st.binary(max_size=500),
)
def test_a_checkpoint_opens_to_what_was_sealed(partition, position, state):
    sealed = seal_state(ID, partition, position, state)
    assert open_state(sealed, ID, partition) == (position, state)


@given(
    state=st.binary(max_size=100), place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7)
)
def test_a_flipped_bit_or_a_cut_is_noticed(state, place, bit):
    sealed = bytearray(seal_state(ID, 1, 9, state))
    at = int(place * len(sealed))
    with pytest.raises(ValueError, match=r"cut short|checksum"):
        open_state(bytes(sealed[:at]), ID, 1)
    sealed[at] ^= 1 << bit
    with pytest.raises(ValueError, match=r"no checkpoint|checksum|format"):
        open_state(bytes(sealed), ID, 1)


def test_a_checkpoint_of_another_journal_or_partition_is_not_ours():
    sealed = seal_state(ID, 1, 9, b"state")
    for journal, partition in ((bytes(16), 1), (ID, 2)):
        with pytest.raises(ValueError, match="another journal or partition"):
            open_state(sealed, journal, partition)


@pytest.fixture
async def saved(tmp_path, report):
    """A closed journal with three entries and the checkpoints of two; returns their files."""
    journal = await open_journal("sqlite", tmp_path, 1)
    for position in (1, 2, 3):
        await journal.append([report(position)])
        await journal.save(0, position, b"state %d" % position)
    await journal.close()
    files = sorted((tmp_path / "checkpoints").iterdir())
    assert len(files) == 2, "the last two are kept"
    return files


async def loaded(folder):
    journal = await open_journal("sqlite", folder, 1)
    try:
        return await journal.load(0)
    finally:
        await journal.close()


async def test_the_newest_is_loaded(tmp_path, saved):
    assert await loaded(tmp_path) == (3, b"state 3")


@pytest.mark.parametrize(
    "change", [lambda data: data[:-1], lambda data: b"", lambda data: b"x" * 99]
)
async def test_a_damaged_one_is_passed_over_and_logged(tmp_path, saved, caplog, change):
    saved[1].write_bytes(change(saved[1].read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert await loaded(tmp_path) == (2, b"state 2")
    assert f"checkpoint {saved[1]}" in caplog.text
    assert "passed over" in caplog.text


async def test_half_of_one_is_not_even_looked_at(tmp_path, saved, caplog):
    (tmp_path / "checkpoints" / "0-00000000000000000009.half").write_bytes(b"MRSC")
    assert await loaded(tmp_path) == (3, b"state 3")
    assert not caplog.records


async def test_with_all_damaged_the_fold_starts_anew(tmp_path, saved, caplog):
    for file in saved:
        file.write_bytes(b"")
    assert await loaded(tmp_path) is None
    assert len(caplog.records) == 2


async def test_with_all_damaged_and_the_start_trimmed_it_is_said(tmp_path, saved):
    journal = await open_journal("sqlite", tmp_path, 1)
    await journal.trim(0, 3)
    await journal.close()
    for file in saved:
        file.write_bytes(b"")
    with pytest.raises(JournalDamaged, match="All checkpoints are damaged"):
        await loaded(tmp_path)


async def test_a_checkpoint_beyond_the_end_means_that_the_journal_lost_something(
    tmp_path, report, saved
):
    journal = await open_journal("sqlite", tmp_path, 1)
    with pytest.raises(JournalDamaged, match="4 was known, but the journal ends at 3"):
        await journal.save(0, 4, b"")
    await journal.close()
    for file in ("journal.db", "journal.witness"):
        (tmp_path / file).unlink()
    # A new journal: the old checkpoints aren't its own.
    assert await loaded(tmp_path) is None
