"""What every page is made with: the sight, the voices, the templates and the assets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from marsad.intake.receipts import Standing
from marsad.nouns.incident import Incident
from marsad.nouns.names import Names
from marsad.nouns.service import Service
from marsad.show.answers import HTML, Answer, Answers, answer_of, respond
from marsad.show.assets import Assets
from marsad.show.collation import in_order
from marsad.show.leads import Lead, leads_of
from marsad.show.moments import Moments
from marsad.show.problems import quoted, refused
from marsad.show.sight import Sight
from marsad.show.states import HAPPENED, STATE_WORDS, sureness
from marsad.show.words import Words, languages, words_of

FOLDER = Path(__file__).parent / "templates"


def no_token(service: str) -> str:
    """Where no door takes the form."""
    return ""


def no_receipt(service: str, text: str) -> None:
    """Where no door gives receipts."""


class Stage:
    """Given to every page; holds no state but the answers of this second."""

    def __init__(
        self,
        sight: Sight,
        zone: str,
        digits: Literal["latn", "arab"],
        token: Callable[[str], str] = no_token,
        address: str = "",
        receipt: Callable[[str, str], Standing | None] = no_receipt,
    ) -> None:
        self.sight = sight
        self.receipt = receipt
        self.zone = ZoneInfo(zone)
        self.digits = digits
        self._address = address.rstrip("/")
        self.assets = Assets()
        self.answers = Answers()
        self._templates = _templates()
        self._spoken: dict[str, Any] = {
            "asset": self.assets.url,
            "voice": self.assets.voice,
            "base": self._address,
            "languages": languages,
            "words_of": words_of,
            "state_words": STATE_WORDS,
            "happened": HAPPENED,
            "sureness": sureness,
            "sight": sight,
            "leads": self.leads,
            "form_token": token,
        }

    def second(self) -> int:
        """Changes about once a second of real time, however fast the observatory's clock runs."""
        return int(self.sight.now() / (1000 * max(self.sight.speed, 1.0)))

    def address(self, request: Request) -> str:
        """Scheme and host of the site, without a final slash: for what leaves it.

        Where no setting says so it is what the request names, so answers that hold it have it in
        their key.
        """
        return self._address or str(request.base_url).rstrip("/")

    async def answer(self, key: str, media_type: str, make: Callable[[], bytes]) -> Answer:
        """What is answered at ``key`` within this second; raises whatever ``make`` does."""
        return await self.answers.get(key, self.second(), media_type, make)

    def leads(self, path: str, words: Words) -> list[Lead]:
        """What a page's head says there is of it for programs."""
        return leads_of(path, words, self._address)

    def words(self, request: Request) -> Words:
        """The voice of the page's address."""
        return words_of(language_of(request), self.digits)

    def moments(self, words: Words) -> Moments:
        """The time as a page tells it."""
        return Moments(words, self.zone, self.sight.now())

    def service(self, id: str) -> Service:
        """A service of the catalogue, or one that was reported all the same.

        Raises Refused (``unknown-service``) for any other.
        """
        if id in self.sight.catalog.services or id in self.sight.statuses():
            return self.noun(id)
        raise refused("unknown-service", f"There is no service {quoted(id)}")

    def services(self, words: Words) -> list[Service]:
        """All that there is anything to say of, as a list in that language has them."""
        return in_order(map(self.noun, self.sight.statuses()), words.language)

    def incident(self, id: str) -> Incident:
        """An incident; one that was merged is found too. Raises Refused (``unknown-incident``)."""
        found = self.sight.incident(id)
        if found is None:
            raise refused("unknown-incident", f"There is no incident {quoted(id)}")
        return found

    def noun(self, id: str) -> Service:
        """A service by its id; one that isn't catalogued is called by that."""
        known = self.sight.catalog.services.get(id)
        return known or Service(id, Names(ar=id, en=id), provider="", category="")

    def render(self, template: str, words: Words, moments: Moments, **context: Any) -> bytes:
        """A page's bytes. ``path`` (in the context) is its address after the language."""
        html = self._templates.get_template(template).render(
            words=words,
            moments=moments,
            say=words.say,
            count=words.count,
            **self._spoken,
            **context,
        )
        return html.encode()

    def page(
        self, template: str, words: Words, request: Request, status: int = 200, **context: Any
    ) -> Response:
        """A page that is made anew each time: what was searched for, thanks, what went wrong."""
        body = self.render(template, words, self.moments(words), **context)
        response = respond(request, answer_of(HTML, body), status=status)
        response.headers["cache-control"] = "no-store"
        return response


def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def language_of(request: Request) -> str:
    """The language the address names, else the first of Accept-Language that there is."""
    named = request.url.path.split("/")[1]
    return named if named in languages() else preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> str:
    """The best language we have for an Accept-Language header (RFC 9110, 12.5.4); else English.

    >>> preferred("fr, ar-SA;q=0.8, en;q=0.5")
    'ar'
    """
    wishes: list[tuple[float, str]] = []
    for wish in header.split(",")[:32]:
        tag, _, quality = wish.strip().partition(";q=")
        try:
            wishes.append((float(quality or 1), tag.split("-")[0].lower()))
        except ValueError:
            continue
    ranked = sorted(wishes, key=lambda wish: -wish[0])
    return next((tag for weight, tag in ranked if tag in languages() and weight > 0), "en")
