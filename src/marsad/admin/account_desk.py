"""An editor's own account: password, passkeys, and the browsers they are signed in from."""

from __future__ import annotations

import logging
from typing import Any

from markupsafe import Markup
from starlette.responses import JSONResponse, Response

from marsad.admin import password
from marsad.admin.again_desk import renewed
from marsad.admin.ceremony import NotShown, Party
from marsad.admin.office import DEVICE, SESSION, give_cookie, led
from marsad.admin.visit import Visit
from marsad.show.problems import refused

log = logging.getLogger("marsad.admin")

LABEL_CHARS = 60


async def account(visit: Visit) -> Response:
    """``/{language}/admin/account``."""
    return await _page(visit)


async def change_password(visit: Visit) -> Response:
    """A new password, typed twice; all other sessions end with the old one."""
    if away := visit.assure():
        return away
    typed, editor = visit.fields.get("password", ""), visit.session.editor
    if typed != visit.fields.get("again", ""):
        return await _page(visit, 422, trouble="unlike")
    if wrong := password.objection(typed, editor.name):
        return await _page(visit, 422, trouble=wrong)
    office = visit.office
    hashed = await office.aside(password.hash_of, typed)
    await office.aside(office.editors.keep_password, editor.id, hashed)
    await office.aside(office.sessions.end_others, editor.id, visit.session.id)
    log.info("%s changed their password", editor.name)
    return await renewed(visit, visit.session.how, "/account?done=password")


async def passkey_options(visit: Visit) -> Response:
    """What a new passkey is made from, as JSON for the script."""
    _check_sure(visit)
    office = visit.office
    name = visit.words.say("Marsad")
    asked = await office.aside(
        office.ceremony.asked_for_new,
        _party(visit),
        visit.session.editor,
        name,
        _purpose(visit),
        office.now(),
    )
    return JSONResponse(asked)


async def add_passkey(visit: Visit) -> Response:
    """Register the passkey that the browser made."""
    _check_sure(visit)
    office, fields = visit.office, visit.fields
    label = " ".join(fields.get("label", "").split())[:LABEL_CHARS] or visit.session.browser
    try:
        await office.aside(
            office.ceremony.new,
            _party(visit),
            visit.session.editor,
            fields.get("credential", ""),
            label,
            _purpose(visit),
            office.now(),
        )
    except NotShown as error:
        log.warning("passkey of %s not taken: %s", visit.session.editor.name, error)
        return await _page(visit, 422, trouble="passkey")
    log.info("%s added a passkey", visit.session.editor.name)
    return led(f"{visit.home}/account?done=passkey")


async def remove_passkey(visit: Visit) -> Response:
    """Forget one of their passkeys."""
    if away := visit.assure():
        return away
    await visit.office.aside(
        visit.office.passkeys.remove, _hex(visit, "passkey"), visit.session.editor.id
    )
    log.info("%s removed a passkey", visit.session.editor.name)
    return led(f"{visit.home}/account?done=removed")


async def sign_out(visit: Visit) -> Response:
    """End this session."""
    session = visit.session
    await visit.office.aside(visit.office.sessions.end, session.id, session.editor.id)
    log.info("%s signed out", session.editor.name)
    response = led(f"{visit.home}/enter")
    give_cookie(response, SESSION, "", visit.origin)
    return response


async def sign_out_elsewhere(visit: Visit) -> Response:
    """End one session, or all of them, this one too."""
    editor, office = visit.session.editor, visit.office
    if "session" in visit.fields:
        await office.aside(office.sessions.end, _hex(visit, "session"), editor.id)
        return led(f"{visit.home}/account?done=session")
    await office.aside(office.sessions.end_others, editor.id)
    log.info("%s signed out everywhere", editor.name)
    response = led(f"{visit.home}/enter")
    give_cookie(response, SESSION, "", visit.origin)
    give_cookie(response, DEVICE, "", visit.origin)
    return response


async def _page(visit: Visit, status: int = 200, **context: Any) -> Response:
    office, editor = visit.office, visit.session.editor
    return visit.page(
        "admin_account.html.j2",
        "/account",
        status,
        passkeys=await office.aside(office.passkeys.of, editor.id),
        sessions=await office.aside(office.sessions.of, editor.id, office.now()),
        party=visit.origin.party,
        is_sure=visit.session.is_sure(office.now()),
        shortest=password.SHORTEST,
        shown_name=Markup("<bdi>{}</bdi>").format(editor.name),
        **({"trouble": ""} | context),
    )


def _check_sure(visit: Visit) -> None:
    if not visit.session.is_sure(visit.office.now()):
        raise refused("form-refused", "Prove first who you are: sign in again")


def _party(visit: Visit) -> Party:
    party = visit.origin.party
    if party is None:
        raise refused("not-secure", "Passkeys need a host name")
    return party


def _purpose(visit: Visit) -> bytes:
    return b"new" + visit.session.id


def _hex(visit: Visit, name: str) -> bytes:
    try:
        return bytes.fromhex(visit.fields.get(name, ""))
    except ValueError:
        raise refused("form-refused", f"The field {name} is not of ours") from None
