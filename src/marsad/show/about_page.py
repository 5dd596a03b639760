"""How it works: what a report is, what the states mean, what is never shown, what nobody knows."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from marsad.nouns.state import State
from marsad.show.answers import HTML, respond
from marsad.show.quote import day
from marsad.show.stage import Stage
from marsad.show.words import Words, mark

MEANINGS: dict[State, str] = {
    "ok": mark(
        "Reports are within what is usual for this hour. "
        "It does not mean that nobody has a problem."
    ),
    "possible": mark("More people than usual report it, and it is too early to be sure."),
    "problem": mark(
        "The evidence is strong: many more reports than usual, from many networks that "
        "have nothing to do with each other."
    ),
    "recovering": mark("Reports are falling back to the usual; it may still fail for some."),
    "maintenance": mark("Whoever runs it has announced work for this time."),
    "unknown": mark("We have seen too little of it to say what is usual."),
}
"""What each state means, in the order they are told."""


async def about_page(request: Request) -> Response:
    """``/{language}/about``."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    key = f"about {words.language} {stage.address(request)}"
    address = stage.address(request)
    answer = await stage.answer(key, HTML, lambda: _make(stage, words, address))
    return respond(request, answer)


def _make(stage: Stage, words: Words, address: str) -> bytes:
    moments = stage.moments(words)
    return stage.render(
        "about.html.j2",
        words,
        moments,
        path="/about",
        meanings=MEANINGS,
        address=address,
        seen=day(moments.now, moments),
        watched=len(stage.sight.catalog.services),
    )
