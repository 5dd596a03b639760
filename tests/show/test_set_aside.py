"""What did not weigh is listed, whose it was, and shown beside what did."""

import msgspec
from show.invented import OPEN

PATH = "/api/v1/services/chirp/set-aside"


async def test_what_was_set_aside_is_listed_by_hour_and_operator(client):
    answer = (await client.get(PATH)).json()
    assert answer["reports"] == 1_210
    assert [row["kind"] for row in answer["set_aside"]] == ["network", "strange", "others"]
    first = answer["set_aside"][0]
    assert first["asn"] == 64_500
    assert first["time"].endswith(":00:00Z")
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
