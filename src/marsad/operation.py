"""``/healthz`` and ``/metrics``: how this process is, for machines that look after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from marsad import __version__
from marsad.app import Observatory
from marsad.nouns.minute import minute_of

BEHIND_MINUTES = 3


def routes(observatory: Observatory) -> list[Route]:
    """The routes of operation."""
    registry = CollectorRegistry()
    registry.register(Readings(observatory))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)

    def healthz(_: Request) -> Response:
        body = health(observatory)
        return JSONResponse(body, 200 if body["status"] == "ok" else 503)

    def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", metrics)]


def lag_minutes(observatory: Observatory) -> int:
    """Minutes that are over and not closed in the slowest partition."""
    closed = min((desk.closed for desk in observatory.desks), default=0)
    return max(0, minute_of(observatory.clock.now()) - closed) if closed else 0


def health(observatory: Observatory) -> dict[str, str | int | bool]:
    """``status`` is ``ok``, ``catching up`` (reading the journal after a start) or ``behind``."""
    lag = lag_minutes(observatory)
    # A demonstration's minutes pass several in a second; there, lag says nothing.
    behind = lag > BEHIND_MINUTES and observatory.clock.speed() == 1.0
    status = "ok" if observatory.caught_up else "catching up"
    return {
        "status": "behind" if status == "ok" and behind else status,
        "version": __version__,
        "lag_minutes": lag,
        "demo": bool(observatory.outlook.demo),
    }


class Readings(Collector):
    """Reads the rooms' own counters when it is scraped; the hot paths only add integers."""

    def __init__(self, observatory: Observatory) -> None:
        self._observatory = observatory

    def collect(self) -> Iterable[Metric]:
        """Every metric, documented in docs/operations.md."""
        yield from self._door()
        yield from self._folds()

    def _door(self) -> Iterator[Metric]:
        counters = self._observatory.door.counters
        accepted = CounterMetricFamily("marsad_reports_accepted", "Reports acknowledged.")
        accepted.add_metric([], counters.accepted)
        yield accepted
        refused = CounterMetricFamily(
            "marsad_reports_refused", "Reports refused, by problem.", labels=["problem"]
        )
        for problem, count in sorted(counters.refused.items()):
            refused.add_metric([problem], count)
        yield refused
        keyed = CounterMetricFamily(
            "marsad_reports_keyed", "Reports taken with an API key, by its name.", labels=["key"]
        )
        for name, count in sorted(counters.keyed.items()):
            keyed.add_metric([name], count)
        yield keyed

    def _folds(self) -> Iterator[Metric]:
        observatory = self._observatory
        lag = lag_minutes(observatory)
        yield GaugeMetricFamily("marsad_lag_minutes", "Minutes over and not closed.", lag)
        watchers = observatory.live.watchers
        yield GaugeMetricFamily("marsad_live_watchers", "Open live streams.", watchers)
        open_incidents = GaugeMetricFamily(
            "marsad_services", "Services by state.", labels=["state"]
        )
        states: dict[str, int] = {}
        for status in observatory.outlook.statuses().values():
            states[status.state] = states.get(status.state, 0) + 1
        for state, count in sorted(states.items()):
            open_incidents.add_metric([state], count)
        yield open_incidents
        positions = GaugeMetricFamily(
            "marsad_journal_position", "Folded up to this position.", labels=["partition"]
        )
        for desk in observatory.desks:
            positions.add_metric([str(desk.partition)], desk.position)
        yield positions
