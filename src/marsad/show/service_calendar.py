"""``/{language}/services/{id}.ics``: announced work and past incidents, for who plans by them."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.correction import Plan
from marsad.nouns.incident import Incident
from marsad.nouns.service import Service
from marsad.nouns.spell import Inquiry
from marsad.show.calendar_file import Happening, calendar
from marsad.show.moments import DAY_MS, Moments
from marsad.show.outlet import kept, saved_as
from marsad.show.stage import Stage
from marsad.show.titles import incident_title, standing_title

MEDIA = "text/calendar; charset=utf-8"
FRESH = 900
"""Seconds."""
BACK = 366 * DAY_MS
"""How long past incidents and work stay in it,"""
MOST = 400
"""and how many incidents at most, the newest."""


async def service_calendar(request: Request) -> Response:
    """What is over is told by its facts; what runs is no date yet and stands on the page."""
    stage: Stage = request.app.state.stage
    words, address = stage.words(request), stage.address(request)
    service = stage.service(request.path_params["id"])
    answer = await stage.answer(
        f"calendar {words.language} {service.id} {address}",
        MEDIA,
        lambda: _make(stage, Moments(words, stage.zone, 0), service, address),
    )
    return saved_as(kept(request, answer, FRESH), f"{service.id}.ics")


def _make(stage: Stage, moments: Moments, service: Service, address: str) -> bytes:
    words, sight = moments.words, stage.sight
    since = sight.now() - BACK
    here = f"{address}/{words.language}"
    happenings = [_planned(each, service, moments, here) for each in sight.plans(service.id, since)]
    happenings += [
        _happened(each, service, moments, here)
        for each in sight.found(Inquiry((service.id,), "ended", since, limit=MOST))
    ]
    name = f"{words.isolated(service.names)} – {words.say('Marsad')}"
    return calendar(name, words.language, happenings)


def _planned(plan: Plan, service: Service, moments: Moments, here: str) -> Happening:
    say = moments.words.say
    return Happening(
        uid=f"{plan.id}@{_host(here)}",
        start=plan.start,
        end=plan.end,
        stamped=plan.announced,
        title=standing_title(service.names, "maintenance", moments),
        text=plan.text,
        url=f"{here}/services/{service.id}",
        kind=say("Planned work"),
    )


def _happened(incident: Incident, service: Service, moments: Moments, here: str) -> Happening:
    words, ended = moments.words, incident.ended
    end = ended.at if ended else incident.onset.at
    peak = words.count(
        "{n} report a minute", "{n} reports a minute", incident.peak.reports_per_minute
    )
    lasted = words.say("lasted {length}", length=moments.length(end - incident.onset.at))
    return Happening(
        uid=f"{incident.id}@{_host(here)}",
        start=incident.onset.at,
        end=end,
        stamped=end,
        title=incident_title(incident, service, moments),
        text=f"{lasted}\n{words.say('Peak')}: {peak}",
        url=f"{here}/incidents/{incident.id}",
        kind=words.say("Incident"),
    )


def _host(address: str) -> str:
    return urlsplit(address).hostname or "localhost"
