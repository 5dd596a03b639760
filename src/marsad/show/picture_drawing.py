"""A service's chart drawn as one SVG: title, plot with the usual band and incidents, key, source.

Time runs from left to right in every language; text runs as it is read, so its lines begin at the
right in Arabic. Colours are classes of one style, which the answer's policy allows by its hash.
"""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from marsad.nouns.state import State
from marsad.show.chart import Chart
from marsad.show.curve import HEIGHT as UNITS_HIGH
from marsad.show.curve import WIDTH as UNITS_WIDE
from marsad.show.shapes import COLOURS, DARK, draw
from marsad.show.svg import canvas
from marsad.show.text_width import text_width
from marsad.show.words import Words
from marsad.show.xml_document import add, document

WIDTH, HEIGHT = 720, 336
EDGE = 24
LEFT, TOP, WIDE, HIGH = 68, 92, 628, 164
"""The plot."""
SAMPLE = 22


def _style(ink: str, soft: str, ground: str, grid: str, band: str, shade: str) -> str:
    return (
        f".bg{{fill:{ground}}}.t{{fill:{ink}}}.s{{fill:{soft}}}.g{{stroke:{grid};fill:none}}"
        f".b{{fill:{band}}}.d{{fill:{shade}}}.l{{fill:none;stroke:{ink};stroke-width:2}}"
        f".k{{stroke:{ground}}}"
    )


def _shaped(colours: dict[State, str]) -> str:
    return "".join(f".f-{state}{{fill:{colour}}}" for state, colour in colours.items())


_LIGHT = _style("#14181d", "#57606b", "#fff", "#dfe3e8", "#cfdff6", "#f3dede") + _shaped(COLOURS)
_DARK = _style("#e8ecf1", "#a8b2bd", "#0f1419", "#29323c", "#22354e", "#3a1d25") + _shaped(DARK)
THEMES = {
    "auto": f"{_LIGHT}@media (prefers-color-scheme:dark){{{_DARK}}}",
    "light": _LIGHT,
    "dark": _DARK,
}
"""Styles by theme; ``auto`` is the reader's own."""


class Scene(NamedTuple):
    """What the picture shows; text is in one language."""

    title: str
    subtitle: str
    foot: str
    state: State
    chart: Chart


def picture_svg(scene: Scene, words: Words, style: str) -> bytes:
    """The whole picture."""
    top = canvas(words, (WIDTH, HEIGHT), scene.title, scene.subtitle)
    add(top, "style", style)
    add(top, "rect", class_="bg", width=str(WIDTH), height=str(HEIGHT))
    forth = 1 if words.direction == "ltr" else -1
    start = EDGE if forth > 0 else WIDTH - EDGE
    draw(top, scene.state, (start if forth > 0 else start - 22, 22, 22))
    room = WIDTH - 2 * EDGE
    _text(top, scene.title, (start + 34 * forth, 41), 22, room=room - 34, class_="t")
    _text(top, scene.subtitle, (start, 70), 14, room=room, class_="s")
    _plot(top, scene.chart)
    _axes(top, scene.chart)
    _key(top, scene.chart, words, (start, forth))
    _text(top, scene.foot, (start, HEIGHT - 14), 13, room=room, class_="s")
    return document(top)


def _text(
    top: Element, text: str, place: tuple[float, float], size: float, room: float, **more: str
) -> None:
    """Squeezed where it would need more room than there is."""
    fits = {} if text_width(text, size) <= room else {"textLength": f"{room:g}"}
    if fits:
        fits["lengthAdjust"] = "spacingAndGlyphs"
    x, y = place
    add(top, "text", text, x=f"{x:g}", y=f"{y:g}", font_size=f"{size:g}", **fits, **more)


def _plot(top: Element, chart: Chart) -> None:
    field = add(
        top,
        "svg",
        x=str(LEFT),
        y=str(TOP),
        width=str(WIDE),
        height=str(HIGH),
        viewBox=f"0 0 {UNITS_WIDE} {UNITS_HIGH}",
        preserveAspectRatio="none",
    )
    for shade in chart.shades:
        size = {"x": f"{shade.x:g}", "width": f"{shade.width:g}", "height": str(UNITS_HIGH)}
        add(field, "rect", class_="d", **size)
    add(field, "path", class_="b", d=chart.band)
    grid = f"M0,0h{UNITS_WIDE}M0,{UNITS_HIGH // 2}h{UNITS_WIDE}M0,{UNITS_HIGH}h{UNITS_WIDE}"
    for style, path in (("g", grid), ("l", chart.line)):
        add(field, "path", class_=style, d=path, vector_effect="non-scaling-stroke")


def _axes(top: Element, chart: Chart) -> None:
    labels = add(top, "g", class_="s", font_size="13")
    left = add(labels, "g", direction="ltr", text_anchor="end")
    for mark in chart.levels:
        y = TOP + HIGH * mark.place / 100 + 4.5
        add(left, "text", mark.label, x=str(LEFT - 8), y=f"{y:g}")
    for mark in chart.times:
        x = LEFT + WIDE * mark.place / 100
        add(labels, "text", mark.label, x=f"{x:g}", y=str(TOP + HIGH + 20), text_anchor="middle")


def _key(top: Element, chart: Chart, words: Words, begin: tuple[float, int]) -> None:
    """What line, band and shade are; from where the text begins."""
    x, forth = begin
    known = words.say("Usual range")
    named = [("l", words.say("Reports"))]
    named += [("b", known if chart.band else words.say("The usual range is not known yet"))]
    named += [("d", words.say("Incident"))] if chart.shades else []
    y = TOP + HIGH + 46
    for style, text in named:
        left = min(x, x + SAMPLE * forth)
        size = {"x": f"{left:g}", "width": str(SAMPLE)}
        if style == "l":
            add(top, "path", class_="l", d=f"M{left:g},{y - 4:g}h{SAMPLE}")
        elif style != "b" or chart.band:
            add(top, "rect", class_=style, y=f"{y - 11:g}", height="13", **size)
        x += (SAMPLE + 6) * forth
        add(top, "text", text, class_="s", x=f"{x:g}", y=f"{y:g}", font_size="13")
        x += (text_width(text, 13) + 24) * forth
