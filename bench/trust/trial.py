"""One world: services of one size and kind of users, attacked and struck from one checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.trust.attackers import FREE, HELD, Attacker, mimics
from bench.trust.world import PHI, Stream, Users, honest, joined, parted, told
from bench.world import DAY, MONDAY
from marsad.nouns.block import Block
from marsad.nouns.series import Series
from marsad.sense.sense import Sense
from marsad.sense.trust.guarantee import Guarantee, guarantee
from marsad.sense.trust.trust import Trust
from marsad.sense.tuning import Tuning

METHODS = ("raw counts", "one per network", "Marsad")
SIZES = (2.0, 3.0, 10.0, 30.0)
WATCHED = 60
"""Minutes an attack or an outage is watched for; one missed counts as this."""
DAYS = {1.0: 12, 5.0: 8, 20.0: 6, 100.0: 4, 500.0: 3}
QUIET = 30


@dataclass(frozen=True)
class Cell:
    """``base`` reports in five minutes, ``services`` of them."""

    base: float
    users: Callable[[], Users]
    services: int
    seed: int


@dataclass
class Found:
    """Of one cell."""

    base: float
    users: str
    services: int
    guarantee: Guarantee
    attacks: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    """Share of the services with a false problem, by method."""
    sizes: dict[str, int] = field(default_factory=dict[str, int])
    delays: dict[float, list[float]] = field(default_factory=dict[float, list[float]])
    """Mean minutes from an outage's onset to ``problem``, by method."""
    missed: dict[float, list[float]] = field(default_factory=dict[float, list[float]])
    bytes: float = 0.0
    """What trust keeps of a service."""


def measure(cell: Cell) -> Found:
    """All attackers and outages of one cell."""
    users, rng = cell.users(), np.random.default_rng([cell.seed, round(cell.base * 10)])
    bins = DAYS[cell.base] * DAY
    rate = cell.base / 5.0
    past = honest(users, np.full((bins, cell.services), rate), rng)
    blocks = told(past, MONDAY, bins, cell.services)
    saved = [_watched(cell.services, block) for block in blocks]
    trust = Trust()
    for number in range(bins):
        trust.take(blocks[2], number)
    sure = guarantee(trust.weights(0), cell.base, PHI, Tuning())
    found = Found(cell.base, users.name, cell.services, sure)
    found.bytes = trust.bytes / cell.services
    first = MONDAY + bins
    for attacker in (*HELD, *FREE, *mimics(sure.mimics[1].networks)):
        _attack(found, cell, users, attacker, first, saved, rng)
    for size in SIZES:
        _strike(found, cell, users, size, first, saved, rng)
    return found


def _attack(
    found: Found,
    cell: Cell,
    users: Users,
    attacker: Attacker,
    first: int,
    saved: Sequence[bytes],
    rng: np.random.Generator,
) -> None:
    usual = np.full((QUIET + WATCHED, cell.services), cell.base / 5.0)
    stream = joined(
        honest(users, usual, rng),
        attacker.sends(users, users.held(cell.base), QUIET, cell.services, rng),
    )
    delays = _delays(stream, cell.services, first, saved)
    found.attacks[attacker.name] = [float(np.mean(np.array(d) < WATCHED)) for d in delays]
    found.sizes[attacker.name] = attacker.size


def _strike(
    found: Found,
    cell: Cell,
    users: Users,
    size: float,
    first: int,
    saved: Sequence[bytes],
    rng: np.random.Generator,
) -> None:
    rates = np.full((QUIET + WATCHED, cell.services), cell.base / 5.0)
    rates[QUIET:] *= size
    delays = _delays(honest(users, rates, rng), cell.services, first, saved)
    found.delays[size] = [float(np.mean(d)) for d in delays]
    found.missed[size] = [float(np.mean(np.array(d) >= WATCHED)) for d in delays]


def _names(services: int) -> list[str]:
    return [f"service-{s:03}" for s in range(services)]


def _watched(services: int, block: Block) -> bytes:
    sense = Sense(Tuning())
    sense.watch([Series(name) for name in _names(services)])
    sense.advance(block)
    return sense.to_bytes()


def _delays(stream: Stream, services: int, first: int, saved: Sequence[bytes]) -> list[list[float]]:
    """Minutes from the onset to each service's problem, by method; ``WATCHED`` without any."""
    out: list[list[float]] = []
    blocks = told(stream, first, QUIET + WATCHED, services)
    for block, data in zip(blocks, saved, strict=True):
        sense, begun = Sense.from_bytes(data), dict.fromkeys(_names(services), float(WATCHED))
        for part in (parted(block, n, n + 10) for n in range(0, QUIET + WATCHED, 10)):
            for verdict in sense.advance(part)[0]:
                after = verdict.minute + 1 - first - QUIET
                if verdict.state == "problem" and after > 0:
                    begun[verdict.service] = min(begun[verdict.service], after)
            if max(begun.values()) < WATCHED:
                break
        out.append(list(begun.values()))
    return out
