"""What ``marsad traffic`` prints: a table for people, or JSON lines for programs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from rich.console import Console
from rich.table import Table

from marsad.commands.traffic_words import STRONGEST, against, called, sure, trait
from marsad.nouns.minute import rfc3339
from marsad.nouns.traffic import CAUSES, TrafficWindow
from marsad.nouns.traffic_json import trait_json, window_json
from marsad.sense.cause.episode import Episode

PIPED_WIDTH = 160
SHOWN = 30
"""Rows of the table, at most."""
LEAST_ODDS = 0.05


class Hearer(Protocol):
    """Whoever is told what is seen."""

    def window(self, window: TrafficWindow) -> None:
        """One more window is closed."""
        ...

    def end(self, episodes: Sequence[Episode], requests: int) -> None:
        """That was all."""
        ...


def episode_json(episode: Episode, claim: str | None) -> dict[str, Any]:
    """An episode as JSON values."""
    times = {"onset": episode.onset, "end": episode.end, "reached_at": episode.reached_at}
    said = {name: None if at is None else rfc3339(at) for name, at in times.items()}
    claimed = {"claimed": claim, "measured": episode.verdict} if claim else {}
    return {
        "kind": "episode",
        **said,
        "verdict": episode.verdict,
        "probabilities": dict(zip(CAUSES, episode.probabilities, strict=True)),
        "requests": episode.requests,
        "peak_per_second": episode.peak,
        "traits": [trait_json(each) for each in episode.traits],
        **claimed,
    }


@dataclass(slots=True)
class JsonLines:
    """Each window when it is closed, each episode at the end."""

    claim: str | None

    def window(self, window: TrafficWindow) -> None:
        """Print it."""
        self._print({"kind": "window", **window_json(window)})
        sys.stdout.flush()

    def end(self, episodes: Sequence[Episode], requests: int) -> None:
        """Print the episodes."""
        for episode in episodes:
            self._print(episode_json(episode, self.claim))
        sys.stdout.flush()

    def _print(self, body: dict[str, Any]) -> None:
        sys.stdout.write(msgspec.json.encode(body).decode() + "\n")


@dataclass(slots=True)
class Stretch:
    """Windows of one verdict in one episode."""

    first: TrafficWindow
    last: TrafficWindow
    requests: int
    failed: float
    """Of them, answered by 5xx."""

    @classmethod
    def of(cls, window: TrafficWindow) -> Stretch:
        """One that begins with this window."""
        return cls(window, window, window.requests, window.requests * window.errors)

    def goes_on(self, window: TrafficWindow) -> bool:
        """Whether the next window is of the same."""
        same = (self.last.end, self.last.verdict, self.last.onset)
        return same == (window.start, window.verdict, window.onset)

    def cells(self) -> list[str]:
        """From, to, requests a second, errors; clients and odds as of its end."""
        seconds = (self.last.end - self.first.start) / 1000
        odds = zip(CAUSES, self.last.probabilities, strict=True)
        return [
            rfc3339(self.first.start),
            rfc3339(self.last.end),
            f"{self.requests / seconds:,.1f}",
            f"{self.last.clients:,}",
            f"{self.failed / max(self.requests, 1):.1%}",
            called(self.last.verdict),
            ", ".join(f"{cause} {odd:.2f}" for cause, odd in odds if odd >= LEAST_ODDS),
        ]


@dataclass(slots=True)
class Plain:
    """A table of the episodes' windows, those of one verdict as one row, then their reasons."""

    claim: str | None
    live: bool
    """Print each window as it is closed."""
    windows: int = 0
    first: int = 0
    last: int = 0
    stretches: list[Stretch] = field(default_factory=list["Stretch"])

    def window(self, window: TrafficWindow) -> None:
        """Add it to the table if it is in an episode."""
        self.first = window.start if not self.windows else self.first
        self.last = window.end
        self.windows += 1
        if self.live:
            print("  ".join(Stretch.of(window).cells()), flush=True)
        elif window.onset is not None:
            self._gather(window)

    def end(self, episodes: Sequence[Episode], requests: int) -> None:
        """Print what was seen."""
        if not self.windows:
            return
        span = f"{rfc3339(self.first)} to {rfc3339(self.last)}"
        print(f"{requests:,} requests, {span}, {self.windows:,} windows")
        if self.stretches:
            self._table()
        for episode in episodes:
            print("\n" + "\n".join(paragraph(episode, self.claim)))
        if not episodes:
            print("No episode: as usual, as far as this log can tell.")
            if self.claim:
                print(f"claimed: {called(self.claim)}; measured: usual traffic")

    def _gather(self, window: TrafficWindow) -> None:
        last = self.stretches[-1] if self.stretches else None
        if last and last.goes_on(window):
            last.last = window
            last.requests += window.requests
            last.failed += window.requests * window.errors
        elif len(self.stretches) < SHOWN:
            self.stretches.append(Stretch.of(window))

    def _table(self) -> None:
        table = Table("from", "to", "requests/s", "clients", "5xx", "verdict", "odds", box=None)
        for stretch in self.stretches:
            table.add_row(*stretch.cells())
        console = Console()
        if not console.is_terminal:
            console.width = PIPED_WIDTH
        console.print(table)
        if len(self.stretches) == SHOWN:
            print(f"(the first {SHOWN} stretches; every window is in --json)")


def paragraph(episode: Episode, claim: str | None) -> list[str]:
    """An episode in lines: when, what, since when that is known, why."""
    end = rfc3339(episode.end) if episode.end is not None else "still on"
    lines = [f"Episode {rfc3339(episode.onset)} to {end}: {sure(episode)}"]
    volume = f"{episode.requests:,} requests, up to {episode.peak:,.1f} a second"
    if episode.reached_at is None:
        lines.append(f"  no verdict was reached; {volume}")
    else:
        after = (episode.reached_at - episode.onset) / 1000
        lines.append(f"  told {after:,.0f} s after it began; {volume}")
    lines += [f"  - {trait(each)}" for each in episode.traits[:STRONGEST]]
    return [*lines, f"  {against(claim, episode)}"] if claim else lines
