"""Under each attack there is: honest reports are acknowledged and kept, and memory is bounded."""

from __future__ import annotations

import asyncio
import contextlib

import hostile.attacks  # noqa: F401 (fills ATTACKS)
import pytest
from hostile.fortress import Fortress
from hostile.honest import Reporters
from hostile.line import ATTACKS, Target

SECONDS = 2.0
RATE = 50.0
GROWTH = 160 * 1024 * 1024
"""Bytes by which all attacks together may make the process larger; about 60 are the bodies that
may be held, 30 a thousand connections, the rest the allocator's own."""
MEANT = {"closed", "silent", "unreached", "503"}
"""What an attacker may hear besides 1xx to 4xx: 503 is said by design, to those who are too many."""


async def besieged(fortress: Fortress, name: str) -> tuple[Target, Reporters]:
    """An attack and honest reporters at once."""
    until = asyncio.get_running_loop().time() + SECONDS
    target, honest = Target(fortress.port, until), Reporters(fortress.port, RATE)
    siege = asyncio.ensure_future(ATTACKS[name](target))
    await honest.report(until)
    siege.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await siege
    return target, honest


@pytest.fixture(scope="module")
def told() -> set[str]:
    """Ids that honest reporters were told, in all attacks."""
    return set()


@pytest.mark.parametrize("name", ATTACKS)
async def test_honest_reports_come_through_every_attack(fortress: Fortress, told, name: str):
    before = told and fortress.memory
    target, honest = await besieged(fortress, name)
    assert fortress.alive, fortress.log.read_text("utf-8")[-2_000:]
    assert set(honest.statuses) == {202}
    assert honest.lost == 0
    assert len(honest.acknowledged) >= 0.5 * RATE * SECONDS
    wrong = {
        word for word in target.heard if word not in MEANT and not word.startswith(tuple("1234"))
    }
    assert not wrong, f"attackers heard {target.heard}"
    if before:
        assert fortress.memory - before < GROWTH
    told |= honest.acknowledged


async def test_what_was_acknowledged_under_attack_is_in_the_journal_once(fortress: Fortress, told):
    assert fortress.ask("/healthz")["status"] == "ok"
    assert "Traceback" not in fortress.log.read_text("utf-8")
    assert fortress.stop() == 0
    kept = await fortress.kept()
    assert told <= set(kept)
    assert len(kept) == len(set(kept))
