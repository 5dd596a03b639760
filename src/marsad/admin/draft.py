"""An act as a form asks for it, and what becomes of it: looked at, objected to, or written."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.responses import Response

from marsad.admin.deeds import id_of
from marsad.admin.form import text_in
from marsad.admin.office import led
from marsad.admin.said import NOT_STORED, OBJECTED
from marsad.admin.visit import Visit
from marsad.journal.errors import JournalError
from marsad.nouns.act import Act, ActKind
from marsad.nouns.event import Event
from marsad.show.problems import refused
from marsad.story.acts import MOST_WHY

log = logging.getLogger("marsad.admin")

LOOKED_AT: tuple[ActKind, ...] = ("retract", "merge", "split", "catalogue")
"""Written only after the editor has seen what the public will see."""


class Draft(NamedTuple):
    """An act, not yet written."""

    act: Act
    before: tuple[Event, ...] = ()
    """Events of the same service that go into the journal ahead of it."""
    trouble: str = ""
    """A sentence about what was typed, where something is wrong with it."""


class Sheet(NamedTuple):
    """How a page shows a draft."""

    back: str
    """Its address, after ``/admin``."""
    again: Callable[[str, int], Response]
    """The form again, with a sentence of what is wrong, and a status."""
    preview: Callable[[Act], Response]
    """What the public will see."""


def act_of(visit: Visit, kind: ActKind, service: str, **more: Any) -> Act:
    """The act that a form asks for. Raises Refused where it carries no id."""
    whose = (visit.session.editor.id.hex(), kind, service, more.get("incident", ""))
    try:
        known_as = id_of(visit.fields.get("act", ""), *whose)
    except ValueError:
        raise refused("form-refused", "The form carries no id") from None
    return Act(
        id=known_as,
        at=visit.office.stage.sight.now(),
        kind=kind,
        who=visit.session.editor.name,
        why=text_in(visit.fields, "why", MOST_WHY),
        service=service,
        **more,
    )


async def carried_out(visit: Visit, draft: Draft, sheet: Sheet) -> Response:
    """Write the draft, or show what is wrong with it, or what it will look like."""
    act, deeds = draft.act, visit.office.deeds
    if not deeds.is_written(act):
        trouble = draft.trouble or OBJECTED.get(deeds.objection(act), "")
        if trouble:
            return sheet.again(trouble, 422)
        if act.kind in LOOKED_AT and visit.fields.get("sure") != "yes":
            return sheet.preview(act)
    try:
        logged = await deeds.write(act, *draft.before)
    except JournalError as error:
        log.error("%s by %s was not stored: %s", act.kind, act.who, error)
        return sheet.again(NOT_STORED, 503)
    log.info("%s: %s of %s", act.who, act.kind, act.incident or act.service)
    outcome = logged.refused if logged else "waiting"
    said = {"done": act.kind} | ({"but": outcome} if outcome else {})
    return led(f"{visit.home}{sheet.back}?{urlencode(said)}")
