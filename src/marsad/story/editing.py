"""Carries out editors' acts on what the desk holds: incidents that run or ended lately, and plans.

Comes in: an act, in its place in the journal. Goes out: what it changed, with the correction that
tells of it. What is over for long is the ledger's to correct (``recalled``), by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from marsad.nouns.act import Act
from marsad.nouns.correction import Correction, Plan
from marsad.nouns.incident import Incident, Transition
from marsad.story.acts import objection
from marsad.story.docket import Docket, File
from marsad.story.life import Life
from marsad.story.revision import absorbed, confirmed, cut, joined, retracted, turn
from marsad.story.seam import Seam
from marsad.story.thread import Thread

UNCOUNTED = 1_000
"""Stands for the transitions of incidents from before these were counted."""


REVISIONS = {"confirm": confirmed, "retract": retracted}
"""Acts that only correct a state: these can be done however long ago the incident was."""


class Done(NamedTuple):
    """What one act changed."""

    correction: Correction
    incidents: tuple[Incident, ...] = ()
    rows: tuple[Transition, ...] = ()
    plans: tuple[Plan, ...] = ()
    called_off: tuple[str, ...] = ()


def refused(act: Act, code: str) -> Done:
    """Nothing was changed, and why."""
    return Done(Correction(act, refused=code))


def recalled(act: Act, incident: Incident | None, into: Incident | None, turns: int) -> Done:
    """Carry out an act on what the desk let go of: of that, only the state can be corrected."""
    code = objection(act, incident, into)
    if code or incident is None or act.kind not in REVISIONS:
        return refused(act, code or "too-long-ago")
    after = REVISIONS[act.kind](incident, act.at)
    rows = (turn(act, incident, after, turns + 1),) if after.state != incident.state else ()
    return Done(Correction(act, incident.state, after.state), (after,), rows)


class Editing:
    """The editors' hand in one partition: what it works on belongs to the desk."""

    def __init__(self, life: Life, docket: Docket) -> None:
        self._life = life
        self._docket = docket

    def carry_out(self, act: Act, catalogue: dict[str, str]) -> Done | None:
        """Do it, or say why not; None where it is about what the desk no longer holds."""
        match act.kind:
            case "plan" | "unplan":
                return self._announce(act)
            case "catalogue":
                return self._catalogue(act, catalogue)
            case "statement":
                return refused(act, objection(act, None))
            case _:
                return self._revise(act)

    def _catalogue(self, act: Act, catalogue: dict[str, str]) -> Done:
        if code := objection(act, None):
            return refused(act, code)
        before, catalogue[act.service] = catalogue.get(act.service, ""), act.text
        return Done(Correction(act, before, act.text))

    def _announce(self, act: Act) -> Done:
        known = self._docket.plan(act.service, act.text) if act.kind == "unplan" else None
        if code := objection(act, None, None, known):
            return refused(act, code)
        if known:
            changed = self._docket.call_off(known)
            return Done(Correction(act, known.id, ""), tuple(changed), called_off=(known.id,))
        text = act.text.strip()
        plan = Plan(act.id.hex(), act.service, act.start, act.end, text, act.who, act.at)
        changed = self._docket.announce(plan)
        return Done(Correction(act, "", plan.id), tuple(changed), plans=(plan,))

    def _revise(self, act: Act) -> Done | None:
        file = self._docket.files.get(act.service, File())
        incident, into = file.incidents.get(act.incident), file.incidents.get(act.into)
        if incident is None or (act.kind == "merge" and into is None):
            return None
        if code := objection(act, incident, into):
            return refused(act, code)
        match act.kind:
            case "confirm":
                done = self._confirm(act, incident, file)
            case "retract":
                done = self._retract(act, incident, file)
            case "split":
                done = self._split(act, incident, file)
            case _:
                assert into is not None, "a merge is objected to without"
                done = self._merge(act, incident, into, file)
        return done._replace(incidents=tuple(self._docket.hear(done.incidents, done.rows)))

    def _confirm(self, act: Act, incident: Incident, file: File) -> Done:
        seam = self._life.seams.get(act.service)
        if seam and seam.thread and seam.thread.incident.id == incident.id:
            incident_now = msgspec.structs.replace(incident, ended=None)
            self._life.running.setdefault(act.service, {})[seam.component] = seam.thread
            self._sew(act.service, seam.before)
        else:
            incident_now = incident
        after = confirmed(incident_now, act.at)
        row = self._row(act, incident, after, file)
        for held in self._held(act.service, incident.id):
            held.thread.incident, held.thread.was_problem = after, True
            held.thread.sequence += len(row)
        return Done(Correction(act, incident.state, after.state), (after,), row)

    def _retract(self, act: Act, incident: Incident, file: File) -> Done:
        after = retracted(incident, act.at)
        row = self._row(act, incident, after, file)
        for held in self._held(act.service, incident.id):
            self._let_go(held)
            thread = held.thread
            thread.incident, thread.sequence = after, thread.sequence + len(row)
            if incident.ended is None:
                height, before = incident.peak.reports_per_minute, self._seam(act.service)
                excess = before.excess + incident.excess
                seam = Seam(act.at, excess, height, True, thread, held.component, before)
                self._sew(act.service, seam)
        return Done(Correction(act, incident.state, after.state), (after,), row)

    def _merge(self, act: Act, incident: Incident, into: Incident, file: File) -> Done:
        part, whole = absorbed(incident, into.id, act.at), joined(into, incident, act.at)
        rows = (*self._row(act, incident, part, file), *self._row(act, into, whole, file))
        held = [*self._held(act.service, incident.id), *self._held(act.service, into.id)]
        held.sort(key=lambda each: _end(each.thread))
        for each in held:
            self._let_go(each)
        if held:
            last = held[-1]
            _carry_on(last.thread, whole, _turns(file, into) + (whole.state != into.state))
            last.table.setdefault(act.service, {})[last.component] = last.thread
        if whole.ended is None:
            over, runs = (incident, into) if incident.ended else (into, incident)
            known = self._seam(act.service)
            at, excess = max(known.at, runs.onset.at), known.excess - over.excess
            # Without an excess, what was cut apart is whole again.
            seam = Seam(at, excess, whole.peak.reports_per_minute) if excess else None
            self._sew(act.service, seam)
        return Done(Correction(act, incident.id, into.id), (part, whole), rows)

    def _split(self, act: Act, incident: Incident, file: File) -> Done:
        first, second = cut(incident, act.start, act.at, file.course, self._life.step)
        while second.id in file.incidents:
            second = msgspec.structs.replace(second, id=f"{second.id}-2")
        rows = (*self._row(act, incident, first, file), turn(act, None, second, 1))
        for held in self._held(act.service, incident.id):
            held.thread.incident, held.thread.sequence = second, 1
            held.thread.ended_before = None
            if incident.ended is None:
                excess = first.excess + self._seam(act.service).excess
                self._sew(act.service, Seam(act.start, excess, first.peak.reports_per_minute))
        return Done(Correction(act, first.id, second.id), (first, second), rows)

    def _row(
        self, act: Act, before: Incident, after: Incident, file: File
    ) -> tuple[Transition, ...]:
        if after.state == before.state:
            return ()
        held = self._held(act.service, before.id)
        known = held[0].thread.sequence if held else _turns(file, before)
        return (turn(act, before, after, known + 1),)

    def _seam(self, service: str) -> Seam:
        return self._life.seams.get(service) or Seam(0, 0.0, 0.0)

    def _sew(self, service: str, seam: Seam | None) -> None:
        self._life.seams.pop(service, None)
        if seam and seam.at:
            self._life.seams[service] = seam

    def _held(self, service: str, id: str) -> list[_Held]:
        return [held for held in self._all(service) if held.thread.incident.id == id]

    def _all(self, service: str) -> Iterator[_Held]:
        for table in (self._life.running, self._life.rested):
            for component, thread in table.get(service, {}).items():
                yield _Held(table, component, thread)

    def _let_go(self, held: _Held) -> None:
        service = held.thread.incident.service
        del held.table[service][held.component]
        if not held.table[service]:
            del held.table[service]


class _Held(NamedTuple):
    table: dict[str, dict[str, Thread]]
    component: str
    thread: Thread


def _turns(file: File, incident: Incident) -> int:
    return file.turns.get(incident.id, UNCOUNTED)


def _end(thread: Thread) -> float:
    ended = thread.incident.ended
    return ended.at if ended else float("inf")


def _carry_on(thread: Thread, whole: Incident, sequence: int) -> None:
    """Let the thread write on as the incident that two became."""
    thread.incident, thread.sequence, thread.ended_before = whole, sequence, None
    thread.was_problem = thread.was_problem or whole.declared_at is not None
    for known, names in (
        (thread.components, whole.scope.components),
        (thread.countries, whole.scope.countries),
        (thread.symptoms, whole.scope.symptoms),
    ):
        for name in names:
            known.setdefault(name, whole.excess)
