"""The shapes of corrections and plans, as JSON Schema 2020-12."""

from __future__ import annotations

from marsad.nouns.act import ACTS
from marsad.show.openapi_shapes import TEXT, TIME, Schema, of, or_null, ref, some
from marsad.story.acts import OBJECTIONS

SHAPES: dict[str, Schema] = {
    "Correction": of(
        {
            "id": TEXT,
            "at": TIME,
            "kind": {"enum": list(ACTS)},
            "who": TEXT | {"description": "The editor's name"},
            "why": TEXT | {"description": "In the editor's own words"},
            "service": TEXT,
            "incident": or_null(TEXT),
            "into": or_null(TEXT | {"description": "The incident it was merged into"}),
            "start": or_null(TIME),
            "end": or_null(TIME),
            "before": TEXT | {"description": "What the record said: a state, or an id"},
            "after": TEXT | {"description": "What it says since"},
            "refused": or_null({"enum": list(OBJECTIONS)}),
            "text": TEXT | {"description": "Words passed on, what is planned, or YAML"},
        }
    ),
    "Corrections": of({"corrections": some(ref("Correction"))}),
    "Plan": of(
        {
            "id": TEXT,
            "service": TEXT,
            "start": TIME,
            "end": TIME,
            "text": TEXT,
            "who": TEXT,
            "announced": TIME,
        }
    ),
    "Plans": of({"plans": some(ref("Plan"))}),
}
