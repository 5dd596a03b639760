"""What a kind of problem means, for whoever follows a problem document's ``type``.

And the page a person gets when an address is wrong.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from marsad.intake.problems import KINDS as DOOR_KINDS
from marsad.nouns.problem import Problem
from marsad.show.problems import KINDS, quoted, refused
from marsad.show.stage import Stage


async def problem_page(request: Request) -> Response:
    """``/problems/{name}``, in the visitor's language."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    name = request.path_params["name"]
    kind = KINDS.get(name) or DOOR_KINDS.get(name)
    if kind is None:
        raise refused("not-found", f"There is no kind of problem {quoted(name)}")
    response = stage.page(
        "problem.html.j2", words, request, path="/", kind=kind, name=name, refused=False
    )
    response.headers["vary"] = "Accept-Encoding, Accept-Language"
    return response


def refusal_page(request: Request, problem: Problem) -> Response:
    """The page for a person whose request was refused: what to do instead, and a search box."""
    stage: Stage = request.app.state.stage
    words = stage.words(request)
    name = problem.type.rpartition("/")[2]
    return stage.page(
        "problem.html.j2",
        words,
        request,
        status=problem.status,
        path="/",
        kind=KINDS.get(name) or DOOR_KINDS[name],
        name=name,
        refused=True,
    )
