"""Under load the optional goes first, reports last; and what goes comes back without flapping."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from hostile.fortress import Fortress
from hostile.honest import Reporters
from hostile.line import Target, crowd, get, hear
from hypothesis import given
from hypothesis import strategies as st

from marsad.serving import ASKED
from marsad.shedding import CALM, EASE, STEPS, Pressure, Shedding, Stage, wanted
from marsad.strain import Strain

shares = st.floats(0, 2)
pressures = st.builds(Pressure, shares, shares, shares, shares, shares)
standings = st.builds(Shedding, st.sampled_from(Stage), st.integers(0, CALM - 1))


def harder(pressure: Pressure, more: Pressure) -> Pressure:
    names = pressure.__struct_fields__
    return Pressure(**{name: getattr(pressure, name) + getattr(more, name) for name in names})


@given(standings, pressures, pressures)
def test_more_pressure_never_sheds_less(standing, pressure, more):
    assert standing.after(harder(pressure, more)).stage >= standing.after(pressure).stage


@given(st.lists(pressures, max_size=40))
def test_no_stage_is_ever_skipped(looks):
    standing = Shedding()
    for pressure in looks:
        after = standing.after(pressure)
        assert abs(after.stage - standing.stage) <= 1
        standing = after


@pytest.mark.parametrize("signal", STEPS)
def test_every_signal_asks_for_the_stages_in_their_order(signal):
    steps = STEPS[signal]
    assert list(steps) == sorted(steps)
    assert steps[0] > 0


@given(standings, pressures)
def test_under_the_same_pressure_it_settles_and_stays(standing, pressure):
    for _ in range(len(Stage) * CALM):
        standing = standing.after(pressure)
    settled = standing.stage
    for _ in range(2 * CALM):
        standing = standing.after(pressure)
        assert standing.stage == settled


@given(st.sampled_from([stage for stage in Stage if 0 < stage < Stage.REPORTS]), st.data())
def test_pressure_that_trembles_about_a_step_does_not_flap(stage, data):
    step = STEPS["lag"][stage - 1]
    standing = Shedding(stage)
    for _ in range(30):
        lag = data.draw(st.floats(step * EASE * 1.001, step * 0.999))
        standing = standing.after(Pressure(lag=lag))
        assert standing.stage == stage


def test_one_late_look_costs_the_live_counts_only():
    after = Shedding().after(Pressure(lag=5.0))
    assert after.stage == Stage.THIN
    for _ in range(CALM):
        after = after.after(Pressure())
    assert after.stage == Stage.NOTHING


@given(pressures)
def test_reports_are_refused_for_want_of_memory_alone(pressure):
    assert (wanted(pressure) == Stage.REPORTS) == (pressure.memory >= STEPS["memory"][-1])


async def test_the_strain_is_measured_and_told():
    told: list[Stage] = []
    strain = Strain(lambda: 0.0, lambda: 0.8, lambda: 0.0, 1 << 40)
    keeping = asyncio.ensure_future(strain.keep(told.append))
    await asyncio.sleep(1.1)
    keeping.cancel()
    strain.close()
    assert told[-1] == Stage.WATCHERS
    assert strain.pressure.connections == 0.8
    assert 0 < strain.pressure.memory < 0.01


@pytest.fixture
def strained(tmp_path):
    """An observatory allowed next to no memory, so that all there is to be shed is shed."""
    with Fortress(tmp_path, MARSAD_LIMITS_MEMORY_MIB="1") as running:
        yield running


async def reports_are_shed(strained: Fortress) -> None:
    async with asyncio.timeout(20):
        while strained.ask("/healthz")["shedding"] != "reports":  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def status(port: int, data: bytes) -> str:
    return await Target(port, 0.0).say(data, 5)


async def test_with_no_memory_left_all_is_shed_but_health_figures_and_files(strained):
    await reports_are_shed(strained)
    report = b'{"service":"x"}'
    head = b"POST /api/v1/reports HTTP/1.1\r\nhost: a\r\ncontent-length: 15\r\n"
    asked = [
        get(b"/api/v1/live"),
        get(b"/api/v1/services/x/counts"),
        get(b"/en/"),
        head + b"\r\n" + report,
        head + b"expect: nothing\r\n\r\n" + report,
    ]
    assert [await status(strained.port, data) for data in asked] == ["503"] * len(asked)
    figures = strained.metrics()
    assert figures["marsad_shed_stage"] == Stage.REPORTS
    assert {figures[f'marsad_shed_total{{stage="{name}"}}'] for name in ("watchers", "pages")} == {
        1
    }


async def test_what_is_shed_is_told_as_a_problem_with_the_time_to_wait(strained):
    await reports_are_shed(strained)
    reader, writer = await asyncio.open_connection("127.0.0.1", strained.port)
    writer.write(get(b"/en/", b"connection: close"))
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert b"retry-after: 5" in head
    assert json.loads(body)["type"] == "/problems/busy"


@pytest.fixture
def fortress(tmp_path):
    with Fortress(tmp_path, MARSAD_LIMITS_CONNECTIONS="400") as running:
        yield running


async def test_reports_are_acknowledged_under_a_flood_of_pages_and_watchers(fortress):
    until = asyncio.get_running_loop().time() + 4
    target, honest = Target(fortress.port, until), Reporters(fortress.port, 50)

    async def one(number: int) -> None:
        if number % 2:
            n = target.chance.randrange(1, 500_000)
            await target.say(get(b"/api/v1/services/x/counts?range=%dm" % n), 5)
            return
        async with target.line() as lines:
            if lines:
                lines[1].write(get(b"/api/v1/live"))
                target.heard[f"live {await hear(lines[0], 5)}"] += 1
                await asyncio.sleep(3)

    flood = asyncio.ensure_future(crowd(target, 600, one))
    await honest.report(until)
    flood.cancel()
    await asyncio.gather(flood, return_exceptions=True)
    assert set(honest.statuses) == {202}
    assert honest.lost == 0
    assert len(honest.acknowledged) >= 20
    assert target.heard["live 503"] > 0, "more watched than there is room for"
    assert fortress.stop() == 0
    assert honest.acknowledged <= set(await fortress.kept())


async def test_who_sends_forms_slowly_keeps_nobody_from_the_pages(tmp_path):
    running = Fortress(tmp_path, files=4_096)
    target, port = Target(running.port, 0.0), running.port
    head = (
        b"POST /en/admin/enter HTTP/1.1\r\nhost: localhost\r\norigin: http://localhost\r\n"
        b"content-type: application/x-www-form-urlencoded\r\ncontent-length: 9\r\n\r\nname="
    )
    async with contextlib.AsyncExitStack() as lines:
        for _ in range(ASKED + 20):
            if line := await lines.enter_async_context(target.line()):
                line[1].write(head)
        await asyncio.sleep(0.5)
        assert target.heard["unreached"] == 0
        assert await status(port, get(b"/en/")) == "200"
    await asyncio.sleep(1)
    assert running.stop() == 0
    assert "Traceback" not in running.log.read_text("utf-8")
