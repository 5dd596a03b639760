"""A service on the desk: found by name, with the form that announces work on it."""

from __future__ import annotations

from starlette.responses import Response

from marsad.admin.deeds import fresh_id
from marsad.admin.draft import Draft, Sheet, act_of, carried_out
from marsad.admin.form import field_of, instant_in
from marsad.admin.said import NO_TIME
from marsad.admin.visit import Visit
from marsad.nouns.act import Act
from marsad.nouns.minute import MINUTE_MS
from marsad.show.problems import refused

HOUR_MS = 60 * MINUTE_MS
PLAN_CHARS = 500


async def services_desk(visit: Visit) -> Response:
    """``/{language}/admin/services?q=…``."""
    stage = visit.office.stage
    text = visit.request.query_params.get("q", "")[:100]
    catalog = stage.sight.catalog
    found = catalog.find(text) if text.strip() else list(catalog.services)
    named = [stage.noun(each) for each in found]
    if not text.strip():
        named.sort(key=lambda service: service.names.of(visit.words.language).casefold())
    return visit.page("admin_services.html.j2", "/services", services=named, text=text)


async def service_desk(visit: Visit) -> Response:
    """``/{language}/admin/services/{id}``."""
    return sheet(visit).again("", 200)


async def announce(visit: Visit) -> Response:
    """Its form for planned work."""
    if visit.fields.get("kind") != "plan":
        raise refused("form-refused", "No form of ours asks for that")
    stage, fields = visit.office.stage, visit.fields
    service = stage.service(visit.request.path_params["id"])
    start = instant_in(fields.get("start", ""), stage.zone)
    end = instant_in(fields.get("end", ""), stage.zone)
    text = fields.get("text", "").replace("\r\n", "\n").strip()
    if len(text) > PLAN_CHARS:
        raise refused("form-refused", f"Planned work is told in up to {PLAN_CHARS} characters")
    act = act_of(visit, "plan", service.id, start=start or 0, end=end or 0, text=text)
    draft = Draft(act, trouble="" if start and end else NO_TIME)
    return await carried_out(visit, draft, sheet(visit))


def sheet(visit: Visit) -> Sheet:
    """The service's page."""
    stage = visit.office.stage
    service = stage.service(visit.request.path_params["id"])
    now = stage.sight.now()
    hour = -(-now // HOUR_MS) * HOUR_MS

    def again(trouble: str, status: int) -> Response:
        return visit.page(
            "admin_service.html.j2",
            f"/services/{service.id}",
            status,
            service=service,
            plans=stage.sight.plans(service.id, since=now),
            trouble=trouble,
            typed=visit.fields,
            fresh_id=fresh_id,
            start_field=field_of(hour + HOUR_MS, stage.zone),
            end_field=field_of(hour + 2 * HOUR_MS, stage.zone),
        )

    def preview(_: Act) -> Response:
        return again("", 200)

    return Sheet(f"/services/{service.id}", again, preview)
