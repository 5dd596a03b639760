"""A Prometheus range query's answer: request counters, or rates of them, by status and code.

``GET /api/v1/query_range`` (Prometheus HTTP API, "matrix" results). A counter that falls was reset
(Prometheus' own rule for ``rate``): what it shows then was all counted since. Each step becomes one
row that stands for so many requests. Who asked isn't known.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from marsad.nouns.requests import Requests
from marsad.watch.traffic.format import Format, Sample
from marsad.watch.traffic.layout import Layout, columns

LABELS = (
    "code",
    "status",
    "status_code",
    "http_status",
    "http_response_status_code",
    "envoy_response_code",
)
NOWHERE = columns([])
MOST = 2**31 - 1


class Line(msgspec.Struct):
    """One series: its labels, and pairs of seconds and a number in quotes."""

    metric: dict[str, str] = {}
    values: list[tuple[float, str]] = []


class Data(msgspec.Struct):
    """What was asked for."""

    result: list[Line]
    resultType: str = "matrix"  # noqa: N815 - Prometheus' word


class Answer(msgspec.Struct):
    """What the server says."""

    data: Data
    status: str = "success"


def recognise(sample: Sample) -> Layout | None:
    """Nothing is cut into columns: it is one document."""
    head = "".join(sample[:20])[:4096].replace(" ", "")
    return NOWHERE if head.startswith("{") and '"resultType":"matrix"' in head else None


def read(text: bytes) -> Requests:
    """The rows in order of time. Raises ValueError where it is no such answer."""
    answer = msgspec.json.decode(text, type=Answer)
    parts = [_rows(line) for line in answer.data.result if len(line.values) > 1]
    empty = np.zeros((0, 3), np.int64)
    rows = np.concatenate([empty, *parts])
    return _requests(rows[np.argsort(rows[:, 0], kind="stable")])


def _rows(line: Line) -> NDArray[np.int64]:
    """(steps, 3): instant, requests, status."""
    times = [round(at * 1000) for at, _ in line.values]
    values = [float(value) for _, value in line.values]
    if any(b < a for a, b in pairwise(times)):
        raise ValueError("times run backwards")
    grown = _counted(values) if _is_counter(line.metric) else _spread(times, values)
    status = _status(line.metric)
    return np.array([(at, n, status) for at, n in zip(times[1:], grown, strict=True)], np.int64)


def _is_counter(metric: dict[str, str]) -> bool:
    """A metric keeps its name only as it is; ``rate`` and sums lose it."""
    return metric.get("__name__", "").endswith(("_total", "_count", "_sum", "_requests"))


def _counted(values: list[float]) -> list[int]:
    """What was added in each step."""
    rises = ((b - a if b >= a else b) for a, b in pairwise(values))
    return [_whole(rise) for rise in rises]


def _spread(times: list[int], rates: list[float]) -> list[int]:
    """Requests of each step at a rate a second; what is rounded off is carried on."""
    grown: list[int] = []
    carried = 0.0
    for (a, b), rate in zip(pairwise(times), rates[1:], strict=True):
        carried += max(0.0, rate) * (b - a) / 1000 if np.isfinite(rate) else 0.0
        grown.append(_whole(carried))
        carried -= grown[-1]
    return grown


def _whole(number: float) -> int:
    return int(min(number, MOST)) if np.isfinite(number) else 0


def _status(metric: dict[str, str]) -> int:
    """The status; of a class ("5xx") its first."""
    said = next((metric[name] for name in LABELS if name in metric), "")
    said = said.lower().replace("x", "0")
    return int(said) if said.isdigit() and len(said) == 3 else 0


def _requests(rows: NDArray[np.int64]) -> Requests:
    count = len(rows)
    hashes = {
        name: np.zeros(count, np.uint64)
        for name in ("client", "network", "agent", "url", "path", "referrer")
    }
    return Requests(
        time=rows[:, 0].copy(),
        **hashes,
        asn=np.zeros(count, np.int32),
        status=rows[:, 2].astype(np.int16),
        size=np.full(count, -1, np.int64),
        seconds=np.full(count, np.nan, np.float32),
        flags=np.zeros(count, np.uint8),
        weight=rows[:, 1].astype(np.int32),
    )


FORMAT = Format("prometheus", recognise, whole=read)
