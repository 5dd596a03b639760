"""What was said and measured of a partition's services, and which incidents it belongs to.

Comes in: statements and windows, and incidents as life has them. Goes out: the same incidents with
statements, evidence and cause. What comes before its incident waits for it; what comes up to 48
hours after its end still finds it. Everything here is in the desk's checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from marsad.nouns.correction import Plan
from marsad.nouns.evidence import Stream
from marsad.nouns.incident import Cause, Incident, Transition
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS
from marsad.nouns.statement import AFTERWARDS_MS, Stated
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.verdict import Verdict
from marsad.story.revision import Bin
from marsad.story.standing import cause_of, planned, statements_of
from marsad.story.streams import joined

EARLY_MS = 30 * MINUTE_MS
"""So long before an incident's onset, what is said and measured belongs to it."""
WAIT_MS = 180 * MINUTE_MS
"""So long it waits for an incident to be opened: an onset may be found late."""
MOST = 200
"""Statements of a service kept at once; the oldest go first."""
SHOWN = 24
"""Streams an incident holds at most."""
BINS = 3 * DAY_MINUTES
"""Counts of a failing service kept, in case an editor cuts its incident in two."""
_UNKNOWN = Cause()


class File(msgspec.Struct):
    """One service's papers."""

    incidents: dict[str, Incident] = {}
    """Those open, or over for less than 48 hours, by id."""
    stated: list[Stated] = []
    streams: list[Stream] = []
    plans: list[Plan] = []
    turns: dict[str, int] = {}
    """Transitions so far, by incident."""
    course: list[Bin] = []
    """What verdicts on the failing service counted."""


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

    def plan(self, service: str, id: str) -> Plan | None:
        """Announced work that is not over for long."""
        plans = self.files.get(service, File()).plans
        return next((plan for plan in plans if plan.id == id), None)

    def plans(self) -> dict[str, tuple[Plan, ...]]:
        """Announced work, by service."""
        return {name: tuple(file.plans) for name, file in self.files.items() if file.plans}

    def announce(self, plan: Plan) -> list[Incident]:
        """File a plan; the incidents whose cause leans to it now."""
        file = self.files.setdefault(plan.service, File())
        file.plans = [*(known for known in file.plans if known.id != plan.id), plan]
        return self.settled([plan.service])

    def call_off(self, plan: Plan) -> list[Incident]:
        """Drop a plan; the incidents whose cause leaned to it."""
        file = self.files[plan.service]
        file.plans = [known for known in file.plans if known.id != plan.id]
        return self.settled([plan.service])

    def count(self, verdicts: Iterable[Verdict]) -> None:
        """Keep what was counted while a service failed."""
        for verdict in verdicts:
            file = self.files.get(verdict.service)
            if file and verdict.state != "ok":
                told = Bin(verdict.minute, verdict.reports, verdict.expected)
                file.course = [*file.course[1 - BINS :], told]

    def hear(
        self, incidents: Iterable[Incident], rows: Sequence[Transition] = ()
    ) -> list[Incident]:
        """These incidents as life has them, with what belongs to them; and others it changes."""
        heard = {incident.id: incident for incident in incidents}
        turns = {row.incident: row.sequence for row in rows}
        services: dict[str, None] = {}
        for incident in heard.values():
            file = self.files.setdefault(incident.service, File())
            file.incidents[incident.id] = incident
            if incident.id in turns:
                file.turns[incident.id] = turns[incident.id]
            services[incident.service] = None
        heard.update((incident.id, incident) for incident in self.settled(services))
        return list(heard.values())

    def forget(self, now: int) -> None:
        """Let go of what can't change any more, ``now`` being the end of the last closed minute."""
        for service, file in list(self.files.items()):
            _forget(file, now)
            if not (file.incidents or file.stated or file.streams or file.plans):
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
            now = _with(incident, said.get(incident.id, []), file)
            if now != incident:
                file.incidents[incident.id] = now
                changed.append(now)
    return changed


def _with(incident: Incident, stated: list[Stated], file: File) -> Incident:
    first = incident.onset.low - EARLY_MS
    last = incident.ended.at if incident.ended else None
    touching = [s for s in file.streams if s.end > first and (last is None or s.start < last)]
    evidence = tuple(touching[-SHOWN:])
    cause = cause_of(evidence)
    work = any(_may_explain(plan, incident) for plan in file.plans)
    return msgspec.structs.replace(
        incident,
        statements=statements_of(stated, cause, evidence),
        evidence=evidence,
        cause=planned(cause or _UNKNOWN) if work else cause or _UNKNOWN,
    )


def _may_explain(plan: Plan, incident: Incident) -> bool:
    return plan.start <= incident.onset.high and incident.onset.at < plan.end


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
            file.turns.pop(incident.id, None)
    onsets = [incident.onset.low - EARLY_MS for incident in file.incidents.values()]
    oldest = min([now - WAIT_MS, *onsets])
    file.plans = [plan for plan in file.plans if plan.end > oldest]
    if not file.incidents:
        file.course = []
    file.streams = [stream for stream in file.streams if stream.end > oldest]
    file.stated = [
        stated for stated in file.stated if stated.at > oldest or stated.incident in file.incidents
    ]
