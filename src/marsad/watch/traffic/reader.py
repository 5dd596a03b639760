"""Logs by their names, read into one stream of Requests: what ``marsad traffic`` calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from marsad.nouns.requests import Requests
from marsad.watch.traffic.log import HEAD, Log, Reading
from marsad.watch.traffic.merge import Begun, merged
from marsad.watch.traffic.refusal import LogRefused
from marsad.watch.traffic.source import Source
from marsad.watch.traffic.unread import Unread


class Reader:
    """Several logs of one service, in order of time whatever the order of their names.

    ``wait`` is called where the newest has nothing new for now, and ends the reading by answering
    no; without it, logs are read to their end.
    """

    def __init__(
        self,
        paths: Sequence[str],
        reading: Reading,
        *,
        standard_input: BinaryIO | None = None,
        wait: Callable[[], bool] | None = None,
    ) -> None:
        self._reading, self._wait = reading, wait
        self._logs: list[Log] = []
        unique = list(dict.fromkeys(paths))
        if not unique:
            remedy = "marsad traffic /var/log/nginx/access.log"
            raise LogRefused("marsad traffic", "no log is named", remedy)
        self._sources = [Source(path, standard_input) for path in unique]

    @property
    def share(self) -> float:
        """How much was read, 0 to 1; 0 while that can't be known."""
        size = sum(source.size for source in self._sources)
        taken = sum(min(source.taken, source.size) for source in self._sources)
        return taken / size if size else 0.0

    @property
    def unread(self) -> list[Unread]:
        """What could not be read, log by log."""
        return [log.unread for log in self._logs if log.unread.lines]

    @property
    def formats(self) -> list[str]:
        """The formats found, each once."""
        return list(dict.fromkeys(log.form.name for log in self._logs if log.form))

    def chunks(self) -> Iterator[Requests]:
        """All requests. Raises LogRefused."""
        begun = [(self._beginning(source), source) for source in self._sources]
        newest = max(begun, key=lambda each: each[0])[1]
        logs: list[Begun] = [
            (at, lambda source=source: self._open(source, follow=source is newest))
            for at, source in begun
        ]
        return merged(logs)

    def _open(self, source: Source, *, follow: bool) -> Iterator[Requests]:
        growing = self._wait is not None and follow
        blocks = source.growing(self._wait) if growing and self._wait else source.blocks()
        log = Log(source.name, blocks, self._reading)
        self._logs.append(log)
        return log.chunks()

    def _beginning(self, source: Source) -> int:
        """The instant of a log's first request; 0 where it can't be looked at beforehand."""
        if source.piped or len(self._sources) == 1:
            return 0
        look = Source(source.path)
        log = Log(look.name, look.blocks(), Reading(self._reading.format, chunk=HEAD))
        first = next((chunk for chunk in log.chunks() if len(chunk)), None)
        return int(first.time[0]) if first is not None else 0
