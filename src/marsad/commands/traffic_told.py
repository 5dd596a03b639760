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
"""Windows in the table; all are in the JSON."""


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
class Plain:
    """A table of the windows in episodes, and the episodes with their reasons."""

    claim: str | None
    live: bool
    """Print each window as it is closed."""
    windows: int = 0
    first: int = 0
    last: int = 0
    kept: list[TrafficWindow] = field(default_factory=list[TrafficWindow])

    def window(self, window: TrafficWindow) -> None:
        """Keep it for the table if it is in an episode."""
        self.first = window.start if not self.windows else self.first
        self.last = window.end
        self.windows += 1
        if self.live:
            print("  ".join(row(window)), flush=True)
        elif window.onset is not None and len(self.kept) < SHOWN:
            self.kept.append(window)

    def end(self, episodes: Sequence[Episode], requests: int) -> None:
        """Print what was seen."""
        if not self.windows:
            return
        span = f"{rfc3339(self.first)} to {rfc3339(self.last)}"
        print(f"{requests:,} requests, {span}, {self.windows:,} windows")
        if self.kept:
            self._table(len(self.kept))
        for episode in episodes:
            print("\n" + "\n".join(paragraph(episode, self.claim)))
        if not episodes:
            print("No episode: as usual, as far as this log can tell.")
            if self.claim:
                print(f"claimed: {called(self.claim)}; measured: usual traffic")

    def _table(self, shown: int) -> None:
        table = Table("window", "requests/s", "clients", "errors", "verdict", "odds", box=None)
        for window in self.kept:
            table.add_row(*row(window))
        console = Console()
        if not console.is_terminal:
            console.width = PIPED_WIDTH
        console.print(table)
        if shown == SHOWN:
            print(f"(the first {SHOWN} windows of episodes; all are in --json)")


def row(window: TrafficWindow) -> list[str]:
    """The cells of a window."""
    seconds = (window.end - window.start) / 1000
    odds = dict(zip(CAUSES, window.probabilities, strict=True))
    likely = [f"{cause} {odds[cause]:.2f}" for cause in CAUSES if odds[cause] >= 0.05]
    return [
        rfc3339(window.start),
        f"{window.requests / seconds:,.1f}",
        f"{window.clients:,}",
        f"{window.errors:.1%}",
        called(window.verdict),
        ", ".join(likely),
    ]


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
