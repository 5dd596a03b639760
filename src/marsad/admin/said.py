"""What the desk says of acts that can't be done, and why."""

from __future__ import annotations

from marsad.show.words import mark

OBJECTED: dict[str, str] = {
    "no-editor": mark("Nothing was changed: the account has no name that the log could show."),
    "no-reason": mark("Say why: the reason stands in the public log beside what you did."),
    "no-text": mark("The text is empty."),
    "too-long": mark("The text or the reason is too long."),
    "unknown-incident": mark("There is no such incident any more."),
    "merged": mark("This incident is part of another one already; change that one."),
    "confirmed-already": mark("It is confirmed already."),
    "retracted-already": mark("It was taken back already."),
    "retracted": mark("An incident that was taken back can't be merged or split."),
    "unknown-target": mark("The incident to merge into isn't one of this service's, or is merged."),
    "same-incident": mark("An incident can't be merged into itself."),
    "both-run": mark("Both incidents still go on; merge them when one of them is over."),
    "too-long-ago": mark("It has been over for more than 48 hours; it can only be taken back now."),
    "outside": mark(
        "The time lies outside the incident: choose one between its start and its end."
    ),
    "only-possible": mark("Only what was called a problem can be split."),
    "bad-window": mark("The work must end after it begins."),
    "window-over": mark("That time has passed already."),
    "window-too-long": mark("Planned work may take 14 days at most."),
    "unknown-plan": mark("This work was called off already."),
    "unsound": mark("The entry has faults; they are listed below."),
}
NO_TIME = mark("That is not a time on this site's clock: choose a day and an hour.")
NOT_STORED = mark("It could not be stored, and nothing was changed. Try again in a moment.")
NO_CHANGE = mark("Nothing is changed in it yet.")
