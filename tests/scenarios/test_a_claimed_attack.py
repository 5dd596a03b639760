"""The story the project grew from: a broadcast fails, its owner says DDoS, the requests say crowd.

A live broadcast fails before a million listeners for 40 minutes while the rest of the platform is
well. The owner claims a massive attack, an expert disputes it, and the broadcaster's own windows of
its request stream look like a crowd and a fault. All of it goes through real rooms: the door with
its API keys, the journal on disk, the folds, the ledger, the pages. Only the clock is ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest
import pytest_asyncio

from marsad.catalog.catalog import Catalog, load
from marsad.follower import Follower
from marsad.intake.door import Door
from marsad.intake.rules import Rules
from marsad.journal.journal import Journal, open_journal
from marsad.nouns.event import Counts, Tick
from marsad.nouns.incident import Incident
from marsad.nouns.minute import MINUTE_MS, minute_of, parse_rfc3339, rfc3339
from marsad.sense.tuning import Tuning
from marsad.show.live import Live
from marsad.show.site import site
from marsad.story.desk import Desk
from marsad.story.ledger import Ledger
from marsad.story.outlook import Outlook
from marsad.tally.archive import Archive
from marsad.tally.history import History
from marsad.tally.tally import Tally

START = minute_of(parse_rfc3339("2026-08-12T23:00:00Z"))
QUIET_DAYS = 2
FAILS = range(60, 100)
MINUTES = 130
KEYS = {"broadcaster": "key-of-the-broadcaster", "newsroom": "key-of-the-newsroom"}
TRAITS = [
    {"name": "new_clients", "value": 0.38, "usual": 0.24, "weight": 2.1, "towards": "crowd"},
    {"name": "hosting_share", "value": 0.02, "usual": 0.03, "weight": 1.8, "towards": "crowd"},
    {"name": "partial_failure", "value": 0.6, "usual": 0.1, "weight": 1.2, "towards": "fault"},
]


class Story:
    """An observatory of one partition whose clock is moved by hand."""

    def __init__(self, folder: Path, journal: Journal, catalog: Catalog) -> None:
        self.now = (START - QUIET_DAYS * 1440) * MINUTE_MS
        self.journal, self.catalog, self.folder = journal, catalog, folder
        self.draw = np.random.default_rng(11)
        self.ledger = Ledger(folder / "story.db")
        self.follower = self.opened(Desk.fresh(0, Tuning(), Tally(), days=catalog.days))
        keys = {name: sha256(key.encode()).hexdigest() for name, key in KEYS.items()}
        rules = Rules(keys=keys)
        find = self.ledger.incident
        self.door = Door(catalog, journal, lambda: self.now, folder, rules, incidents=find)

    def opened(self, desk: Desk) -> Follower:
        archive = Archive(self.folder / "archive", 48 * 60, 0)
        return Follower(self.journal, desk, self.ledger, archive, lambda _: None, 30)

    async def restart(self) -> None:
        """As after a kill: all that is left is the journal and its last checkpoint."""
        saved = await self.journal.load(0)
        assert saved
        desk = Desk.restored(0, *saved, Tuning(), 15, self.catalog.days)
        self.follower = self.opened(desk)

    async def post(self, path: str, key: str, *bodies: dict[str, Any]) -> None:
        """Send JSON lines to the door, and take no refusal."""
        transport = httpx.ASGITransport(self.door)  # pyright: ignore[reportArgumentType]
        async with httpx.AsyncClient(transport=transport, base_url="http://door.test") as client:
            lines = "\n".join(json.dumps(body) for body in bodies)
            kind = "application/x-ndjson" if path != "/api/v1/statements" else "application/json"
            headers = {"Authorization": f"Bearer {KEYS[key]}", "Content-Type": kind}
            answer = await client.post(path, content=lines, headers=headers)
            assert answer.is_success, answer.text
            assert '"status":4' not in answer.text

    async def page(self, path: str) -> httpx.Response:
        history = History([self.follower.desk], self.follower._archive)
        sight = Outlook(self.catalog, [self.follower.desk], history, self.ledger, lambda: self.now)
        transport = httpx.ASGITransport(site(sight, Live()))
        async with httpx.AsyncClient(transport=transport, base_url="http://marsad.test") as client:
            return await client.get(path)

    async def tick(self, minute: int) -> None:
        await self.journal.append_to(0, [Tick(minute)])
        await self.follower.catch_up()

    async def minute(self, number: int) -> None:
        """One minute of reports through the door, and of the broadcaster's windows."""
        self.now = (START + number) * MINUTE_MS + 30_000
        reports = [
            {
                "service": "x",
                "component": part,
                "symptom": symptom,
                "reporter": str(n * 97 + number),
            }
            for part, symptom, rate in (
                ("home", "home_not_loading", 0.5),
                ("spaces", "calls_live", 45.0 if number in FAILS else 0.5),
            )
            for n in range(self.draw.poisson(rate))
        ]
        if reports:
            await self.post("/api/v1/reports:batch", "newsroom", *reports)
        if number >= 50:
            await self.post("/api/v1/traffic", "broadcaster", window(number, self.now))
        self.now = (START + number + 1) * MINUTE_MS
        await self.tick(START + number + 1)


