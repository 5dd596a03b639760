"""What was said and measured of a partition's services, and which incidents it belongs to.

Comes in: statements and windows, and incidents as life has them. Goes out: the same incidents with
statements, evidence and cause. What comes before its incident waits for it; what comes up to 48
hours after its end still finds it. Everything here is in the desk's checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Cause, Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.statement import AFTERWARDS_MS, Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.story.standing import cause_of, statements_of
from marsad.story.streams import joined

EARLY_MS = 30 * MINUTE_MS
"""So long before an incident's onset, what is said and measured belongs to it."""
WAIT_MS = 180 * MINUTE_MS
"""So long it waits for an incident to be opened: an onset may be found late."""
MOST = 200
"""Statements of a service kept at once; the oldest go first."""
SHOWN = 64
"""Streams an incident holds at most."""
_UNKNOWN = Cause()


class File(msgspec.Struct):
    """One service's papers."""

    incidents: dict[str, Incident] = {}
    """Those open, or over for less than 48 hours, by id."""
    stated: list[Stated] = []
    streams: list[Stream] = []


class Docket(msgspec.Struct):
    """The files of a partition, by service."""

    files: dict[str, File] = {}

    def take(self, event: Stated | TrafficWindow) -> None:
        """File a statement or a window; ``settled`` tells what it changes."""
        file = self.files.setdefault(event.service, File())
        if isinstance(event, TrafficWindow):
            file.streams = joined(file.streams, event)
        elif all(not _same(event, known) for known in file.stated):
            file.stated = [*file.stated, event][-MOST:]

    def settled(self, services: Iterable[str]) -> list[Incident]:
        """The incidents of these services that are others now than they were."""
        return [incident for service in services for incident in _settle(self.files[service])]

    def hear(self, incidents: Iterable[Incident]) -> list[Incident]:
        """These incidents as life has them, with what belongs to them; and others it changes."""
        heard = {incident.id: incident for incident in incidents}
        services: dict[str, None] = {}
        for incident in heard.values():
            file = self.files.setdefault(incident.service, File())
            file.incidents[incident.id] = incident
            services[incident.service] = None
        heard.update((incident.id, incident) for incident in self.settled(services))
        return list(heard.values())

    def forget(self, now: int) -> None:
        """Let go of what can't change any more, ``now`` being the end of the last closed minute."""
        for service, file in list(self.files.items()):
            _forget(file, now)
            if not (file.incidents or file.stated or file.streams):
                del self.files[service]


def _same(one: Stated, other: Stated) -> bool:
    """Sent twice: under the same id, or word for word."""
    return one.id == other.id or one == msgspec.structs.replace(
        other, id=one.id, received=one.received
    )


def _settle(file: File) -> list[Incident]:
    """Give every incident what belongs to it; those that are others by it."""
    if not file.incidents:
        return []
    said: dict[str, list[Stated]] = {}
    for stated in file.stated:
        for about in _belongs_to(stated, file.incidents):
            said.setdefault(about, []).append(stated)
    changed: list[Incident] = []
    for incident in list(file.incidents.values()):
        if not incident.merged_into:
            now = _with(incident, said.get(incident.id, []), file.streams)
            if now != incident:
                file.incidents[incident.id] = now
                changed.append(now)
    return changed


def _with(incident: Incident, stated: list[Stated], streams: list[Stream]) -> Incident:
    first = incident.onset.low - EARLY_MS
    last = incident.ended.at if incident.ended else None
    touching = [s for s in streams if s.end > first and (last is None or s.start < last)]
    evidence = tuple(touching[-SHOWN:])
    cause = cause_of(evidence)
    return msgspec.structs.replace(
        incident,
        statements=statements_of(stated, cause, evidence),
        evidence=evidence,
        cause=cause or _UNKNOWN,
    )


def _belongs_to(stated: Stated, incidents: dict[str, Incident]) -> list[str]:
    """The incident it names; or those that ran when it was said, the whole service's before its
    parts'; or the last that was over by then.
    """
    if stated.incident:
        named = incidents.get(stated.incident)
        return [(named and named.merged_into) or stated.incident]
    real = [incident for incident in incidents.values() if not incident.merged_into]
    begun = [incident for incident in real if incident.onset.low - EARLY_MS <= stated.at]
    running = [i for i in begun if i.ended is None or stated.at <= i.ended.at]
    whole = [incident for incident in running if not incident.component]
    if running:
        return [incident.id for incident in whole or running]
    over = [i for i in begun if i.ended and stated.at <= i.ended.at + AFTERWARDS_MS]
    return [max(over, key=_end).id] if over else []


def _end(incident: Incident) -> tuple[int, str]:
    return incident.ended.at if incident.ended else 0, incident.id


def _forget(file: File, now: int) -> None:
    horizon = now - AFTERWARDS_MS - WAIT_MS
    for incident in list(file.incidents.values()):
        if incident.ended is not None and incident.updated_at <= horizon:
            del file.incidents[incident.id]
    onsets = [incident.onset.low - EARLY_MS for incident in file.incidents.values()]
    oldest = min([now - WAIT_MS, *onsets])
    file.streams = [stream for stream in file.streams if stream.end > oldest]
    file.stated = [
        stated for stated in file.stated if stated.at > oldest or stated.incident in file.incidents
    ]
