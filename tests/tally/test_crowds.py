"""Where counted reports came from is handed on with the minute they weigh in."""

from collections import Counter
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from marsad.nouns.crowd import LOCAL, STRANGE, VOUCHED
from marsad.nouns.event import Counts, Tick
from marsad.nouns.report import Report
from marsad.nouns.series import Series
from marsad.tally.tally import Tally
from marsad.tally.voices import LOUDER

LATE = 15


def report(minute, service="x", **more):
    return Report(b"1" * 16, minute * 60_000, minute * 60_000, service, **more)


reports = st.builds(
    report,
    st.integers(0, 150),
    st.sampled_from(["x", "y"]),
    component=st.sampled_from(["", "a", "b"]),
    kind=st.sampled_from(["problem", "problem", "works"]),
    reporter=st.sampled_from([b"", b"r", b"s"]),
    network=st.sampled_from([b"", b"m", b"n", b"o"]),
    asn=st.sampled_from([0, 0, 64_500, 64_501, -10]),
    hosting=st.booleans(),
)
counts = st.builds(Counts, st.sampled_from(["x", "z"]), st.integers(0, 150), st.just((3, 1)))
ticks = st.integers(0, 160).map(Tick)
events = st.lists(st.one_of(reports, reports, reports, counts, ticks), max_size=50)


def lines(tally, crowd, first):
    """Reports, networks and voices by minute, service, component and group, by name."""
    columns = (crowd.bins, crowd.services, crowd.components, crowd.groups)
    keys = list(zip(*(column.tolist() for column in columns), strict=True))
    assert keys == sorted(set(keys))
    named = []
    for bin_, row, part, group in keys:
        component = tally.series[part].key if part >= 0 else ""
        assert tally.series[row] == Series(tally.series[row].service)
        named.append((first + bin_, tally.series[row].service, component, group))
    counts = (crowd.reports, crowd.networks, crowd.voices)
    values = zip(*(column.tolist() for column in counts), strict=True)
    return dict(zip(named, values, strict=True))


def fold(tally, events):
    found = {}
    for event in events:
        if isinstance(event, Tick):
            block = tally.close(event.minute)
            if block and block.crowd:
                found |= lines(tally, block.crowd, block.first)
        else:
            tally.take([event])
    return found


def group_of(report):
    if not report.network:
        return VOUCHED
    if report.hosting or not report.asn:
        return STRANGE
    return LOCAL + 10 if report.asn == -10 else report.asn


def moved(waiting, old, component):
    """One report of a line is of another component now."""
    line = waiting.get(old)
    if line is None:
        return
    first, voice = line[1] >= line[0], line[2] >= line[0]
    line[0] -= 1
    line[1] -= first
    line[2] -= voice
    if not line[0]:
        del waiting[old]
    new = waiting.setdefault((*old[:2], component, old[3]), [0, 0, 0])
    new[0] += 1
    new[1] += first
    new[2] += voice


def modelled(events):
    """What the fold should find, by its words."""
    closed, reporters, words, networks = None, set(), {}, Counter()
    waiting, due = {}, {}
    for event in events:
        if isinstance(event, Tick):
            closed = event.minute if closed is None else max(closed, event.minute)
            due |= {key: line for key, line in waiting.items() if key[0] < closed}
            waiting = {key: line for key, line in waiting.items() if key[0] >= closed}
            words = {who: word for who, word in words.items() if word[0] >= closed}
        elif isinstance(event, Report) and event.kind == "problem":
            minute, part = event.at // 60_000, event.component
            hour = (event.service, minute // 60)
            who = (*hour, event.reporter)
            if event.reporter and who in reporters:
                if who in words and words[who][1] != part:
                    before = (words[who][0], event.service, words[who][1], group_of(event))
                    moved(waiting, before, part)
                    words[who] = (words[who][0], part)
                continue
            if event.reporter:
                reporters.add(who)
                if closed is None or minute >= closed:
                    words[who] = (minute, part)
            if closed is not None and minute < closed - LATE:
                continue
            minute = minute if closed is None else max(minute, closed)
            heard = 1
            if event.network:
                networks[(*hour, event.network)] += 1
                heard = networks[(*hour, event.network)]
            line = waiting.setdefault((minute, event.service, part, group_of(event)), [0, 0, 0])
            line[0] += 1
            line[1] += heard == 1
            line[2] += heard in {1, 2, 4, 8, 16, 32}
    return {key: tuple(line) for key, line in due.items()}


@given(events)
def test_every_counted_report_that_reaches_sense_is_in_its_group(events):
    assert fold(Tally(LATE), events) == modelled(events)


@given(events, st.data())
def test_the_crowd_is_the_same_however_events_are_grouped_and_where_it_is_stopped(events, data):
    whole = Tally(LATE)
    expected = fold(whole, events)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=5)))
    tally, found = Tally(LATE), {}
    for start, end in pairwise([0, *cuts, len(events)]):
        found |= fold(tally, events[start:end])
        tally = Tally.from_bytes(tally.to_bytes(), LATE)
    assert found == expected
    assert tally.to_bytes() == whole.to_bytes()


