"""``marsad traffic``: whether a service's requests are a crowd, an attack, or a fault."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from marsad.clock import Clock, WallClock
from marsad.commands.traffic_sent import sending
from marsad.commands.traffic_told import Hearer, JsonLines, Plain
from marsad.nouns.failure import Failure
from marsad.nouns.requests import Requests
from marsad.nouns.traffic import TrafficWindow

SHORTEST_WINDOW, LONGEST_WINDOW = 0.1, 3600.0
MOST = 1e12
POLL_SECONDS = 0.5
JUST_NOW, LATE = 60_000, 5_000
"""Milliseconds after which a log is an old one; that lines may be written late by."""


def traffic(  # noqa: PLR0913 - a parameter for each option
    log: Annotated[str, Parameter(allow_leading_hyphen=True)],
    *logs: Annotated[str, Parameter(allow_leading_hyphen=True)],
    json: bool = False,
    format: str = "",
    window: float = 10.0,
    follow: bool = False,
    capacity: float = 0.0,
    host: str = "",
    claim: Literal["attack", "crowd", "fault", "mixed", "normal"] | None = None,
    service: str = "",
    to: str = "",
    key: str = "",
) -> int:
    """Read a service's access logs and tell attack, crowd and fault apart, with reasons.

    Parameters
    ----------
    log
        Access log, counters or flows, also packed by gzip or zstd; `-` is standard input.
    logs
        More of the same service: rotated ones, or those of other servers.
    json
        Print one window or episode a line, as JSON.
    format
        What the logs are written in; found out when left out.
    window
        Seconds that are judged at once.
    follow
        Go on as the newest log grows.
    capacity
        Requests a second that the service was tested to bear, if you know it.
    host
        The service's own host, to know links from itself; found out when left out.
    claim
        What somebody says it was: set it against what is measured.
    service
        Id of the service in the observatory.
    to
        Observatory to send the windows to, such as `http://127.0.0.1:8000`.
    key
        API key for it; `@FILE` reads it from a file.
    """
    _checked(window, capacity)
    told = JsonLines(claim) if json else Plain(claim, live=follow)
    hearers: list[Hearer] = [told, *sending(to, service, key, patient=not follow)]
    watching = Watching([log, *logs], format, host, follow)
    return watching.tell(hearers, window, service, capacity)


def _checked(window: float, capacity: float) -> None:
    if not SHORTEST_WINDOW <= window <= LONGEST_WINDOW:
        remedy = f"{SHORTEST_WINDOW:g} to {LONGEST_WINDOW:g} seconds"
        raise Failure(f"{window:g} is no window", where="--window", remedy=remedy)
    if not 0 <= capacity < MOST:
        remedy = "requests a second, or leave it out where nobody knows"
        raise Failure(f"{capacity:g} is no capacity", where="--capacity", remedy=remedy)


class Watching:
    """Some logs, and how to read them."""

    def __init__(self, paths: list[str], format: str, host: str, follow: bool) -> None:
        # numba comes with these; the other verbs start without it.
        from marsad.catalog.networks import Networks  # noqa: PLC0415
        from marsad.watch.traffic.log import Reading  # noqa: PLC0415
        from marsad.watch.traffic.reader import Reader  # noqa: PLC0415

        self._where, self._follow = ", ".join(paths), follow
        reading = Reading(format, host, Networks.load())
        piped = sys.stdin.buffer if "-" in paths else None
        self._pass: Callable[[], None] = _nothing
        wait = self._wait if follow else None
        self._reader = Reader(paths, reading, standard_input=piped, wait=wait)

    def tell(self, hearers: list[Hearer], window: float, service: str, capacity: float) -> int:
        """Judge window by window; what was read before a failure or an interruption is told too."""
        from marsad.sense.cause.observer import Observer  # noqa: PLC0415

        observer, requests = Observer(window, service, capacity), 0
        silence = Silence(WallClock())
        self._pass = lambda: self._hear(hearers, observer.idle(silence.until()))
        try:
            for chunk in self._chunks():
                requests += int(chunk.weight.sum())
                silence.heard(chunk)
                self._hear(hearers, observer.take(chunk))
        except KeyboardInterrupt:
            if not self._follow:
                raise
        finally:
            self._hear(hearers, observer.end())
            for unread in self._reader.unread:
                print(f"marsad: {unread}", file=sys.stderr)
            for hearer in hearers:
                hearer.end(observer.episodes, requests)
        return self._done(requests)

    @staticmethod
    def _hear(hearers: list[Hearer], windows: list[TrafficWindow]) -> None:
        for window in windows:
            for hearer in hearers:
                hearer.window(window)

    def _done(self, requests: int) -> int:
        if not requests and not self._follow:
            what = "no request could be read" if self._reader.unread else "is empty"
            raise Failure(what, where=self._where, remedy="name a log that has requests in it")
        return 0

    def _chunks(self) -> Iterator[Requests]:
        """The requests, and a bar on standard error while a person waits for the end."""
        console, chunks = Console(stderr=True), self._reader.chunks()
        if self._follow or not console.is_terminal:
            yield from chunks
            return
        columns = (TextColumn("reading"), BarColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as bar:
            task = bar.add_task("", total=1.0)
            for chunk in chunks:
                bar.update(task, completed=self._reader.share)
                yield chunk

    def _wait(self) -> bool:
        """The log has nothing new: time passes."""
        time.sleep(POLL_SECONDS)
        self._pass()
        return True


def _nothing() -> None:
    """Nobody listens yet."""


class Silence:
    """How long a log that was written until just now has been silent."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._live = clock, False

    def heard(self, chunk: Requests) -> None:
        """Requests came."""
        if len(chunk):
            self._live = abs(self._clock.now() - int(chunk.time.max())) < JUST_NOW

    def until(self) -> int:
        """The instant up to which nobody asked; 0 where the log is an old one."""
        return self._clock.now() - LATE if self._live else 0
