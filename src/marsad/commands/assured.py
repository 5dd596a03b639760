"""``marsad doctor --trust SERVICE``: what it takes to raise a false problem of a service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec

from marsad.catalog.catalog import Catalog, load
from marsad.catalog.finding import CatalogError
from marsad.commands.endpoint import ask
from marsad.journal.errors import JournalBusy, JournalError
from marsad.journal.journal import open_journal
from marsad.journal.partition import partition_of
from marsad.nouns.failure import Failure
from marsad.sense.trust.doubt import Doubt
from marsad.sense.trust.guarantee import Guarantee
from marsad.sense.tuning import Tuning
from marsad.settings import Settings
from marsad.show.groups import operator_of
from marsad.story.desk import Desk

KNOWN = Doubt().known


def assure(service: str, folder: Path, settings: Settings, url: str) -> int:
    """Print the guarantee of a service from the newest checkpoint in ``folder``.

    Where an observatory runs there it is asked, at ``url``. Raises Failure where there is no
    guarantee, and says why.
    """
    catalog = _catalog(settings)
    if service not in catalog.services:
        near = ", ".join(catalog.find(service)[:3])
        remedy = f"did you mean {near}?" if near else "`marsad check` reads the catalogue"
        raise Failure(f"no service has the id {service!r}", where="--trust", remedy=remedy)
    if settings.journal.url == "sqlite" and not (folder / "journal").exists():
        remedy = "`marsad serve` begins one; or name another folder with --data"
        raise Failure("nothing was ever observed here", where=str(folder), remedy=remedy)
    found = _read(service, folder, settings, catalog, url)
    for line in said(service, found):
        print(line)
    return 0


def said(service: str, found: Guarantee | None) -> Iterator[str]:
    """A guarantee in lines of words."""
    if found is None:
        yield f"{service}: its crowd isn't known, for it is learned in quiet hours with reports."
        yield "Until then a problem needs reports from more than any two operators."
        return
    yield f"{service}: {found.usual:.3g} reports in five minutes are usual."
    if found.known:
        yield f"Its crowd is known from {found.learned:.0f} networks."
        yield f"Whoever holds up to {found.share:.0%} of them raises no problem, with however many"
        yield f"addresses; by chance {found.false_problems:.3g} a year may come up nevertheless,"
        yield f"and at most {found.attacked:.3g} a year while such a flood goes on day and night."
    else:
        yield f"Its crowd isn't known yet: {found.learned:.0f} networks of {KNOWN:.0f}. Until then"
        yield "a problem needs more than any two operators; there is no guarantee beyond that."
    yield f"Hosting, VPN and unknown networks ({found.strange:.1%} of it) count for nothing."
    yield _operators(found)
    yield "Networks spread as its users are, to raise a false problem (once in 100 tries / in 2):"
    for mimic in found.mimics:
        yield f"  within {mimic.minutes:2} minutes: {mimic.networks:,} / {mimic.even:,}"


def _operators(found: Guarantee) -> str:
    if not found.groups:
        return f"All operators it knows hold no more than {found.share:.0%} together."
    names = ", ".join(f"{_called(each.asn)} ({each.share:.1%})" for each in found.groups[:5])
    more = len(found.groups) - 5
    rest = f" and {more} more" if more > 0 else ""
    return f"The fewest operators that hold more: {len(found.groups)}: {names}{rest}."


def _called(group: int) -> str:
    name = operator_of(group)
    return f"{name}, AS{group}" if name else f"AS{group}"


def _catalog(settings: Settings) -> Catalog:
    try:
        return load([Path(own) for own in settings.catalog])
    except CatalogError as error:
        what = f"the catalogue has {len(error.findings)} faults"
        raise Failure(what, where="catalogue", remedy="`marsad check` says where") from None


def _asked(service: str, url: str) -> Guarantee | None:
    """What a running observatory says. Raises Failure where none answers."""
    answer = ask(url, f"/api/v1/services/{quote(service, safe='')}/guarantee")
    try:
        return msgspec.convert(answer["guarantee"], Guarantee | None)
    except (msgspec.ValidationError, KeyError, TypeError):
        remedy = "ask with the version that runs there"
        raise Failure("answers something else", where=url, remedy=remedy) from None


def _read(
    service: str, folder: Path, settings: Settings, catalog: Catalog, url: str
) -> Guarantee | None:
    try:
        saved = asyncio.run(_checkpoint(service, folder, settings))
    except JournalBusy:
        return _asked(service, url)
    except JournalError as error:
        raise Failure(str(error), where=str(folder), remedy="`marsad doctor` looks at it") from None
    if saved is None:
        remedy = "one is made a few minutes after the start, and at every stop"
        raise Failure("there is no checkpoint yet", where=str(folder), remedy=remedy)
    partition, position, state = saved
    tuning = Tuning(false_alarms=settings.sense.budget(len(catalog.services)))
    late = settings.tally.late_minutes
    try:
        desk = Desk.restored(partition, position, state, tuning, late, catalog.days)
    except ValueError:
        remedy = "start `marsad serve` once with this version: it makes a new one"
        raise Failure(
            "the checkpoint is another version's", where=str(folder), remedy=remedy
        ) from None
    return desk.sense.guaranteed(service)


async def _checkpoint(
    service: str, folder: Path, settings: Settings
) -> tuple[int, int, bytes] | None:
    """Partition, position and state."""
    journal = await open_journal(
        settings.journal.url, folder / "journal", settings.journal.partitions
    )
    try:
        partition = partition_of(service, journal.partitions)
        saved = await journal.load(partition)
        return (partition, *saved) if saved else None
    finally:
        await journal.close()
