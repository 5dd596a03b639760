"""What a sender is told when the fault is ours, and what the operator finds in the log."""

from __future__ import annotations

import logging

from marsad.intake.problems import refusal
from marsad.journal.errors import JournalError, JournalFull, JournalOverloaded
from marsad.nouns.problem import Problem, Refused

_log = logging.getLogger("marsad.intake")


class Faults:
    """Turns every exception into a problem; a failing journal is logged once, not per sender."""

    def __init__(self) -> None:
        self._failing = ""

    def over(self) -> None:
        """The journal keeps reports again."""
        self._failing = ""

    def problem(self, error: BaseException) -> Problem:
        """The problem to answer with. Where and what to do is for the operator alone."""
        if isinstance(error, Refused):
            return error.problem
        if not isinstance(error, JournalError):
            _log.error("The door failed", exc_info=error)
            return refusal("trouble", "This is not the sender's fault.", retry_after=5).problem
        if self._failing != error.what:
            self._failing = error.what
            _log.error("The journal refuses reports: %s", error)
        if isinstance(error, JournalOverloaded):
            return refusal("busy", "The disk can't keep up.", retry_after=1).problem
        kind = "journal-full" if isinstance(error, JournalFull) else "journal-away"
        return refusal(kind, "The report was not kept.", retry_after=30).problem
