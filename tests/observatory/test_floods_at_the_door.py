"""What comes in by the door in the first hours of an observatory: people, floods, intranets."""

import asyncio
import random
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest

from marsad.app import Observatory
from marsad.catalog.networks import Networks
from marsad.intake.door import path_is_mine
from marsad.nouns.minute import MINUTE_MS
from marsad.settings import IntakeSettings, JournalSettings, Settings
from marsad.show.site import site

START = 29_460_960 * MINUTE_MS
QUIET, LASTING = 90, 10


class Moved:
    """A clock that is moved by hand."""

    def __init__(self):
        self.instant = START

    def now(self):
        return self.instant

    def speed(self):
        return 1.0


@asynccontextmanager
async def observatory(folder):
    settings = Settings(
        data=str(folder),
        journal=JournalSettings(partitions=1),
        intake=IntakeSettings(trusted=("127.0.0.0/8",)),
    )
    clock = Moved()
    opened = await Observatory.open(settings, clock, "", asyncio.Event())
    pages = site(opened.outlook, opened.live)

    async def application(scope, receive, send):
        await (opened.door if path_is_mine(scope) else pages)(scope, receive, send)

    transport = httpx.ASGITransport(application, client=("127.0.0.1", 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad") as client:
        yield opened, client, clock
    await opened.stop()


async def minute(opened, client, clock, senders):
    """A minute in which these reports come, and its close; the state after it."""
    lines = [{"service": "x", **sender} for sender in senders]
    if lines:
        answer = await client.post(
            "/api/v1/reports:batch",
            content=b"\n".join(msgspec.json.encode(line) for line in lines),
            headers={"content-type": "application/x-ndjson"},
        )
        assert all(msgspec.json.decode(line)["status"] == 202 for line in answer.text.splitlines())
    clock.instant += MINUTE_MS + 4_000
    await opened.timekeeper.tick()
    clock.instant -= 4_000
    for follower in opened.followers:
        await follower.catch_up()
    return opened.outlook.statuses()["x"].state


async def lived(folder, quiet, loud):
    """States in each minute, the incidents and what was set aside as JSON, counts, and pages."""
    async with observatory(folder) as (opened, client, clock):
        for number in range(QUIET):
            await minute(opened, client, clock, quiet(number))
        states = [await minute(opened, client, clock, loud(n)) for n in range(LASTING)]
        incidents = (await client.get("/api/v1/incidents?service=x")).json()["incidents"]
        aside = (await client.get("/api/v1/services/x/set-aside?range=6h")).json()
        counts = (await client.get("/api/v1/services/x/counts?range=60m")).json()["counts"]
        pages = [(await client.get(f"/{lang}/services/x")).text for lang in ("en", "ar")]
        return states, incidents, aside, counts, pages


def people(seed):
    """Reports of people all over the internet that is known."""
    luck, networks = random.Random(seed), Networks.load()

    def person():
        while True:
            address = ".".join(str(luck.randrange(1, 224)) for _ in range(4))
            asn = networks.asn(address)
            if asn and not networks.hosting(asn):
                return {"ip": address}

    return lambda many: [person() for _ in range(many)]


def few(luck):
    return luck.choice([0, 0, 1])


async def test_people_of_many_networks_raise_a_problem_in_the_first_hours(tmp_path):
    someone, luck = people(1), random.Random(2)
    states, incidents, aside, _, _ = await lived(
        tmp_path, lambda _: someone(few(luck)), lambda _: someone(30)
    )
    assert "problem" in states[:3]
    assert incidents[0]["set_aside"]["reports"] <= 0.05 * incidents[0]["reports_total"]
    assert aside["reports"] == incidents[0]["set_aside"]["reports"]


async def test_thousands_of_reports_from_three_networks_are_possible_and_told(tmp_path):
    someone, luck = people(1), random.Random(2)

    def flood(number):
        hosts = [f"1.1.{n % 3}.{n % 250}" for n in range(300)]
        return [{"ip": host, "reporter": f"{number} {n}"} for n, host in enumerate(hosts)]

    states, incidents, aside, counts, pages = await lived(
        tmp_path, lambda _: someone(few(luck)), flood
    )
    assert set(states) == {"possible"}
    (incident,) = incidents
    assert incident["set_aside"]["reports"] > 2_500
    assert incident["set_aside"]["networks"] == 3
    assert aside["reports"] == incident["set_aside"]["reports"]
    assert {row["kind"] for row in aside["set_aside"]} <= {"network", "strange", "others"}
    assert sum(each["reports"] - each["counted"] for each in counts) >= aside["reports"]
    assert "reports from 3 networks not counted" in pages[0]
    assert "من 3 شبكات" in pages[1]


async def test_reporters_that_a_trusted_sender_vouches_for_raise_a_problem_as_ever(tmp_path):
    luck = random.Random(2)
    states, incidents, *_ = await lived(
        tmp_path,
        lambda number: [{"reporter": f"q{number}"}] * few(luck),
        lambda number: [{"reporter": f"{number}-{n}"} for n in range(30)],
    )
    assert states[0] == "problem"
    assert incidents[0]["set_aside"] == {"reports": 0, "networks": 0}


@pytest.mark.parametrize("net", ["10.{}.{}.{}", "192.168.{}.{}"])
async def test_people_of_an_intranet_are_told_apart_by_its_parts(tmp_path, net):
    luck = random.Random(3)

    def person():
        return {"ip": net.format(*(luck.randrange(1, 250) for _ in range(net.count("{}"))))}

    states, *_ = await lived(
        tmp_path,
        lambda _: [person() for _ in range(few(luck))],
        lambda _: [person() for _ in range(30)],
    )
    assert ("problem" in states[:4]) is net.startswith("10.")
