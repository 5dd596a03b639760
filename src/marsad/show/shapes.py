"""The states' shapes and colours, for pictures that carry their own (see also frame.html.j2)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from marsad.nouns.state import IncidentState, State
from marsad.show.xml_document import add

COLOURS: dict[State, str] = {
    "ok": "#2978d6",
    "possible": "#c08700",
    "problem": "#6f091a",
    "recovering": "#1f6fc4",
    "maintenance": "#523b91",
    "unknown": "#6b7178",
}
DARK: dict[State, str] = {
    "ok": "#5edff7",
    "possible": "#f6d382",
    "problem": "#e2475b",
    "recovering": "#5edff7",
    "maintenance": "#8f66d6",
    "unknown": "#9099a4",
}
OUTLINES: dict[State, str] = {
    "ok": "M8 0a8 8 0 100 16A8 8 0 008 0z",
    "possible": "M8 0l8 15H0z",
    "problem": "M5 0h6l5 5v6l-5 5H5l-5-5V5z",
    "recovering": "M0 3a3 3 0 013-3h10a3 3 0 013 3v10a3 3 0 01-3 3H3a3 3 0 01-3-3z",
    "maintenance": "M8 0l8 8-8 8-8-8z",
    "unknown": "M8 0a8 8 0 100 16A8 8 0 008 0zM8 3a5 5 0 110 10A5 5 0 018 3z",
}
SIGNS: dict[State, str] = {
    "ok": "M4 8l3 3 5-6",
    "possible": "M8 5v5M8 11.5v2",
    "problem": "M5 5l6 6M11 5l-6 6",
    "recovering": "M8 13V4M4 8l4-4 4 4",
    "maintenance": "M6.5 5v6M9.5 5v6",
    "unknown": "",
}
"""What stands on them, in strokes."""


def shape_of(state: State | IncidentState) -> State:
    """The state whose shape an incident's state has."""
    if state == "ended":
        return "ok"
    return "unknown" if state == "retracted" else state


def draw(parent: Element, state: State, place: tuple[float, float, float]) -> None:
    """A state's shape at x and y, so large. A style may colour it anew: ``f-ok``, ``k``."""
    x, y, size = place
    group = add(parent, "g", transform=f"translate({x:g} {y:g}) scale({size / 16:g})")
    outline = {"d": OUTLINES[state], "fill_rule": "evenodd", "fill": COLOURS[state]}
    add(group, "path", class_=f"f-{state}", **outline)
    if SIGNS[state]:
        sign = {"d": SIGNS[state], "fill": "none", "stroke": "#fff", "stroke_width": "2"}
        add(group, "path", class_="k", **sign)
