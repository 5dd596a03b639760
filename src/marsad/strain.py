"""How hard this process is pressed, looked at four times a second, and what it sheds for that."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from marsad.shedding import Pressure, Shedding, Stage

LOOK_SECONDS = 0.25
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


class Strain:
    """Measures, decides, and remembers what was refused. ``look`` is called by ``keep`` alone."""

    def __init__(
        self,
        pages: Callable[[], float],
        connections: Callable[[], float],
        journal: Callable[[], float],
        memory: int = 0,
    ) -> None:
        self.pressure = Pressure()
        self.worst_lag = 0.0
        """Seconds, since the start."""
        self.refused: Counter[str] = Counter({stage.says: 0 for stage in Stage if stage > 1})
        self._shedding = Shedding()
        self._pages = pages
        self._connections = connections
        self._journal = journal
        self._memory = memory or memory_allowed()
        self._resident = Resident()

    @property
    def stage(self) -> Stage:
        """What is shed now."""
        return self._shedding.stage

    async def keep(self, tell: Callable[[Stage], None]) -> None:
        """Look, decide and tell, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            self.look(max(0.0, loop.time() - due))
            tell(self.stage)

    def look(self, lag: float) -> None:
        """Take one reading, with the seconds that the loop was late."""
        self.worst_lag = max(self.worst_lag, lag)
        self.pressure = Pressure(
            lag,
            self._pages(),
            self._connections(),
            self._journal(),
            self._resident() / self._memory,
        )
        self._shedding = self._shedding.after(self.pressure)

    def close(self) -> None:
        """Look no more."""
        self._resident.close()


class Resident:
    """Bytes of memory this process holds, 0 where the system doesn't tell.

    Its file stays open: when others can't be opened any more, this is asked all the more.
    """

    def __init__(self) -> None:
        try:
            self._file = Path("/proc/self/statm").open("rb", buffering=0)  # noqa: SIM115
        except OSError:
            self._file = None

    def __call__(self) -> int:
        if self._file is None:
            return 0
        self._file.seek(0)
        return int(self._file.read(200).split()[1]) * _PAGE

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def memory_allowed() -> int:
    """Bytes this process may have: its control group's limit, else the machine's memory."""
    machine = os.sysconf("SC_PHYS_PAGES") * _PAGE
    for file in _LIMITS:
        try:
            said = file.read_text("ascii").strip()
        except OSError:
            continue
        if said.isdigit():
            return min(int(said), machine)
    return machine
