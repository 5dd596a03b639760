"""The API keeps to its contract and to its own description."""

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from show.invented import NOW, OPEN, OVER, Invented

from marsad.show.masking import masked

API = "/api/v1"


async def described(client: httpx.AsyncClient, path: str, shape: str):
    """An answer that keeps to the schema of its shape."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    schema = (await client.get("/openapi.json")).json()
    jsonschema.Draft202012Validator({**schema, "$ref": f"#/components/schemas/{shape}"}).validate(
        answer.json()
    )
    return answer.json()


async def test_services_are_all_there_with_their_state(client: httpx.AsyncClient):
    answer = await described(client, f"{API}/services", "Services")
    assert [each["id"] for each in answer["services"]] == sorted(Invented().told)
    chirp = await described(client, f"{API}/services/chirp", "Service")
    assert chirp["names"] == {"ar": "تشيرب", "en": "Chirp"}
    assert (chirp["state"], chirp["certainty"]) == ("problem", 0.9871)
    assert (chirp["since"], chirp["incident"]) == ("2026-05-24T12:48:00Z", OPEN.id)
    assert (await client.get(f"{API}/services/quiet")).json()["since"] is None


async def test_counts_hold_every_bin_and_their_sum(client: httpx.AsyncClient):
    answer = await described(client, f"{API}/services/chirp/counts?range=60m", "Counts")
    assert list(answer) == ["service", "step_seconds", "total", "counts"]
    assert (answer["service"], answer["step_seconds"]) == ("chirp", 60)
    assert len(answer["counts"]) == 60
    assert list(answer["counts"][0]) == ["time", "reports", "counted", "expected", "low", "high"]
    assert answer["counts"][-1]["time"] == "2026-05-24T13:37:00Z"
    assert answer["total"] == sum(each["reports"] for each in answer["counts"])


async def test_what_is_usual_is_null_where_nobody_knows(client: httpx.AsyncClient):
    answer = await described(client, f"{API}/services/ledger/counts?range=24h", "Counts")
    assert {each["expected"] for each in answer["counts"]} == {None}
    assert {each["low"] for each in answer["counts"]} == {None}


@pytest.mark.parametrize("by", ["component", "symptom", "country"])
async def test_counts_are_split_when_asked(client: httpx.AsyncClient, by: str):
    answer = await described(client, f"{API}/services/chirp/counts?range=7d&by={by}", "Counts")
    assert answer["by"]
    assert all(len(each) == len(answer["counts"]) for each in answer["by"].values())


async def test_the_range_is_a_day_unless_another_is_asked(client: httpx.AsyncClient):
    plain = (await client.get(f"{API}/services/chirp/counts")).json()
    assert plain == (await client.get(f"{API}/services/chirp/counts?range=24h")).json()
    assert len(plain["counts"]) == 288


BY_PLACE = st.integers(1, 6).flatmap(
    lambda bins: st.dictionaries(
        st.sampled_from(["SA", "BH", "US", "FR", ""]),
        st.lists(st.integers(0, 12), min_size=bins, max_size=bins),
        max_size=5,
    )
)


@given(by=BY_PLACE)
def test_no_count_of_a_place_from_one_to_four_is_told(by: dict[str, list[int]]):
    told = masked(by)
    assert told.keys() == by.keys()
    for key, counts in told.items():
        for shown, real in zip(counts, by[key], strict=True):
            assert shown is None or (shown == real and not 0 < shown < 5)


@given(by=BY_PLACE)
def test_a_hidden_count_does_not_follow_from_the_total(by: dict[str, list[int]]):
    told = masked(by)
    for index in range(len(next(iter(by.values()), []))):
        column = {key: counts[index] for key, counts in told.items()}
        hidden = [key for key, count in column.items() if count is None]
        others = [count for count in column.values() if count]
        assert len(hidden) != 1 or not others


async def test_incidents_come_newest_first_without_those_merged(client: httpx.AsyncClient):
    answer = await described(client, f"{API}/incidents", "Incidents")
    assert [each["id"] for each in answer["incidents"]] == [OPEN.id, OVER.id, "2026-05-21-parcel"]
    one = await described(client, f"{API}/incidents/{OPEN.id}", "Incident")
    assert one == answer["incidents"][0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("service=chirp", [OPEN.id]),
        ("state=retracted", ["2026-05-21-parcel"]),
        ("since=2026-05-22T00:00:00Z", [OPEN.id]),
        ("since=2026-05-22T03:00:00+03:00", [OPEN.id]),
        ("since=2026-05-22T03:00:00%2B03:00", [OPEN.id]),
        ("since=2026-05-01", [OPEN.id, OVER.id, "2026-05-21-parcel"]),
        ("service=&state=&since=", [OPEN.id, OVER.id, "2026-05-21-parcel"]),
        ("service=quiet", []),
    ],
)
async def test_incidents_can_be_narrowed(client: httpx.AsyncClient, query: str, found: list[str]):
    answer = (await client.get(f"{API}/incidents?{query}")).json()
    assert [each["id"] for each in answer["incidents"]] == found


async def test_a_merged_incident_sends_on(client: httpx.AsyncClient):
    answer = await client.get(f"{API}/incidents/2026-05-24-chirp-login")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{API}/incidents/{OPEN.id}"


async def test_the_running_minute_counts_at_once(client: httpx.AsyncClient, sight: Invented):
    path = f"{API}/services/chirp/counts?range=60m"
    before = (await client.get(path)).json()["counts"]
    sight.time = NOW + 60_000
    after = (await client.get(path)).json()["counts"]
    assert after[-2]["time"] == before[-1]["time"]
    assert after[-1]["reports"] > 0
