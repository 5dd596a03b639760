"""The page that asks a reporter once more: the form was too old, or the network is too busy.

The door sends a browser here with what was chosen and a ticket (see ``intake.form.confirm_page``).
One button sends the report; under suspicion a script proves work first and presses it itself.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.show.stage import Stage, language_of

_TICKET = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,1000}={0,2}")
_KINDS = ("problem", "works")


async def confirm_page(request: Request) -> Response:
    """``/{language}/services/{id}/confirm?token=…&kind=…`` or ``&symptom=…``.

    Without a ticket, or with what no form of ours says, the service's page is shown instead.
    """
    stage: Stage = request.app.state.stage
    service = stage.service(request.path_params["id"])
    chosen = _chosen(stage, request)
    if chosen is None:
        return RedirectResponse(f"/{language_of(request)}/services/{service.id}", 303)
    symptom = stage.sight.catalog.symptoms.get(chosen.get("symptom", ""))
    return stage.page(
        "confirm.html.j2",
        stage.words(request),
        request,
        path=f"/services/{service.id}",
        service=service,
        chosen=chosen,
        symptom=symptom.names if symptom else None,
        challenge=_challenge(request.query_params.get("challenge", "")),
    )


def _chosen(stage: Stage, request: Request) -> dict[str, str] | None:
    """The form's fields again, with the ticket; None where they make no sense."""
    asked = request.query_params
    catalog = stage.sight.catalog
    part = asked.get("component", "")
    taken = {
        "token": asked.get("token", "") if _TICKET.fullmatch(asked.get("token", "")) else "",
        "kind": asked.get("kind", "") if asked.get("kind") in _KINDS else "",
        "symptom": asked.get("symptom", "") if asked.get("symptom") in catalog.symptoms else "",
        "country": asked.get("country", "") if asked.get("country") in catalog.countries else "",
        "component": part if stage.service(request.path_params["id"]).component(part) else "",
    }
    chosen = {name: value for name, value in taken.items() if value}
    return chosen if "token" in chosen and chosen.keys() & {"kind", "symptom"} else None


def _challenge(text: str) -> str:
    """The challenge as JSON, empty where there is none that could be one."""
    if not _CHALLENGE.fullmatch(text):
        return ""
    try:
        return urlsafe_b64decode(text).decode("ascii")
    except (Error, ValueError):
        return ""
