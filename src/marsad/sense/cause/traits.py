"""Codes of what a request stream is judged by; the wording for readers lives with the pages.

Each line: the code, and in one line of English what its value is.
"""

from __future__ import annotations

from typing import Final

TRAITS: Final[dict[str, str]] = {
    "rate": "requests per second",
    "excess": "evidence that more is asked than usual, in nats",
    "fall": "requests missing against the usual, as a share of the usual",
    "drop": "share of the requests that was missing from one window to the next",
    "new_clients": "share of clients never seen before the episode, in what came on top",
    "returning_growth": "clients seen before the episode, as a multiple of the usual number",
    "hosting_share": "share of requests from networks anybody can rent, in what came on top",
    "once_only_urls": "distinct addresses asked for per request, in what came on top",
    "depth": "requests per client, in what came on top",
    "page_ratio": "share of requests for pages (not images, scripts, styles), on top",
    "query_share": "share of requests with a query, in what came on top",
    "agent_mix": "distance of the programs (user agents) used from the usual ones, 0 to 1",
    "agent_entropy": "variety of programs (user agents), in bits",
    "url_entropy": "variety of pages asked for, in bits",
    "page_focus": "share of the one page asked for most, in what came on top",
    "network_entropy": "variety of networks (/24, /48), as a share of what is possible",
    "network_divergence": "distance of the autonomous systems from the usual ones, 0 to 1",
    "referrer_share": "share of requests linked to from elsewhere, in what came on top",
    "own_referrer": "share of requests linked to from the service itself, in what came on top",
    "referrer_focus": "share of the one referrer seen most, among requests with one",
    "rate_spread": "spread of requests per client (standard deviation of their logarithm)",
    "evenness": "how alike new clients are in how much they ask for: 1 as machines, 0 as people",
    "stranger_depth": "requests per new client",
    "top_share": "share of requests from the ten busiest clients",
    "agent_churn": "programs (user agents) used from one new or busy address",
    "repetition": "share of requests that repeat what the same client has asked for",
    "errors": "share of answers that are the server's failure (5xx)",
    "denied": "share of answers that refuse the request (4xx)",
    "write_share": "share of requests that are neither GET nor HEAD, in what came on top",
    "slowness": "median seconds to answer",
    "failing_rise": "share of answers that are the server's failure while requests rise",
    "failing_still": "share of answers that are the server's failure while no more is asked",
    "slow_still": "median seconds to answer while no more is asked than usual",
    "ramp": "share of the rise (or fall) that was there in the first window",
    "pulse": "how much requests go up and down from window to window, beyond one rise and fall",
    "demand": "requests per second as a multiple of the load-tested capacity",
    "partial_failure": "distance of where errors happen from where requests go, 0 to 1",
    "error_lead": "share of errors before the requests rose",
}
