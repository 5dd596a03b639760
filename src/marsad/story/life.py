"""The life of a partition's incidents: possible, problem, recovering, ended; or retracted.

Verdicts come in by minute; transitions come out, each once. Incidents that are one are merged:
a component's incident is taken into its service's when the whole service fails, and an incident
that fails again soon after its end goes on. Failures further apart are two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from marsad.nouns.incident import Incident, Transition
from marsad.nouns.minute import MINUTE_MS, instant_of
from marsad.nouns.state import IncidentState
from marsad.nouns.verdict import Span, Verdict
from marsad.story.seam import Seam, heard
from marsad.story.thread import Thread, opened, told, turned

RELAPSE_MINUTES = 60

_AFTER: dict[str, IncidentState] = {
    "possible": "possible",
    "problem": "problem",
    "recovering": "recovering",
}


class Life(msgspec.Struct):
    """Threads that run, and those that ended so recently that a relapse would be the same."""

    step: int = 1
    """Minutes a bin."""
    running: dict[str, dict[str, Thread]] = {}
    """By service, then component ('' for the whole service)."""
    rested: dict[str, dict[str, Thread]] = {}
    seams: dict[str, Seam] = {}
    """Where editors cut what still goes on, by service."""

    def hear(self, verdicts: Sequence[Verdict]) -> tuple[list[Transition], list[Incident]]:
        """Live on through verdicts in order of minute, service and component.

        Answers the transitions in order, and every incident that changed, as it now is.
        """
        rows: list[Transition] = []
        touched: dict[str, Incident] = {}
        for (_, service), group in groupby(verdicts, key=lambda v: (v.minute, v.service)):
            said = heard(self.seams, service, list(group), self.step)
            for thread in self._service(service, said, rows):
                touched[thread.incident.id] = thread.incident
        return rows, list(touched.values())

    def is_quiet(self, service: str) -> bool:
        """Whether an editor took back what goes on there."""
        return service in self.seams and self.seams[service].quiet

    def taken_back(self) -> set[str]:
        """Ids of incidents that were taken back while what they are about still goes on."""
        return {seam.thread.incident.id for seam in self.seams.values() if seam.thread}

    def open_incidents(self) -> dict[str, Incident]:
        """The open incident of each service that has one: the whole service's before a part's."""
        return {
            service: min(threads.items(), key=lambda item: item[0])[1].incident
            for service, threads in self.running.items()
        }

    def _service(self, service: str, said: list[Verdict], rows: list[Transition]) -> list[Thread]:
        alive = {v.component: v for v in said if v.state in _AFTER}
        quiet = {v.component: v for v in said if v.state == "ok"}
        running = self.running.setdefault(service, {})
        changed: list[Thread] = []
        if "" in alive:
            changed += self._take_in(running, alive[""], rows)
            alive = {"": alive[""]}
        elif "" in running and alive and running[""].was_problem and "" in quiet:
            narrowed = max(alive, key=lambda part: (alive[part].excess, part))
            running.setdefault(narrowed, running.pop(""))
        for component, verdict in alive.items():
            if component == "" or "" not in running:
                changed.append(self._go_on(running, verdict, rows))
        changed += self._end(running, quiet, rows)
        if not running:
            del self.running[service]
        return changed

    def _take_in(
        self, running: dict[str, Thread], verdict: Verdict, rows: list[Transition]
    ) -> list[Thread]:
        """The whole service fails: its components' incidents become one with the earliest declared.

        What was only suspected of a component is retracted: the service's incident is a new one.
        """
        others = [thread for component, thread in running.items() if component]
        if not others:
            return []
        others.sort(key=lambda thread: (thread.incident.onset.at, thread.incident.id))
        at = instant_of(verdict.minute + 1)
        declared = next((thread for thread in others if thread.was_problem), None)
        kept = (
            running.get("") or declared or self._relapse(verdict, at) or opened(verdict, self.step)
        )
        absorbed = [thread for thread in others if thread is not kept]
        for thread in absorbed:
            _merge(kept, thread, at)
            rows.append(turned(thread, "ended" if thread.was_problem else "retracted", at))
        running.clear()
        running[""] = kept
        return absorbed

    def _go_on(
        self, running: dict[str, Thread], verdict: Verdict, rows: list[Transition]
    ) -> Thread:
        at = instant_of(verdict.minute + 1)
        thread = running.get(verdict.component)
        if thread is None:
            thread = self._relapse(verdict, at) or opened(verdict, self.step)
            running[verdict.component] = thread
        told(thread, verdict)
        after = _AFTER[verdict.state]
        if after == "possible" and thread.incident.confirmed:
            after = "problem"
        if thread.sequence == 0 or after != thread.incident.state:
            _mark(thread, after, at)
            rows.append(turned(thread, after, at))
        return thread

    def _relapse(self, verdict: Verdict, at: int) -> Thread | None:
        """The thread this verdict goes on with, when that one ended only a little while ago."""
        rested = self.rested.get(verdict.service, {})
        for component in (verdict.component, ""):
            thread = rested.get(component)
            if thread and at - thread.incident.updated_at <= RELAPSE_MINUTES * MINUTE_MS:
                thread.ended_before = thread.incident.ended
                thread.incident = msgspec.structs.replace(thread.incident, ended=None)
                return rested.pop(component)
        return None

    def _end(
        self, running: dict[str, Thread], quiet: dict[str, Verdict], rows: list[Transition]
    ) -> Iterable[Thread]:
        ended = [component for component in running if component in quiet]
        for component in ended:
            verdict, thread = quiet[component], running.pop(component)
            at = instant_of(verdict.minute + 1)
            _close(thread, verdict, at)
            after: IncidentState = "ended" if thread.was_problem else "retracted"
            rows.append(turned(thread, after, at))
            self._rest(thread, component, at)
            yield thread

    def _rest(self, thread: Thread, component: str, at: int) -> None:
        rested = self.rested.setdefault(thread.incident.service, {})
        rested[component] = thread
        horizon = at - RELAPSE_MINUTES * MINUTE_MS
        for known in [c for c, t in rested.items() if t.incident.updated_at < horizon]:
            del rested[known]


def _mark(thread: Thread, after: IncidentState, at: int) -> None:
    """The instants that belong to a state's first coming."""
    incident = thread.incident
    if after == "problem":
        thread.was_problem = True
        declared_at = incident.declared_at if incident.declared_at is not None else at
        thread.incident = msgspec.structs.replace(
            incident, declared_at=declared_at, recovering_at=None
        )
    elif after == "recovering":
        thread.incident = msgspec.structs.replace(incident, recovering_at=at)


