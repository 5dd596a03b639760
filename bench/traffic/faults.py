"""Faults: the service fails of itself; alone, while people try again, or under a crowd."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bench.traffic import attacks, crowds
from bench.traffic.columns import joined, picked
from bench.traffic.families import FAMILIES, Stage, family
from bench.traffic.sites import Site
from marsad.nouns.requests import Requests


def failing(
    site: Site, requests: Requests, which: NDArray, part: float, *, slower: float = 1.0,
    codes: tuple[int, ...] = (500, 502, 503),
) -> Requests:  # fmt: skip
    """``part`` of these requests fail, all of these take longer."""
    rng = site.rng
    fails = which & (rng.random(len(requests)) < part)
    status = np.where(fails, rng.choice(codes, len(requests)), requests.status)
    longer = np.where(which, slower, 1.0) * requests.seconds
    return replace(requests, status=status.astype(np.int16), seconds=longer.astype(np.float32))


def all_of(requests: Requests) -> NDArray[np.bool_]:
    return np.ones(len(requests), bool)


def retried(site: Site, requests: Requests, rounds: float) -> Requests:
    """Who got an error tries again: some seconds later, now and then several times."""
    rng, parts = site.rng, [requests]
    again = picked(requests, requests.status >= 500)
    for _ in range(int(np.ceil(rounds))):
        keep = rng.random(len(again)) < min(rounds, 0.9)
        again = picked(again, keep)
        wait = (rng.lognormal(np.log(4), 0.8, len(again)) * 1000).astype(np.int64)
        again = replace(again, time=again.time + wait)
        parts.append(again)
    return joined(parts)


@family("fault")
def partial_errors(site: Site, stage: Stage, usual: Requests) -> Requests:
    part = site.rng.uniform(0.05, 0.6)
    return failing(site, usual, all_of(usual), part, slower=site.rng.uniform(0.8, 3))


@family("fault")
def total_errors(site: Site, stage: Stage, usual: Requests) -> Requests:
    """All fails; visits end early, or a little is tried again."""
    rng = site.rng
    usual = failing(site, usual, all_of(usual), rng.uniform(0.85, 1), slower=rng.uniform(0.1, 5))
    if rng.random() < 0.5:
        return picked(usual, rng.random(len(usual)) < rng.uniform(0.3, 1))
    return retried(site, usual, rng.uniform(0, 0.3))


@family("fault")
def slow_answers(site: Site, stage: Stage, usual: Requests) -> Requests:
    """It answers, but late; where the log has no times, some answers fail as well."""
    rng = site.rng
    part = rng.uniform(0.05, 0.3) if "seconds" in site.lacks else rng.uniform(0, 0.03)
    return failing(site, usual, all_of(usual), part, slower=rng.uniform(3, 40))


def _failing_in_part(
    site: Site, usual: Requests, column: NDArray[np.generic], least: float
) -> Requests:
    """Some values of a column fail, with at least such a share of the requests."""
    rng = site.rng
    if not len(column):
        return usual
    which = np.zeros(len(column), bool)
    while which.mean() < least:
        which |= column == rng.choice(column)
    return failing(site, usual, which, rng.uniform(0.5, 1), slower=rng.uniform(0.5, 5))


@family("fault")
def one_path(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Some pages fail."""
    return _failing_in_part(site, usual, usual.path, 0.06)


@family("fault")
def one_network(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Who comes through some networks fails."""
    return _failing_in_part(site, usual, usual.asn, 0.08)


@family("fault")
def timeouts(site: Site, stage: Stage, usual: Requests) -> Requests:
    """What is behind it doesn't answer: 504 after a long wait."""
    rng = site.rng
    return failing(site, usual, all_of(usual), rng.uniform(0.1, 0.9), slower=rng.uniform(5, 60),
                   codes=(504, 502))  # fmt: skip


@family("fault")
def unreachable(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Most requests don't arrive any more, or none."""
    return picked(usual, site.rng.random(len(usual)) < site.rng.uniform(-0.08, 0.35))


@family("mixed", "crowd", (-10.0, 40.0))
def overload(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A crowd that is more than the service bears."""
    rng = site.rng
    kinds = [name for name, family in FAMILIES.items() if family.cause == "crowd"]
    whole = FAMILIES[str(rng.choice(kinds))].play(site, stage, usual)
    lead = FAMILIES["overload"].turning(stage) * 1000
    late = whole.time > stage.begin + lead
    whole = failing(site, whole, late, rng.uniform(0.06, 0.9), slower=rng.uniform(1.5, 20))
    return retried(site, whole, rng.uniform(0, 0.6))


@family("mixed")
def retry_storm(site: Site, stage: Stage, usual: Requests) -> Requests:
    """It fails, and people and programs try again and again: more requests, same people."""
    rng = site.rng
    usual = failing(site, usual, all_of(usual), rng.uniform(0.5, 1), slower=rng.uniform(0.3, 8))
    return retried(site, usual, rng.uniform(1.5, 6))


@family("mixed", "fault", (30.0, 80.0))
def struck_while_down(site: Site, stage: Stage, usual: Requests) -> Requests:
    """It fails of itself, and later somebody attacks."""
    rng = site.rng
    lead = stage.begin + int(FAMILIES["struck_while_down"].turning(stage) * 1000)
    name = str(rng.choice(["one_page", "random_pages", "rented_flood", "few_sources"]))
    whole = FAMILIES[name].play(site, replace(stage, begin=lead), usual)
    return failing(site, whole, all_of(whole), rng.uniform(0.3, 0.9), slower=rng.uniform(1, 8))


@family("normal")
def swing(site: Site, stage: Stage, usual: Requests) -> Requests:
    """People come a bit more often, as they do."""
    small = replace(stage, ratio=site.rng.uniform(0.5, 1.0))
    loyal = site.loyal * site.rng.uniform(0.9, 1.05)
    return joined([usual, crowds.crowd(site, small, loyal, crowds.Visit(), blur=0.0, tilt=0.1)])


@family("normal")
def crawler(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A search engine reads all pages, once each, from a few rented machines."""
    rng = site.rng
    small = replace(stage, ratio=rng.uniform(0.3, 1.0))
    n = attacks.count(site, small, 1)
    people = attacks.bots(site, int(rng.integers(1, 12)), 1.0, 1)
    path = site.url(np.arange(n) + int(rng.integers(0, site.pages)))
    return joined([usual, attacks.flood(site, small, people, path, path)])


@family("normal")
def aftermath(site: Site, stage: Stage, usual: Requests) -> Requests:
    """The log began in a crowd; now people leave, one after another, and all is well."""
    rng = site.rng
    least, wane = rng.uniform(0.1, 0.45), np.exp(rng.uniform(np.log(40), np.log(200)))
    keep = least + (1 - least) * np.exp(-(usual.time - stage.begin) / 1000 / wane)
    return picked(usual, rng.random(len(usual)) < keep)
