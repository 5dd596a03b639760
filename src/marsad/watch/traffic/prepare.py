"""Compile the readers ahead of time: half a minute, once after an install.

``python -m marsad.watch.traffic.prepare``; without it, the first log waits that long.
"""

from __future__ import annotations

from marsad.watch.traffic.log import Log, Reading

LINES = (
    b'192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326\n',
    b'{"time": "2000-10-10T20:55:36Z", "client_ip": "2001:db8::1", "status": 200}\n',
)


def prepare() -> None:
    """Read a line of each kind."""
    for line in LINES:
        for _ in Log(
            "prepare", iter([line]), Reading(host="example.org", chunk=len(line))
        ).chunks():
            pass


if __name__ == "__main__":
    prepare()
