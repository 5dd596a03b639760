"""How many reports a minute an API key is good for."""

from __future__ import annotations

from marsad.intake.answer import Headers, rate_limit
from marsad.intake.limits import Buckets
from marsad.intake.problems import refusal
from marsad.intake.rules import Rules
from marsad.nouns.failure import Failure


class Quotas:
    """A bucket for each key of the settings, by its name; each report takes one token.

    Raises Failure for a quota of a key that there isn't.
    """

    def __init__(self, rules: Rules) -> None:
        for name in rules.quotas:
            if name not in rules.keys:
                raise Failure(
                    f"`{name}` is no API key",
                    where="intake.quotas",
                    remedy="name one of intake.keys, or make one with marsad key NAME",
                )
        self._limits = {name: rules.quotas.get(name, rules.quota) for name in rules.keys}
        self._buckets = {name: Buckets(limit, room=1) for name, limit in self._limits.items()}

    def take(self, name: str, now: int) -> None:
        """Take one report off a key's quota. Raises Refused where it is spent."""
        wait = self._buckets[name].take(name, now)
        if wait:
            seconds = -(-wait // 1000)
            raise refusal(
                "quota-spent",
                f"{self._limits[name]} reports a minute are the quota of `{name}`; "
                f"try again in {seconds} s.",
                retry_after=seconds,
                quota=self._limits[name],
            )

    def headers(self, name: str, now: int) -> Headers:
        """What is left of a key's quota, and the seconds until it is whole again."""
        limit, left = self._limits[name], self._buckets[name].left(name, now)
        return rate_limit(limit, left, -(-(limit - left) * 60 // limit))
