"""Editors' acts go through the journal of a whole observatory, and come back from it."""

import asyncio

import httpx
import msgspec
import pytest
from story.surges import FIRST, act, at, minutes, quiet

from marsad.app import Observatory
from marsad.nouns.event import Tick
from marsad.settings import JournalSettings, Settings
from marsad.show.live import Live
from marsad.show.site import site

SHOP = """\
names:
  ar: متجر الاختبار
  en: Testing Shop
provider: {provider}
category: {category}
countries: [SA]
"""


class Hands:
    """A clock whose hands are put where a test wants them."""

    def __init__(self, minute=60):
        self.minute = minute

    def now(self):
        return at(self.minute)

    def speed(self):
        return 1.0


class House:
    """An observatory with one partition, folded when a test says so."""

    def __init__(self, observatory, clock):
        self.observatory, self.clock = observatory, clock
        self.catalog, self.outlook = observatory.catalog, observatory.outlook
        (self.follower,) = observatory.followers

    async def take(self, events):
        await self.observatory.journal.append_to(0, events)
        await self.follower.catch_up()

    async def do(self, deed):
        await self.observatory.journal.append([deed])
        await self.follower.catch_up()
        return next(c for c in self.outlook.corrections() if c.act.id == deed.id)

    def record(self):
        """All that the ledger says."""
        incidents = self.outlook.incidents()
        lives = [self.outlook.transitions(incident.id) for incident in incidents]
        told = [incidents, lives, self.outlook.corrections(), self.outlook.plans()]
        return [msgspec.msgpack.encode(each) for each in told]


@pytest.fixture
async def opened(tmp_path):
    stay = []

    async def opened(minute=60):
        while stay:
            await stay.pop().stop()
        clock = Hands(minute)
        settings = Settings(data=str(tmp_path), journal=JournalSettings(partitions=1))
        stay.append(await Observatory.open(settings, clock, "", asyncio.Event()))
        house = House(stay[-1], clock)
        await house.follower.catch_up()
        return house

    yield opened
    while stay:
        await stay.pop().stop()


def shop(catalog):
    known = catalog.services["x"]
    return SHOP.format(provider=known.provider, category=known.category)


def rewritten(overlay):
    text = overlay.written("x")
    assert "\n  en: X\n" in text
    return text.replace("\n  en: X\n", "\n  en: X of the newsroom\n")


