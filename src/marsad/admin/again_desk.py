"""Proving anew who one is, before what a thief of a session would want: passwords and passkeys."""

from __future__ import annotations

import logging
from typing import Any

from starlette.responses import JSONResponse, Response

from marsad.admin import password
from marsad.admin.ceremony import NotShown
from marsad.admin.editors import known_as
from marsad.admin.office import DEVICE, SESSION, give_cookie, led, text_of, token_in
from marsad.admin.visit import Visit
from marsad.admin.way import way_to
from marsad.show.problems import refused

log = logging.getLogger("marsad.admin")


async def again(visit: Visit) -> Response:
    """``/{language}/admin/again?to=…``."""
    return _page(visit, visit.request.query_params.get("to", ""))


async def prove(visit: Visit) -> Response:
    """Its form: the password, or what one of the editor's passkeys signed."""
    office, editor, fields = visit.office, visit.session.editor, visit.fields
    way = way_to(fields.get("to", ""))
    # Every try counts against the account, also from a browser that is signed in.
    device = token_in(visit.request, DEVICE, visit.origin)
    wait = office.attempts.at(known_as(editor.name), device, office.now())
    if wait:
        minutes = -(-wait // 60_000)
        return _page(visit, way, 429, failed="wait", minutes=minutes)
    how = "passkey" if "credential" in fields else "password"
    proven = await (_by_passkey(visit) if how == "passkey" else _by_password(visit))
    if not proven:
        log.warning("%s did not prove who they are, by %s", editor.name, how)
        return _page(visit, way, 403, failed="wrong" if how == "password" else "passkey")
    office.attempts.forgive(known_as(editor.name), device)
    return await renewed(visit, how, way)


async def passkey_options(visit: Visit) -> Response:
    """What a browser asks one of the editor's passkeys to sign, as JSON for the script."""
    party = visit.origin.party
    if party is None:
        raise refused("not-secure", "Passkeys need a host name")
    office = visit.office
    asked = await office.aside(
        office.ceremony.asked_for, party, visit.session.editor, _purpose(visit), office.now()
    )
    return JSONResponse(asked)


async def renewed(visit: Visit, how: str, path: str) -> Response:
    """Go on with another token for the session: proof was given just now."""
    office = visit.office
    token = await office.aside(office.sessions.renew, visit.session, how, office.now())
    response = led(visit.home + path)
    give_cookie(response, SESSION, text_of(token), visit.origin)
    return response


async def _by_password(visit: Visit) -> bool:
    typed = visit.fields.get("password", "")[:1_000]
    return await visit.office.aside(password.holds, visit.session.editor.password, typed)


async def _by_passkey(visit: Visit) -> bool:
    party, office = visit.origin.party, visit.office
    if party is None:
        return False
    try:
        editor = await office.aside(
            office.ceremony.shown, party, visit.fields["credential"], _purpose(visit), office.now()
        )
    except NotShown:
        return False
    return editor.id == visit.session.editor.id


def _purpose(visit: Visit) -> bytes:
    return b"again" + visit.session.id


def _page(visit: Visit, to: str, status: int = 200, **context: Any) -> Response:
    context = {"failed": "", "minutes": 0} | context
    return visit.page(
        "admin_again.html.j2",
        "/again",
        status,
        to=way_to(to),
        passkeys=visit.origin.party is not None,
        **context,
    )
