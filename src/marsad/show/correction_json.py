"""A correction and a plan as outsiders read them."""

from __future__ import annotations

from typing import Any

from marsad.nouns.correction import Correction, Plan
from marsad.nouns.minute import rfc3339

_OF_WINDOW = ("plan", "split")


def correction_json(correction: Correction, *, brief: bool = False) -> dict[str, Any]:
    """One row of the log; ``brief`` leaves out what is written of the catalogue, and texts."""
    act = correction.act
    lengthy = brief and act.kind == "catalogue"
    told = {
        "id": act.id.hex(),
        "at": rfc3339(act.at),
        "kind": act.kind,
        "who": act.who,
        "why": act.why,
        "service": act.service,
        "incident": act.incident or None,
        "into": act.into or None,
        "start": rfc3339(act.start) if act.start and act.kind in _OF_WINDOW else None,
        "end": rfc3339(act.end) if act.end and act.kind in _OF_WINDOW else None,
        "before": "" if lengthy else correction.before,
        "after": "" if lengthy else correction.after,
        "refused": correction.refused or None,
    }
    return told if brief else told | {"text": act.text}


def plan_json(plan: Plan) -> dict[str, Any]:
    """Announced work."""
    return {
        "id": plan.id,
        "service": plan.service,
        "start": rfc3339(plan.start),
        "end": rfc3339(plan.end),
        "text": plan.text,
        "who": plan.who,
        "announced": rfc3339(plan.announced),
    }