def client(house):
    transport = httpx.ASGITransport(site(house.outlook, Live()), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://marsad.test")


async def posted(house, service):
    transport = httpx.ASGITransport(house.observatory.door)
    async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as door:
        answering = asyncio.create_task(door.post("/api/v1/reports", json={"service": service}))
        return (await answering).status_code


async def test_an_edit_takes_effect_in_the_running_observatory(opened):
    house = await opened()
    overlay = house.observatory.overlay
    assert await posted(house, "testing_shop") in (400, 404, 422)
    correction = await house.do(
        act("catalogue", 60, service="testing_shop", text=shop(house.catalog))
    )
    assert correction.refused == ""
    assert house.catalog.services["testing_shop"].names.en == "Testing Shop"
    assert house.catalog.find("متجر الاختبار") == ["testing_shop"]
    assert "testing_shop" in house.outlook.statuses()
    assert await posted(house, "testing_shop") == 202
    async with client(house) as reader:
        assert "Testing Shop" in (await reader.get("/en/services/testing_shop")).text
    await house.do(act("catalogue", 61, text=rewritten(overlay)))
    assert house.catalog.services["x"].names.en == "X of the newsroom"


async def test_an_edit_is_there_after_a_restart_and_after_a_replay(opened, tmp_path):
    house = await opened()
    await house.do(act("catalogue", 60, text=rewritten(house.observatory.overlay)))
    house = await opened()
    assert house.catalog.services["x"].names.en == "X of the newsroom"
    assert house.observatory.overlay.written("x").startswith("names:")
    await house.observatory.stop()
    for file in tmp_path.glob("story.db*"):
        file.unlink()
    house = await opened()
    assert house.catalog.services["x"].names.en == "X of the newsroom"


async def test_an_edit_that_is_not_sound_is_refused_and_told_of(opened):
    house = await opened()
    text = rewritten(house.observatory.overlay).replace("category: ", "category: no_such_")
    (finding,) = house.observatory.overlay.faults("x", text)
    assert "no_such_" in finding.what
    assert text.splitlines()[finding.line - 1].startswith("category: ")
    before = house.catalog.services["x"]
    correction = await house.do(act("catalogue", 60, text=text))
    assert (correction.refused, correction.after) == ("unsound", "")
    assert house.catalog.services["x"] == before


async def test_announced_work_is_what_a_service_is_shown_with(opened):
    house = await opened()
    await house.take([*quiet(), *minutes(0, 60, lambda _: 1.0)])
    plan = act("plan", 59, start=at(60, 0), end=at(90), text="New core system")
    await house.do(plan)
    house.clock.minute = 59
    assert house.outlook.statuses()["x"].state == "ok"
    house.clock.minute = 60
    assert house.outlook.statuses()["x"].state == "maintenance"
    await house.take(minutes(60, 85, lambda _: 25.0))
    house.clock.minute = 85
    status = house.outlook.statuses()["x"]
    assert (status.state, bool(status.incident)) == ("maintenance", True)
    await house.take(minutes(85, 91, lambda _: 25.0))
    house.clock.minute = 91
    assert house.outlook.statuses()["x"].state in ("problem", "recovering")
    (correction,) = house.outlook.corrections("x")
    assert correction.act == plan


async def test_a_problem_that_began_before_the_work_stays_one(opened):
    house = await opened()
    await house.take([*quiet(), *minutes(0, 60, lambda _: 1.0), *minutes(60, 80, lambda _: 25.0)])
    await house.do(act("plan", 79, start=at(75), end=at(90), text="Repair"))
    house.clock.minute = 80
    assert house.outlook.statuses()["x"].state in ("problem", "recovering")


async def test_what_was_taken_back_is_shown_with_no_problem(opened):
    house = await opened()
    await house.take([*quiet(), *minutes(0, 60, lambda _: 1.0), *minutes(60, 80, lambda _: 25.0)])
    house.clock.minute = 80
    status = house.outlook.statuses()["x"]
    assert status.state in ("problem", "recovering")
    await house.do(act("retract", 80, status.incident))
    status = house.outlook.statuses()["x"]
    assert (status.state, status.incident, status.verdicts) == ("ok", None, ())
    told = [message for message in house.observatory.live._ring if message.event == "correction"]
    assert [b"retracted" in message.data for message in told] == [True]
    states = [message for message in house.observatory.live._ring if message.event == "state"]
    assert b'"ok"' in states[-1].data


async def test_deleting_the_ledger_and_folding_again_tells_the_same(opened, tmp_path):
    house = await opened()
    await house.take([*quiet(), *minutes(0, 60, lambda _: 1.0), *minutes(60, 80, lambda _: 25.0)])
    (incident,) = house.outlook.incidents()
    await house.do(act("confirm", 80, incident.id))
    await house.do(act("split", 81, incident.id, start=at(70)))
    await house.do(act("plan", 82, start=at(200), end=at(300), text="Later"))
    await house.take(minutes(82, 200, lambda _: 1.0))
    await house.do(act("merge", 201, house.outlook.incidents()[0].id, into=incident.id))
    await house.take([Tick(FIRST + 10 * 1440)])
    await house.do(act("retract", 10 * 1440, incident.id))
    assert [c.refused for c in house.outlook.corrections()] == [""] * 5
    before = house.record()
    await house.observatory.stop()
    for file in [*tmp_path.glob("story.db*"), *tmp_path.rglob("*.checkpoint")]:
        file.unlink()
    assert (await opened()).record() == before
