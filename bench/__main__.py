"""Runs the benches one after the other, each bounded in time, and prints one table of figures.

``python bench`` runs all, ``python bench door replay`` those two. Fails when one fails.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from figure import GATHERED
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
SECONDS = 240


def benches() -> dict[str, Path]:
    """Every bench by its name: the modules here that can be run by themselves."""
    found = (path for path in sorted(HERE.glob("[!_]*.py")))
    return {
        path.stem: path for path in found if '__name__ == "__main__"' in path.read_text("utf-8")
    }


def run(path: Path, gathered: Path) -> str:
    """Run one bench with all it starts; answers what went wrong, empty when nothing did."""
    environment = {**os.environ, GATHERED: str(gathered)}
    command = [sys.executable, str(path)]
    process = subprocess.Popen(command, cwd=HERE.parent, env=environment, start_new_session=True)
    try:
        code = process.wait(SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as end:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if isinstance(end, KeyboardInterrupt):
            raise
        return f"not done after {SECONDS} s"
    return f"exit code {code}" if code else ""


def table(gathered: Path) -> Table:
    """The figures so far, one a row."""
    drawn = Table("figure", "measured", "limit, same run", "target", "", title="Figures")
    for line in gathered.read_text("utf-8").splitlines():
        row = json.loads(line)
        drawn.add_row(*(row[key] for key in ("name", "value", "limit", "target", "verdict")))
    return drawn


def main(names: list[str]) -> int:
    """Run the benches named, all when none is; answers the exit code."""
    known = benches()
    if strange := [name for name in names if name not in known]:
        print(
            f"no such bench: {', '.join(strange)}; there are: {', '.join(known)}", file=sys.stderr
        )
        return 2
    console = Console(width=None if sys.stdout.isatty() else 140)
    failures: dict[str, str] = {}
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        for name in names or known:
            console.rule(name)
            failures[name] = run(known[name], Path(file.name))
        console.print(table(Path(file.name)))
    for name, failure in failures.items():
        if failure:
            print(f"{name}: {failure}", file=sys.stderr)
    return 1 if any(failures.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
