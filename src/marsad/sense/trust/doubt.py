"""What trust supposes: how much of a crowd may be one hand, and how crowds are learned."""

from __future__ import annotations

import math

import msgspec

LEAST_BAR = 2.0
"""Nats that an excess must stand by in the widest of bins."""


class Doubt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Parameters of trust; shares are of a service's usual networks."""

    share: float = 0.25
    """Any groups that hold so much between them may be one hand: nothing they say is a problem."""
    attacked: float = 6.0
    """While somebody floods a service without pause, chance may raise so many times the budget of
    false problems, by proof no more than twice that: then trust alone decides. In peace the
    detector's own threshold keeps the budget, and a bar as high for both would hide outages."""
    loud: float = 48.0
    """A network's further voices, at its 2nd, 4th, 8th, ... report of an hour, weigh as the root
    of the reports usual in an hour over this, at most one: thousands of names in a handful of
    networks stay within what chance does, and where NAT hides a country they are heard."""
    least: float = 0.01
    """No service is expected to have fewer reports a minute than this."""
    known: float = 200.0
    """Networks learned from which a service's crowd is known, and strangers to it are one group."""
    seen: float = 2.0
    """Networks learned from which a group is none of the strangers."""
    prior: float = 50.0
    """Networks' worth of belief that a service's crowd is the whole observatory's ..."""
    groups: float = 8.0
    """... or, where that is not known either, that it comes from so many groups alike."""
    half_life: float = 28.0
    """Days after which what was learned counts half."""
    gain: float = 2.0
    """What a group's share of a day's lesson may be, as a multiple of the share it has; ..."""
    spare: float = 0.1
    """... beyond that all groups together have this share of a lesson to grow by."""
    most: int = 256
    """Groups remembered of one service."""
    most_shared: int = 4_096
    """Groups remembered of the whole observatory."""

    def bar(self, threshold: float) -> float:
        """Nats from which an excess stands, where the service's statistic needs ``threshold``."""
        return max(threshold - math.log(self.attacked), LEAST_BAR)

    def loudness(self, hourly: float) -> float:
        """What each further voice of a network weighs where so many reports an hour are usual."""
        return min(1.0, math.sqrt(hourly) / self.loud)

    def budget(self, learned: float) -> float:
        """Share of weight to be removed where ``learned`` networks tell it.

        ``share``, and two deviations of what chance may have made of the estimate of a share so
        large.
        """
        if learned < self.known:
            return self.share
        return self.share + 2.0 * math.sqrt(self.share * (1.0 - self.share) / learned)
