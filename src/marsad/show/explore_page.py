"""One chart to explore: any cells over any time, with plain links to move and to zoom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.minute import DAY_MINUTES, MINUTE_MS, instant_of, rfc3339
from marsad.nouns.names import Names
from marsad.nouns.series import Cell
from marsad.nouns.service import Component, Service
from marsad.show.answers import HTML, respond
from marsad.show.explore import (
    CELLS,
    KINDS,
    STEPS,
    Asked,
    Explored,
    Line,
    asked_of,
    cell_text,
    explore,
    longest,
)
from marsad.show.explore_chart import drawing_of, highest, rows_of
from marsad.show.moments import Moments, field_of
from marsad.show.stage import Stage
from marsad.show.words import Words, mark

POINTS = 400
"""Points aimed at: more would be a blur on a screen."""
SHORTEST = 20
"""Minutes below which it can't be zoomed in."""
PRESETS = (1, 7, 30, 365)
KIND_WORDS = {
    "reports": mark("All reports"),
    "counted": mark("Reports that count"),
    "works": mark("“Works for me”"),
}
FIELDS = ("service", "component", "symptom", "country")


class Named(NamedTuple):
    """A line as the page names it: the names of its cell's parts, and how to do without it."""

    line: Line
    names: list[Names]
    without: str
    most: tuple[int, int] | None


async def explore_page(request: Request) -> Response:
    """``/{language}/explore``: ``cell`` for each line, or ``service``, ``component``, ``symptom``
    and ``country`` for one more; ``from``, ``to``, ``step`` and ``kind`` as the API has them.
    """
    stage: Stage = request.app.state.stage
    words, query = stage.words(request), request.query_params
    asked = asked_of(stage, [*query.getlist("cell"), *_added(query)], query, stage.zone, POINTS)
    timed = bool(query.get("from") or query.get("to"))
    answer = await stage.answer(
        f"explore {words.language} {asked} {timed}",
        HTML,
        lambda: _make(stage, words, asked, timed),
    )
    return respond(request, answer)


def _added(query: QueryParams) -> list[str]:
    """The cell that the form adds; a part without a service is of all."""
    parts = [query.get(field, "") for field in FIELDS]
    return ["/".join([parts[0] or "*", *parts[1:]])] if any(parts) else []


def _make(stage: Stage, words: Words, asked: Asked, timed: bool) -> bytes:
    moments = stage.moments(words)
    found = explore(stage, asked)
    links = Links(f"/{words.language}/explore", asked, moments.now)
    stretch = asked.stretch
    return stage.render(
        "explore.html.j2",
        words,
        moments,
        path="/explore" + links.query(asked.cells, *_ends(asked) if timed else ()),
        asked=asked,
        api=urlencode([("cell", cell_text(cell)) for cell in asked.cells] + [("kind", asked.kind)]),
        **_drawn(stage, links, found, moments),
        noun=stage.noun,
        moves=links.moves(),
        presets=links.presets(),
        splits=_splits(stage, links, asked),
        kinds=[(kind, KIND_WORDS[kind], links.of_kind(kind)) for kind in KINDS],
        room=CELLS - len(asked.cells) if asked.cells != (Cell(""),) else CELLS,
        catalog=stage.sight.catalog,
        services=stage.services(words),
        ends=[field_of(instant_of(minute), stage.zone) for minute in (stretch.first, stretch.last)],
        bounds=[rfc3339(instant_of(minute)) for minute in (stretch.first, stretch.last)],
        zone=stage.zone.key,
        numerals=f"{words.language}-u-nu-{stage.digits if words.language == 'ar' else 'latn'}",
        longest=longest(asked.cells),
        steps=STEPS,
        cell_text=cell_text,
        iso=rfc3339,
    )


