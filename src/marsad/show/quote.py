"""An incident in one sentence that a newsroom can quote, with the words it is safe to use.

It never says more than is known: what was only suspected “may have” been, what was taken back is
said to be, and every sentence names what it rests on, which is what people reported.
"""

from __future__ import annotations

from babel.dates import format_date

from marsad.nouns.incident import Incident
from marsad.nouns.service import Service
from marsad.show.height import QUARTER, Height
from marsad.show.moments import Moments
from marsad.show.words import Words, mark

_TAKEN_BACK = mark("{when}, it looked as if {service} had a problem; we took that back")
SENTENCES = {
    ("outage", True): mark("{service} had an outage {when}, judging by people’s reports"),
    ("outage", False): mark("{service} has had an outage {when}, judging by people’s reports"),
    ("part", True): mark("{service} had an outage of {part} {when}, judging by people’s reports"),
    ("part", False): mark(
        "{service} has had an outage of {part} {when}, judging by people’s reports"
    ),
    ("possible", True): mark(
        "{service} may have had a problem {when}, judging by people’s reports"
    ),
    ("possible", False): mark("{service} may have a problem {when}, judging by people’s reports"),
    ("retracted", True): _TAKEN_BACK,
    ("retracted", False): _TAKEN_BACK,
}
"""By what is said to have been, and whether it is over."""


def quote_of(incident: Incident, service: Service, height: Height, moments: Moments) -> str:
    """The sentence, as plain text."""
    say = moments.words.say
    said = _said(incident, service, moments)
    if incident.state == "retracted" or not height.reports:
        return say("{sentence}.", sentence=said)
    rose = rose_to(height, moments.words)
    if height.times is not None:
        return say(
            "{sentence}, with a peak of {reports}, {times}.",
            sentence=said,
            reports=rose,
            times=times_said(height.times, moments.words),
        )
    return say("{sentence}, with a peak of {reports}.", sentence=said, reports=rose)


def rose_to(height: Height, words: Words) -> str:
    """``640 reports in 15 minutes``."""
    return words.count(
        "{n} report in {quarter} minutes",
        "{n} reports in {quarter} minutes",
        height.reports,
        quarter=words.number(QUARTER),
    )


def times_said(times: float, words: Words) -> str:
    """``2.5 times the usual``."""
    return words.count("{n} time the usual", "{n} times the usual", times)


def _said(incident: Incident, service: Service, moments: Moments) -> str:
    """What happened to whom, and when."""
    words, part = moments.words, service.component(incident.component)
    if incident.state == "retracted":
        kind = "retracted"
    elif incident.declared_at is None:
        kind = "possible"
    else:
        kind = "part" if part else "outage"
    text = words.say(SENTENCES[kind, incident.ended is not None]).format(
        service=words.isolated(service.names),
        when=when(incident, moments),
        part=words.isolated(part.names) if part else "",
    )
    return text[:1].upper() + text[1:] if kind == "retracted" else text


def when(incident: Incident, moments: Moments) -> str:
    """From when to when, with the day and the zone: it is read far from this page."""
    say, clock = moments.words.say, moments.clock
    start, ended = incident.onset.at, incident.ended
    # The zone's distance from Greenwich is that of the incident's day.
    zone = Moments(moments.words, moments.zone, start).zone_name
    if ended is None:
        return say(
            "since {start} on {day}, {zone}", start=clock(start), day=day(start, moments), zone=zone
        )
    if moments.local(start).date() == moments.local(ended.at).date():
        return say(
            "on {day} from {start} to {end}, {zone}",
            day=day(start, moments),
            start=clock(start),
            end=clock(ended.at),
            zone=zone,
        )
    return say(
        "from {start} on {day} to {end} on {other}, {zone}",
        start=clock(start),
        day=day(start, moments),
        end=clock(ended.at),
        other=day(ended.at, moments),
        zone=zone,
    )


def day(instant: int, moments: Moments) -> str:
    """``20 November 2026``, as the language has it, with the year always."""
    text = format_date(moments.local(instant).date(), "long", locale=moments.words.locale)
    return moments.words.digits(text)