@given(events)
def test_the_crowd_of_a_minute_are_the_reports_that_it_counts(events):
    tally = Tally(LATE)
    sums = Counter()
    for event in events:
        if not isinstance(event, Tick):
            tally.take([event])
            continue
        block = tally.close(event.minute)
        if block is None:
            continue
        for bin_ in range(block.bins):
            at = slice(block.offsets[bin_], block.offsets[bin_ + 1])
            for row, count in zip(block.rows[at].tolist(), block.counts[at].tolist(), strict=True):
                if not tally.series[row].by:
                    sums[block.first + bin_, row] += count
        if block.crowd:
            crowd = block.crowd
            for bin_, row, n in zip(crowd.bins, crowd.services, crowd.reports, strict=True):
                sums[block.first + int(bin_), int(row)] -= int(n)
    imported = {e.service for e in events if isinstance(e, Counts)}
    for (_, row), left in sums.items():
        assert left >= 0
        assert left == 0 or tally.series[row].service in imported


def test_imported_counts_have_no_crowd():
    tally = Tally()
    tally.take([Counts("x", 0, (5, 5, 5))])
    block = tally.close(3)
    assert block is not None
    assert block.crowd is None


def test_a_network_is_the_first_of_its_hour_once_for_each_service():
    tally = Tally()
    tally.take([report(m, s, network=b"n", asn=7) for m in (1, 2, 61) for s in ("x", "y")])
    block = tally.close(62)
    assert block is not None
    assert block.crowd is not None
    found = lines(tally, block.crowd, block.first)
    assert {key[:2]: value for key, value in found.items()} == {
        (minute, service): (1, int(minute != 2), 1)
        for minute in (1, 2, 61)
        for service in ("x", "y")
    }


def test_networks_are_remembered_up_to_a_limit():
    tally = Tally(memory=10)
    for number in range(1_000):
        tally.take([report(1, network=number.to_bytes(8), asn=7)])
    assert len(tally._voices._networks) == 10


def test_a_checkpoint_from_before_there_were_crowds_is_taken():
    tally = Tally()
    tally.take([report(1)])
    tally.close(2)
    old = msgspec.msgpack.encode(msgspec.msgpack.decode(tally.to_bytes())[:13])
    assert Tally.from_bytes(old).closed == 2


def test_a_network_has_a_voice_at_its_1st_2nd_4th_8th_report_of_the_hour_and_so_on():
    tally = Tally()
    each = [n.to_bytes(2) for n in range(100)]
    tally.take([report(1, network=b"n", reporter=who, asn=7) for who in each])
    tally = Tally.from_bytes(tally.to_bytes())
    tally.take([report(2, network=b"n", reporter=b"other" + who, asn=7) for who in each * 2])
    block = tally.close(3)
    assert block is not None
    assert block.crowd is not None
    found = lines(tally, block.crowd, block.first)
    assert list(found.values()) == [(100, 1, 7), (100, 0, 1)]


def test_thousands_of_reporters_of_one_network_have_a_handful_of_voices():
    tally = Tally(memory=10)
    who = (n.to_bytes(4) for n in range(LOUDER**12))
    tally.take([report(1, network=b"n", reporter=each, asn=7) for each in who])
    block = tally.close(3)
    assert block is not None
    assert block.crowd is not None
    assert block.crowd.voices.tolist() == [13]
