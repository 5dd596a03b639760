"""The incident as outsiders read it, to the letter of the contract."""

import msgspec
import pytest
from show.invented import BACK, CATALOG, CORRECTED, OPEN, OVER

from marsad.nouns.verdict import Reason
from marsad.show.incident_json import incident_json

MEMBERS = [
    "id",
    "service",
    "component",
    "scope",
    "onset",
    "declared_at",
    "peak",
    "recovering_at",
    "ended",
    "state",
    "certainty",
    "cause",
    "reports_total",
    "set_aside",
    "because",
    "statements",
    "evidence",
    "bystander_of",
    "first_word",
    "corrections",
    "confirmed",
]


def test_the_members_are_those_of_the_contract_in_its_order():
    answer = incident_json(OPEN, CATALOG)
    assert list(answer) == MEMBERS
    assert list(answer["scope"]) == ["level", "components", "countries", "provider"]
    assert list(answer["onset"]) == ["at", "low", "high"]
    assert list(answer["peak"]) == ["at", "reports_per_minute", "expected"]
    assert list(answer["cause"]) == ["fault", "crowd", "attack", "maintenance", "unknown"]
    assert list(answer["because"][0]) == ["signal", "value", "expected", "weight", "text"]


def test_times_are_rfc_3339_in_utc_and_what_has_not_happened_is_null():
    answer = incident_json(OPEN, CATALOG)
    assert answer["onset"] == {
        "at": "2026-05-24T12:48:00Z",
        "low": "2026-05-24T12:46:00Z",
        "high": "2026-05-24T12:51:00Z",
    }
    assert answer["declared_at"] == "2026-05-24T12:52:00Z"
    assert answer["recovering_at"] is None
    assert answer["ended"] is None
    assert answer["bystander_of"] is None
    assert answer["statements"][0]["at"] == "2026-05-24T13:27:20Z"


def test_the_vendors_first_word_is_told_with_its_delay():
    assert incident_json(OPEN, CATALOG)["first_word"] == {
        "speaker": "Nest",
        "at": "2026-05-24T13:29:20Z",
        "after_seconds": 2480.0,
    }
    assert incident_json(OVER, CATALOG)["first_word"] is None


def test_corrections_are_told_with_who_and_why_and_refused_ones_are_not():
    (carried_out,) = CORRECTED
    refused = msgspec.structs.replace(carried_out, refused="merged")
    assert incident_json(BACK, CATALOG, [refused, carried_out])["corrections"] == [
        {
            "id": "00" * 16,
            "at": "2026-05-21T13:48:00Z",
            "kind": "retract",
            "who": "Salma",
            "why": "A planned <test> of the app made these reports.",
            "incident": BACK.id,
            "into": None,
            "before": "problem",
            "after": "retracted",
        }
    ]


@pytest.mark.parametrize("address", ["incidents", f"incidents/{BACK.id}"])
async def test_the_api_tells_corrections_where_it_tells_incidents(client, address: str):
    answer = (await client.get(f"/api/v1/{address}")).json()
    told = {each["id"]: each for each in answer.get("incidents", [answer])}
    assert [each["who"] for each in told[BACK.id]["corrections"]] == ["Salma"]
    assert all(not each["corrections"] for key, each in told.items() if key != BACK.id)


def test_an_ended_incident_says_when_and_how_surely():
    assert incident_json(OVER, CATALOG)["ended"] == {
        "at": "2026-05-20T15:48:00Z",
        "low": "2026-05-20T14:48:00Z",
        "high": "2026-05-20T15:48:00Z",
    }


def test_reasons_are_english_sentences_with_their_numbers():
    texts = [each["text"] for each in incident_json(OPEN, CATALOG)["because"]]
    assert texts == [
        "412 reports since it began, where 11 would be usual: 37 times as many",
        "301 reports about Timeline, usually 6",
        "260 reports from United States, usually 5.2",
        "14 people say it works for them",
        "Signal “a_signal_of_tomorrow”: 3, usually 0.5",
    ]


def test_the_provider_comes_from_the_catalogue_when_the_scope_names_none():
    assert incident_json(OPEN, CATALOG)["scope"]["provider"] == "nest"
    strange = msgspec.structs.replace(OPEN, service="no_such")
    assert incident_json(strange, CATALOG)["scope"]["provider"] == ""


def test_a_count_of_a_place_below_five_is_not_told():
    few = msgspec.structs.replace(OPEN, because=(Reason("country:BH", 4.0, 0.1, 5.0),))
    assert incident_json(few, CATALOG)["because"] == []


def test_the_same_incident_gives_the_same_bytes():
    one, other = (msgspec.json.encode(incident_json(OPEN, CATALOG)) for _ in range(2))
    assert one == other
