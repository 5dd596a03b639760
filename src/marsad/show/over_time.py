"""The chart of a service's page: which range, what is marked on it, and what day it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marsad.nouns.correction import Plan
from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.nouns.window import Window
from marsad.show.chart import chart_of
from marsad.show.height import QUARTER
from marsad.show.moments import Moments
from marsad.show.noted import MOST, noted_on
from marsad.show.occasions import occasions_of
from marsad.show.span import Range, range_of, since
from marsad.show.stage import Stage
from marsad.show.table import table_of

ALL = "all"
RANGES = ("24h", "7d", "30d", ALL)


def over_time(
    stage: Stage,
    service: Service,
    status: Status,
    moments: Moments,
    asked: str,
    incidents: Sequence[Incident],
    plans: Sequence[Plan],
) -> dict[str, Any]:
    """The chart, what is marked on it, its table, and the last fifteen minutes."""
    window = stage.sight.window(service.id, *_span(asked, status, moments.now))
    noted = noted_on(window, incidents, plans, moments.now)
    return {
        "asked": asked,
        "ranges": RANGES,
        "chart": chart_of(window, moments, incidents, noted=noted),
        "noted": noted,
        "noted_all": len(noted) < MOST,
        "point": window.step * MINUTE_MS,
        "table": table_of(window, moments),
        "total": int(window.reports.sum()),
        "counted": int(window.counted.sum()),
        "quarter": _quarter(stage, service, moments),
        "occasions": occasions_of(stage, service, moments),
    }


def _span(asked: str, status: Status, now: int) -> Range:
    return since(status.known_since, now) if asked == ALL else range_of(asked, now)


def _quarter(stage: Stage, service: Service, moments: Moments) -> Window:
    """The last fifteen minutes, as one bin."""
    end = moments.now // MINUTE_MS + 1
    return stage.sight.window(service.id, end - QUARTER, end, QUARTER)
