"""Open files run short, hashes are guessed at: the process goes on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections import Counter

import pytest
from hostile.attacks.floods import sit
from hostile.fortress import Fortress
from hostile.honest import Reporters
from hostile.line import Target, crowd

FILES = 300


@pytest.fixture
def fortress(tmp_path):
    with Fortress(tmp_path, FILES) as running:
        yield running


async def test_a_flood_of_connections_leaves_files_for_the_journal(fortress):
    until = asyncio.get_running_loop().time() + 4
    target, honest = Target(fortress.port, until), Reporters(fortress.port, 50)
    flood = asyncio.ensure_future(crowd(target, 2 * FILES, lambda n: sit(target, "", b"")))
    files: list[int] = []

    async def look() -> None:
        while True:
            files.append(fortress.files)
            await asyncio.sleep(0.2)

    looking = asyncio.ensure_future(look())
    await honest.report(until)
    for work in (looking, flood):
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
    assert max(files) > FILES // 3, "the flood never came"
    assert max(files) < FILES - 20
    assert set(honest.statuses) == {202} and honest.lost == 0
    assert len(honest.acknowledged) >= 100
    assert fortress.ask("/healthz")["status"] == "ok"
    assert fortress.stop() == 0
    assert honest.acknowledged <= set(await fortress.kept())


MASK = 4_095
MAKE = f"""
import json, sys
from itertools import count, islice
wanted = hash("x") & {MASK}
print(json.dumps(list(islice((k for k in map(str, count()) if hash(k) & {MASK} == wanted), 300))))
"""
TELL = f"""
import json, sys
print(json.dumps([hash(key) & {MASK} for key in json.load(sys.stdin)]))
"""


def spoken(program: str, said: str = "", **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=said,
        env={name: v for name, v in os.environ.items() if name != "PYTHONHASHSEED"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_keys_made_to_collide_under_one_seed_are_scattered_by_the_process_own():
    keys = spoken(MAKE, PYTHONHASHSEED="1")
    slots = Counter(spoken(TELL, keys, PYTHONHASHSEED="1").strip("[]\n").split(", "))
    assert max(slots.values()) == 300
    own = Counter(spoken(TELL, keys).strip("[]\n").split(", "))
    assert max(own.values()) < 10


def test_serving_with_a_known_seed_is_warned_of(tmp_path):
    with Fortress(tmp_path, PYTHONHASHSEED="0") as fortress:
        assert fortress.alive
    assert "PYTHONHASHSEED is set; unset it" in fortress.log.read_text("utf-8")
