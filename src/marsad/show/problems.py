"""Every kind of problem that pages and the API name, and what its page says (RFC 9457)."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from marsad.nouns.problem import Kind, Problem, Refused, document, excerpt
from marsad.show.words import mark

KINDS: dict[str, Kind] = {
    "bad-category": Kind(
        404, mark("No such category"), mark("Choose one of the categories on the home page.")
    ),
    "bad-cell": Kind(
        400,
        mark("That line can't be drawn"),
        mark(
            "Name up to six cells as service/part/symptom/country, such as x//slow; an empty "
            "piece is any, and * is all services."
        ),
    ),
    "bad-choice": Kind(
        400,
        mark("That can't be chosen here"),
        mark("Use one of the values that the sentence above names."),
    ),
    "bad-comparison": Kind(
        400,
        mark("These can't be compared"),
        mark("Choose two to four incidents on the page of comparisons."),
    ),
    "bad-country": Kind(
        404, mark("No such country"), mark("Choose one of the countries on the home page.")
    ),
    "bad-number": Kind(
        400,
        mark("That number can't be used"),
        mark("Write a whole number between the bounds that are named."),
    ),
    "bad-period": Kind(
        400,
        mark("That period can't be shown"),
        mark(
            "Name a month as 2026-05, a year as 2026, or a first and a last day as 2026-05-24; "
            "to a program, times like 2025-05-24T13:00:00Z, the earlier one first."
        ),
    ),
    "bad-query": Kind(
        400, mark("The address can't be read"), mark("Write the part after “?” in UTF-8.")
    ),
    "bad-range": Kind(
        400,
        mark("That range of time can't be shown"),
        mark("Ask for a number of minutes, hours or days, up to a year: 60m, 24h, 7d, 30d."),
    ),
    "bad-step": Kind(
        400,
        mark("Time can't be cut that way"),
        mark("Leave step out, or ask for a longer one: 5m, 1h, 1d. There are 2000 points at most."),
    ),
    "form-refused": Kind(
        403,
        mark("This form can't be taken"),
        mark("Go back, load the page again, and send it from there."),
    ),
    "format-not-offered": Kind(
        501, mark("That format isn't offered"), mark("Ask for format=json or format=xml.")
    ),
    "method-not-allowed": Kind(
        405,
        mark("That can't be done here"),
        mark("Use one of the methods that the Allow header names."),
    ),
    "not-a-time": Kind(
        400, mark("That is not a time"), mark("Write times like 2025-05-24T13:00:00Z (RFC 3339).")
    ),
    "not-embeddable": Kind(
        404,
        mark("Nothing there can be embedded"),
        mark("Give the whole address of a service's or an incident's page of this site."),
    ),
    "not-found": Kind(
        404, mark("There is nothing here"), mark("Search for the service, or go to the home page.")
    ),
    "not-secure": Kind(
        403,
        mark("This page opens over a safe connection only"),
        mark("Open it by its https address; on the machine itself, by http://localhost."),
    ),
    "stopping": Kind(
        503, mark("The observatory is being restarted"), mark("Try again in a few seconds.")
    ),
    "trouble": Kind(
        500,
        mark("Something failed on our side"),
        mark("Try again in a minute. The operator finds the cause in the log."),
    ),
    "unknown-incident": Kind(
        404, mark("No such incident"), mark("Look for it among the past incidents of its service.")
    ),
    "unknown-plan": Kind(
        404, mark("No such planned work"), mark("It may be over, or called off already.")
    ),
    "unknown-service": Kind(
        404, mark("No such service"), mark("Search for it by its name, or look at the whole list.")
    ),
}


def refused(name: str, detail: str, *, status: int = 0, pointer: str = "") -> Refused:
    """The exception that refuses a request; ``detail`` is English and says what was wrong."""
    return KINDS[name].refuse(name, detail, pointer=pointer, status=status)


def quoted(text: str) -> str:
    """A visitor's text as a detail may repeat it."""
    return f"“{excerpt(text)}”"


def problem_answer(problem: Problem) -> Response:
    """The document a program gets."""
    return Response(
        msgspec.json.encode(document(problem)),
        problem.status,
        {"cache-control": "no-store"},
        "application/problem+json",
    )
