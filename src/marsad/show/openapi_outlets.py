"""Feeds, files, pictures and cards in ``/openapi.json``: what leaves the site for others."""

from __future__ import annotations

from typing import Any

from marsad.show.badge import STYLES
from marsad.show.embed_page import THEMES
from marsad.show.oembed import PIXELS
from marsad.show.openapi_parameters import (
    RANGE,
    counts_parameters,
    identified,
    incidents_parameters,
    query,
)
from marsad.show.openapi_shapes import TEXT
from marsad.show.words import languages

Item = dict[str, Any]
ATOM, CSV, ICS, SVG = "application/atom+xml", "text/csv", "text/calendar", "image/svg+xml"
HTML = "text/html"
_NARROWING = ("service", "category", "country", "state", "min_minutes")
_MONTH = "A page of the archive: only those begun in this month (UTC)"


def paths(problem: Item) -> dict[str, Item]:
    """Path items by address; a file takes what the JSON at the same address does."""
    listed, counts = incidents_parameters(), counts_parameters()
    language = _one_of("language", languages(), "Language of the words", where="path")
    narrowed = [each for each in listed if each["name"] in _NARROWING]
    month = query("month", TEXT | {"pattern": "^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])$"}, _MONTH)
    key = identified("service or incident")
    tongue = _one_of("lang", languages(), "Language of the words; English if not said")
    theme = _one_of("theme", THEMES, "The reader's own unless named")
    chart = _one_of("chart", ("1", "0"), "With the chart or without")
    style = _one_of("style", tuple(STYLES), "Round corners or not")
    told = [
        ("/{language}/incidents.atom", ATOM, "Incidents as a feed", [language, *narrowed, month]),
        ("/{language}/services/{id}.atom", ATOM, "A service's feed", [language, key, month]),
        ("/{language}/incidents/{id}.atom", ATOM, "What happened in one", [language, key]),
        ("/{language}/services/{id}.ics", ICS, "Work and incidents, as dates", [language, key]),
        ("/api/v1/incidents.csv", CSV, "Incidents, a row each", listed),
        (
            "/api/v1/incidents/{id}.csv",
            CSV,
            "An incident, minute by minute",
            [identified("incident")],
        ),
        ("/api/v1/services/{id}/counts.csv", CSV, "Reports over time, a row a bin", counts),
        ("/badges/{id}.svg", SVG, "A service and its state", [key, tongue, style]),
        ("/charts/{id}.svg", SVG, "A service's chart", [key, RANGE, tongue, theme]),
        ("/{language}/embed/services/{id}", HTML, "A card to frame", [language, key, theme, chart]),
        ("/{language}/embed/incidents/{id}", HTML, "One to frame", [language, key, theme, chart]),
    ]
    found = {path: _item(path, media, what, named, problem) for path, media, what, named in told}
    return found | {"/oembed": _oembed(problem)}


def _item(path: str, media: str, what: str, parameters: list[Item], problem: Item) -> Item:
    name = path.strip("/").replace("api/v1/", "")
    for sign in "/.{}":
        name = name.replace(sign, "_")
    schema = {"type": "string"}
    responses: Item = {
        "200": {"description": what, "content": {media: {"schema": schema}}},
        "304": {"description": "Not changed since If-None-Match"},
        "default": _or_page(problem) if path.startswith("/{language}/") else problem,
    }
    if "incidents/{id}" in path:
        moved = "308" if path.startswith("/api/") else "301"
        responses[moved] = {"description": "It was merged into another incident"}
    for status in ("400", "404"):
        responses[status] = responses["default"]
    return {
        "get": {
            "operationId": name.replace("__", "_").strip("_"),
            "summary": what,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _oembed(problem: Item) -> Item:
    size = {"type": "integer", "minimum": 1, "maximum": PIXELS}
    rich: Item = {
        "type": "object",
        "required": ["version", "type", "title", "html", "width", "height"],
        "properties": {"type": {"const": "rich"}, "html": TEXT, "width": size, "height": size},
    }
    content = {"application/json": {"schema": rich}, "text/xml": {"schema": TEXT}}
    parameters = [
        query("url", TEXT, "The whole address of a service's or an incident's page")
        | {"required": True},
        _one_of("format", ("json", "xml"), "JSON if not said"),
        query("maxwidth", size, "Pixels at most"),
        query("maxheight", size, "Pixels at most"),
    ]
    responses: Item = {
        "200": {"description": "How to embed it", "content": content},
        "304": {"description": "Not changed since If-None-Match"},
        **dict.fromkeys(("400", "404", "501", "default"), problem),
    }
    summary = "How to embed a page (oEmbed 1.0)"
    operation = {"operationId": "oembed", "summary": summary, "parameters": parameters}
    return {"get": operation | {"responses": responses}}


def _or_page(problem: Item) -> Item:
    """A person gets a page instead, and so does who asks in a language there isn't."""
    return problem | {"content": {**problem["content"], HTML: {"schema": TEXT}}}


def _one_of(name: str, values: tuple[str, ...], what: str, where: str = "query") -> Item:
    schema = {"enum": list(values)}
    return query(name, schema, what) | {"in": where, "required": where == "path"}
