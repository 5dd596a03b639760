"""A service on the desk: the forms that announce work on it and change its catalogue entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import unified_diff

from starlette.responses import Response

from marsad.admin.deeds import fresh_id
from marsad.admin.draft import Draft, Sheet, act_of, carried_out
from marsad.admin.form import instant_in, text_in
from marsad.admin.office import led
from marsad.admin.said import NO_CHANGE, NO_TIME, OBJECTED
from marsad.admin.visit import Visit
from marsad.catalog.finding import Finding
from marsad.nouns.act import Act
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.service import Service
from marsad.show.collation import in_order
from marsad.show.moments import field_of
from marsad.show.problems import refused
from marsad.story.acts import MOST_TEXT

HOUR_MS = 60 * MINUTE_MS
PLAN_CHARS = 500
FOUND = 20
"""Faults shown at once."""
_ID_CHARS = 40
_ID = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_BLANK = "names:\n  ar: \n  en: \nprovider: \ncategory: \n"
"""What the entry of a new service cannot do without."""


async def services_desk(visit: Visit) -> Response:
    """``/{language}/admin/services?q=…``; ``?add=`` leads to the page of a service to be."""
    stage = visit.office.stage
    wished = visit.request.query_params.get("add", "")
    if _is_new(visit, wished):
        return led(f"{visit.home}/services/{wished}?new=1")
    text = visit.request.query_params.get("q", "")[:100]
    catalog = stage.sight.catalog
    found = catalog.find(text) if text.strip() else list(catalog.services)
    named = [stage.noun(each) for each in found]
    if not text.strip():
        named = in_order(named, visit.words.language)
    told = {"services": named, "text": text, "wished": wished[:_ID_CHARS]}
    told |= {"states": stage.sight.statuses()}
    return visit.page("admin_services.html.j2", "/services", 422 if wished else 200, **told)


async def service_desk(visit: Visit) -> Response:
    """``/{language}/admin/services/{id}``."""
    sheet = await _sheet(visit, _service(visit))
    return sheet.again("", 200)


async def change_service(visit: Visit) -> Response:
    """One of its forms."""
    service, kind = _service(visit), visit.fields.get("kind")
    if kind == "plan":
        return await carried_out(visit, _plan(visit, service), await _sheet(visit, service))
    if kind == "catalogue":
        return await _catalogue(visit, service)
    raise refused("form-refused", "No form of ours asks for that")


def _service(visit: Visit) -> Service:
    """The one the address names, also one that is to be added, or was just now."""
    stage, key = visit.office.stage, visit.request.path_params["id"]
    asked, fields = visit.request.query_params, visit.fields
    wanted = "new" in asked or asked.get("done") == "catalogue" or fields.get("new") == "yes"
    return stage.noun(key) if wanted and _is_new(visit, key) else stage.service(key)


def _is_new(visit: Visit, key: str) -> bool:
    return bool(_ID.fullmatch(key)) and key not in visit.office.stage.sight.catalog.services


def _plan(visit: Visit, service: Service) -> Draft:
    zone, fields = visit.office.stage.zone, visit.fields
    start = instant_in(fields.get("start", ""), zone)
    end = instant_in(fields.get("end", ""), zone)
    text = text_in(fields, "text", PLAN_CHARS)
    act = act_of(visit, "plan", service.id, start=start or 0, end=end or 0, text=text)
    return Draft(act, trouble="" if start and end else NO_TIME)


async def _catalogue(visit: Visit, service: Service) -> Response:
    office = visit.office
    text = text_in(visit.fields, "text", MOST_TEXT) + "\n"
    act = act_of(visit, "catalogue", service.id, text=text)
    findings: Sequence[Finding] = ()
    trouble = ""
    if not office.deeds.is_written(act):
        findings = await office.aside(office.entries.faults, service.id, text)
        same = text == await office.aside(office.entries.written, service.id)
        trouble = OBJECTED["unsound"] if findings else NO_CHANGE if same else ""
    sheet = await _sheet(visit, service, findings)
    return await carried_out(visit, Draft(act, trouble=trouble), sheet)


async def _sheet(visit: Visit, service: Service, findings: Sequence[Finding] = ()) -> Sheet:
    office, stage, path = visit.office, visit.office.stage, f"/services/{service.id}"
    now = stage.sight.now()
    hour = -(-now // HOUR_MS) * HOUR_MS
    entry = await office.aside(office.entries.written, service.id)

    def again(trouble: str, status: int) -> Response:
        return visit.page(
            "admin_service.html.j2",
            path,
            status,
            service=service,
            plans=stage.sight.plans(service.id, since=now),
            entry=entry or _BLANK,
            catalogued=service.id in stage.sight.catalog.services,
            findings=findings[:FOUND],
            trouble=trouble,
            typed=visit.fields,
            fresh_id=fresh_id,
            start_field=field_of(hour + HOUR_MS, stage.zone),
            end_field=field_of(hour + 2 * HOUR_MS, stage.zone),
        )

    def preview(act: Act) -> Response:
        diff = changed_lines(entry, act.text)
        return visit.page(
            "admin_preview.html.j2", path, act=act, service=service, typed=visit.fields, diff=diff
        )

    return Sheet(path, again, preview)


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, with those around them, each behind ``+``, ``-`` or a blank.

    >>> changed_lines("a: 1", "a: 2")
    [('-', 'a: 1'), ('+', 'a: 2')]
    """
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=3, lineterm=""))
    return [(line[0], line[1:]) for line in lines[2:] if not line.startswith("@@")]
