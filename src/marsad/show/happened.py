"""What happened, newest first: machine facts, statements, editors' corrections, announced work.

A service's page tells the rows as they are, an incident's page the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from marsad.nouns.correction import Correction, Plan
from marsad.nouns.incident import Incident, Statement, Transition
from marsad.nouns.minute import MINUTE_MS
from marsad.nouns.verdict import Span
from marsad.show.causes import ROLE_WORDS, shown
from marsad.show.moments import Moments
from marsad.show.states import HAPPENED
from marsad.show.words import Words, mark

SURE = ("possible", "problem")
"""Steps that say how sure we were."""
_DONE = {
    "confirm": mark("An editor, {who}, called it a problem"),
    "retract": mark("An editor, {who}, took an incident back"),
    "merge": mark("An editor, {who}, made two incidents into one"),
    "split": mark("An editor, {who}, cut an incident in two"),
    "plan": mark("An editor, {who}, announced work"),
    "unplan": mark("An editor, {who}, called announced work off"),
    "catalogue": mark("An editor, {who}, changed how the service is catalogued"),
}
"""Acts as they are told; a statement passed on stands for itself."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One row."""

    at: int
    state: str
    """Gives its dot shape and colour."""
    text: str
    quote: str = ""
    """An editor's or an announcer's own words."""
    statement: Statement | None = None


def happened(
    latest: Incident | None,
    transitions: Iterable[Transition],
    corrections: Iterable[Correction],
    plans: Iterable[Plan],
    moments: Moments,
) -> list[Happening]:
    """All of it in one row of time; ``latest`` is the incident told of, if there is one."""
    words = moments.words
    found = [*_done(corrections, words), *_works(plans, words)]
    if latest:
        found += [*_steps(latest, transitions, moments), *_said(latest, words)]
    return sorted(found, key=lambda each: (each.at, each.statement is not None), reverse=True)


def _steps(
    incident: Incident, transitions: Iterable[Transition], moments: Moments
) -> Iterator[Happening]:
    words = moments.words
    yield _bound(incident.onset, words.say("It began, as far as the reports tell"), moments)
    for step in transitions:
        text = words.say(HAPPENED[step.after])
        if step.after in SURE:
            text = words.say("{what} ({sure})", what=text, sure=words.sure(step.certainty))
        yield Happening(step.at, step.after, text)
    if incident.state == "retracted":
        return
    ended = incident.ended
    falling = incident.recovering_at or (ended.at if ended else 0)
    if incident.peak.at <= falling and incident.peak.reports_per_minute > 0:
        text = words.count(
            "The peak: {n} report a minute",
            "The peak: {n} reports a minute",
            incident.peak.reports_per_minute,
        )
        yield Happening(incident.peak.at, "unknown", text)
    if ended:
        yield _bound(ended, words.say("It ended, as far as the reports tell"), moments)


def _bound(span: Span, text: str, moments: Moments) -> Happening:
    """A beginning or an end, with how far it may be out."""
    slack = max(span.high - span.at, span.at - span.low)
    if slack >= MINUTE_MS:
        length = moments.length(slack)
        text = moments.words.say("{what}, give or take {length}", what=text, length=length)
    return Happening(span.at, "unknown", text)


def _said(incident: Incident, words: Words) -> Iterator[Happening]:
    for each in shown(incident.statements):
        role = words.say(ROLE_WORDS[each.role]) if each.role else ""
        name = f"\u2068{each.speaker}\u2069"
        said = words.say("{name} ({role}) said:", name=name, role=role)
        yield Happening(
            each.at, "said", said if role else words.say("{name} said:", name=name), statement=each
        )


def _done(corrections: Iterable[Correction], words: Words) -> Iterator[Happening]:
    for each in corrections:
        if each.act.kind in _DONE and not each.refused:
            who = f"\u2068{each.act.who}\u2069"
            said = words.say(_DONE[each.act.kind], who=who)
            yield Happening(each.act.at, "corrected", said, each.act.why)


def _works(plans: Iterable[Plan], words: Words) -> Iterator[Happening]:
    for each in plans:
        begins = words.say("Announced work begins")
        yield Happening(each.start, "maintenance", begins, each.text)
        yield Happening(each.end, "maintenance", words.say("Announced work ends"))
