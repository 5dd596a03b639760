"""The desk's first page: what goes on, what ended today, what editors did, what is planned."""

from __future__ import annotations

from starlette.responses import Response

from marsad.admin.visit import Visit
from marsad.nouns.incident import Incident
from marsad.show.moments import DAY_MS, Moments

ACTS = 20
"""Acts shown."""
_WORST_FIRST = ("problem", "recovering", "possible")


async def overview(visit: Visit) -> Response:
    """``/{language}/admin/``."""
    stage = visit.office.stage
    moments = stage.moments(visit.words)
    incidents = [
        each for each in stage.sight.incidents(since=moments.now - DAY_MS) if not each.merged_into
    ]
    running = [each for each in incidents if each.state in _WORST_FIRST]
    return visit.page(
        "admin_overview.html.j2",
        "/",
        open=sorted((i for i in running if i.state != "possible"), key=_worst),
        possible=sorted((i for i in running if i.state == "possible"), key=_worst),
        over=[each for each in incidents if each.ended and _is_today(each.ended.at, moments)],
        acts=stage.sight.corrections()[:ACTS],
        plans=stage.sight.plans(since=moments.now),
    )


def _worst(incident: Incident) -> tuple[int, float]:
    return _WORST_FIRST.index(incident.state), -incident.excess


def _is_today(instant: int, moments: Moments) -> bool:
    return moments.local(instant).date() == moments.local(moments.now).date()
