"""``/api/v1/services/{id}/set-aside``: reports that did not weigh, whose they were, and why."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.aside import OTHERS, Aside, SetAside
from marsad.nouns.minute import rfc3339
from marsad.show.answers import JSON, respond
from marsad.show.groups import kind_of, operator_of, say_group
from marsad.show.shares import PRIVATE
from marsad.show.span import Range, asked_range
from marsad.show.stage import Stage
from marsad.show.words import SOURCE, words_of


async def set_aside(request: Request) -> Response:
    """By hour and group of networks, newest and largest first, over ``range`` (default 24h)."""
    stage: Stage = request.app.state.stage
    noun = stage.service(request.path_params["id"])
    asked = request.query_params.get("range") or "24h"
    span = asked_range(asked, stage.sight.now())
    answer = await stage.answer(
        f"api set aside {noun.id} {asked}",
        JSON,
        lambda: _make(stage, noun.id, span),
    )
    return respond(request, answer)


def _make(stage: Stage, service: str, span: Range) -> bytes:
    rows = private(stage.sight.set_aside(service, span.first, span.last))
    total = sum(row.aside.reports for row in rows)
    found = [_row(row) for row in rows]
    return msgspec.json.encode({"service": service, "reports": total, "set_aside": found})


def private(rows: list[SetAside]) -> list[SetAside]:
    """No operator of which only a few reported in an hour is named: those are ``others``."""
    shown: list[SetAside] = []
    few: dict[tuple[str, int, str], Aside] = {}
    for row in rows:
        aside = row.aside
        if aside.reports >= PRIVATE and aside.group != OTHERS:
            shown.append(row)
            continue
        key = (row.service, row.at, aside.why)
        known = few.get(key, Aside(OTHERS, 0, 0, aside.why))
        reports, networks = known.reports + aside.reports, known.networks + aside.networks
        few[key] = Aside(OTHERS, reports, networks, aside.why)
    shown += [SetAside(service, at, aside) for (service, at, _), aside in few.items()]
    return sorted(shown, key=lambda row: (-row.at, -row.aside.reports, row.aside.group))


def _row(row: SetAside) -> dict[str, Any]:
    aside, kind = row.aside, kind_of(row.aside.group)
    return {
        "time": rfc3339(row.at),
        "kind": kind,
        "asn": aside.group if kind == "network" else None,
        "operator": operator_of(aside.group) or None,
        "reports": aside.reports,
        "networks": aside.networks,
        "why": aside.why,
        "text": say_group(aside.group, words_of(SOURCE)),
    }
