"""Who must be asked once more finds what was chosen on a page with one button."""

from __future__ import annotations

import base64
import json
import re
from html import unescape

import httpx
import pytest
from show.invented import Invented

from marsad.intake.form import confirm_page
from marsad.intake.proofs import Proofs
from marsad.intake.said import Said
from marsad.show.live import Live
from marsad.show.site import site

TICKET = "AZcCJ9mVBjH8kgGjIsI5DeEW1owQXtHW48azmopp"
NOW = 1_748_088_000_000


def hidden(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html)
    return {name: unescape(value) for name, value in found}


async def test_the_forms_fields_come_back_with_the_ticket(client: httpx.AsyncClient):
    said = Said("chirp", symptom="login", country="SA")
    answer = await client.get(confirm_page("en", said, TICKET, None))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert hidden(answer.text) == {"token": TICKET, "symptom": "login", "country": "SA"}
    assert 'action="/en/services/chirp/reports"' in answer.text
    assert len(re.findall("<button", answer.text.partition("<main")[2])) >= 1
    assert "data-challenge" not in answer.text and "proof.js" not in answer.text
    assert '<input name="website" tabindex="-1"' in answer.text


async def test_a_challenge_is_handed_to_the_script_as_the_door_made_it(client: httpx.AsyncClient):
    challenge = Proofs(b"k" * 32, NOW, 10).challenge("chirp", b"n", NOW, lambda: b"r" * 16)
    where = confirm_page("ar", Said("chirp", kind="works"), TICKET, challenge)
    html = (await client.get(where)).text
    [found] = re.findall(r'data-challenge="([^"]*)"', html)
    assert json.loads(unescape(found))["signature"] == challenge.signature
    assert re.search(r'<script type="module" src="/static/proof\.\w+\.js">', html)
    assert "انتظر عشر ثوانٍ" in html or "فانتظر عشر ثوانٍ" in html


@pytest.mark.parametrize(
    "query",
    [
        "",
        "token=" + TICKET,
        "kind=works",
        "token=%3Cscript%3E&kind=works",
        "token=" + "a" * 70 + "&kind=works",
        f"token={TICKET}&kind=perhaps",
        f"token={TICKET}&symptom=nonsense",
        f"token={TICKET}&symptom=",
    ],
)
async def test_what_no_form_of_ours_says_leads_back_to_the_service(client, query):
    answer = await client.get(f"/en/services/chirp/confirm?{query}")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/en/services/chirp"


@pytest.mark.parametrize("challenge", ["%22", "é", "A" * 2_000, "_w==", "A", "gICA"])
async def test_a_challenge_that_is_none_is_left_out(client, challenge):
    where = f"/en/services/chirp/confirm?token={TICKET}&kind=works&challenge={challenge}"
    answer = await client.get(where)
    assert answer.status_code == 200
    assert "\ufffd" not in answer.text


async def test_a_strange_challenge_stays_inside_its_attribute(client):
    strange = base64.urlsafe_b64encode(b'"><script>alert(1)</script>').decode()
    where = f"/en/services/chirp/confirm?token={TICKET}&kind=works&challenge={strange}"
    html = (await client.get(where)).text
    assert "<script>alert" not in html


async def test_there_is_no_such_page_of_no_service(client: httpx.AsyncClient):
    assert (await client.get("/en/services/none/confirm?token=a&kind=works")).status_code == 404


async def test_a_services_page_carries_the_doors_token():
    application = site(Invented(), Live(), token=lambda service: f"token-of-{service}")
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://x.test") as client:
        answer = await client.get("/en/services/chirp")
    assert hidden(answer.text) == {"token": "token-of-chirp"}
    assert "s-maxage" in answer.headers["cache-control"]
    assert '<span id="token" data-fresh>' in answer.text
