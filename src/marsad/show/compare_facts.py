"""The facts of a comparison, row by row, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marsad.nouns.minute import MINUTE_MS
from marsad.show.causes import cause_said
from marsad.show.moments import Moments
from marsad.show.quote import rose_to, times_said
from marsad.show.side import Side
from marsad.show.states import STATE_WORDS, sureness

NONE = "–"
Telling = Callable[[Side, Moments], str]


def facts_of(sides: Sequence[Side], moments: Moments) -> list[tuple[str, list[str]]]:
    """A title and a cell for each side; rows of which nobody knows anything are left out."""
    say = moments.words.say
    told: tuple[tuple[str, Telling], ...] = (
        (say("State"), _state),
        (say("Began"), _began),
        (say("Lasted"), _lasted),
        (say("Peak"), _peak),
        (say("Against the usual"), _times),
        (say("Reports in all"), _reports),
        (say("Declared"), _declared),
        (say("Recovering from"), _recovering),
        (say("First word of the operator"), _word),
        (say("It looks like"), _cause),
        (say("How sure"), _sure),
    )
    rows = [(title, [tell(side, moments) for side in sides]) for title, tell in told]
    return [(title, cells) for title, cells in rows if set(cells) != {NONE}]


def summary(side: Side, moments: Moments) -> str:
    """One side in a sentence: who, how long, how high."""
    words = moments.words
    return words.say(
        "{service}, {day}: {length}; peak: {peak}.",
        service=words.isolated(side.service.names),
        day=moments.day(side.incident.onset.at),
        length=_lasted(side, moments),
        peak=_peak(side, moments),
    )


def _state(side: Side, moments: Moments) -> str:
    return moments.words.say(STATE_WORDS[side.incident.state])


def _began(side: Side, moments: Moments) -> str:
    span = side.incident.onset
    slack = max(span.high - span.at, span.at - span.low)
    if slack < MINUTE_MS:
        return moments.full(span.at)
    more = moments.words.say("give or take {length}", length=moments.length(slack))
    return moments.words.say("{time}, {slack}", time=moments.full(span.at), slack=more)


def _lasted(side: Side, moments: Moments) -> str:
    length, ended = moments.length(side.length), side.incident.ended
    if ended is None:
        return moments.words.say("{length} so far", length=length)
    slack = max(ended.high - ended.at, ended.at - ended.low)
    if slack < MINUTE_MS:
        return length
    more = moments.words.say("give or take {length}", length=moments.length(slack))
    return moments.words.say("{time}, {slack}", time=length, slack=more)


def _peak(side: Side, moments: Moments) -> str:
    return rose_to(side.height, moments.words)


def _times(side: Side, moments: Moments) -> str:
    times = side.height.times
    return NONE if times is None else times_said(times, moments.words)


def _reports(side: Side, moments: Moments) -> str:
    return moments.words.number(side.incident.reports_total)


def _declared(side: Side, moments: Moments) -> str:
    return _after(side, side.incident.declared_at, moments)


def _recovering(side: Side, moments: Moments) -> str:
    return _after(side, side.incident.recovering_at, moments)


def _after(side: Side, at: int | None, moments: Moments) -> str:
    if at is None:
        return NONE
    late = at - side.incident.onset.at
    if late < MINUTE_MS:
        return moments.words.say("within a minute")
    return moments.words.say("{length} after it began", length=moments.length(late))


def _word(side: Side, moments: Moments) -> str:
    word, words = side.first_word, moments.words
    if word is None:
        return words.say("None known") if side.incident.ended else words.say("Not a word yet")
    if word.after < 0:
        return words.say("{length} before it began", length=moments.length(-word.after))
    return words.say("{length} after it began", length=moments.length(word.after))


def _cause(side: Side, moments: Moments) -> str:
    cause = side.incident.cause
    return cause_said(cause, moments.words) if cause.unknown < 1 else NONE


def _sure(side: Side, moments: Moments) -> str:
    words, certainty = moments.words, side.incident.certainty
    return words.say(
        "{sure} ({share})", sure=words.say(sureness(certainty)), share=words.sure(certainty)
    )
