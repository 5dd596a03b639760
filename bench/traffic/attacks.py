"""Attacks: floods by machines, from crude to careful copies of people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bench.traffic.columns import hashed, joined, made
from bench.traffic.crowds import few_pages
from bench.traffic.families import Stage, arrivals, count, family
from bench.traffic.sessions import Visit, mean_rows, seconds, statuses, visits
from bench.traffic.sites import AGENT, ASES, REFERRER, RENTED, People, Site
from marsad.nouns.requests import HOSTING, OTHER_METHOD, PAGE, QUERY, Requests


def bots(site: Site, n: int, rented: float, agents: int, like: float = 0.0) -> People:
    """Machines: ``rented`` of them in rented networks, ``like`` of the rest in the site's own."""
    rng = site.rng
    asn = rng.integers(RENTED + 1, ASES, n)
    asn = np.where(rng.random(n) < like, rng.choice(site.as_numbers, n, p=site.as_parts), asn)
    cloud = rng.integers(1, RENTED + 1, max(int(rng.integers(1, 12)), 1))
    asn = np.where(rng.random(n) < rented, rng.choice(cloud, n), asn)
    return site.people(asn, machine_agents(site, n, agents))


def machine_agents(site: Site, n: int, agents: int) -> NDArray[np.uint64]:
    """``agents`` programs: their own, or (half of the time) copies of the site's popular ones."""
    rng = site.rng
    if rng.random() < 0.5:
        known = rng.choice(len(site.agent_parts), agents, p=site.agent_parts)
        return hashed(AGENT, rng.choice(known, n) + 1000 * (site.salt % 7))
    return hashed(AGENT, rng.integers(0, agents, n) + 100_000 + int(rng.integers(0, 999)) * 100)


def flood(  # noqa: PLR0913 - what machines do is all named
    site: Site, stage: Stage, people: People, path: NDArray, url: NDArray, *, agent=None,
    write: float = 0.0, referrer: NDArray | int = 0, time: NDArray | None = None,
) -> Requests:  # fmt: skip
    """Requests of machines, each as often as the next; one page and address for each request."""
    rng, n = site.rng, len(path)
    who = rng.integers(0, len(people), n)
    time = arrivals(site, stage, n) if time is None else time
    flags = np.full(n, PAGE) | np.where(url != path, QUERY, 0)
    flags |= np.where(rng.random(n) < write, OTHER_METHOD, 0)
    flags |= np.where(people.asn[who] <= RENTED, HOSTING, 0)
    return made(
        time, client=people.client[who], network=people.network[who],
        agent=people.agent[who] if agent is None else agent, url=url, path=path,
        referrer=referrer, asn=people.asn[who], status=statuses(site, n), flags=flags,
        seconds=seconds(site, np.zeros(n, int)),
    )  # fmt: skip


def struggling(site: Site, requests: Requests) -> Requests:
    """In half of the attacks the service bears less than is asked: some answers fail or wait."""
    rng = site.rng
    if rng.random() < 0.5:
        return requests
    part = rng.uniform(0.02, 0.6)
    fails = rng.random(len(requests)) < part
    status = np.where(fails, 503, requests.status).astype(np.int16)
    return replace(requests, status=status,
                   seconds=(requests.seconds * (1 + 5 * part)).astype(np.float32))  # fmt: skip


def _end(site: Site, usual: Requests, bad: Requests) -> Requests:
    return struggling(site, joined([usual, bad]))


def _target(site: Site, n: int, spread: int = 1) -> NDArray[np.uint64]:
    pages = site.page(spread) if site.rng.random() < 0.7 else np.zeros(spread, int)
    return site.url(site.rng.choice(pages, n))


@family("attack")
def few_sources(site: Site, stage: Stage, usual: Requests) -> Requests:
    n, few = count(site, stage, 1), int(site.rng.integers(1, 25))
    path = _target(site, n, int(site.rng.choice([1, 3, 50])))
    return _end(site, usual, flood(site, stage, bots(site, few, 0.6, 3), path, path))


@family("attack")
def few_rotating(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Few machines that call themselves something else with each request."""
    rng, n = site.rng, count(site, stage, 1)
    few = bots(site, int(rng.integers(1, 25)), rng.uniform(0, 1), 3)
    path = _target(site, n, int(rng.choice([1, 10, 100])))
    agent = machine_agents(site, n, int(rng.integers(10, 200)))
    fake = hashed(REFERRER, rng.integers(0, 50, n)) if rng.random() < 0.4 else 0
    return _end(site, usual, flood(site, stage, few, path, path, agent=agent, referrer=fake))


@family("attack")
def one_page(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A botnet of homes and offices all over the world asks for one page."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(4, 8.5))), rng.uniform(0, 0.3),
                  int(rng.integers(1, 30)), 0.2)  # fmt: skip
    path = _target(site, n)
    return _end(site, usual, flood(site, stage, people, path, path))


@family("attack")
def random_pages(site: Site, stage: Stage, usual: Requests) -> Requests:
    """The same for any page, some of which don't exist."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(4, 8.5))), rng.uniform(0, 0.5),
                  int(rng.integers(1, 30)), 0.2)  # fmt: skip
    made_up = rng.random() < 0.4
    page = rng.integers(0, site.pages * (8 if made_up else 1) + 1, n)
    bad = flood(site, stage, people, site.url(page), site.url(page))
    bad = replace(bad, status=np.where(page > site.pages, 404, bad.status).astype(np.int16))
    return _end(site, usual, bad)


