"""How fast request logs are read, and how fast the whole of `marsad traffic` is, by format.

    .venv/bin/python bench/traffic_read.py [lines]

Rates are lines a second of processor time, so that a busy machine doesn't lie. Beside them, in the
same run: `wc -l`, which only counts lines, and a regular expression in a Python loop.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from typing import Any

import zstandard
from figure import figure

from marsad.sense.cause.observer import Observer
from marsad.watch.traffic.log import Reading
from marsad.watch.traffic.reader import Reader

LINES = 1_000_000
START = 1_700_000_000
RATES = (200, 2_000)
"""Requests a second: closing a window costs the same in both, so it weighs more in the slower."""
TARGET = 1.0
BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/{}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_{} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; SM-S9{}B) AppleWebKit/537.36 (KHTML, like Gecko)"
    " SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
    "Googlebot/2.{} (+http://www.google.com/bot.html)",
]
COMBINED = re.compile(
    r'(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+)[^"]*" (\d+) (\S+) "([^"]*)" "([^"]*)"'
)


def requests(lines: int, rate: int) -> Iterator[dict[str, Any]]:
    """Varied ones: many clients, of IPv6 too; pages, assets and searches; links; programs."""
    rng = random.Random(4)
    clients = [
        f"{rng.randint(1, 223)}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{i % 256}"
        for i in range(40_000)
    ]
    clients += [
        f"2001:db8:{rng.randrange(65536):x}:{i:x}::{rng.randrange(65536):x}" for i in range(10_000)
    ]
    agents = [form.format(number) for form in BROWSERS for number in range(10, 60)]
    pages = [f"/section{i % 30}/article-{rng.randrange(10**6)}" for i in range(3_000)]
    assets = [
        f"/static/{rng.randrange(16**6):06x}.{kind}"
        for kind in ("js", "css", "png")
        for _ in range(200)
    ]
    for i in range(lines):
        kind = rng.random()
        url = rng.choice(assets) if kind < 0.5 else rng.choice(pages)
        if kind > 0.8:
            url += f"?q={rng.randrange(10**5)}"
        yield {
            "client": rng.choice(clients),
            "second": i // rate,
            "url": url,
            "status": rng.choice(("200", "200", "200", "304", "404", "500")),
            "size": str(rng.randrange(200, 90_000)),
            "referrer": "-" if kind > 0.7 else "https://www.example.com" + rng.choice(pages),
            "agent": rng.choice(agents),
            "millis": rng.randrange(1, 900),
        }


def combined(r: dict, when: datetime) -> str:
    return (
        f'{r["client"]} - - [{when:%d/%b/%Y:%H:%M:%S} +0000] "GET {r["url"]} HTTP/1.1"'
        f' {r["status"]} {r["size"]} "{r["referrer"]}" "{r["agent"]}"'
    )


def json_line(r: dict, when: datetime) -> str:
    names = {"remote_addr": r["client"], "request_uri": r["url"], "http_user_agent": r["agent"]}
    names |= {"http_referer": r["referrer"], "status": int(r["status"]), "request_method": "GET"}
    names |= {"body_bytes_sent": int(r["size"]), "request_time": r["millis"] / 1000}
    return json.dumps({"time_iso8601": when.isoformat(), **names})


def caddy(r: dict, when: datetime) -> str:
    headers = {"User-Agent": [r["agent"]], "Referer": [r["referrer"]], "Accept": ["*/*"]}
    asked = {"client_ip": r["client"], "proto": "HTTP/2.0", "method": "GET", "host": "example.com"}
    asked |= {"uri": r["url"], "headers": headers}
    told = {"level": "info", "ts": when.timestamp(), "logger": "http.log.access", "request": asked}
    return json.dumps(told | {"status": int(r["status"]), "duration": r["millis"] / 1000})


def w3c(r: dict, when: datetime, by: str = " ") -> str:
    path, _, query = r["url"].partition("?")
    told = [f"{when:%Y-%m-%d}", f"{when:%H:%M:%S}", r["client"], "GET", path, query or "-"]
    told += [r["status"], r["size"], r["agent"].replace(" ", "+"), r["referrer"], str(r["millis"])]
    return by.join(told)


def cloudfront(r: dict, when: datetime) -> str:
    return w3c(r, when, "\t")


def alb(r: dict, when: datetime) -> str:
    client = f"[{r['client']}]" if ":" in r["client"] else r["client"]
    return (
        f"https {when:%Y-%m-%dT%H:%M:%S}.000000Z app/shop/50dc {client}:2817 10.0.0.1:80 0.000"
        f' {r["millis"] / 1000:.3f} 0.000 {r["status"]} {r["status"]} 34 {r["size"]} "GET'
        f' https://example.com:443{r["url"]} HTTP/1.1" "{r["agent"]}" - - arn:x "Root=1" "-" "-" 0'
    )


HEAD = (
    "#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes"
    " cs(User-Agent) cs(Referer) time-taken\n"
)
FORMATS: dict[str, tuple[str, Callable[[dict, datetime], str]]] = {
    "combined": ("", combined),
    "JSON (nginx)": ("", json_line),
    "JSON (Caddy)": ("", caddy),
    "W3C": (HEAD, w3c),
    "CloudFront": (HEAD, cloudfront),
    "ALB": ("", alb),
}


def write(path: Path, name: str, lines: int, rate: int = RATES[-1]) -> None:
    head, form = FORMATS[name]
    with path.open("w") as file:
        file.write(head)
        for each in requests(lines, rate):
            file.write(form(each, datetime.fromtimestamp(START + each["second"], UTC)) + "\n")


def processor(work: Callable[[], int]) -> tuple[int, float]:
    """What the work answers, and the processor seconds it took, those of all threads."""
    begin = time.process_time()
    done = work()
    return done, time.process_time() - begin


def parse(path: Path) -> int:
    return sum(len(chunk) for chunk in Reader([str(path)], Reading()).chunks())


def judge(path: Path) -> int:
    """What the command does, but for printing."""
    observer, lines = Observer(10.0), 0
    for chunk in Reader([str(path)], Reading()).chunks():
        observer.take(chunk)
        lines += len(chunk)
    observer.end()
    return lines


def loop(path: Path) -> int:
    with path.open(encoding="utf-8") as file:
        return sum(bool(COMBINED.match(line)) for line in file)


def counting(path: Path) -> float:
    """Processor seconds of `wc -l`."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(["wc", "-l", str(path)], check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def told(name: str, work: Callable[[], int], lines: int, limit: str, target: float = 0) -> None:
    """The better of two runs."""
    (done, first), (_, second) = processor(work), processor(work)
    assert done == lines, f"{done} of {lines} lines were read"
    rate = lines / min(first, second) / 1e6
    held = {"target": f"≥ {target:g} M", "met": rate >= target} if target else {}
    figure(f"traffic, {name}", f"{rate:.2f} M lines/s/core", limit=limit, **held)


