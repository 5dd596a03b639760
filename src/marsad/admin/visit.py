"""One request of an editor who is signed in: checked before any page of the desk sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hmac import compare_digest
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from marsad.admin.form import read_form
from marsad.admin.office import SESSION, Office, home_of, led, token_in
from marsad.admin.origin import Origin, check_origin
from marsad.admin.said import OBJECTED
from marsad.admin.sessions import Session, form_token
from marsad.show.corrections_page import DONE
from marsad.show.problems import refused
from marsad.show.words import Words

FORM_TOKEN = "form"
"""The field with the session's form token."""


class Visit(NamedTuple):
    """What the pages of the desk are given."""

    office: Office
    request: Request
    origin: Origin
    session: Session
    form: str
    """The token that this session's forms carry."""
    fields: Mapping[str, str]
    """What was posted; empty for a page that is only read."""

    @property
    def words(self) -> Words:
        """The voice of the page's address."""
        return self.office.stage.words(self.request)

    @property
    def home(self) -> str:
        """The desk's address, without a final slash."""
        return home_of(self.request)

    def page(self, template: str, path: str, status: int = 200, **context: Any) -> Response:
        """A page of the desk; ``path`` is its address after ``/admin``."""
        stage = self.office.stage
        context |= {
            "session": self.session,
            "form": self.form,
            "asked": self.request.query_params,
            "act_words": DONE,
            "objected": OBJECTED,
            "noun": stage.noun,
        }
        return stage.page(
            template, self.words, self.request, status, path=f"/admin{path}", **context
        )

    def assure(self) -> Response | None:
        """Where the editor has to prove anew who they are: the way to the page that asks."""
        if self.session.is_sure(self.office.now()):
            return None
        return led(f"{self.home}/again?{urlencode({'to': own_path(self.request)})}")


_NOTHING: Mapping[str, str] = {}
Page = Callable[[Visit], Awaitable[Response]]


def signed_in(office: Office, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that lets nobody to a page but editors, and no form but the session's own."""

    async def endpoint(request: Request) -> Response:
        posted = request.method == "POST"
        origin = office.origin(request)
        if posted:
            check_origin(request, origin)
        token = token_in(request, SESSION, origin)
        session = token and await office.aside(office.sessions.find, token, office.now())
        if not session:
            return to_entry(request)
        expected = form_token(token)
        fields = await read_form(request, office.bodies) if posted else _NOTHING
        said = fields.get(FORM_TOKEN, "")
        if posted and not compare_digest(said.encode(), expected.encode()):
            raise refused("form-refused", "The form is of another session")
        return kept_from_others(
            await page(Visit(office, request, origin, session, expected, fields))
        )

    return endpoint


def kept_from_others(response: Response) -> Response:
    """An answer that no cache keeps and no search engine lists."""
    response.headers["cache-control"] = "no-store"
    response.headers["x-robots-tag"] = "noindex"
    return response


def to_entry(request: Request) -> Response:
    """The way to the page where one signs in, and from there back."""
    path = own_path(request)
    query = f"?{urlencode({'to': path})}" if path != "/" else ""
    return led(f"{home_of(request)}/enter{query}")


def own_path(request: Request) -> str:
    """A request's path within the desk, ``/`` for its first page."""
    return request.url.path.removeprefix(home_of(request)) or "/"
