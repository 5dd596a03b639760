"""``marsad doctor --trust``: the guarantee of a service, or one clear line why there is none."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from marsad.cli import run
from marsad.journal.journal import open_journal
from marsad.journal.partition import partition_of
from marsad.nouns.block import Block
from marsad.nouns.crowd import Crowd
from marsad.nouns.series import Series
from marsad.sense.tuning import Tuning
from marsad.settings import Settings
from marsad.story.desk import Desk
from marsad.tally.tally import Tally

SERVICE = "youtube"
NOON = 29_456_640
OPERATORS = np.array([64_501, 64_502, 64_503, 64_504])


def told(minutes: int) -> Block:
    """Ten reports a minute: four, three, two and one of four operators' customers."""
    lines, many = np.arange(minutes), np.array([4, 3, 2, 1], np.int32)
    bins = np.repeat(lines, 4).astype(np.int32)
    none = np.zeros(len(bins), np.int32)
    reports = np.tile(many, minutes)
    groups = np.tile(OPERATORS, minutes)
    crowd = Crowd(bins, none, none - np.int32(1), groups, reports, reports, reports)
    offsets = np.arange(minutes + 1, dtype=np.int64)
    rows, counts = np.zeros(minutes, np.int32), np.full(minutes, 10, np.int32)
    return Block(NOON, 1, offsets, rows, counts, np.ones(minutes, bool), crowd)


async def kept(folder, state: bytes | None) -> None:
    """A journal with a checkpoint of the service's partition, or with none."""
    settings = Settings().journal
    journal = await open_journal(settings.url, folder / "journal", settings.partitions)
    if state is not None:
        await journal.save(partition_of(SERVICE, journal.partitions), 0, state)
    await journal.close()


def desk_after(minutes: int) -> bytes:
    desk = Desk.fresh(0, Tuning(), Tally())
    if minutes:
        desk.brought([Series(SERVICE)], told(minutes))
    return desk.to_bytes()


def asked(folder, service: str = SERVICE) -> int:
    return run(["doctor", "--trust", service, "--data", str(folder)])


def test_a_known_crowd_has_a_guarantee_in_numbers(tmp_path, capsys):
    asyncio.run(kept(tmp_path, desk_after(600)))
    assert asked(tmp_path) == 0
    said = capsys.readouterr().out
    assert "holds up to 25% of them raises no problem" in said
    assert "The fewest operators that hold more: 1: AS64501 (40.0%)" in said
    assert "within  5 minutes:" in said


def test_a_crowd_hardly_met_is_said_to_be_unknown(tmp_path, capsys):
    asyncio.run(kept(tmp_path, desk_after(0)))
    assert asked(tmp_path) == 0
    assert "learned in quiet hours with reports" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("make", "service", "what"),
    [
        (None, "no-such-service", "no service has the id"),
        (None, SERVICE, "nothing was ever observed here"),
        (b"", SERVICE, "there is no checkpoint yet"),
        (b"other", SERVICE, "the checkpoint is another version's"),
    ],
    ids=["unknown service", "empty folder", "no checkpoint", "foreign checkpoint"],
)
def test_what_can_not_be_told_is_one_line(make, service, what, tmp_path, capsys):
    if make is not None:
        asyncio.run(kept(tmp_path, make or None))
    assert asked(tmp_path, service) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1 and what in said[0]