def _drawn(stage: Stage, links: Links, found: Explored, moments: Moments) -> dict[str, Any]:
    """The chart, its lines by name, and its table."""
    return {
        "drawing": drawing_of(found, moments),
        "rows": rows_of(found, moments.now),
        "lines": [_named(stage, links, found.asked, line) for line in found.lines],
        "band": found.band,
        "spells": found.spells,
    }


def _ends(asked: Asked) -> tuple[int, int]:
    return asked.stretch.first, asked.stretch.last


def _named(stage: Stage, links: Links, asked: Asked, line: Line) -> Named:
    """What a line is called."""
    cell, catalog = line.cell, stage.sight.catalog
    names: list[Names] = []
    if cell.service:
        service = stage.noun(cell.service)
        part = service.component(cell.component)
        names += [service.names, *([part.names] if part else [])]
    if cell.symptom:
        names.append(catalog.symptoms[cell.symptom].names)
    if cell.country:
        names.append(catalog.countries[cell.country])
    rest = tuple(each for each in asked.cells if each != cell)
    without = links.to(rest) if rest else ""
    return Named(line, names, without, highest(line, asked.stretch))


def _splits(stage: Stage, links: Links, asked: Asked) -> list[tuple[Service, Component, str]]:
    """Parts of the services shown, each as a line more."""
    room = CELLS - len(asked.cells)
    services = dict.fromkeys(cell.service for cell in asked.cells if cell.service)
    offered = [
        (service, part, cell)
        for service in map(stage.noun, services)
        for part in service.components
        for cell in (Cell(service.id, part.id),)
        if cell not in asked.cells and room > 0
    ]
    return [(service, part, links.to((*asked.cells, cell))) for service, part, cell in offered]


class Links:
    """Addresses of the same chart with something changed."""

    def __init__(self, path: str, asked: Asked, now: int) -> None:
        self._path = path
        self._asked = asked
        self._running = now // MINUTE_MS + 1

    def query(self, cells: Sequence[Cell], *ends: int) -> str:
        """The part after the path, with its question mark."""
        asked = self._asked
        pairs = [("cell", cell_text(cell)) for cell in cells if cells != (Cell(""),)]
        if ends:
            pairs += zip(("from", "to"), (rfc3339(instant_of(each)) for each in ends), strict=True)
        if asked.kind != KINDS[0]:
            pairs.append(("kind", asked.kind))
        return f"?{urlencode(pairs, safe='/*:')}" if pairs else ""

    def to(self, cells: Sequence[Cell]) -> str:
        """Other cells over the same time."""
        return self._path + self.query(cells, *_ends(self._asked))

    def of_kind(self, kind: str) -> str:
        """The same, counted otherwise."""
        other = Links(self._path, self._asked._replace(kind=kind), 0)
        return other.to(self._asked.cells)

    def presets(self) -> list[tuple[int, str]]:
        """Days up to now, as many as may be shown."""
        cells, most = self._asked.cells, longest(self._asked.cells)
        spans = [(days, days * DAY_MINUTES) for days in PRESETS if days * DAY_MINUTES <= most]
        return [
            (days, self._path + self.query(cells, self._running - minutes, self._running))
            for days, minutes in spans
        ]

    def moves(self) -> dict[str, str]:
        """Where to zoom and to move; what can't be is left out."""
        first, last = _ends(self._asked)
        last = min(last, self._running)
        half, most = (last - first) // 2, longest(self._asked.cells) // 2
        wanted = {
            "in": (first + half // 2, last - half // 2) if last - first >= SHORTEST else None,
            "out": (first - half, last + half) if last - first <= most else None,
            "left": (first - half, last - half),
            "right": (first + half, last + half) if last < self._running else None,
        }
        return {
            name: self._path + self.query(self._asked.cells, *self._within(*ends))
            for name, ends in wanted.items()
            if ends
        }

    def _within(self, first: int, last: int) -> tuple[int, int]:
        """As long a time that doesn't reach into the future, nor before 1970."""
        over = max(last - self._running, 0)
        return max(first - over, 0), last - over
