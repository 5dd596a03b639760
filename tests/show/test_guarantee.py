"""What it takes to raise a false problem of a service is there to be read."""

from dataclasses import replace

from show.invented import ASSURED

PATH = "/api/v1/services/chirp/guarantee"


async def test_the_guarantee_of_a_service_is_in_numbers(client):
    told = (await client.get(PATH)).json()
    assert told["service"] == "chirp"
    assert told["guarantee"]["groups"] == [{"asn": 64_500, "share": 0.3}]
    assert told["guarantee"]["mimics"] == [{"minutes": 5, "networks": 24, "even": 29}]
    assert told["guarantee"]["attacked"] == 12.0


async def test_no_operator_is_named_of_a_crowd_that_is_not_known(client, sight):
    sight.guarantees = {"chirp": replace(ASSURED, known=False, learned=3.0)}
    told = (await client.get(PATH)).json()["guarantee"]
    assert not told["known"] and told["groups"] == []


async def test_a_service_nobody_has_reported_on_has_none_yet(client):
    told = await client.get("/api/v1/services/parcel/guarantee")
    assert told.json() == {"service": "parcel", "guarantee": None}
