"""Every address of the desk, in every language."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from marsad.admin import (
    account_desk,
    again_desk,
    entry,
    incident_desk,
    overview,
    plan_desk,
    service_desk,
)
from marsad.admin.office import Office, home_of
from marsad.admin.visit import Page, signed_in
from marsad.show.words import languages

_READ: dict[str, Page] = {
    "/": overview.overview,
    "/account": account_desk.account,
    "/again": again_desk.again,
    "/incidents/{id}": incident_desk.incident_desk,
    "/services": service_desk.services_desk,
    "/services/{id}": service_desk.service_desk,
    "/plans/{id}": plan_desk.plan_desk,
}
_POSTED: dict[str, Page] = {
    "/account/password": account_desk.change_password,
    "/account/passkeys": account_desk.add_passkey,
    "/account/passkeys/options": account_desk.passkey_options,
    "/account/passkeys/remove": account_desk.remove_passkey,
    "/account/sessions/end": account_desk.sign_out_elsewhere,
    "/again": again_desk.prove,
    "/again/options": again_desk.passkey_options,
    "/leave": account_desk.sign_out,
    "/incidents/{id}": incident_desk.change_incident,
    "/services/{id}": service_desk.change_service,
    "/plans/{id}": plan_desk.call_off,
}
_ENTRY_READ = {"/enter": entry.enter_page, "/link": entry.link_page}
_ENTRY_POSTED = {
    "/enter": entry.enter,
    "/enter/options": entry.passkey_options,
    "/link": entry.link,
}


def routes(office: Office) -> list[BaseRoute]:
    """The desk's routes, to stand beside the site's."""
    return [route for language in languages() for route in _under(f"/{language}/admin", office)]


def _under(at: str, office: Office) -> list[BaseRoute]:
    return [
        Route(at, _to_desk),
        *(Route(at + path, signed_in(office, page)) for path, page in _READ.items()),
        *(
            Route(at + path, signed_in(office, page), methods=["POST"])
            for path, page in _POSTED.items()
        ),
        *(Route(at + path, entry.entry(office, page)) for path, page in _ENTRY_READ.items()),
        *(
            Route(at + path, entry.entry(office, page), methods=["POST"])
            for path, page in _ENTRY_POSTED.items()
        ),
    ]


async def _to_desk(request: Request) -> Response:
    return RedirectResponse(f"{home_of(request)}/", 301)
