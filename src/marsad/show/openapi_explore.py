"""What ``/api/v1/explore`` takes and answers, for the API's description."""

from __future__ import annotations

from typing import Any

from marsad.show.explore import CELLS, KINDS, POINTS
from marsad.show.openapi_parameters import query
from marsad.show.openapi_shapes import COUNT, NUMBER, TEXT, TIME, Schema, of, or_null, ref, some
from marsad.show.sieve import INCIDENT_STATES

_BAND: Schema = {"type": "array", "items": or_null(NUMBER), "maxItems": POINTS}
_LINE: Schema = of(
    {
        "cell": TEXT | {"description": "As it was asked for"},
        "total": or_null(COUNT) | {"description": "null where it would tell what isn't shown"},
        "counts": {"type": "array", "items": or_null(COUNT), "maxItems": POINTS},
    }
)
SHAPES: dict[str, Schema] = {
    "Explored": of(
        {
            "from": TIME,
            "to": TIME,
            "step_seconds": COUNT,
            "kind": {"enum": list(KINDS)},
            "time": some(COUNT) | {"description": "When each bin begins, seconds since 1970 UTC"},
            "lines": some(_LINE) | {"maxItems": CELLS},
            "usual": or_null(of({"expected": _BAND, "low": _BAND, "high": _BAND})),
            "incidents": some(ref("Spell")),
        }
    ),
    "Spell": of(
        {
            "id": TEXT,
            "service": TEXT,
            "state": {"enum": list(INCIDENT_STATES)},
            "onset": TIME,
            "ended": or_null(TIME),
        }
    ),
}


def explore_parameters() -> list[dict[str, Any]]:
    """Its query."""
    moment = {"type": "string", "format": "date-time"}
    cells = {"type": "array", "items": {"type": "string"}, "maxItems": CELLS}
    step = {"type": "string", "pattern": "^(auto|[0-9]{1,6}[mhd])$", "default": "auto"}
    return [
        query(
            "cell", cells, "service/component/symptom/country; * is all services. Again for more"
        ),
        query("from", moment, "Begin; a day before `to` where it is left out"),
        query("to", moment, "End; now where it is left out"),
        query("step", step, f"Width of a bin; by itself the finest with at most {POINTS} points"),
        query("kind", {"enum": list(KINDS), "default": KINDS[0]}, "What is counted"),
        query("format", {"enum": ["json", "csv"], "default": "json"}, "Form of the answer"),
    ]
