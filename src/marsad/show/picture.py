"""``/charts/{id}.svg``: a service's chart as a picture that a newsroom can put in an article."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.minute import instant_of
from marsad.nouns.service import Service
from marsad.nouns.status import Status
from marsad.show.chart import chart_of
from marsad.show.moments import Moments
from marsad.show.picture_drawing import THEMES, Scene, picture_svg
from marsad.show.query import choice
from marsad.show.span import Range, asked_range
from marsad.show.stage import Stage
from marsad.show.svg import SVG, drawn
from marsad.show.titles import standing_title
from marsad.show.words import SOURCE, Words, languages, words_of


async def picture(request: Request) -> Response:
    """``?range=24h&lang=ar|en&theme=auto|light|dark``."""
    stage: Stage = request.app.state.stage
    service = stage.service(request.path_params["id"])
    language = choice(request.query_params, "lang", languages(), SOURCE)
    theme = choice(request.query_params, "theme", THEMES, "auto")
    asked = request.query_params.get("range") or "24h"
    span = asked_range(asked, stage.sight.now())
    words, address = words_of(language, stage.digits), stage.address(request)
    answer = await stage.answer(
        f"chart {service.id} {asked} {language} {theme} {address}",
        SVG,
        lambda: picture_svg(_scene(stage, service, span, words, address), words, THEMES[theme]),
    )
    return drawn(request, answer, THEMES[theme])


def _scene(stage: Stage, service: Service, span: Range, words: Words, address: str) -> Scene:
    moments, sight = stage.moments(words), stage.sight
    status = sight.statuses().get(service.id) or Status(service.id, "unknown", 0.0)
    window = sight.window(service.id, *span)
    start = instant_of(span.first)
    found = sight.incidents(service=service.id, since=start)
    reports = int(window.reports.sum())
    played = [words.say("Demonstration")] if sight.demo else []
    host = address.partition("://")[2]
    return Scene(
        title=standing_title(service.names, status.state, moments),
        subtitle=" · ".join(
            [
                *played,
                words.say("Reports over time"),
                f"{_moment(start, moments)} – {_moment(sight.now(), moments)}",
                words.count("{n} report in all", "{n} reports in all", reports),
            ]
        ),
        foot=f"{words.say('Marsad')} · \u2068{host}\u2069 · {moments.zone_name}",
        state=status.state,
        chart=chart_of(window, moments, [each for each in found if not each.merged_into]),
    )


def _moment(at: int, moments: Moments) -> str:
    say = moments.words.say
    return say("{day}, {clock}", day=moments.day(at), clock=moments.clock(at))
