"""The public log: what editors changed of the record, newest first, with who and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.correction import Correction
from marsad.nouns.incident import Incident
from marsad.nouns.service import Service
from marsad.show.answers import HTML, respond
from marsad.show.collation import in_order
from marsad.show.query import number
from marsad.show.stage import Stage
from marsad.show.words import Words, mark

A_PAGE = 40
PAGES = 999
DONE = {
    "confirm": mark("Confirmed as a problem"),
    "retract": mark("Incident taken back"),
    "merge": mark("Two incidents made one"),
    "split": mark("Incident cut in two"),
    "statement": mark("Statement passed on"),
    "plan": mark("Planned work announced"),
    "unplan": mark("Planned work called off"),
    "catalogue": mark("Entry in the catalogue changed"),
}


class Entry(NamedTuple):
    """A correction with what its row speaks of."""

    correction: Correction
    service: Service
    incident: Incident | None
    other: Incident | None
    """The one it was merged into, or the second of the two it was cut into."""


async def corrections_page(request: Request) -> Response:
    """``/{language}/corrections?service=&page=``; what was not carried out is left to the API."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    service = request.query_params.get("service", "")
    page = number(request.query_params, "page", 1, PAGES, 1)
    if service:
        stage.service(service)
    answer = await stage.answer(
        f"corrections {words.language} {service} {page}",
        HTML,
        lambda: _make(stage, words, service, page),
    )
    return respond(request, answer)


def _make(stage: Stage, words: Words, service: str, page: int) -> bytes:
    told = [each for each in stage.sight.corrections() if not each.refused]
    shown = [each for each in told if service in ("", each.act.service)]
    first = (page - 1) * A_PAGE
    return stage.render(
        "corrections.html.j2",
        words,
        stage.moments(words),
        path=address(service, page),
        address=address,
        entries=[_entry(stage, each) for each in shown[first : first + A_PAGE]],
        services=_named(stage, words, told, service),
        service=service,
        number=page,
        more=len(shown) > first + A_PAGE,
        done=DONE,
    )


def address(service: str, page: int = 1) -> str:
    """A page of the log, after the language."""
    query = {"service": service} if service else {}
    query |= {"page": str(page)} if page > 1 else {}
    return "/corrections" + (f"?{urlencode(query)}" if query else "")


def _named(stage: Stage, words: Words, told: Sequence[Correction], service: str) -> list[Service]:
    ids = {each.act.service for each in told} | ({service} if service else set[str]())
    return in_order(map(stage.noun, ids), words.language)


def _entry(stage: Stage, correction: Correction) -> Entry:
    act, find = correction.act, stage.sight.incident
    return Entry(
        correction,
        stage.noun(act.service),
        find(act.incident) if act.incident else None,
        find(correction.after) if act.kind in ("merge", "split") else None,
    )
