"""The report form of a service's page: plain HTML, one click, no script, no cookie."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from msgspec.json import encode

from marsad.intake.problems import refusal
from marsad.intake.proofs import Challenge
from marsad.intake.said import Said

LANGUAGE = "[a-z]{2,3}"
PATH = re.compile(rf"/({LANGUAGE})/services/([^/]{{1,100}})/reports")
CHANGES = re.compile(PATH.pattern + r"/(undo|amend)")
TRAP = "website"
"""A field that people don't see and programs fill in."""
TOKEN = "token"
"""The field with the page's token, or a ticket."""
RECEIPT = "receipt"
"""The field with the receipt of a report that is to be changed."""
_FIELDS = 32
_LONGEST = 1_000


def fields_in(body: bytes) -> Mapping[str, str]:
    """The form's fields; of a repeated one the last. Raises Refused."""
    try:
        text = body.decode()
        return dict(
            parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
        )
    except UnicodeDecodeError as error:
        raise refusal("broken-utf8", f"Byte {error.start} of the form is not UTF-8.") from None
    except ValueError as error:
        raise refusal("bad-form", f"{error}.") from None


def said_in_form(service: str, fields: Mapping[str, str]) -> Said:
    """The report a form makes. Raises Refused where neither symptom nor kind is chosen."""
    if not fields.get("symptom") and not fields.get("kind"):
        raise refusal("missing-field", "Choose what you see, or that it works.", pointer="/symptom")
    return Said(
        service,
        fields.get("component"),
        fields.get("symptom"),
        fields.get("country"),
        fields.get("note"),
        fields.get("kind"),
        altcha=fields.get("altcha"),
    )


def confirm_page(language: str, said: Said, ticket: str, challenge: Challenge | None) -> str:
    """Address of the page that asks once more, with what was chosen, and a ticket to send it."""
    chosen = {
        "kind": said.kind,
        "symptom": said.symptom,
        "component": said.component,
        "country": said.country,
        "token": ticket,
        "challenge": urlsafe_b64encode(encode(challenge)).decode() if challenge else "",
    }
    query = urlencode({name: value[:_LONGEST] for name, value in chosen.items() if value})
    return f"/{language}/services/{quote(said.service, safe='')}/confirm?{query}"


def page_of(language: str, service: str, query: str = "") -> str:
    """Address of the service's page, saying in its query what became of the form."""
    return f"/{language}/services/{quote(service, safe='')}" + (f"?{query}" if query else "")


def with_receipt(receipt: str, country: str) -> str:
    """The rest of a query: a receipt, and the country that the address tells, where there are."""
    said = {RECEIPT: receipt[:_LONGEST], "country": country} if receipt else {}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"&{query}" if query else ""
