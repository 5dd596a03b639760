"""Closed windows in; what each looked like out: usual traffic is learned, episodes are judged."""

from __future__ import annotations

from collections import deque

from marsad.nouns.traffic import TrafficWindow
from marsad.sense.cause import sums as at
from marsad.sense.cause.episode import Episode, Probabilities
from marsad.sense.cause.features import Point
from marsad.sense.cause.onset import REACHES, Level, Tick, tick
from marsad.sense.cause.running import Running
from marsad.sense.cause.scorecard import Cards, cards, verdict
from marsad.sense.cause.summary import Summary
from marsad.sense.cause.usual import Usual

SPAN_SECONDS = 240.0
"""What is judged, and learned, at a time."""
WAIT = 3
"""Windows before usual traffic is learned: an episode may have begun in them."""
BLOCK_LEAST, BLOCK_MOST = 30.0, 3600.0
"""Requests a block of usual traffic has at least, unless it lasts so many seconds."""
SCATTERED = 6
"""Windows over which the usual number's scatter is taken."""
BLIND = 6
"""Windows after which a log must have shown usual traffic, or begins inside an episode."""
BACK = 6
"""Windows of usual traffic that end an episode."""
LONGEST, DOUBTFUL = 6 * 3_600_000, 1_800_000
"""Milliseconds after which what goes on is the usual; and where no usual is known, nor a cause."""
YOUNG, RECONSIDERED = 24, 300_000
"""Of what was learned over so few windows, an episode without a cause is doubted after so many
milliseconds, and learned anew."""
HALF = 0.5
CALM = 2.0
"""Nats of surprise that are none."""