@family("attack")
def cache_busting(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A query nobody has asked before, each time, so that no cache helps."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(3, 8.5))), rng.uniform(0, 1),
                  int(rng.integers(1, 60)), 0.2)  # fmt: skip
    path = _target(site, n, int(rng.choice([1, 5])))
    url = path + hashed(8, rng.integers(0, 1 << 40, n))
    return _end(site, usual, flood(site, stage, people, path, url))


@family("attack")
def slow_requests(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Few requests that take as long as they can and end in 408 or a broken line."""
    rng = site.rng
    n = count(site, replace(stage, ratio=min(stage.ratio, rng.uniform(0.7, 4))), 1)
    people = bots(site, max(n // int(rng.integers(3, 60)), 2), rng.uniform(0.2, 0.9), 4)
    path = _target(site, n)
    bad = flood(site, stage, people, path, path, write=float(rng.choice([0, 1])))
    lost = rng.random(n) < rng.uniform(0.4, 1.0)
    status = np.where(lost, rng.choice([400, 408, 499]), bad.status).astype(np.int16)
    long = rng.lognormal(np.log(rng.uniform(20, 120)), 0.4, n).astype(np.float32)
    return joined([usual, replace(bad, status=status, seconds=long)])


@family("attack")
def login_stuffing(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Stolen passwords are tried at the door, through many proxies."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(3, 8))), rng.uniform(0.1, 0.9),
                  int(rng.integers(1, 80)), 0.3)  # fmt: skip
    path = np.full(n, site.url(np.array([1]))[0])
    bad = flood(site, stage, people, path, path, write=1.0)
    refused = rng.choice([401, 403, 200, 429], n, p=[0.75, 0.1, 0.1, 0.05])
    return _end(site, usual, replace(bad, status=refused.astype(np.int16)))


@family("attack")
def api_abuse(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Numbers are read off one after another from rented machines."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(1, 6.5))), rng.uniform(0.6, 1),
                  int(rng.integers(1, 6)))  # fmt: skip
    path = _target(site, n, 2)
    url = path + hashed(10, np.arange(n))
    return _end(site, usual, flood(site, stage, people, path, url))


@family("attack")
def rented_flood(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Rented machines with common programs' names, on popular pages, with a referrer."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(4, 8))), rng.uniform(0.85, 1), 60)
    page = site.page(n)
    fake = hashed(REFERRER, rng.integers(0, 20, n)) if rng.random() < 0.5 else 0
    path = site.url(page)
    return _end(site, usual, flood(site, stage, people, path, path, referrer=fake))


@family("attack")
def pulsing(site: Site, stage: Stage, usual: Requests) -> Requests:
    """A botnet on and off, to outlast whoever watches."""
    rng, n = site.rng, count(site, stage, 1)
    people = bots(site, int(np.exp(rng.uniform(3, 8))), rng.uniform(0, 0.8),
                  int(rng.integers(1, 20)), 0.2)  # fmt: skip
    path = _target(site, n, int(rng.choice([1, 20])))
    period = rng.uniform(15, 80) * 1000
    time = stage.begin + rng.random(n) * (stage.end - stage.begin)
    time -= ((time - stage.begin) % period) * rng.uniform(0.3, 0.7)
    bad = flood(site, stage, people, path, path, time=time.astype(np.int64))
    return _end(site, usual, bad)


@family("attack")
def half_mimicry(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Machines in homes that walk from page to page, but bring no images and know no regulars."""
    rng = site.rng
    visit = Visit(rng.uniform(0.5, 2.5), None, 0.0, rng.uniform(0, 0.5), 30, 5, 0.0, 1.0, 0.5)
    n = count(site, stage, max(site.depth * visit.depth, 1))
    people = bots(site, n, rng.uniform(0, 0.4), 60, rng.uniform(0, 0.6))
    few = rng.integers(0, max(n // int(rng.choice([1, 5, 30])), 2), n)
    people = People(*(getattr(people, name)[few] for name in people.__dataclass_fields__))
    return _end(site, usual, visits(site, arrivals(site, stage, n), people, visit))


@family("attack")
def mimicry(site: Site, stage: Stage, usual: Requests) -> Requests:
    """Copies of real visits, images and referrers too, from homes where the visitors live."""
    rng = site.rng
    entry = few_pages(site, 3) if rng.random() < 0.5 else None
    visit = Visit(rng.uniform(0.7, 1.3), entry, 0.3, None)
    n = count(site, stage, mean_rows(site))
    people = site.stranger(n, rng.uniform(0.1, 0.9))
    return _end(site, usual, visits(site, arrivals(site, stage, n), people, visit))
