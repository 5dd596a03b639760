"""Clocks never run backwards; a demonstration's waits for its player, then runs as life does."""

import time

from marsad.clock import SwiftClock, WallClock

FAR = 10**15


def test_the_wall_clock_is_now_and_never_runs_backwards():
    clock = WallClock()
    read = [clock.now() for _ in range(100)]
    assert read == sorted(read)
    assert abs(read[-1] - time.time() * 1000) < 1000


def test_a_swift_clock_runs_many_times_as_fast():
    clock = SwiftClock(0, FAR)
    clock.allow(FAR, 1000.0)
    before = clock.now()
    time.sleep(0.05)
    assert clock.now() - before >= 50_000
    assert clock.speed() == 1000.0


def test_a_swift_clock_waits_where_it_is_told_to_and_does_not_leap_afterwards():
    clock = SwiftClock(1000, FAR)
    time.sleep(0.02)
    assert clock.now() == 1000
    clock.allow(1500, 1000.0)
    time.sleep(0.02)
    assert clock.now() == 1500
    clock.allow(FAR, 1000.0)
    assert clock.now() < 1500 + 15_000


def test_after_its_end_a_swift_clock_runs_as_life_does():
    clock = SwiftClock(0, 10)
    clock.allow(FAR, 1000.0)
    time.sleep(0.01)
    clock.now()
    assert clock.speed() == 1.0
    before = clock.now()
    time.sleep(0.02)
    assert 15 <= clock.now() - before < 5000
