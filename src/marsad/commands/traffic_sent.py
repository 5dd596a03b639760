"""Windows on their way to a running observatory: ``POST /api/v1/traffic``."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import msgspec

from marsad.nouns.failure import Failure
from marsad.nouns.traffic import TrafficWindow
from marsad.nouns.traffic_json import window_json
from marsad.sense.cause.episode import Episode

PATH = "/api/v1/traffic"
AT_ONCE = 100
KEPT = 10_000
"""Windows that wait for an observatory that doesn't answer; older ones are let go."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds before each further attempt."""
PATIENCE = 10.0
LONGEST_PAUSE = 30.0
AGAIN = {408, 425, 429, 500, 502, 503, 504}


def sending(to: str, service: str, key: str, *, patient: bool) -> list[Sending]:
    """What sends, if anything is to be sent. Raises Failure where something is missing."""
    if not to:
        if key:
            raise Failure("there is nowhere to send to", where="--key", remedy="add --to URL")
        return []
    if urlsplit(to).scheme not in {"http", "https"} or not urlsplit(to).hostname:
        remedy = "write it like http://127.0.0.1:8000"
        raise Failure(f"{to!r} is no address", where="--to", remedy=remedy)
    if not service or not key:
        missing = "--service ID" if not service else "--key KEY"
        raise Failure(
            "windows are sent for a service, by key", where="--to", remedy=f"add {missing}"
        )
    return [Sending(to.rstrip("/") + PATH, _key(key), patient=patient)]


def _key(key: str) -> str:
    if not key.startswith("@"):
        return key
    try:
        return Path(key[1:]).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        raise Failure(
            f"can't read the key ({error})", where="--key", remedy="--key @FILE"
        ) from None


class Sending:
    """Sends windows in order, each once.

    A ``patient`` one gathers, tries again and fails if nobody takes them. The other sends at once;
    it keeps what isn't taken for the next time, and says so.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        patient: bool,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url, self._key, self._patient, self._pause = url, key, patient, pause
        self._waiting: deque[TrafficWindow] = deque(maxlen=KEPT)

    def window(self, window: TrafficWindow) -> None:
        """Send it, or keep it until there are enough."""
        self._waiting.append(window)
        if self._patient and len(self._waiting) < AT_ONCE:
            return
        try:
            self._send()
        except Failure as failure:
            if self._patient:
                raise
            print(f"marsad: {failure}", file=sys.stderr)

    def end(self, episodes: Sequence[Episode], requests: int) -> None:
        """Send the rest. Raises Failure."""
        while self._waiting:
            self._send()

    def _send(self) -> None:
        batch = list(self._waiting)[:AT_ONCE]
        body = b"\n".join(msgspec.json.encode(window_json(window)) for window in batch)
        for pause in (*(PAUSES if self._patient else ()), None):
            wait = self._post(body, last=pause is None)
            if wait is None:
                break
            self._pause(min(max(wait, pause or 0.0), LONGEST_PAUSE))
        for _ in batch:
            self._waiting.popleft()

    def _post(self, body: bytes, *, last: bool) -> float | None:
        """None when it was taken, else seconds to wait. Raises Failure when there is no hope."""
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/x-ndjson",
            "Idempotency-Key": hashlib.blake2b(body, digest_size=16).hexdigest(),
        }
        try:
            with urlopen(Request(self._url, body, headers), timeout=PATIENCE):
                return None
        except HTTPError as error:
            if error.code not in AGAIN or last:
                what, remedy = _told(error)
                raise Failure(what, where=self._url, remedy=remedy) from None
            after = error.headers.get("Retry-After", "")
            return float(after) if after.isdigit() else 0.0
        except (URLError, OSError, ValueError) as error:
            if last:
                reason = getattr(error, "reason", error)
                remedy = "start one with `marsad serve`, or name another with --to"
                what = f"no observatory answers ({reason})"
                raise Failure(what, where=self._url, remedy=remedy) from None
            return 0.0


def _told(error: HTTPError) -> tuple[str, str]:
    """What went wrong and what to do, in the observatory's own words if it is one."""
    try:
        problem = json.load(error)
        return str(problem["detail"]), str(problem.get("remedy", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"answered {error.code} {error.reason}", "see that --to names an observatory"
