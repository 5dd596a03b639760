"""Counts as files: of a service over a range of time, and of an incident minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from marsad.nouns.incident import Incident
from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, instant_of, rfc3339
from marsad.nouns.window import Window
from marsad.show.api_counts import asked_of, known
from marsad.show.csv_file import CSV, Cell, downloaded, table_file
from marsad.show.incident_page import AROUND
from marsad.show.masking import masked
from marsad.show.stage import Stage

HEADER = ("time", "reports", "counted", "works", "expected", "low", "high")
LONGEST = 14 * DAY_MINUTES
"""Minutes told one by one; a longer incident is told by the hour."""


async def counts_csv(request: Request) -> Response:
    """``/api/v1/services/{id}/counts.csv?range=24h&by=``."""
    stage: Stage = request.app.state.stage
    asked = asked_of(stage, request)
    answer = await stage.answer(
        f"csv counts {asked}", CSV, lambda: counts_file(asked.window(stage), asked.by)
    )
    split = asked.by and f"-by-{asked.by}"
    return downloaded(request, answer, f"{asked.service}-{asked.range}{split}.csv")


async def incident_csv(request: Request) -> Response:
    """``/api/v1/incidents/{id}.csv``: from an hour before it began to an hour after its end."""
    stage: Stage = request.app.state.stage
    key = request.path_params["id"]
    found = stage.incident(key)
    if found.merged_into:
        return RedirectResponse(f"/api/v1/incidents/{found.merged_into}.csv", 308)
    answer = await stage.answer(f"csv incident {key}", CSV, lambda: _incident(stage, found))
    return downloaded(request, answer, f"{key}.csv")


def counts_file(window: Window, by: str = "") -> bytes:
    """A row for each bin; split by country, a count from 1 to 4 is an empty cell."""
    split: dict[str, Sequence[Cell]] = {key: values.tolist() for key, values in window.by.items()}
    if by == "country":
        split = dict(masked({key: values.tolist() for key, values in window.by.items()}))
    header = (*HEADER, *(f"{by}:{key}" for key in split))
    return table_file(header, _rows(window, list(split.values())))


def _rows(window: Window, split: list[Sequence[Cell]]) -> Iterator[list[Cell]]:
    for index in range(len(window.reports)):
        yield [
            rfc3339(instant_of(window.first + index * window.step)),
            int(window.reports[index]),
            int(window.counted[index]),
            int(window.works[index]),
            *(known(each[index]) for each in (window.expected, window.low, window.high)),
            *(counts[index] for counts in split),
        ]


def _incident(stage: Stage, incident: Incident) -> bytes:
    now = stage.sight.now()
    first = incident.onset.at // MINUTE_MS - AROUND
    end = incident.ended.at if incident.ended else now
    last = max(first + 1, min(end // MINUTE_MS + AROUND, now // MINUTE_MS + 1))
    step = 1 if last - first <= LONGEST else 60
    last += (first - last) % step
    return counts_file(stage.sight.window(incident.service, first, last, step))
