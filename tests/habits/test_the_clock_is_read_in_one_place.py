"""`now` is data: only clock.py reads the clock, and the pure rooms touch nothing outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CLOCKS = {
    *(f"time.{name}{unit}" for unit in ("", "_ns") for name in ("time", "monotonic")),
    *(f"time.{name}{unit}" for unit in ("", "_ns") for name in ("perf_counter", "process_time")),
    *(f"time.{name}{unit}" for unit in ("", "_ns") for name in ("thread_time", "clock_gettime")),
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "os.times",
}
BARE = {"time.localtime", "time.gmtime", "time.ctime"}
"""Read the clock when they are called without an instant."""
CLOCK = Path("src/marsad/clock.py")
STOPWATCHES: dict[Path, str] = {
    Path("src/marsad/intake/rounds.py"): "how long senders waited, for /metrics",
    Path("src/marsad/intake/wire.py"): "how long a slow sender is waited for",
    Path("src/marsad/journal/jetstream_failure.py"): "how long an absent server is waited for",
}
"""Modules that may measure how long something took; it never enters a result. Why, for each."""
STOPWATCH = {"time.perf_counter", "time.perf_counter_ns", "time.monotonic", "loop.time"}

PURE = ("nouns", "sense")
COMPILER = Path("src/marsad/sense/compiled.py")
"""Keeps machine code on disk between runs; no value passes through it."""
OUTSIDE = {"asyncio", "io", "os", "pathlib", "random", "secrets", "socket", "subprocess", "time"}


def names(tree: ast.Module) -> dict[str, str]:
    """What each imported name stands for: ``{"dt": "datetime", "now": "time.time"}``."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {
                alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names
            }
    return found


def spelled(node: ast.AST, known: dict[str, str]) -> str:
    """An expression as a dotted name, imports resolved; empty when it is something else."""
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{spelled(node.value, known)}.{node.attr}"
    if isinstance(node, ast.Call) and spelled(node.func, known).endswith("_loop"):
        return "loop"
    return ""


def readings(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each mention of a clock, called or handed on, with its line."""
    known = names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = spelled(node, known)
            if name in CLOCKS:
                yield name, node.lineno
            elif name.endswith("loop.time"):
                yield "loop.time", node.lineno
        elif isinstance(node, ast.Call) and not node.args and spelled(node.func, known) in BARE:
            yield spelled(node.func, known), node.lineno


def test_only_the_clock_reads_the_clock(trees: dict[Path, ast.Module]) -> None:
    found = [
        f"{path}:{line} {name}"
        for path, tree in trees.items()
        for name, line in readings(tree)
        if path != CLOCK and not (path in STOPWATCHES and name in STOPWATCH)
    ]
    assert not found, f"take `now` or an instant as an argument instead: {found}"


def test_every_stopwatch_is_still_in_use(trees: dict[Path, ast.Module]) -> None:
    idle = [
        str(path) for path in STOPWATCHES if path not in trees or not any(readings(trees[path]))
    ]
    assert not idle, f"measures nothing any more; take off the list: {idle}"
    assert any(readings(trees[CLOCK]))


@pytest.mark.parametrize(
    "source",
    [
        "import time\nx = time.time()",
        "import time as t\nx = t.monotonic_ns()",
        "from time import time as now\nx = now()",
        "from datetime import datetime\nx = datetime.now(UTC)",
        "import datetime as dt\nf(dt.date.today)",
        "import asyncio\nx = asyncio.get_running_loop().time()",
        "x = self.loop.time()",
        "from time import gmtime\ngmtime()",
    ],
)
def test_a_look_at_the_clock_is_noticed(source: str) -> None:
    assert list(readings(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["import time\ntime.sleep(1)", "x.at.time()", "import time\ntime.gmtime(at)"]
)
def test_what_is_no_clock_is_let_be(source: str) -> None:
    assert not list(readings(ast.parse(source)))


def test_the_pure_rooms_reach_for_nothing_outside(trees: dict[Path, ast.Module]) -> None:
    found = [
        f"{path}: {name}"
        for path, tree in trees.items()
        if len(path.parts) > 3 and path.parts[2] in PURE and path != COMPILER
        for name in names(tree).values()
        if name.split(".")[0] in OUTSIDE or name.startswith("numpy.random")
    ]
    assert not found, f"hand it in as an argument: {found}"
