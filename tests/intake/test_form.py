"""The plain HTML form: a person without script gets back to the page, other sites don't post."""

from __future__ import annotations

import pytest

from marsad.intake.rules import Rules

HOST = {"host": "observatory.example"}


async def test_a_symptom_is_kept_and_the_browser_sent_back_to_the_page(visitor):
    reply = await visitor.form(
        "symptom=feed_missing&country=SA&note=%D9%84%D8%A7+%D9%8A%D9%81%D8%AA%D8%AD"
    )
    [report] = await visitor.kept()
    assert reply.status == 303
    assert reply.headers["location"].startswith("/en/services/x?thanks=problem&receipt=")
    assert reply.headers["location"].endswith("&country=SA")
    assert (report.symptom, report.component, report.country) == ("feed_missing", "posts", "SA")
    assert report.note == "لا يفتح"


async def test_works_for_me_is_kept_and_thanked_for_in_arabic(visitor):
    reply = await visitor.form("kind=works", language="ar")
    [report] = await visitor.kept()
    assert reply.headers["location"].startswith("/ar/services/x?thanks=works&receipt=")
    assert report.kind == "works"


async def test_a_component_may_be_chosen(visitor):
    await visitor.form("symptom=home_not_loading&component=login")
    [report] = await visitor.kept()
    assert report.component == "login"


async def test_who_fills_in_the_hidden_field_is_thanked_but_not_counted(visitor):
    reply = await visitor.form("symptom=feed_missing&website=https%3A%2F%2Fspam.example")
    assert reply.headers["location"].startswith("/en/services/x?thanks=problem&receipt=")
    assert await visitor.kept() == []
    assert visitor.door.counters.trapped == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ("", "missing-field"),
        ("symptom=", "missing-field"),
        ("symptom=nonsense", "unknown-symptom"),
        ("symptom=feed_missing&country=Mars", "unknown-country"),
        ("symptom=feed_missing&component=engine", "unknown-component"),
        ("kind=perhaps", "bad-kind"),
        ("kind=works&note=%00", "bad-text"),
        ("kind=works&note=%ff", "broken-utf8"),
        ("&".join(f"a{n}=1" for n in range(40)), "bad-form"),
        ("kind=works&note=" + "a" * 17_000, "body-too-large"),
    ],
)
async def test_a_refused_form_goes_back_to_the_page_with_the_reason(visitor, fields, name):
    reply = await visitor.form(fields)
    assert reply.headers["location"] == f"/en/services/x?refused={name}"
    assert await visitor.kept() == []
    assert visitor.door.counters.refused == {name: 1}


async def test_a_program_gets_the_problem_itself(visitor):
    reply = await visitor.form("symptom=nonsense", accept="*/*")
    assert (reply.status, reply.problem) == (422, "unknown-symptom")


async def test_a_form_for_no_service_is_not_found(visitor):
    for service in ("nowhere", "%2e%2e", "x\r\nset-cookie: a=b", "é"):
        reply = await visitor.form("kind=works", service=service)
        assert (reply.status, reply.problem) == (404, "unknown-service")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"origin": "http://observatory.example"},
        {"origin": "https://observatory.example"},
        {"sec_fetch_site": "same-origin", "origin": "null"},
        {"sec_fetch_site": "cross-site", "origin": "https://friend.example"},
        {},
    ],
)
@pytest.mark.parametrize("rules", [Rules(origins=("https://friend.example",))])
async def test_our_own_page_may_post(visitor, headers):
    reply = await visitor.form("kind=works", **HOST, **headers)
    assert "?thanks=works&receipt=" in reply.headers["location"]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "nonsense"},
        {"origin": "https://elsewhere.example"},
        {"origin": "https://observatory.example.evil"},
        {"origin": "https://observatory.example:8443"},
        {"origin": "null"},
        {"origin": "://"},
    ],
)
async def test_another_sites_page_may_not_post(visitor, headers):
    reply = await visitor.form("kind=works", accept="*/*", **HOST, **headers)
    assert (reply.status, reply.problem) == (403, "cross-site")
    assert await visitor.kept() == []


async def test_a_form_of_another_media_type_is_refused(visitor):
    reply = await visitor.form("kind=works", content_type="text/plain")
    assert reply.headers["location"].endswith("refused=unsupported-media-type")


@pytest.mark.parametrize("language", ["EN", "english", "e", "..", "ar%2F", "fr-ca"])
async def test_what_is_no_code_of_a_language_is_not_the_doors(visitor, language):
    reply = await visitor.form("kind=works", language=language)
    assert reply.status == 404
    assert await visitor.kept() == []


async def test_a_language_that_is_added_later_leads_back_to_itself(visitor):
    reply = await visitor.form("kind=works", language="fr")
    assert reply.headers["location"].startswith("/fr/services/x?thanks=works&receipt=")
