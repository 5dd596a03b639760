"""Where each number of a window stands: plain sums, and counts by hash bucket."""

from __future__ import annotations

from typing import Final

(
    REQUESTS, LINES, ERRORS, DENIED, ANSWERED, PAGES, QUERIES, OWN, WRITES, HOSTING, PLACED,
    NAMED, LINKED, TIMED, LOG_SECONDS, KNOWN,
) = range(16)  # fmt: skip
"""Requests; lines; 5xx; 4xx; with a status; pages; with a query; linked from the service itself;
neither GET nor HEAD; from rented networks; with an autonomous system, an agent, a referrer, a time
to answer; sum of its logarithm; with a client."""
SUMS: Final = 16

AGENT: Final = slice(0, 256)
PATH: Final = slice(256, 768)
NETWORK: Final = slice(768, 1792)
ASN: Final = slice(1792, 2048)
REFERRER: Final = slice(2048, 2112)
FAILED: Final = slice(2112, 2624)
"""Server errors by path."""
TIME: Final = slice(2624, 2688)
"""Times to answer: bucket i holds those from 0.1 ms * 1.27 ** i."""
BUCKETS: Final = 2688
FASTEST, STEP = 1e-4, 0.239
"""Seconds; logarithm of the ratio of neighbouring buckets: 64 of them reach 430 s."""

CLIENT_SET, NETWORK_SET, URL_SET = 0, 1, 2
"""Rows of the distinct counts."""
