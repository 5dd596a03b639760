"""Honest and hostile load on one real observatory, for an hour or as long as one likes.

One calm minute first, then every attack of tests/hostile in rotation, two at a time, beside honest
reporters at a steady rate, readers of the live stream, and one real outage. Exit code 1 when
something acknowledged is not in the journal, an honest reporter heard anything but 202, memory
grew beyond the bound or the process died. Called by ``make soak``.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]

import hostile.attacks  # noqa: E402, F401 (fills ATTACKS)
from hostile.fortress import Fortress  # noqa: E402
from hostile.honest import SERVICES, Reporters, quantile  # noqa: E402
from hostile.line import ATTACKS, Target, get  # noqa: E402

from marsad.journal.journal import open_journal  # noqa: E402
from marsad.nouns.event import Counts  # noqa: E402
from marsad.nouns.minute import minute_of  # noqa: E402

FAILING = "instagram"
TIMES = 4
"""So many times its usual reports come of the service that fails."""
PAST_DAYS = 3
WATCHERS = 20
MIB = 1 << 20


@dataclass
class Figures:
    """What a minute showed; the worst of all that is no total."""

    delays: list[float] = field(default_factory=list[float])
    seconds: float = 0.0
    memory: int = 0
    files: int = 0
    lag: float = 0.0
    stage: int = 0

    def see(self, fortress: Fortress) -> None:
        """Take one look."""
        self.memory = max(self.memory, fortress.memory)
        self.files = max(self.files, fortress.files)
        figures = fortress.metrics()
        self.lag = max(self.lag, figures.get('marsad_pressure{signal="lag"}', 0.0))
        self.stage = max(self.stage, int(figures.get("marsad_shed_stage", 0)))

    def __str__(self) -> str:
        if not self.delays:
            return "nothing was reported"
        p50, p99 = (1000 * quantile(self.delays, share) for share in (0.5, 0.99))
        return (
            f"{len(self.delays):7,} reports ({len(self.delays) / self.seconds:3.0f}/s)  p50 {p50:6.1f} ms  p99 {p99:7.1f} ms  "
            f"memory {self.memory // MIB:4} MiB  files {self.files:5}  "
            f"lag {1000 * self.lag:5.0f} ms  shed {self.stage}"
        )


async def give_a_past(folder: Path, rate: float) -> None:
    """Three quiet days of counts, so that the detector knows what is usual."""
    chance = random.Random(1)
    mean = 60 * rate / len(SERVICES)
    now = minute_of(time.time_ns() // 1_000_000)
    journal = await open_journal("sqlite", folder / "data" / "journal", 4)
    for service in SERVICES:
        for day in range(PAST_DAYS, 0, -1):
            counts = [max(0, round(chance.gauss(mean, mean**0.5))) for _ in range(1440)]
            await journal.append([Counts(service, now - day * 1440, tuple(counts))])
    await journal.close()


def besiege(port: int, seconds: float, each: float, names: list[str]) -> None:
    """The hostile process: two attacks at a time, in rotation, until the time is up."""
    os.nice(5)  # attackers have machines of their own; here they share the server's
    asyncio.run(_besiege(port, seconds, each, names))


async def _besiege(port: int, seconds: float, each: float, names: list[str]) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: None)
    end = loop.time() + seconds
    chance = random.Random(2)
    order: list[str] = []
    while loop.time() < end:
        order = order or chance.sample(names * 2, 2 * len(names))
        pair, order = order[:2], order[2:]
        target = Target(port, min(end, loop.time() + each), chance=random.Random(chance.random()))
        work = [asyncio.ensure_future(ATTACKS[name](target)) for name in pair]
        await asyncio.sleep(max(0.0, target.until - loop.time()))
        for one in work:
            one.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        heard = ", ".join(f"{word} {count}" for word, count in target.heard.most_common(5))
        print(f"      attacked: {' + '.join(pair)}; heard: {heard or 'nothing'}", flush=True)


class Soak:
    """One run."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given = given
        self.folder = folder
        self.seconds = 60 * given.minutes
        self.calm_seconds = min(60.0, self.seconds / 4)
        self.calm, self.worst = Figures(), Figures()
        self.told = ""
        self.heard_live = 0
        self.faults: list[str] = []

    async def run(self) -> int:
        """All of it; answers the exit code."""
        await give_a_past(self.folder, self.given.rate)
        self.fortress = Fortress(self.folder)
        loop = asyncio.get_running_loop()
        self.began = loop.time()
        end = self.began + self.seconds
        self.honest = Reporters(self.fortress.port, self.given.rate, connections=32)
        print(f"marsad serve is process {self.fortress.process.pid}, port {self.fortress.port}")
        watching = [asyncio.ensure_future(self._watch(end)) for _ in range(WATCHERS)]
        outage = asyncio.ensure_future(self._outage())
        reporting = asyncio.ensure_future(self.honest.report(end))
        siege = await self._minutes(end)
        await reporting
        for one in [outage, *watching]:
            one.cancel()
        if siege:
            siege.join(30)
            siege.kill()
        return await self._judge()

    async def _minutes(self, end: float) -> Any:
        """Look every second, say every minute; the calm ends with the siege's beginning."""
        loop = asyncio.get_running_loop()
        siege, minute = None, Figures()
        said = self.began
        while loop.time() < end and self.fortress.alive:
            await asyncio.sleep(1)
            with contextlib.suppress(OSError):
                await asyncio.to_thread(minute.see, self.fortress)
            calm_is_over = siege is None and loop.time() - self.began >= self.calm_seconds
            if loop.time() - said < 60 and not calm_is_over and loop.time() < end:
                continue
            minute.seconds, said = loop.time() - said, loop.time()
            minute.delays, self.honest.delays = self.honest.delays, []
            print(
                f"{(said - self.began) / 60:5.1f} {'siege' if siege else 'calm '} {minute}",
                flush=True,
            )
            self._remember(minute, siege is None)
            minute = Figures()
            if siege is None:
                siege = self._begin_siege(end - said)
        return siege

    def _begin_siege(self, seconds: float) -> Any:
        each = max(5.0, min(60.0, 2 * seconds / (2 * len(self.given.attacks))))
        given = (self.fortress.port, seconds, each, self.given.attacks)
        siege = multiprocessing.get_context("spawn").Process(
            target=besiege, args=given, daemon=True
        )
        siege.start()
        return siege

    def _remember(self, minute: Figures, calm: bool) -> None:
        kept = self.calm if calm else self.worst
        kept.delays += minute.delays
        kept.seconds += minute.seconds
        for name in ("memory", "files", "lag", "stage"):
            setattr(kept, name, max(getattr(kept, name), getattr(minute, name)))

    async def _outage(self) -> None:
        """From the middle of the siege on, a service fails for a quarter of the whole time."""
        await asyncio.sleep(self.seconds / 2)
        weights = [TIMES if service == FAILING else 1 for service in SERVICES]
        chance = random.Random(3)
        self.honest.service = lambda: chance.choices(SERVICES, weights)[0]
        self.honest.rate *= sum(weights) / len(SERVICES)
        onset = asyncio.get_running_loop().time()
        before = {incident["id"] for incident in self._incidents()}
        print(f"      {FAILING} fails: {TIMES} times its usual reports", flush=True)
        while not self.told and asyncio.get_running_loop().time() < self.began + self.seconds:
            await asyncio.sleep(1)
            with contextlib.suppress(OSError, ValueError):
                new = [one for one in self._incidents() if one["id"] not in before]
                if new and new[0]["state"] != "possible":
                    after = asyncio.get_running_loop().time() - onset
                    self.told = f"told {after:.0f} s after its onset, as {new[0]['state']}"
                    print(f"      the outage is {self.told}", flush=True)

    def _incidents(self) -> list[dict[str, Any]]:
        return self.fortress.ask(f"/api/v1/incidents?service={FAILING}")["incidents"]

    async def _watch(self, end: float) -> None:
        """Read the live stream; come back when it ends."""
        while asyncio.get_running_loop().time() < end:
            with contextlib.suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.fortress.port)
                writer.write(get(b"/api/v1/live"))
                while data := await reader.read(65_536):
                    self.heard_live += data.count(b"event: ")
                writer.close()
            await asyncio.sleep(3)

    async def _judge(self) -> int:
        """Stop the server, read the journal back, and say how it went."""
        fortress, honest = self.fortress, self.honest
        died = not fortress.alive
        last = {} if died else await asyncio.to_thread(fortress.metrics)
        memory = 0 if died else fortress.memory
        code = await asyncio.to_thread(fortress.stop)
        kept = await fortress.kept()
        missing = len(honest.acknowledged - set(kept))
        other = {status: n for status, n in honest.statuses.items() if status != 202}
        grown = max(self.calm.memory, self.worst.memory) - self.calm.memory
        self._fault(died or code != 0, f"the process ended with {code}")
        self._fault(missing, f"{missing} acknowledged reports are not in the journal")
        self._fault(len(kept) != len(set(kept)), "reports are in the journal twice")
        self._fault(other or honest.lost, f"honest reporters heard {other}, gave up {honest.lost}")
        self._fault(grown > self.given.growth * MIB, f"memory grew by {grown // MIB} MiB")
        shed = {name: int(n) for name, n in last.items() if name.startswith("marsad_shed_total")}
        print(f"\nacknowledged {len(honest.acknowledged):,}, missing from the journal {missing}; "
              f"kept in all {len(kept):,}")  # fmt: skip
        print(f"honest: 5xx {sum(n for s, n in other.items() if s >= 500)}, connections that broke "
              f"{honest.broken}, given up {honest.lost}")  # fmt: skip
        print(f"calm   {self.calm}\nsiege  {self.worst}")
        print(f"memory after the calm {self.calm.memory // MIB}, most {self.worst.memory // MIB}, "
              f"at the end {memory // MIB} MiB (bound: + {self.given.growth})")  # fmt: skip
        print(f"shed: {shed or 'unknown'}; live events read {self.heard_live:,}")
        print(f"the outage of {FAILING}: {self.told or 'not told'}")
        print("\n".join(f"FAILED: {fault}" for fault in self.faults) or "it held")
        return 1 if self.faults else 0

    def _fault(self, is_so: object, what: str) -> None:
        if is_so:
            self.faults.append(what)


def main() -> int:
    """Read the command line, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=500.0, help="honest reports a second")
    parser.add_argument("--growth", type=int, default=512, help="MiB memory may grow by")
    parser.add_argument("--attacks", nargs="*", default=list(ATTACKS), choices=list(ATTACKS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Soak(given, Path(folder)).run())


if __name__ == "__main__":
    sys.exit(main())
