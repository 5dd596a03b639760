"""Announced work on the desk: the page on which it is called off."""

from __future__ import annotations

from starlette.responses import Response

from marsad.admin.deeds import fresh_id
from marsad.admin.draft import Draft, Sheet, act_of, carried_out
from marsad.admin.visit import Visit
from marsad.nouns.act import Act
from marsad.nouns.correction import Plan
from marsad.show.problems import quoted, refused


async def plan_desk(visit: Visit) -> Response:
    """``/{language}/admin/plans/{id}``."""
    return _sheet(visit, _plan(visit)).again("", 200)


async def call_off(visit: Visit) -> Response:
    """Its form."""
    plan = _plan(visit)
    draft = Draft(act_of(visit, "unplan", plan.service, text=plan.id))
    return await carried_out(visit, draft, _sheet(visit, plan))


def _plan(visit: Visit) -> Plan:
    key = visit.request.path_params["id"]
    found = next((each for each in visit.office.stage.sight.plans() if each.id == key), None)
    if found is None:
        raise refused("unknown-plan", f"There is no planned work {quoted(key)}")
    return found


def _sheet(visit: Visit, plan: Plan) -> Sheet:
    stage = visit.office.stage

    def again(trouble: str, status: int) -> Response:
        return visit.page(
            "admin_plan.html.j2",
            f"/plans/{plan.id}",
            status,
            plan=plan,
            service=stage.noun(plan.service),
            trouble=trouble,
            typed=visit.fields,
            fresh_id=fresh_id,
        )

    def preview(_: Act) -> Response:
        return again("", 200)

    return Sheet(f"/services/{plan.service}", again, preview)
