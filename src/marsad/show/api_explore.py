"""``/api/v1/explore``: counts of any cells over any stretch of time, as columns."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.minute import instant_of, rfc3339
from marsad.nouns.spell import Spell
from marsad.show.answers import JSON, respond
from marsad.show.explore import Asked, Explored, Floats, Line, asked_of, cell_text, explore, times
from marsad.show.problems import quoted, refused
from marsad.show.stage import Stage

CSV = "text/csv; charset=utf-8"
FORMATS = {"json": JSON, "csv": CSV}


async def explored(request: Request) -> Response:
    """Each ``cell`` a column, from ``from`` to ``to`` in bins of ``step``; ``format=csv``."""
    stage: Stage = request.app.state.stage
    query = request.query_params
    form = query.get("format") or "json"
    if form not in FORMATS:
        raise refused("bad-format", f"format is json or csv, not {quoted(form)}")
    asked = asked_of(stage, query.getlist("cell"), query)
    answer = await stage.answers.get(
        f"api explore {form} {asked}",
        stage.second(),
        FORMATS[form],
        lambda: _make(stage, asked, form),
    )
    return respond(request, answer)


def _make(stage: Stage, asked: Asked, form: str) -> bytes:
    found = explore(stage, asked)
    return _csv(found) if form == "csv" else msgspec.json.encode(explored_json(found))


def explored_json(found: Explored) -> dict[str, Any]:
    """What was found as JSON values: a number a bin, null where it isn't told or not known."""
    stretch = found.asked.stretch
    return {
        "from": rfc3339(instant_of(stretch.first)),
        "to": rfc3339(instant_of(stretch.last)),
        "step_seconds": stretch.step * 60,
        "kind": found.asked.kind,
        "time": times(stretch),
        "lines": [_line(line) for line in found.lines],
        "usual": found.band
        and dict(zip(("expected", "low", "high"), map(_known, found.band), strict=True)),
        "incidents": [_spell(each) for each in found.spells],
    }


def _line(line: Line) -> dict[str, Any]:
    return {"cell": cell_text(line.cell), "total": line.total, "counts": line.counts}


def _spell(spell: Spell) -> dict[str, Any]:
    return {
        "id": spell.id,
        "service": spell.service,
        "state": spell.state,
        "onset": rfc3339(spell.onset),
        "ended": None if spell.ended is None else rfc3339(spell.ended),
    }


def _known(values: Floats) -> list[float | None]:
    return [round(value, 3) if math.isfinite(value) else None for value in values.tolist()]


def _csv(found: Explored) -> bytes:
    """A row a bin (RFC 4180); what isn't told or not known is empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    bands = zip(*map(_known, found.band), strict=True) if found.band else None
    table.writerow(
        ["time", *(cell_text(line.cell) for line in found.lines)]
        + (["expected", "low", "high"] if bands else [])
    )
    counts = zip(*(line.counts for line in found.lines), strict=True)
    for second, row in zip(times(found.asked.stretch), counts, strict=True):
        band = next(bands) if bands else ()
        table.writerow([rfc3339(second * 1000), *row, *band])
    return text.getvalue().encode()
