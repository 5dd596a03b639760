"""``/api/v1/explore``: counts of any cells over any stretch of time, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.minute import instant_of, rfc3339, rfc3339_or_none
from marsad.nouns.spell import Spell
from marsad.show.answers import JSON, respond
from marsad.show.api_counts import known
from marsad.show.csv_file import CSV, Cell, table_file
from marsad.show.explore import Asked, Explored, Floats, Line, asked_of, cell_text, explore, times
from marsad.show.query import choice
from marsad.show.stage import Stage

FORMATS = {"json": JSON, "csv": CSV}


async def explored(request: Request) -> Response:
    """Each ``cell`` a column, from ``from`` to ``to`` in bins of ``step``; ``format=csv``."""
    stage: Stage = request.app.state.stage
    query = request.query_params
    form = choice(query, "format", FORMATS, "json")
    asked = asked_of(stage, query.getlist("cell"), query)
    answer = await stage.answer(
        f"api explore {form} {asked}",
        FORMATS[form],
        lambda: _make(stage, asked, form),
    )
    return respond(request, answer)


def _make(stage: Stage, asked: Asked, form: str) -> bytes:
    found = explore(stage, asked)
    return _table(found) if form == "csv" else msgspec.json.encode(explored_json(found))


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
        "ended": rfc3339_or_none(spell.ended),
    }


def _known(values: Floats) -> list[float | None]:
    return [known(value) for value in values.tolist()]


def _table(found: Explored) -> bytes:
    """A row a bin; what isn't told or not known is empty."""
    columns: dict[str, Sequence[Cell]] = {cell_text(line.cell): line.counts for line in found.lines}
    if found.band:
        columns |= zip(("expected", "low", "high"), map(_known, found.band), strict=True)
    moments = [rfc3339(second * 1000) for second in times(found.asked.stretch)]
    return table_file(["time", *columns], zip(moments, *columns.values(), strict=True))