def _close(thread: Thread, verdict: Verdict, at: int) -> None:
    onset, before = thread.incident.onset.at, thread.ended_before
    # A doubt that comes back has another onset, and ends after it.
    known = verdict.ended or (before if before and before.at >= onset else None)
    end = known or Span(at, onset, at)
    certainty = thread.surest if thread.was_problem else verdict.certainty
    thread.incident = msgspec.structs.replace(
        thread.incident,
        ended=end,
        certainty=certainty,
        because=verdict.because or thread.incident.because,
    )


def _merge(eldest: Thread, other: Thread, at: int) -> None:
    """Take another incident's parts and standing into the one that goes on."""
    for mine, theirs in (
        (eldest.components, other.components),
        (eldest.countries, other.countries),
        (eldest.symptoms, other.symptoms),
    ):
        for part, excess in theirs.items():
            mine[part] = max(mine.get(part, 0.0), excess)
    eldest.was_problem = eldest.was_problem or other.was_problem
    declared = [t.incident.declared_at for t in (eldest, other) if t.incident.declared_at]
    eldest.incident = msgspec.structs.replace(
        eldest.incident,
        declared_at=min(declared, default=None),
        confirmed=eldest.incident.confirmed or other.incident.confirmed,
    )
    other.incident = msgspec.structs.replace(
        other.incident, merged_into=eldest.incident.id, ended=Span(at, at, at)
    )
