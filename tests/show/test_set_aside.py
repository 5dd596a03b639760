"""What did not weigh is listed, whose it was, and shown beside what did."""

import msgspec
import pytest
from show.invented import OPEN

from marsad.catalog.catalog import load
from marsad.nouns.crowd import LOCAL, STRANGE
from marsad.nouns.status import Status
from marsad.nouns.verdict import Reason, Verdict
from marsad.show.groups import operator_of, say_group
from marsad.show.why import doubt
from marsad.show.words import words_of

EN = words_of("en")

PATH = "/api/v1/services/chirp/set-aside"


async def test_what_was_set_aside_is_listed_by_hour_and_operator(client):
    answer = (await client.get(PATH)).json()
    assert answer["reports"] == 1_210
    assert [row["kind"] for row in answer["set_aside"]] == ["network", "strange", "others"]
    first = answer["set_aside"][0]
    assert first["asn"] == 64_500
    assert first["time"].endswith(":00:00Z")
    assert first["operator"] is None
    assert first["text"] == "operator AS64500"


async def test_an_operator_of_whom_a_few_reported_is_not_named(client):
    answer = (await client.get(PATH)).json()
    assert "64501" not in (await client.get(PATH)).text
    assert answer["set_aside"][-1]["reports"] == 4


async def test_a_service_of_which_nothing_was_set_aside_has_an_empty_list(client):
    answer = await client.get("/api/v1/services/parcel/set-aside")
    assert answer.json() == {"service": "parcel", "reports": 0, "set_aside": []}


async def test_pages_say_how_many_were_not_counted(client, sight):
    flooded = msgspec.structs.replace(OPEN, set_aside=1_204, set_aside_networks=3)
    sight.kept = (flooded,)
    for path in ("services/chirp", f"incidents/{OPEN.id}"):
        page = (await client.get(f"/en/{path}")).text
        assert "1,204 reports from 3 networks not counted" in page
        assert 'href="/api/v1/services/chirp/set-aside"' in page
        assert "لم تُحتسب 1,204 بلاغات من 3 شبكات" in (await client.get(f"/ar/{path}")).text


def test_an_operator_is_called_by_name_and_number_kept_apart_from_arabic_text():
    assert say_group(12_322, words_of("en")) == "operator Free SAS (AS12322)"
    assert say_group(12_322, words_of("ar")) == "المشغّل \u2068Free SAS (AS12322)\u2069"


@pytest.mark.parametrize("group", [STRANGE, LOCAL, -2, 64_500])
def test_who_is_no_known_operator_has_no_name(group: int):
    assert not operator_of(group)


async def test_set_aside_reports_are_no_reason_for_or_against(client, sight):
    because = (
        Reason("reports", 59.0, 11.0, 6.0),
        Reason("set_aside", 741.0, 9.0, 0.0),
        Reason("set_aside:AS12322", 462.0, 77.0, 0.0),
    )
    sight.kept = (msgspec.structs.replace(OPEN, because=because, set_aside=741),)
    page = (await client.get(f"/en/incidents/{OPEN.id}")).text
    assert "<b>Not counted:</b> 462 reports from operator Free SAS (AS12322)" in page
    assert page.count("741 reports from") == 1


def _doubted(*because: Reason, state: str = "possible") -> str:
    verdict = Verdict("chirp", "", 1, state, 0.01, 1.0, 1.0, 1.0, because=because)
    return doubt(Status("chirp", state, 0.01, verdicts=(verdict,)), EN, load())


def test_a_page_says_why_many_reports_are_no_problem():
    many = Reason("reports", 59.0, 11.0, 6.0)
    assert "complaints: prices" in _doubted(many, Reason("campaign:price", 40.0, 50.0, -3.0))
    assert "from a few networks" in _doubted(many, Reason("set_aside", 741.0, 9.0, 0.0))
    assert "too few independent networks" in _doubted(many, Reason("trust", 2.0, 9.0, -4.0))
    assert not _doubted(many)
    assert not _doubted(many, Reason("trust", 2.0, 9.0, -4.0), state="problem")