def window(number: int, now: int) -> dict[str, Any]:
    """A minute of the broadcast's requests, as ``marsad traffic --json`` prints it."""
    fails = number in FAILS
    chances = {"crowd": 0.6, "fault": 0.33, "attack": 0.03, "mixed": 0.04}
    return {
        "service": "x",
        "start": rfc3339(now - MINUTE_MS),
        "end": rfc3339(now),
        "requests": 1_100_000 if fails else 90_000,
        "clients": 1_000_000 if fails else 60_000,
        "errors": 0.35 if fails else 0.001,
        "verdict": "uncertain" if fails else "normal",
        "probabilities": chances if fails else {"normal": 0.98, "crowd": 0.02},
        "traits": TRAITS if fails else [],
        "onset": rfc3339((START + FAILS.start) * MINUTE_MS) if fails else None,
    }


def statement(speaker: str, role: str, text: str, claim: str, **more: str) -> dict[str, Any]:
    told = {"service": "x", "speaker": speaker, "role": role, "text": text, "claim": claim}
    return told | {"language": "en"} | more


async def told(folder: Path, journal: Journal, restarts: bool) -> Story:
    """The whole evening."""
    story = Story(folder, journal, load())
    quiet = QUIET_DAYS * 1440
    for part, symptom in (("home", "home_not_loading"), ("spaces", "calls_live")):
        usual = tuple(story.draw.poisson(0.5, quiet).tolist())
        await journal.append([Counts("x", START - quiet, usual, 1, part, symptom)])
    await story.tick(START)
    for number in range(MINUTES):
        if number == FAILS.start + 1:  # before anybody has declared anything
            said = statement("Owner", "owner", "A massive DDoS attack on us.", "attack")
            await story.post("/api/v1/statements", "broadcaster", said)
        if number == FAILS.start + 20:
            said = statement("Network expert", "expert", "Real listeners, no attack.", "crowd")
            await story.post("/api/v1/statements", "newsroom", said)
        if restarts and number % 7 == 0:
            await story.follower.save()
        if restarts and number % 11 == 0 and number:
            await story.restart()
        await story.minute(number)
    return story


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    folder = tmp_path_factory.mktemp("evening")
    journal = await open_journal("sqlite", folder / "journal", 1)
    yield await told(folder, journal, restarts=False)
    await journal.close()


def only(story: Story) -> Incident:
    (incident,) = [each for each in story.ledger.incidents("x") if each.declared_at]
    return incident


def plain(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>|[\u2066-\u2069]", "", html)))


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_owners_claim_is_disputed_and_not_supported_by_what_was_measured(evening):
    incident = only(evening)
    owner, expert = incident.statements
    assert (owner.speaker, owner.claim, owner.standing) == ("Owner", "attack", "refuted")
    assert owner.disputed_by == ("Network expert",)
    assert owner.own_measurement  # the broadcaster's own windows speak against its owner
    assert (expert.claim, expert.standing) == ("crowd", "disputed")
    assert incident.cause.crowd > incident.cause.fault > 0.3
    assert incident.cause.attack < 0.05


async def test_the_rest_of_the_platform_was_well(evening):
    incident = only(evening)
    assert (incident.component, incident.scope.level) == ("spaces", "component")
    assert incident.ended
    assert abs(incident.ended.at - (START + FAILS.stop) * MINUTE_MS) <= 10 * MINUTE_MS


async def test_the_page_says_it_in_english_and_arabic(evening):
    key = only(evening).id
    english = plain((await evening.page(f"/en/incidents/{key}")).text)
    assert "Not supported" in english and "says it is an attack" in english
    assert "What was measured does not support it: an attack is 3% likely." in english
    assert "Others say otherwise: Network expert." in english
    assert "Measured by “broadcaster” on its own request stream, not by us" in english
    assert "can't tell: a crowd of real visitors 60%, a fault 33%" in english
    assert "if most of the clients had been seen before" in english
    assert "Spaces alone; the rest of the service seems well" in english
    arabic = plain((await evening.page(f"/ar/incidents/{key}")).text)
    assert "يقول إنه هجوم حجب الخدمة" in arabic and "لا تؤيّده القياسات" in arabic


async def test_programs_read_the_same(evening):
    key = only(evening).id
    answer = (await evening.page(f"/api/v1/incidents/{key}")).json()
    assert [said["standing"] for said in answer["statements"]] == ["refuted", "disputed"]
    episode = next(each for each in answer["evidence"] if each["onset"])
    assert (episode["source"], episode["requests"]) == ("broadcaster", 40 * 1_100_000)


async def test_a_killed_observatory_tells_the_same_story(evening, tmp_path):
    journal = await open_journal("sqlite", tmp_path / "journal", 1)
    again = await told(tmp_path, journal, restarts=True)
    assert msgspec.msgpack.encode(only(again)) == msgspec.msgpack.encode(only(evening))
    desk = Desk.fresh(0, Tuning(), Tally(), days=again.catalog.days)
    anew = Ledger(None)
    archive = Archive(tmp_path / "anew", 48 * 60, 0)
    await Follower(journal, desk, anew, archive, lambda _: None, 30).catch_up()
    assert anew.incidents("x") == again.ledger.incidents("x")
    await journal.close()


async def test_what_is_said_the_day_after_is_still_taken_to_it(evening):
    evening.now = (START + 24 * 60) * MINUTE_MS
    said = statement("Owner", "owner", "It was a fault of ours.", "fault")
    await evening.post("/api/v1/statements", "broadcaster", said | {"incident": only(evening).id})
    await evening.follower.catch_up()
    first, _, last = only(evening).statements
    assert last.text == "It was a fault of ours."
    assert first.standing == "refuted"
