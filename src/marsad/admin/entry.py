"""Signing in and out: by password, by passkey, or by a link from the command line."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from marsad.admin import password
from marsad.admin.browser import browser_of
from marsad.admin.ceremony import NotShown
from marsad.admin.editors import Editor, known_as
from marsad.admin.form import ENTRY_LARGEST, read_form
from marsad.admin.office import (
    DEVICE,
    GUESSES,
    SESSION,
    Office,
    give_cookie,
    home_of,
    led,
    text_of,
    token_in,
    token_of,
)
from marsad.admin.origin import check_origin
from marsad.admin.visit import kept_from_others
from marsad.admin.way import way_to
from marsad.show.problems import refused

log = logging.getLogger("marsad.admin")

ENTRY = b"enter"
"""What a passkey signs for here."""


def entry(
    office: Office, page: Callable[[Office, Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a page for those who are not signed in yet."""

    async def endpoint(request: Request) -> Response:
        if not office.origin(request).fits:
            raise refused("not-secure", "The desk is opened over https, or on this machine")
        return kept_from_others(await page(office, request))

    return endpoint


async def enter_page(office: Office, request: Request) -> Response:
    """``/{language}/admin/enter``: the form, or how the first account is made."""
    return await _page(office, request)


async def enter(office: Office, request: Request) -> Response:
    """A form from there: a name with a password, or what a passkey signed."""
    check_origin(request, office.origin(request))
    if wait := _wait(office, request):
        return await _refuse(office, request, "wait", "too many tries from one network", wait)
    fields = await _fields(office, request)
    if office.guessing >= GUESSES:
        return await _refuse(office, request, "busy", "too many tries at once", 5_000)
    office.guessing += 1
    try:
        if "credential" in fields:
            return await _by_passkey(office, request, fields)
        return await _by_password(office, request, fields)
    finally:
        office.guessing -= 1


async def _by_password(office: Office, request: Request, fields: Mapping[str, str]) -> Response:
    name, typed = fields.get("name", "")[:200], fields.get("password", "")[:1_000]
    now = office.now()
    editor = await office.aside(office.editors.named, name)
    device = await _known_device(office, request, editor)
    wait = office.attempts.at(known_as(name), device, now)
    if wait:
        return await _refuse(office, request, "wait", f"too many tries for {_called(editor)}", wait)
    if not await office.aside(password.holds, editor.password if editor else None, typed):
        why = f"wrong password for {_called(editor)}"
        return await _refuse(office, request, "wrong", why, name=name)
    assert editor is not None
    office.attempts.forgive(known_as(name), device)
    if password.is_dated(editor.password):
        fresh = await office.aside(password.hash_of, typed)
        await office.aside(office.editors.keep_password, editor.id, fresh)
    return await _let_in(office, request, editor, "password", fields.get("to", ""))


async def _by_passkey(office: Office, request: Request, fields: Mapping[str, str]) -> Response:
    party = office.origin(request).party
    if party is None:
        raise refused("not-secure", "Passkeys need a host name")
    try:
        editor = await office.aside(
            office.ceremony.shown, party, fields["credential"], ENTRY, office.now()
        )
    except NotShown as error:
        return await _refuse(office, request, "passkey", f"passkey not taken: {error}")
    return await _let_in(office, request, editor, "passkey", fields.get("to", ""))


async def passkey_options(office: Office, request: Request) -> Response:
    """What a browser asks a passkey to sign, as JSON for the script."""
    check_origin(request, office.origin(request))
    party = office.origin(request).party
    if party is None:
        raise refused("not-secure", "Passkeys need a host name")
    asked = await office.aside(office.ceremony.asked_for, party, None, ENTRY, office.now())
    return JSONResponse(asked)


async def link_page(office: Office, request: Request) -> Response:
    """``/{language}/admin/link?token=…``: one button, so that looking at it uses nothing up."""
    token = request.query_params.get("token", "")
    return _stage(office, request, "admin_link.html.j2", "/admin/link", token=token, failed=False)


async def link(office: Office, request: Request) -> Response:
    """The button of that page."""
    check_origin(request, office.origin(request))
    if wait := _wait(office, request):
        return await _refuse(office, request, "wait", "too many tries from one network", wait)
    fields = await _fields(office, request)
    token = token_of(fields.get("token", ""))
    editor = await office.aside(office.links.take, token, office.now()) if token else None
    if editor is None:
        log.warning(
            "sign-in refused: link not ours, too old or used (%s)", _whence(office, request)
        )
        context = {"token": "", "failed": True}
        return _stage(office, request, "admin_link.html.j2", "/admin/link", 403, **context)
    return await _let_in(office, request, editor, "link", "/account")


async def _let_in(office: Office, request: Request, editor: Editor, how: str, to: str) -> Response:
    origin, now = office.origin(request), office.now()
    browser = browser_of(request.headers.get("user-agent", ""))
    old = token_in(request, SESSION, origin)
    if old and (session := await office.aside(office.sessions.find, old, now)):
        await office.aside(office.sessions.end, session.id, session.editor.id)
    token = await office.aside(office.sessions.open, editor.id, how, browser, now)
    device = await office.aside(office.devices.give, editor.id, now)
    log.info("%s signed in by %s (%s)", editor.name, how, _whence(office, request))
    response = led(home_of(request) + way_to(to))
    give_cookie(response, SESSION, text_of(token), origin)
    give_cookie(response, DEVICE, text_of(device), origin)
    return response


async def _known_device(office: Office, request: Request, editor: Editor | None) -> bytes:
    token = token_in(request, DEVICE, office.origin(request))
    # Asked for unknown names too: how long the answer takes must not tell one from the other.
    whose = editor.id if editor else b""
    known = token and await office.aside(office.devices.knows, token, whose, office.now())
    return token if known else b""


def _wait(office: Office, request: Request) -> int:
    # Asked before the form is read: a network's slow forms are bounded with its tries.
    return office.attempts.from_network(office.network(request), office.now())


async def _fields(office: Office, request: Request) -> Mapping[str, str]:
    return await read_form(request, office.strangers, ENTRY_LARGEST)


async def _page(office: Office, request: Request, status: int = 200, **context: Any) -> Response:
    context = {"failed": "", "minutes": 0, "name": ""} | context
    return _stage(
        office,
        request,
        "admin_enter.html.j2",
        "/admin/enter",
        status,
        to=way_to(request.query_params.get("to", "")),
        anybody=await office.aside(office.editors.there_are),
        passkeys=office.origin(request).party is not None,
        **context,
    )


def _stage(
    office: Office, request: Request, template: str, path: str, status: int = 200, **context: Any
) -> Response:
    words = office.stage.words(request)
    return office.stage.page(
        template, words, request, status, path=path, session=None, asked={}, **context
    )


async def _refuse(
    office: Office, request: Request, failed: str, why: str, wait: int = 0, name: str = ""
) -> Response:
    log.warning("sign-in refused: %s (%s)", why, _whence(office, request))
    minutes = -(-wait // 60_000)
    status = 429 if wait else 403
    response = await _page(office, request, status, failed=failed, minutes=minutes, name=name)
    if wait:
        response.headers["retry-after"] = str(-(-wait // 1000))
    return response


def _called(editor: Editor | None) -> str:
    # A name that is nobody's may be a password in the wrong field: it is not for the log.
    return editor.name if editor else "an unknown name"


def _whence(office: Office, request: Request) -> str:
    return f"network {office.network(request).hex()} today"
