"""An incident as entries of a feed: one of its own, or one for each thing that happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from marsad.nouns.correction import Correction
from marsad.nouns.incident import Incident, Statement, Transition
from marsad.nouns.state import IncidentState
from marsad.show import causes
from marsad.show.atom import ATOM, Entry, Link, tag
from marsad.show.moments import Moments
from marsad.show.stage import Stage
from marsad.show.states import STATE_WORDS
from marsad.show.titles import incident_title
from marsad.show.why import reasons_said


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry tells of an incident."""

    steps: list[Transition] = field(default_factory=list[Transition])
    statements: list[Statement] = field(default_factory=list[Statement])
    corrected: list[Correction] = field(default_factory=list[Correction])


class Teller:
    """Makes entries in one language; times are those of the facts, never of the asking."""

    def __init__(self, stage: Stage, moments: Moments, address: str) -> None:
        self._stage = stage
        self._moments = moments
        self._words = moments.words
        self._address = address

    def incident(self, incident: Incident) -> Entry:
        """The whole of it, as it is known now."""
        steps = self._stage.sight.transitions(incident.id)
        corrected = self._corrections(incident)
        times = [step.at for step in steps] + [each.act.at for each in corrected]
        times += [statement.at for statement in incident.statements]
        told = Told(steps, causes.shown(incident.statements), corrected)
        return Entry(
            id=tag(self._address, f"incidents/{incident.id}"),
            title=self.title(incident),
            updated=max(times, default=incident.onset.at),
            published=steps[0].at if steps else incident.onset.at,
            content=self._content(incident, told, whole=True),
            links=self._links(incident),
            categories=(self._state(incident.state), self._service(incident.service)),
        )

    def life(self, incident: Incident) -> list[Entry]:
        """Every transition, statement and correction of it, newest first."""
        sight = self._stage.sight
        entries = [self._step(incident, each) for each in sight.transitions(incident.id)]
        entries += [self._said(incident, each) for each in incident.statements]
        entries += [self._corrected(incident, each) for each in self._corrections(incident)]
        return sorted(entries, key=lambda entry: (-entry.updated, entry.id))

    def title(self, incident: Incident) -> str:
        """What it is called."""
        return incident_title(incident, self._stage.noun(incident.service), self._moments)

    def page(self, incident: Incident) -> str:
        """The address of its page."""
        return f"{self._address}/{self._words.language}/incidents/{incident.id}"

    def _corrections(self, incident: Incident) -> list[Correction]:
        """Those that changed something; a statement passed on is told as that."""
        found = self._stage.sight.corrections(incident=incident.id)
        return [each for each in found if not each.refused and each.act.kind != "statement"]

    def _step(self, incident: Incident, step: Transition) -> Entry:
        return Entry(
            id=tag(self._address, f"incidents/{incident.id}/transitions/{step.sequence}"),
            title=f"{self._words.say(STATE_WORDS[step.after])} – {self.title(incident)}",
            updated=step.at,
            published=step.at,
            content=self._content(incident, Told(steps=[step])),
            links=self._links(incident),
            categories=(self._state(step.after), self._service(incident.service)),
        )

    def _said(self, incident: Incident, statement: Statement) -> Entry:
        words = f"{statement.at} {statement.speaker} {statement.text}"
        digest = blake2b(words.encode("utf-8", "replace"), digest_size=8).hexdigest()
        speaker = causes.named(statement.speaker, self._words)
        return Entry(
            id=tag(self._address, f"incidents/{incident.id}/statements/{digest}"),
            title=self._words.say("Statement by {name}", name=speaker),
            updated=statement.at,
            published=statement.at,
            content=self._content(incident, Told(statements=[statement])),
            links=self._links(incident),
            categories=(self._service(incident.service),),
        )

    def _corrected(self, incident: Incident, correction: Correction) -> Entry:
        act = correction.act
        return Entry(
            id=tag(self._address, f"corrections/{act.id.hex()}"),
            title=self._words.say("Corrected by {name}", name=causes.named(act.who, self._words)),
            updated=act.at,
            published=act.at,
            content=self._content(incident, Told(corrected=[correction])),
            links=self._links(incident),
            categories=(self._service(incident.service),),
        )

    def _content(self, incident: Incident, told: Told, *, whole: bool = False) -> str:
        """What happened, as HTML; ``whole`` with the facts of the incident before it."""
        catalog = self._stage.sight.catalog
        last = told.steps[-1] if told.steps else None
        because = last.because if last else ()
        html = self._stage.render(
            "entry.html.j2",
            self._words,
            self._moments,
            incident=incident if whole else None,
            zone=Moments(self._words, self._moments.zone, incident.onset.at).zone_name,
            reasons=reasons_said(because, self._words, catalog, incident.service),
            last=last,
            told=told,
            causes=causes,
        )
        return html.decode().strip()

    def _links(self, incident: Incident) -> tuple[Link, ...]:
        data = f"{self._address}/api/v1/incidents/{incident.id}"
        page = self.page(incident)
        return (
            Link("alternate", page, "text/html", self._words.language),
            Link("alternate", data, "application/json"),
            Link("related", f"{page}.atom", ATOM),
        )

    def _state(self, state: IncidentState) -> tuple[str, str]:
        return state, self._words.say(STATE_WORDS[state])

    def _service(self, id: str) -> tuple[str, str]:
        return f"service:{id}", self._stage.noun(id).names.of(self._words.language)
