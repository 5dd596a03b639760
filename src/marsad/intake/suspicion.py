"""When the door asks for proof: where a crowd of people would not look like this.

It only makes a flood dearer; what weighs is for trust to say. An outage that brings thousands to
the door at once is no reason for suspicion, few networks that send most of it are.
"""

from __future__ import annotations

from collections.abc import Hashable

from marsad.intake.limits import WINDOW_MS, Buckets
from marsad.intake.rules import Rules
from marsad.intake.sender import Place

_CALM = 60
"""Reports a minute that no network comes under suspicion for; where so few are too many, the limit
is set tighter."""
_SURGE = 120
"""Reports on a service in a minute, before it is asked how many networks they come from."""
_PER_NETWORK = 12
"""More reports than this a network, on the average, are few networks' work. Behind a carrier's NAT
a /24 stands for thousands of people, who seldom report one service in one minute."""
_NETWORKS = 256
"""Networks of a service looked at in a minute; more of them are no few."""
_SERVICES = 4_096


class Suspicion:
    """Watches keyless reports; remembers networks' hashes for a minute or two."""

    def __init__(self, rules: Rules) -> None:
        # A quarter of the limit is left when a network comes under suspicion; of networks that
        # anybody can rent, a few reports are enough.
        self._calm = Buckets(max(_CALM, rules.network_per_minute * 3 // 4), rules.remembered)
        self._rented = Buckets(rules.rented_per_minute, rules.remembered)
        self._services: dict[str, _Minute] = {}
        self._waits = Buckets(rules.unproven_per_minute, rules.remembered)

    def falls_on(self, place: Place, service: str, now: int) -> bool:
        """Whether this report, the sender's next, is under suspicion."""
        bucket = self._rented if place.hosting else self._calm
        many = bucket.take(place.network, now) > 0
        return self._is_surge(place.network, service, now) or many

    def spared(self, network: Hashable, now: int) -> bool:
        """Whether one who waited instead of proving, for want of a script, may pass."""
        return self._waits.take(network, now) == 0

    def __len__(self) -> int:
        seen = sum(len(minute.networks) for minute in self._services.values())
        return seen + len(self._services) + len(self._calm) + len(self._rented) + len(self._waits)

    def _is_surge(self, network: bytes, service: str, now: int) -> bool:
        minute = self._services.get(service)
        if minute is None or now - minute.began >= WINDOW_MS:
            if len(self._services) >= _SERVICES:
                self._services.clear()
            minute = self._services[service] = _Minute(now)
        return minute.add(network)


class _Minute:
    """Reports on one service since ``began``, and how many each of its networks sent."""

    __slots__ = ("began", "networks", "reports")

    def __init__(self, began: int) -> None:
        self.began = began
        self.reports = 0
        self.networks: dict[bytes, int] = {}

    def add(self, network: bytes) -> bool:
        """Count a report; whether its network is one of the few that send most."""
        self.reports += 1
        own = self.networks.get(network, 0) + 1
        if own == 1 and len(self.networks) >= _NETWORKS:
            return False
        self.networks[network] = own
        few = self.reports > _PER_NETWORK * len(self.networks)
        return self.reports > _SURGE and few and own > _PER_NETWORK