def main(lines: int = LINES) -> None:
    """Generate, read, judge, print."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "access.log"
        write(path, "combined", lines)
        parse(path)
        judge(path)
        size = path.stat().st_size / lines
        counted = f"wc -l {lines / max(counting(path), 0.01) / 1e6:.1f} M"
        told("combined, reading alone", lambda: parse(path), lines, counted)
        for rate in RATES:
            write(path, "combined", lines, rate)
            name = f"combined, {rate:,} requests a second, read and judged"
            told(name, lambda: judge(path), lines, counted, TARGET)
        _, slow = processor(lambda: loop(path))
        slowly = f"a regular expression in Python: {lines / slow / 1e6:.2f} M lines/s"
        print(f"{size:.0f} bytes a line; {slowly}")
        packed = Path(folder) / "packed"
        for name, pack in {"gzip": gzip.compress, "zstd": zstandard.compress}.items():
            packed.write_bytes(pack(path.read_bytes()))
            told(f"combined in {name}, read and judged", lambda: judge(packed), lines, "")
        for name in list(FORMATS)[1:]:
            few = lines // 5
            write(path, name, few)
            parse(path)
            told(f"{name}, reading alone", lambda: parse(path), few, "")
            told(f"{name}, read and judged", lambda: judge(path), few, "")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
