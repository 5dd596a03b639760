"""Who usually reports: the crowd of each service, and that of the whole observatory."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.crowd import STRANGE, VOUCHED
from marsad.nouns.minute import DAY_MINUTES
from marsad.sense.trust.doubt import Doubt
from marsad.sense.trust.lines import Crowded, together
from marsad.sense.trust.table import Groups, Kept, Table
from marsad.sense.trust.weights import Weights, split

HOUR = 60
Column = NDArray[np.float64]


class KeptCrowds(msgspec.Struct, frozen=True, array_like=True):
    """Crowds as bytes."""

    learned: list[tuple[int, Kept, int]]
    today: list[tuple[int, Kept]]
    shared: Kept


@dataclass(slots=True)
class Crowds:
    """What calm hours have told. Services are rows; nothing is kept of who never reported."""

    doubt: Doubt
    _learned: dict[int, Table] = field(default_factory=dict[int, Table])
    _at: dict[int, int] = field(default_factory=dict[int, int])
    """Minute of each service's last lesson."""
    _today: dict[int, Table] = field(default_factory=dict[int, Table])
    _shared: Table = field(default_factory=Table)

    @property
    def bytes(self) -> int:
        """Of the arrays."""
        return sum(t.bytes for t in (*self._learned.values(), *self._today.values(), self._shared))

    def met(self, service: int) -> bool:
        """Has anything ever been heard of this service's crowd?"""
        return service in self._learned or service in self._today

    def hear(self, service: int, crowd: Crowded) -> None:
        """A calm hour of a service."""
        table = self._today.setdefault(service, Table())
        table.add(crowd)
        table.shorten(self.doubt.most)

    def close(self, hour_end: int) -> None:
        """Learn what was heard, for the services whose day ends with this hour, or are young."""
        number = hour_end // HOUR % 24
        lessons: list[Crowded] = []
        for service in sorted(self._today):
            known = self._learned.get(service)
            young = known is None or known.total < self.doubt.known
            if young or service % 24 == number:
                lessons.append(self._fold(service, self._today.pop(service), hour_end))
        if lessons:
            self._shared.add(together(lessons))
        if number == 0:
            self._shared.fade(0.5 ** (1.0 / self.doubt.half_life))
            self._shared.shorten(self.doubt.most_shared)

    def weights(self, service: int, present: Groups | None = None, loud: float = 0.0) -> Weights:
        """Shares of the groups of a service; of those ``present``, where they are told.

        A network's further voices are ``loud`` of a network each; a group weighs as its share of
        the networks or of these, whichever is less: who holds little of either is taken away.

        Once its crowd is known, groups that it doesn't know are strangers. Until then each of them
        has the share it has of the observatory, and at least that of one of a few equal ones, if
        anybody has ever heard of it.
        """
        d, quiet = self.doubt, self._learned.get(service) or Table()
        learned, own = quiet.total, quiet.louder(loud)
        known = learned >= d.known
        groups = own.groups[own.groups > STRANGE] if present is None else present
        taken, shares = self._shares(quiet, groups, known)
        shares = np.minimum(shares, self._shares(own, groups, known)[1])
        strange, vouched = self._fixed(own, known)
        fresh = float(own.networks[(own.groups > STRANGE) & (quiet.networks < d.seen)].sum())
        fresh = fresh / own.total if known else 0.0
        budget = min(d.budget(learned), 0.5 * (1.0 - strange))
        reported = self._reported(own, groups, shares)
        return Weights(
            groups[taken],
            shares[taken],
            reported[taken],
            strange + fresh,
            fresh,
            vouched,
            budget,
            learned,
            known,
        )

    def _shares(self, own: Table, groups: Groups, known: bool) -> tuple[NDArray[np.bool_], Column]:
        """Which of the groups are none of the strangers, and the share of each."""
        d, mine, learned = self.doubt, own.of(groups), own.total
        if known:
            return mine >= d.seen, mine / learned
        theirs, all_of_us = self._shared.of(groups), max(self._shared.total, 1e-9)
        heard_of = (theirs >= d.seen) | (all_of_us < d.known) | (mine > 0.0)
        shares = (mine + d.prior * theirs / all_of_us) / (learned + d.prior)
        belief = d.prior / (learned + d.prior)
        return heard_of, np.maximum(shares, belief / d.groups)

    def _fixed(self, own: Table, known: bool) -> tuple[float, float]:
        """Shares of the strangers and of the vouched."""
        groups = np.array([STRANGE, VOUCHED])
        if known:
            strange, vouched = own.of(groups) / own.total
            return float(strange), float(vouched)
        prior = self.doubt.prior
        theirs = self._shared.of(groups) / max(self._shared.total, prior)
        strange, vouched = (own.of(groups) + prior * theirs) / (own.total + prior)
        return float(strange), float(vouched)

    def _reported(self, own: Table, groups: Groups, shares: Column) -> Column:
        """Shares of the reports; those of the networks where nothing is known."""
        reports = Table(own.groups, own.reports).of(groups)
        total = float(own.reports.sum(dtype=np.float64))
        return (reports + self.doubt.prior * shares) / (total + self.doubt.prior)

    def _fold(self, service: int, heard: Table, minute: int) -> Crowded:
        """Learn from what was heard, no more of a group than its share makes plausible."""
        own = self._learned.setdefault(service, Table())
        credit = self._credit(service, own, heard)
        days = (minute - self._at.get(service, minute)) / DAY_MINUTES
        self._at[service] = minute
        own.fade(0.5 ** (days / self.doubt.half_life))
        columns = (heard.reports, heard.networks, heard.voices)
        lesson = Crowded(heard.groups, *(column * credit for column in columns))
        own.add(lesson)
        own.shorten(self.doubt.most)
        return lesson

    def _credit(self, service: int, own: Table, heard: Table) -> Column:
        """What share of each group's networks is believed.

        ``gain`` times its share of a day as large as the rest of the crowd says it was, and of all
        that is beyond that together ``spare`` of the day. Strangers are one group.
        """
        d = self.doubt
        if own.total < d.known:
            return np.ones(len(heard.groups))
        counts = heard.networks.astype(np.float64)
        weights = self.weights(service, heard.groups[heard.groups > STRANGE])
        size = float(weights.left(split(weights, heard.groups, counts))) / weights.kept
        stranger = (weights.place(heard.groups) < 0) & (heard.groups != VOUCHED)
        due = d.gain * size * own.of(heard.groups) / own.total
        among = counts[stranger].sum()
        due[stranger] = d.gain * size * weights.strange * counts[stranger] / max(among, 1e-9)
        due = np.minimum(counts, np.where(heard.groups == VOUCHED, counts, due))
        over = float((counts - due).sum())
        share = min(1.0, (1.0 + d.spare * size) / max(over, 1e-9))
        return (due + (counts - due) * share) / np.maximum(counts, 1e-9)

    def kept(self) -> KeptCrowds:
        """All of it; equal crowds give equal bytes."""
        learned = [(s, self._learned[s].kept(), self._at[s]) for s in sorted(self._learned)]
        today = [(s, self._today[s].kept()) for s in sorted(self._today)]
        return KeptCrowds(learned, today, self._shared.kept())

    @classmethod
    def restored(cls, kept: KeptCrowds, doubt: Doubt) -> Crowds:
        """The Crowds that ``kept`` were."""
        return cls(
            doubt,
            {s: Table.restored(table) for s, table, _ in kept.learned},
            {s: at for s, _, at in kept.learned},
            {s: Table.restored(table) for s, table in kept.today},
            Table.restored(kept.shared),
        )
