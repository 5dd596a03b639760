"""What the service's page says to somebody who has just reported, and what they can still do.

The page is made once a second for all who reported; each reader's receipt is put in at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from marsad.intake.receipts import Standing
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.service import Service
from marsad.show.answers import HTML, Answer, answer_of, respond
from marsad.show.shares import Share, place_shares, symptom_shares
from marsad.show.stage import Stage
from marsad.show.words import Words

THANKS = ("problem", "works", "undone")
MOST_OF_A_NAME = 40
QUARTER = 15
FRESH_MS = QUARTER * MINUTE_MS
"""How long a report is thanked for: what is said with it speaks of as long."""
_RECEIPT = "the-receipt-of-this-report"
_LEFT = "milliseconds-left"
"""Stand in the page that is shared for what is each reader's own."""


@dataclass(frozen=True, slots=True)
class After:
    """What became of a report, as the address says it and the door confirms it."""

    thanks: str = ""
    """``problem``, ``works`` or ``undone``; empty where there is nothing to thank for."""
    refused: str = ""
    """Name of the problem for which the door refused what was sent last."""
    country: str = ""
    """Where the address of the reporter seems to be."""
    state: str = ""
    """Of the receipt: ``open``, ``told`` or ``late``; empty where there is none."""
    receipt: str = ""
    left: int = 0
    """Milliseconds in which the report can still be changed."""

    @property
    def key(self) -> str:
        """Tells the pages apart that readers share; empty for one that nothing was sent from."""
        said = (self.thanks, self.refused, self.country, self.state)
        return " ".join(("", *said)) if any(said) else ""

    def respond(self, request: Request, answer: Answer) -> Response:
        """The page as this reader gets it: nobody else's, so nobody keeps it."""
        if not self.key:
            return respond(request, answer)
        own = answer.body.plain.replace(_RECEIPT.encode(), self.receipt.encode())
        own = own.replace(_LEFT.encode(), b"%d" % self.left)
        response = respond(request, answer_of(HTML, own) if self.receipt else answer)
        response.headers["cache-control"] = "no-store"
        return response


def after(stage: Stage, service: Service, request: Request) -> After:
    """What the address says: ``thanks``, ``receipt``, ``country``, ``refused``."""
    asked = request.query_params
    refused = asked.get("refused", "")[:MOST_OF_A_NAME]
    thanks, text = asked.get("thanks", ""), asked.get("receipt", "")
    if not text:
        return After(thanks if thanks in THANKS else "", refused)
    standing = stage.receipt(service.id, text)
    if standing is None or standing.age > FRESH_MS:
        return After("", refused)
    if standing.state == "undone":
        return After("undone", refused)
    country = asked.get("country", "")
    country = country if country in stage.sight.catalog.countries else ""
    return _open(standing, refused, country, text)


def _open(standing: Standing, refused: str, country: str, text: str) -> After:
    if standing.state == "late":
        return After(standing.kind, refused, state="late")
    return After(standing.kind, refused, country, standing.state, text, standing.left)


def around(stage: Stage, words: Words, service: Service, said: After) -> dict[str, Any]:
    """What others report at the same time, and what the form for more offers."""
    if not said.thanks:
        return {"after": said}
    end = stage.sight.now() // MINUTE_MS + 1
    return {
        "after": said,
        "most": _most(stage, service, end, "symptom"),
        "place": _most(stage, service, end, "country"),
        "receipt": _RECEIPT,
        "left": _LEFT,
        "country_names": _countries(stage, words) if said.state == "open" else [],
    }


def _most(stage: Stage, service: Service, end: int, by: str) -> Share | None:
    """What is reported most in the last minutes, or from where; None where too few say."""
    catalog = stage.sight.catalog
    window = stage.sight.window(service.id, end - QUARTER, end, QUARTER, by=by)
    if by == "country":
        rows = place_shares(window, catalog.countries).rows
    else:
        rows = symptom_shares(window, {key: s.names for key, s in catalog.symptoms.items()}).rows
    return rows[0] if rows and rows[0].names else None


def _countries(stage: Stage, words: Words) -> list[tuple[str, str]]:
    """Every country by its code, in the order of their names."""
    known = stage.sight.catalog.countries
    named = [(code, names.of(words.language)) for code, names in known.items()]
    return sorted(named, key=lambda item: item[1])
