"""``/api/v1/services/{id}/counts``: reports over time beside what is usual."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.minute import instant_of, rfc3339
from marsad.nouns.window import Window
from marsad.show.answers import JSON, respond
from marsad.show.masking import masked
from marsad.show.query import choice
from marsad.show.span import Range, asked_range
from marsad.show.stage import Stage

BY = ("component", "symptom", "country")


async def counts(request: Request) -> Response:
    """Counts of ``range`` (default 24h), split ``by`` component, symptom or country if asked."""
    stage: Stage = request.app.state.stage
    asked = asked_of(stage, request)
    answer = await stage.answer(
        f"api counts {asked}",
        JSON,
        lambda: msgspec.json.encode(counts_json(asked.window(stage), asked.by)),
    )
    return respond(request, answer)


class Asked(NamedTuple):
    """Whose counts are asked for, of what time, and split by what."""

    service: str
    range: str
    by: str
    span: Range

    def window(self, stage: Stage) -> Window:
        """The counts."""
        return stage.sight.window(self.service, *self.span, by=self.by)


def asked_of(stage: Stage, request: Request) -> Asked:
    """What an address with ``range`` and ``by`` asks for. Raises Refused."""
    query = request.query_params
    text = query.get("range") or "24h"
    return Asked(
        stage.service(request.path_params["id"]).id,
        text,
        choice(query, "by", BY),
        asked_range(text, stage.sight.now()),
    )


def counts_json(window: Window, by: str) -> dict[str, Any]:
    """A window as JSON values; what is usual is None where it isn't known."""
    answer: dict[str, Any] = {
        "service": window.service,
        "step_seconds": window.step * 60,
        "total": int(window.reports.sum()),
        "counts": [_bin(window, index) for index in range(len(window.reports))],
    }
    if by == "country":
        answer["by"] = masked({key: values.tolist() for key, values in window.by.items()})
    elif by:
        answer["by"] = {key: values.tolist() for key, values in window.by.items()}
    return answer


def _bin(window: Window, index: int) -> dict[str, Any]:
    return {
        "time": rfc3339(instant_of(window.first + index * window.step)),
        "reports": int(window.reports[index]),
        "counted": int(window.counted[index]),
        "expected": known(window.expected[index]),
        "low": known(window.low[index]),
        "high": known(window.high[index]),
    }


def known(value: float) -> float | None:
    """A level as it is told: to a thousandth, None where it isn't known."""
    return round(float(value), 3) if math.isfinite(value) else None
