"""An incident on the desk: confirm, take back, merge, split, or pass on what somebody said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from starlette.responses import Response

from marsad.admin.deeds import fresh_id
from marsad.admin.draft import Draft, Sheet, act_of, carried_out
from marsad.admin.form import instant_in
from marsad.admin.said import NO_TIME
from marsad.admin.visit import Visit
from marsad.intake.hearing import Hearing
from marsad.intake.rules import Rules
from marsad.nouns.act import Act
from marsad.nouns.incident import Incident
from marsad.nouns.minute import rfc3339
from marsad.nouns.problem import Refused
from marsad.nouns.statement import CLAIMS, ROLES
from marsad.show import causes
from marsad.show.moments import field_of
from marsad.show.problems import refused
from marsad.show.words import languages

OTHERS = 50
"""Incidents of the same service that are offered to merge into."""


async def incident_desk(visit: Visit) -> Response:
    """``/{language}/admin/incidents/{id}``."""
    return _sheet(visit, _incident(visit)).again("", 200)


async def change_incident(visit: Visit) -> Response:
    """One of its forms."""
    incident = _incident(visit)
    draft = DRAFTS.get(visit.fields.get("kind", ""))
    if draft is None:
        raise refused("form-refused", "No form of ours asks for that")
    return await carried_out(visit, draft(visit, incident), _sheet(visit, incident))


def _incident(visit: Visit) -> Incident:
    return visit.office.stage.incident(visit.request.path_params["id"])


def _confirm(visit: Visit, incident: Incident) -> Draft:
    return Draft(act_of(visit, "confirm", incident.service, incident=incident.id))


def _retract(visit: Visit, incident: Incident) -> Draft:
    return Draft(act_of(visit, "retract", incident.service, incident=incident.id))


def _merge(visit: Visit, incident: Incident) -> Draft:
    into = visit.fields.get("into", "")
    return Draft(act_of(visit, "merge", incident.service, incident=incident.id, into=into))


def _split(visit: Visit, incident: Incident) -> Draft:
    at = instant_in(visit.fields.get("start", ""), visit.office.stage.zone)
    act = act_of(visit, "split", incident.service, incident=incident.id, start=at or 0)
    return Draft(act, trouble="" if at else NO_TIME)


def _statement(visit: Visit, incident: Incident) -> Draft:
    """Judged by the same rules as a statement that comes to the door."""
    fields, sight = visit.fields, visit.office.stage.sight
    text = fields.get("text", "").replace("\r\n", "\n")
    act = act_of(visit, "statement", incident.service, incident=incident.id, text=text.strip())
    at = instant_in(fields.get("at", ""), visit.office.stage.zone)
    if at is None:
        return Draft(act, trouble=NO_TIME)
    taken = ("speaker", "role", "language", "source", "claim")
    said = {name: fields.get(name, "").strip() for name in taken}
    body = said | {"text": text, "incident": incident.id, "at": rfc3339(at)}
    hearing = Hearing(sight.catalog, Rules(), sight.incident)
    try:
        stated = hearing.statement(msgspec.json.encode(body), act.who, act.id, act.at)
    except Refused as error:
        words = visit.words
        title, remedy = words.say(error.problem.title), words.say(error.problem.remedy)
        return Draft(act, trouble=f"{title} ({error.problem.pointer[1:]}). {remedy}")
    return Draft(act, (stated,))


DRAFTS: dict[str, Callable[[Visit, Incident], Draft]] = {
    "confirm": _confirm,
    "retract": _retract,
    "merge": _merge,
    "split": _split,
    "statement": _statement,
}


def _sheet(visit: Visit, incident: Incident) -> Sheet:
    sight, path = visit.office.stage.sight, f"/incidents/{incident.id}"
    service = visit.office.stage.noun(incident.service)

    def again(trouble: str, status: int) -> Response:
        told = _told(visit, incident) | {"service": service, "trouble": trouble}
        return visit.page("admin_incident.html.j2", path, status, incident=incident, **told)

    def preview(act: Act) -> Response:
        return visit.page(
            "admin_preview.html.j2",
            path,
            act=act,
            incident=incident,
            into=sight.incident(act.into) if act.into else None,
            service=service,
            typed=visit.fields,
        )

    return Sheet(path, again, preview)


def _told(visit: Visit, incident: Incident) -> dict[str, Any]:
    """What the incident's forms offer, and what was typed into them."""
    stage = visit.office.stage
    return {
        "others": _others(visit, incident),
        "log": stage.sight.corrections(incident=incident.id),
        "typed": visit.fields,
        "fresh_id": fresh_id,
        "now_field": field_of(stage.sight.now(), stage.zone),
        "first_field": field_of(incident.onset.at, stage.zone),
        "roles": ROLES,
        "claims": CLAIMS,
        "causes": causes,
        "spoken": languages(),
    }


def _others(visit: Visit, incident: Incident) -> list[Incident]:
    every = visit.office.stage.sight.incidents(service=incident.service)
    return [
        each
        for each in every
        if each.id != incident.id and not each.merged_into and each.state != "retracted"
    ][:OTHERS]
