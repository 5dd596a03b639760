"""A process that appends under load and tells, line by line, what was acknowledged.

``appender.py URL FOLDER PARTITIONS FIRST SECONDS SEED``: events are numbered from FIRST on; a
line ``a b`` on stdout says that the events a to b, b not included, are durable.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from itertools import count
from pathlib import Path

from marsad.journal.errors import JournalAway
from marsad.journal.journal import Journal, open_journal
from marsad.nouns.report import Report

CLIENTS = 40


def a_report(number: int) -> Report:
    # Some notes are long, so that the log is checkpointed and blocks have many sizes.
    note = "x" * (3000 if number % 11 == 0 else number % 50)
    return Report(number.to_bytes(16, "big"), 1, 2, f"service{number % 37}", note=note)


async def client(journal: Journal, numbers: count[int], dice: random.Random, until: float) -> None:
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        size = dice.choice((1, 1, 1, 1, 2, 30))
        events = [a_report(next(numbers)) for _ in range(size)]
        first = int.from_bytes(events[0].id, "big")
        try:
            await (journal.append_nowait(events[0]) if size == 1 else journal.append(events))
        except JournalAway:
            continue  # kept or not: nobody was told that it is
        os.write(1, b"%d %d\n" % (first, first + size))
        if dice.random() < 0.002:
            head = await journal.head(0)
            await journal.save(0, head, b"%d" % head * 1000)


async def main(url: str, folder: str, partitions: str, first: str, seconds: str, seed: str) -> None:
    dice = random.Random(seed)
    journal = await open_journal(url, Path(folder), int(partitions))
    numbers = count(int(first))
    until = asyncio.get_running_loop().time() + float(seconds)
    await asyncio.gather(*[client(journal, numbers, dice, until) for _ in range(CLIENTS)])
    await journal.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
