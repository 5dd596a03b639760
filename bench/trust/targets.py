"""The measured figures beside the targets they are held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench.detect.targets import Target
from bench.trust.attackers import FREE, HELD
from bench.trust.sheets import price
from bench.trust.trial import Found
from marsad.sense.trust.doubt import Doubt
from marsad.sense.tuning import Tuning

OURS = 2


def targets(
    found: Sequence[Found], poisoned: Mapping[float, int], flooded: Mapping[float, float]
) -> Iterator[Target]:
    """Each of them."""
    yield _held(found)
    yield _unbroken(flooded)
    yield _botnet(found)
    yield from _mimics(found)
    for users in dict.fromkeys(f.users for f in found):
        yield from _prices([f for f in found if f.users == users])
    least = min(poisoned.values())
    what = "days to poison a crowd known for a month, least of all bases"
    yield Target(what, str(least), "≥ 14", least >= 14)


def _held(found: Sequence[Found]) -> Target:
    names = [a.name for a in HELD]
    raised = sum(f.attacks[n][OURS] * f.services for f in found for n in names)
    tries = sum(f.services for f in found) * len(names)
    naive = sum(f.attacks[n][0] * f.services for f in found for n in names) / tries
    what = "false problems, attackers holding ≤ 25 %, bases 1 to 500"
    text = f"{raised:.0f} of {tries} (95 %: under {3.0 / tries:.2%})"
    return Target(what, text, "0", raised == 0, f"raw counts {naive:.0%}")


def _unbroken(flooded: Mapping[float, float]) -> Target:
    most, proven = max(flooded.values()), 2.0 * Doubt().attacked * Tuning().false_alarms
    what = "false problems a year, a quarter of the crowd floods day and night, most of all bases"
    return Target(what, f"{most:.1f}", f"≤ {proven:g}", most <= proven)


def _botnet(found: Sequence[Found]) -> Target:
    busy = [f for f in found if f.base >= 100]
    rates = [f.attacks[FREE[0].name][OURS] for f in busy]
    what = "false problems, flat botnet of 10,000, base ≥ 100"
    return Target(what, f"{max(rates):.0%}", "0 %", max(rates) == 0.0)


def _mimics(found: Sequence[Found]) -> Iterator[Target]:
    for times, wanted in ((0.5, 0.0), (1.0, 0.05)):
        name = f"mimic of the users, {times:g} × the least"
        rate = sum(f.attacks[name][OURS] * f.services for f in found)
        rate /= sum(f.services for f in found)
        what = f"false problems, mimic with {times:g} × the networks the guarantee names"
        yield Target(what, f"{rate:.1%}", f"≤ {wanted:.0%}", rate <= wanted)


def _prices(found: Sequence[Found]) -> Iterator[Target]:
    users = found[0].users
    busy = [price(f, 30.0) for f in found if f.base >= 5]
    if busy:
        text = ", ".join(f"{p:+.1f}" for p in busy)
        what = f"price in delay ×30, {users}, by base from 5 on (min)"
        yield Target(what, text, "≤ +1.5", max(busy) <= 1.5)
    small = [price(f, 30.0) for f in found if f.base < 5]
    if small:
        what = f"price in delay ×30, {users}, base 1 (min)"
        yield Target(what, f"{max(small):+.1f}", "< +10", max(small) < 10)
