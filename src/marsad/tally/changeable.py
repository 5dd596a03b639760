"""Reports whose senders may still change them, and what each was counted for.

A report is kept for as long as that, by the times the door received reports: what is known depends
on the sequence of events alone. Taking one back takes back exactly what it added, once.
"""

from __future__ import annotations

from collections import OrderedDict

import msgspec

from marsad.nouns.report import Report
from marsad.nouns.withdrawn import CHANGEABLE_MS, Amended, Withdrawn

SLACK_MS = 60_000
"""How far the order of reports may stray from that of their times."""
NEVER = -1
VACANT_MINUTES = 25 * 60
"""A weight belongs to an hour of the last day."""


class Kept(msgspec.Struct, array_like=True):
    """One report, and where it counts. Of its note no more is kept than that there is one."""

    report: Report
    weight: int = NEVER
    """The minute in which its reporter's weight (or "works") stands by it."""
    out: int = NEVER
    """The minute that weight goes out with to sense."""
    heard: int = 0
    """The how manieth of its network it was; 0 where it did not go out itself."""


class SavedChanges(msgspec.Struct, array_like=True, frozen=True):
    """What is known, in order."""

    newest: int = 0
    kept: list[Kept] = []
    holders: list[tuple[bytes, bytes]] = []
    vacant: list[tuple[bytes, int, int]] = []


class Changeable:
    """At most ``limit`` reports, and as many weights that were taken back."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._newest = 0
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._holders: dict[bytes, bytes] = {}
        self._vacant: OrderedDict[bytes, tuple[int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, report: Report) -> None:
        """Remember a report from now on; the oldest are forgotten."""
        self._newest = max(self._newest, report.received)
        horizon = self._newest - CHANGEABLE_MS - SLACK_MS
        kept = self._kept
        kept.pop(report.id, None)
        while kept and (len(kept) >= self._limit or self._oldest() < horizon):
            kept.popitem(last=False)
        kept[report.id] = Kept(msgspec.structs.replace(report, note=report.note[:1]))

    def _oldest(self) -> int:
        return next(iter(self._kept.values())).report.received

    def find(self, change: Withdrawn | Amended) -> Kept | None:
        """The report that a change is about, if it may still be changed."""
        kept = self._kept.get(change.id)
        if kept is None or kept.report.service != change.service:
            return None
        return kept if change.received - kept.report.received <= CHANGEABLE_MS else None

    def drop(self, kept: Kept) -> None:
        """It was taken back: nothing can change it any more."""
        del self._kept[kept.report.id]

    # Whose weight it is: a reporter has one in an hour, and it goes with the last word.

    def stand(self, report: Report, minute: int) -> None:
        """A report's own weight counts in a minute."""
        if kept := self._kept.get(report.id) if report.changeable else None:
            kept.weight = kept.out = minute

    def hold(self, key: bytes, report: Report, minute: int) -> None:
        """The weight of ``key`` stands by this report, and by no other any more."""
        if before := self._kept.get(self._holders.pop(key, b"")):
            before.weight = NEVER
        if report.changeable:
            self.stand(report, minute)
            self._holders[key] = report.id

    def go_out(self, report: Report, minute: int, heard: int) -> None:
        """A report goes out to sense with a minute, as the so manieth of its network."""
        if kept := self._kept.get(report.id):
            kept.out, kept.heard = minute, heard

    def vacate(self, key: bytes, minute: int, now: int) -> None:
        """The weight of ``key`` was taken back in minute ``now``; sense has heard it with
        ``minute``, or ``NEVER``.
        """
        self._holders.pop(key, None)
        self._vacant.pop(key, None)
        while len(self._vacant) >= self._limit:
            self._vacant.popitem(last=False)
        self._vacant[key] = (minute, now)

    def occupy(self, key: bytes) -> int | None:
        """The minute in which sense heard a vacant weight (or ``NEVER``), which is now taken up
        again; None where it isn't vacant.
        """
        vacant = self._vacant.pop(key, None)
        return vacant[0] if vacant else None

    def close(self, minute: int) -> None:
        """Forget whose weights nobody can take back any more, and old vacancies."""
        self._holders = dict(self._holding())
        for key in [k for k, (_, now) in self._vacant.items() if now < minute - VACANT_MINUTES]:
            del self._vacant[key]

    def _holding(self) -> list[tuple[bytes, bytes]]:
        return [(key, report) for key, report in self._holders.items() if report in self._kept]

    def state(self) -> SavedChanges:
        """Everything there is to remember."""
        vacant = [(key, *values) for key, values in self._vacant.items()]
        return SavedChanges(self._newest, list(self._kept.values()), self._holding(), vacant)

    def restore(self, saved: SavedChanges) -> None:
        """Take up what another one had."""
        self._newest = saved.newest
        self._kept = OrderedDict((kept.report.id, kept) for kept in saved.kept)
        self._holders = dict(saved.holders)
        self._vacant = OrderedDict((key, (minute, now)) for key, minute, now in saved.vacant)
