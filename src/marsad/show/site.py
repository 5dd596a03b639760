"""The site: every address of pages and API, and the application that answers them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from marsad.intake.receipts import Standing
from marsad.nouns.problem import Problem, Refused
from marsad.show import (
    about_page,
    api_corrections,
    api_counts,
    api_explore,
    api_guarantee,
    api_incidents,
    api_services,
    api_set_aside,
    compare_page,
    confirm_page,
    corrections_page,
    explore_page,
    history_page,
    home,
    incident_page,
    openapi,
    problem_page,
    search_page,
    service_page,
)
from marsad.show.guard import Guard
from marsad.show.live import Live
from marsad.show.outlet import is_for_programs
from marsad.show.outlet_routes import outlet_routes
from marsad.show.problems import problem_answer, refused
from marsad.show.sight import Sight
from marsad.show.stage import Stage, no_receipt, no_token
from marsad.show.words import languages

log = logging.getLogger(__name__)

NO_DOOR = openapi.Described({}, {}, {})


def site(
    sight: Sight,
    live: Live,
    zone: str = "Asia/Riyadh",
    digits: Literal["latn", "arab"] = "latn",
    door: openapi.Described = NO_DOOR,
    token: Callable[[str], str] = no_token,
    address: str = "",
    receipt: Callable[[str, str], Standing | None] = no_receipt,
) -> Starlette:
    """Pages, API and live stream of one observatory.

    ``zone`` is an IANA name; ``door`` is what the door says of its own addresses, ``token`` gives
    what it wants to see in the form of a service's page, ``receipt`` how a report stands whose
    receipt it is; ``address`` is the public one of the site.
    """
    stage = Stage(sight, zone, digits, token, address, receipt)
    application = Starlette(
        routes=[
            *outlet_routes(),
            *_pages(),
            *_api(live),
            Route("/static/{path:path}", stage.assets.serve),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={Refused: _refuse, HTTPException: _http, Exception: _trouble},
    )
    # Its own redirects to and from a final slash would repeat whatever Host a request names.
    application.router.redirect_slashes = False
    application.state.stage = stage
    application.state.description = openapi.description(door)
    return application


def _pages() -> list[BaseRoute]:
    routes: list[BaseRoute] = [
        Route("/", home.entrance),
        Route("/problems/{name}", problem_page.problem_page),
    ]
    for language in languages():
        at = f"/{language}"
        routes += [
            Route(at, home.to_home),
            Route(f"{at}/", home.home),
            Route(f"{at}/about", about_page.about_page),
            Route(f"{at}/search", search_page.search_page),
            Route(f"{at}/services/{{id}}", service_page.service_page),
            Route(f"{at}/services/{{id}}/reports", service_page.back_to_service),
            Route(f"{at}/services/{{id}}/reports/{{change}}", service_page.back_to_service),
            Route(f"{at}/services/{{id}}/confirm", confirm_page.confirm_page),
            Route(f"{at}/incidents/{{id}}", incident_page.incident_page),
            Route(f"{at}/history", history_page.history_page),
            Route(f"{at}/explore", explore_page.explore_page),
            Route(f"{at}/compare", compare_page.compare_page),
            Route(f"{at}/corrections", corrections_page.corrections_page),
        ]
    return routes


def _api(live: Live) -> list[BaseRoute]:
    return [
        Route("/api/v1/services", api_services.services),
        Route("/api/v1/services/{id}", api_services.service),
        Route("/api/v1/services/{id}/counts", api_counts.counts),
        Route("/api/v1/services/{id}/set-aside", api_set_aside.set_aside),
        Route("/api/v1/services/{id}/guarantee", api_guarantee.guarantee),
        Route("/api/v1/incidents", api_incidents.incidents),
        Route("/api/v1/incidents/{id}", api_incidents.incident),
        Route("/api/v1/explore", api_explore.explored),
        Route("/api/v1/corrections", api_corrections.corrections),
        Route("/api/v1/plans", api_corrections.plans),
        Route("/api/v1/live", live),
        Route("/openapi.json", openapi.openapi),
    ]


def _answer(request: Request, problem: Problem) -> Response:
    path = request.url.path
    programs = path.startswith(("/api/", "/static/")) or path == "/openapi.json"
    if programs or is_for_programs(path):
        return problem_answer(problem)
    return problem_page.refusal_page(request, problem)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(request, error.problem)


async def _http(request: Request, error: Exception) -> Response:
    """Starlette's own: no such route, or not by that method."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        detail = f"{request.method} is not answered at {request.url.path}"
        response = _answer(request, refused("method-not-allowed", detail).problem)
        response.headers["allow"] = (error.headers or {}).get("Allow", "GET, HEAD")
        return response
    detail = f"There is nothing at {request.url.path[:200]}"
    return _answer(request, refused("not-found", detail).problem)


async def _trouble(request: Request, error: Exception) -> Response:
    log.error("No answer for %s %s", request.method, quote(request.url.path), exc_info=error)
    return _answer(request, refused("trouble", "The answer could not be made").problem)
