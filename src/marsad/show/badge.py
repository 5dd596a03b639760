"""``/badges/{id}.svg``: a service and its state in one line, for a page of somebody else."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree.ElementTree import Element

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.service import Service
from marsad.nouns.state import State
from marsad.nouns.status import Status
from marsad.show.query import choice
from marsad.show.shapes import COLOURS, draw
from marsad.show.stage import Stage
from marsad.show.states import STATE_WORDS
from marsad.show.svg import SVG, canvas, drawn, label
from marsad.show.text_width import shortened, text_width
from marsad.show.words import SOURCE, Words, languages, words_of
from marsad.show.xml_document import add, document

STYLES = {"flat": 6.0, "square": 0.0}
"""How round the corners are."""
HEIGHT = 26.0
FONT = 12.0
PAD = 8.0
SHAPE = 12.0
LONGEST = 40
STALE = 600
"""Seconds it is served where the site can't be reached: it doesn't say how old it is."""
INK = "#14181d"


class Face(NamedTuple):
    """What a badge says."""

    name: str
    word: str
    state: State
    title: str


async def badge(request: Request) -> Response:
    """``?lang=ar|en&style=flat|square``."""
    stage: Stage = request.app.state.stage
    service = stage.service(request.path_params["id"])
    language = choice(request.query_params, "lang", languages(), SOURCE)
    style = choice(request.query_params, "style", STYLES, "flat")
    words = words_of(language, stage.digits)
    answer = await stage.answer(
        f"badge {service.id} {language} {style}",
        SVG,
        lambda: badge_svg(_face(stage, service, words), words, STYLES[style]),
    )
    return drawn(request, answer, stale=STALE)


def _face(stage: Stage, service: Service, words: Words) -> Face:
    status = stage.sight.statuses().get(service.id) or Status(service.id, "unknown", 0.0)
    word = words.say(STATE_WORDS[status.state])
    if stage.sight.demo:
        word = f"{words.say('Demonstration')} · {word}"
    name = service.names.of(words.language)
    return Face(shortened(name, LONGEST), word, status.state, f"{name}: {word}")


def badge_svg(face: Face, words: Words, corner: float) -> bytes:
    """The name light on dark, the state dark on light: readable on any page, in any theme."""
    name_wide = text_width(face.name, FONT) + 2 * PAD
    word_wide = text_width(face.word, FONT) + SHAPE + 3 * PAD
    width = name_wide + word_wide
    rightwards = words.direction == "ltr"
    name_left = 0.0 if rightwards else word_wide
    word_left = name_wide if rightwards else 0.0
    top = canvas(words, (round(width, 1), HEIGHT), face.title)
    _plate(top, width, (name_left, name_wide), corner, COLOURS[face.state])
    middle = HEIGHT / 2 + FONT * 0.36
    label(top, face.name, (name_left + name_wide / 2, middle), FONT, fill="#fff")
    shape_left = word_left + PAD if rightwards else word_wide - PAD - SHAPE
    draw(top, face.state, (shape_left, (HEIGHT - SHAPE) / 2, SHAPE))
    centre = word_left + (word_wide + (SHAPE + PAD) * (1 if rightwards else -1)) / 2
    label(top, face.word, (centre, middle), FONT, fill=INK, font_weight="600")
    return document(top)


def _plate(
    top: Element, width: float, name: tuple[float, float], corner: float, colour: str
) -> None:
    """A light plate with a rim in the state's colour, and a dark one on it under the name.

    The light edge outside of the rim parts the badge from a dark page.
    """
    for inset, more in ((0.0, {}), (1.75, {"stroke": colour, "stroke_width": "1.5"})):
        box = (inset, inset, width - 2 * inset, HEIGHT - 2 * inset)
        _box(top, box, max(0.0, corner - inset), fill="#fff", **more)
    left, wide = name
    right = min(left + wide, width - 2.5)
    left = max(left, 2.5)
    _box(top, (left, 2.5, right - left, HEIGHT - 5), max(0.0, corner - 2.5), fill=INK)


def _box(top: Element, box: tuple[float, float, float, float], corner: float, **more: str) -> None:
    x, y, width, height = (f"{side:.4g}" for side in box)
    rim = {"rx": f"{corner:g}"} if corner else {}
    add(top, "rect", x=x, y=y, width=width, height=height, **rim, **more)
