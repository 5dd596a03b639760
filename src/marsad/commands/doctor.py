"""``marsad doctor``: is this installation healthy - disk, clock, journal, archive, budget, lag?"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from marsad.catalog.catalog import load
from marsad.catalog.finding import CatalogError
from marsad.clock import WallClock
from marsad.commands.assured import assure
from marsad.commands.configured import configured
from marsad.commands.endpoint import ask
from marsad.journal.errors import JournalBusy, JournalError
from marsad.journal.journal import Journal, open_journal
from marsad.nouns.event import Tick
from marsad.nouns.failure import Failure
from marsad.nouns.minute import minute_of
from marsad.settings import Settings
from marsad.tally.archive import Archive

LEAST_FREE = 1 << 30
BEHIND_MINUTES = 3


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    well: bool
    said: str


def doctor(*, data: str = "", url: str = "", config: Path | None = None, trust: str = "") -> int:
    """Look at disk, clock, journal, archive, budget and lag; say what is wrong, what to do next.

    Parameters
    ----------
    data
        Data folder to look at; that of the settings when left out.
    url
        A running observatory to ask; the one of the settings when left out.
    config
        Settings file (TOML).
    trust
        Id of a service: say what it takes to raise a false problem of it, and nothing else.
    """
    settings = configured(config)
    folder = Path(data or settings.data)
    address = url or f"http://{settings.host}:{settings.port}"
    if trust:
        return assure(trust, folder, settings, address)
    well = True
    for look in (_disk, _journal, _archive, _budget):
        for finding in look(folder, settings):
            well &= _say(finding)
    return 0 if _say(_lag(address)) and well else 1


def _say(finding: Finding) -> bool:
    print(f"{'well ' if finding.well else 'WRONG'}  {finding.what}: {finding.said}")
    return finding.well


def _disk(folder: Path, _: Settings) -> Iterator[Finding]:
    if not folder.exists():
        yield Finding("data folder", True, f"{folder} is not there yet; `marsad serve` makes it")
        return
    writable = os.access(folder, os.W_OK)
    remedy = "" if writable else "; give this user the right to write there"
    yield Finding("data folder", writable, f"{folder}{remedy}")
    free = shutil.disk_usage(folder).free
    enough = free >= LEAST_FREE
    remedy = "" if enough else "; make room: reports are refused when none is left"
    yield Finding("disk", enough, f"{free / (1 << 30):.1f} GiB free{remedy}")


def _journal(folder: Path, settings: Settings) -> Iterator[Finding]:
    if settings.journal.url == "sqlite" and not (folder / "journal").exists():
        yield Finding("journal", True, "empty: nothing was ever kept here")
        return
    try:
        yield from asyncio.run(_read_journal(folder, settings))
    except JournalBusy:
        yield Finding("journal", True, "in use by an observatory that runs now")
    except JournalError as error:
        yield Finding("journal", False, str(error))


async def _read_journal(folder: Path, settings: Settings) -> list[Finding]:
    journal = await open_journal(
        settings.journal.url, folder / "journal", settings.journal.partitions
    )
    try:
        lanes = [await _read_lane(journal, lane) for lane in range(journal.partitions)]
    finally:
        await journal.close()
    entries, last = sum(count for count, _ in lanes), max(minute for _, minute in lanes)
    ahead = last - minute_of(WallClock().now())
    found = [Finding("journal", True, f"{entries} groups in {len(lanes)} partitions, all whole")]
    if ahead > 1:
        said = f"{ahead} minutes behind the journal's own time; set this machine's clock"
        found.append(Finding("clock", False, said))
    return found


async def _read_lane(journal: Journal, partition: int) -> tuple[int, int]:
    """How many entries a partition has, and its last tick; reading them checks each."""
    position = count = last = 0
    while entries := await journal.read(partition, position):
        count += len(entries)
        position = entries[-1].position
        ticks = (event for entry in entries for event in entry.events if isinstance(event, Tick))
        last = max((tick.minute for tick in ticks), default=last)
    return count, last


def _archive(folder: Path, _: Settings) -> Iterator[Finding]:
    if not (folder / "archive").exists():
        return
    faults = Archive(folder / "archive").check()
    for fault in faults:
        yield Finding("archive", False, str(fault))
    if not faults:
        yield Finding("archive", True, "all files can be read")


def _budget(_: Path, settings: Settings) -> Iterator[Finding]:
    """The budget of false alarms that holds, and which of the two settings says so."""
    try:
        services = len(load([Path(own) for own in settings.catalog]).services)
    except CatalogError as error:
        faults = f"{len(error.findings)} faults; `marsad check` says where"
        yield Finding("catalogue", False, faults)
        return
    sense = settings.sense
    stricter = "service" if sense.budget(services) == sense.false_alarms else "installation"
    said = f"{sense.budget(services):.3g} a year and service, {services} services; "
    yield Finding("false alarms", True, f"{said}the budget per {stricter} holds")


def _lag(address: str) -> Finding:
    try:
        health = ask(address, "/healthz")
    except Failure as failure:
        return Finding("observatory", True, f"none answers at {address} ({failure.what})")
    lag = int(health["lag_minutes"])
    return Finding(
        "observatory", lag <= BEHIND_MINUTES, f"{health['status']}, {lag} minutes behind"
    )
