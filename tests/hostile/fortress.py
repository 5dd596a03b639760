"""A real ``marsad serve`` to attack, in a process of its own, weighed from outside."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from marsad.journal.journal import open_journal
from marsad.nouns.report import Report

ARGUMENTS = [sys.executable, "-c", "import sys; from marsad.cli import main; sys.exit(main())"]
PAGE = os.sysconf("SC_PAGE_SIZE")


class Fortress:
    """The process; 127.0.0.1 alone may speak for others, all other loopback addresses may not."""

    def __init__(self, folder: Path, files: int = 0, **environment: str) -> None:
        self.folder = folder / "data"
        self.log = folder / "log.txt"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [*_within(files), *ARGUMENTS, "serve", "--data", str(self.folder)],
                env={
                    **os.environ,
                    "MARSAD_INTAKE_TRUSTED": "127.0.0.1/32",
                    "MARSAD_PORT": "0",
                    **environment,
                },
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.port = self._port()

    def _port(self) -> int:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := re.search(r"Marsad is at http://\S+:(\d+)", self.log.read_text("utf-8")):
                return int(found[1])
            time.sleep(0.05)
        raise AssertionError(f"marsad serve did not start: {self.log.read_text('utf-8')}")

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def memory(self) -> int:
        """Bytes resident now."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * PAGE

    @property
    def files(self) -> int:
        """Open file descriptors."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208

    def ask(self, path: str) -> Any:
        """JSON from an address of it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return json.load(answer)

    def metrics(self) -> dict[str, float]:
        """Every figure of /metrics by its name and labels."""
        address = f"http://127.0.0.1:{self.port}/metrics"
        with urllib.request.urlopen(address, timeout=30) as answer:
            lines = answer.read().decode().splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    def __enter__(self) -> Fortress:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGKILL)

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it; answers its exit code."""
        if self.alive:
            self.process.send_signal(how)
        return self.process.wait(60)

    async def kept(self) -> list[str]:
        """Ids of all reports in its journal, once it has stopped."""
        journal = await open_journal("sqlite", self.folder / "journal", 4)
        found: list[str] = []
        for partition in range(journal.partitions):
            position = 0
            while entries := await journal.read(partition, position):
                position = entries[-1].position
                events = (event for entry in entries for event in entry.events)
                found += [event.id.hex() for event in events if isinstance(event, Report)]
        await journal.close()
        return found


def _within(files: int) -> list[str]:
    """The start of a command that may open no more than so many files."""
    return ["sh", "-c", 'ulimit -n "$0" && exec "$@"', str(files)] if files else []
