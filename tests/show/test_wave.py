"""The small line of the grid: short, and true to the counts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from marsad.show.wave import HIGH, HOURS, LEAST, STEP, WIDE, wave_of

DAYS = st.lists(st.integers(0, 10_000), min_size=HOURS, max_size=HOURS)


def heights(path: str) -> list[int]:
    """Where each hour stands, read back as a browser would."""
    start = re.match(r"M0 (\d+)", path)
    assert start
    x, y = 0, int(start[1])
    found = {0: y}
    for kind, numbers in re.findall(r"([hl])([-\d ]+)", path[start.end() :]):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        pairs = (
            [(values[0], 0)] if kind == "h" else list(zip(values[::2], values[1::2], strict=True))
        )
        for dx, dy in pairs:
            for passed in range(STEP, dx, STEP):
                found[x + passed] = y
            x, y = x + dx, y + dy
            found[x] = y
    return [found[x] for x in sorted(found)]


@given(DAYS)
def test_every_hour_stands_as_high_as_its_share_of_the_busiest(counts: list[int]):
    path = wave_of(counts)
    if not any(counts):
        assert path == ""
        return
    top = max(LEAST, *counts)
    assert heights(path) == [HIGH - round(HIGH * count / top) for count in counts]
    assert len(path) <= 8 + 7 * (HOURS - 1)


@given(DAYS)
def test_the_line_ends_where_the_day_does(counts: list[int]):
    if any(counts):
        assert len(heights(wave_of(counts))) == HOURS
        assert (HOURS - 1) * STEP == WIDE


def test_a_few_reports_of_a_quiet_service_make_no_peak():
    assert min(heights(wave_of([0] * 23 + [1]))) == HIGH - HIGH // LEAST