class Course:
    """One service's requests, window after window."""

    def __init__(self, service: str, capacity: float, window_ms: int) -> None:
        self._service, self._capacity = service, capacity
        self._span = max(round(SPAN_SECONDS * 1000 / window_ms), 1)
        self._cards: Cards = cards()
        self._level, self._usual = Level(), Usual()
        self.recent: deque[Summary] = deque(maxlen=REACHES[-1])
        """The last windows, with or without an episode."""
        self._block: list[Summary] = []
        self._waiting: list[Tick] = []
        self._running: Running | None = None
        self._glimpse: Running | None = None
        """What the first windows of a log look like."""
        self._fresh = True
        """Nothing is known of the service yet."""
        self.ended: list[Episode] = []

    @property
    def running(self) -> Episode | None:
        return self._running.told() if self._running else None

    @property
    def points(self) -> dict[str, Point] | None:
        """What was last seen of each trait, outside usual traffic: what training learns from."""
        judged = self._running or self._glimpse
        return judged.points if judged else None

    def take(self, window: Summary, *, whole: bool = True) -> TrafficWindow:
        """The next window, judged. The last of a log isn't ``whole``: it ends with its last row."""
        self.recent.append(window)
        if self._running is None and not self._fresh:
            self._watch(window, whole=whole)
        elif self._running is not None:
            self._follow(self._running, window)
        else:
            self._begin(window)
        return self._told(window)

    def interrupt(self) -> None:
        """Time nobody saw passes: what runs ends, the usual stays."""
        if self._running:
            self._close(self._running, self._running.windows[-1].end)
        self.recent.clear()
        self._level.last.clear()

    def _begin(self, window: Summary) -> None:
        """The first windows of a log: is this the usual, or is something going on already?"""
        blind = Running(window.start, None, 0.0, self._span)
        blind.onset = self.recent[0].start
        for earlier in self.recent:
            blind.count(earlier)
        blind.windows = list(self.recent)[:-1]
        blind.judge(window, self._cards, self._capacity)
        self._glimpse = blind
        if len(self.recent) < BLIND:
            return
        self._fresh = False
        if blind.named not in {"normal", "uncertain"}:
            self._running = blind
        else:
            # The first began before the log did.
            for earlier in list(self.recent)[1:]:
                self._learn(earlier)

    def _watch(self, window: Summary, *, whole: bool) -> None:
        """No episode runs: does one begin?"""
        self._glimpse = None
        onset = self._level.begun(tick(window), whole=whole)
        if onset is None:
            self._learn(window)
            return
        self._waiting = []
        self._block = [kept for kept in self._block if kept.start < onset]
        if not self._usual.blocks and self._block:
            self._usual.learn(self._block)
        self._block = []
        known = self._usual if self._usual.blocks else None
        rate = self._level.mean * 1000.0 / (window.end - window.start)
        scatter = self._level.scatter.over(SCATTERED, self._level.mean)
        earlier = [kept.requests for kept in self.recent if kept.start < onset]
        before = earlier[-1] if earlier else 0.0
        self._running = Running(onset, known, rate, self._span, scatter, before)
        for late in [kept for kept in self.recent if kept.start >= onset]:
            self._running.count(late)
            self._running.windows.append(late)
        self._running.windows.pop()
        self._running.judge(window, self._cards, self._capacity)

    def _learn(self, window: Summary) -> None:
        self._waiting.append(tick(window))
        if len(self._waiting) > WAIT or not self._level.known:
            self._level.learn(self._waiting.pop(0))
        if window.requests:
            self._block.append(window)
        if not self._block:
            return
        seconds = (window.end - self._block[0].start) / 1000.0
        many = sum(kept.requests for kept in self._block) >= BLOCK_LEAST
        if (seconds >= SPAN_SECONDS and many) or seconds >= BLOCK_MOST:
            self._usual.learn(self._block)
            self._block = []

    def _follow(self, running: Running, window: Summary) -> None:
        """An episode runs: is it over?"""
        running.count(window)
        now = tick(window)
        self._level.last.append(now)
        if self._is_back(running, now):
            running.back += 1
            if running.back >= BACK:
                self._close(running, window.end - running.back * (window.end - window.start))
                for usual in list(self.recent)[-BACK:]:
                    self._learn(usual)
            return
        running.back = 0
        running.judge(window, self._cards, self._capacity)
        since = window.end - running.onset
        doubtful = running.named in {"uncertain", "normal"}
        young = doubtful and self._level.windows < YOUNG and since >= RECONSIDERED
        blind = doubtful and running.usual is None and since >= DOUBTFUL
        if since >= LONGEST or young or blind:
            self._close(running, window.end)
            self._level, self._waiting = Level(), []

    def _is_back(self, running: Running, now: Tick) -> bool:
        if self._level.known:
            return self._level.surprise(list(self._level.last)[-WAIT:]) < CALM
        mean = running.requests / max((now.start - running.onset) / 1000.0, 1.0)
        seconds = (running.windows[-1].end - running.windows[-1].start) / 1000.0
        failing = sum(kept.sums[at.ERRORS] for kept in running.windows)
        asked = sum(kept.requests for kept in running.windows)
        calm = now.errors <= HALF * failing / max(asked, 1.0) * now.requests
        return now.requests / seconds < HALF * mean or (failing > 0.1 * asked and calm)

    def _close(self, running: Running, end: int) -> None:
        self.ended.append(running.told(end))
        self._running = None
        self._level.last.clear()

    def _told(self, window: Summary) -> TrafficWindow:
        judged = self._running or self._glimpse
        quiet: Probabilities = tuple(self._cards.quiet)  # pyright: ignore[reportAssignmentType]
        chances = judged.chances if judged else quiet
        return TrafficWindow(
            self._service,
            window.start,
            window.end,
            round(window.requests),
            round(window.distinct(at.CLIENT_SET)) if window.requests else 0,
            round(window.share(at.ERRORS), 6),
            judged.named if judged else verdict(chances),
            chances,
            judged.traits if judged else (),
            self._running.onset if self._running else None,
            self._running.reached_at if self._running else None,
        )
