"""What a comparison's address asks for, and the addresses that ask for a little else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from marsad.nouns.incident import Incident
from marsad.show.compare_curves import HOURS, SCALES, Scale
from marsad.show.problems import quoted, refused
from marsad.show.query import choice
from marsad.show.sight import Sight

FEWEST, MOST = 2, 4
"""Incidents that can be compared."""
_LONGEST = 100
"""Characters of a search."""
_FARTHEST = 8
"""Times an incident may have been merged on."""


@dataclass(frozen=True, slots=True)
class Query:
    """A comparison; fewer than ``FEWEST`` incidents is one that is still being chosen."""

    incidents: tuple[str, ...] = ()
    scale: Scale = "reports"
    hours: int = 0
    """0 for what suits the incidents."""
    text: str = ""
    """Services that are searched for."""

    @property
    def path(self) -> str:
        """The address after the language."""
        fields = [("incident", each) for each in self.incidents]
        fields += [("scale", self.scale)] if self.scale != "reports" else []
        fields += [("hours", str(self.hours))] if self.hours else []
        fields += [("q", self.text)] if self.text else []
        return f"/compare?{urlencode(fields)}" if fields else "/compare"

    def at(self, scale: Scale) -> str:
        """The address of the same on another scale."""
        return replace(self, scale=scale).path

    def within(self, hours: int) -> str:
        """The address of the same over another time."""
        return replace(self, hours=hours).path

    def adding(self, incident: str) -> str:
        """The address of the same with one more."""
        return replace(self, incidents=(*self.incidents, incident), text="", hours=0).path

    def without(self, incident: str) -> str:
        """The address of the same with one less."""
        left = tuple(each for each in self.incidents if each != incident)
        return replace(self, incidents=left, hours=0).path


def query_of(asked: QueryParams, sight: Sight) -> Query:
    """The comparison that an address asks for.

    An incident named twice is there once, one that was merged is the one it became. Raises Refused:
    ``unknown-incident``; ``bad-comparison`` for too many; ``bad-choice``.
    """
    known: dict[str, Scale] = {each: each for each in SCALES}
    scale = known[choice(asked, "scale", SCALES, SCALES[0])]
    hours = choice(asked, "hours", map(str, HOURS))
    named = [each for each in asked.getlist("incident") if each]
    return Query(
        _followed(named, sight),
        scale,
        int(hours or 0),
        asked.get("q", "").strip()[:_LONGEST],
    )


def _followed(named: Iterable[str], sight: Sight) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for each in dict.fromkeys(named):
        ids[_found(each, sight).id] = None
        if len(ids) > MOST:
            raise refused("bad-comparison", f"At most {MOST} incidents can be compared at once")
    return tuple(ids)


def _found(key: str, sight: Sight) -> Incident:
    """The incident, or the one it was merged into."""
    incident = sight.incident(key)
    for _ in range(_FARTHEST):
        if incident is None or not incident.merged_into:
            break
        incident = sight.incident(incident.merged_into)
    if incident is None:
        raise refused("unknown-incident", f"There is no incident {quoted(key)}")
    return incident
