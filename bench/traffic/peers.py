"""Three published ways to tell a flood from a crowd, as their papers describe them.

Each answers a score of "attack", higher for an attack, from the first minute of an episode; how
high it must be is left open, which favours them: only their order counts (AUC).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.traffic.columns import stretch
from bench.traffic.scenario import Scenario
from marsad.nouns.requests import Requests
from marsad.sense.cause.measure import entropy

MINUTE = 60_000
FLOWS, BIN = 24, 1000


def entropy_threshold(past: Requests, now: Requests) -> float:
    """Change of the entropy of source addresses (Feinstein, Schnackenberg, Balupari, Kindred
    2003).
    """
    return _sources(now) - _sources(past)


def _sources(requests: Requests) -> float:
    _, counts = np.unique(requests.client, return_counts=True)
    return entropy(counts.astype(float)) / np.log2(max(len(requests), 2))


def old_clients(past: Requests, now: Requests) -> float:
    """Share of networks that never came before (Jung, Krishnamurthy, Rabinovich 2002)."""
    here = np.unique(now.network)
    return 1.0 - float(np.isin(here, past.network).mean()) if len(here) else 0.0


def flow_correlation(past: Requests, now: Requests) -> float:
    """Mean correlation of the busiest networks' requests from second to second (Yu, Zhou, Jia,
    Guo, Xiang, Tang 2012): flows of one botnet are alike.
    """
    names, whose, counts = np.unique(now.network, return_inverse=True, return_counts=True)
    if len(names) < 2:
        return 1.0
    top = np.argsort(-counts, kind="stable")[:FLOWS]
    second = ((now.time - now.time.min()) // BIN).astype(int)
    series = np.zeros((len(names), int(second.max()) + 1))
    np.add.at(series, (whose, second), 1.0)
    flows: NDArray = series[top]
    flows = flows[flows.std(axis=1) > 0]
    if len(flows) < 2:
        return 1.0
    alike = np.corrcoef(flows)
    return float(alike[np.triu_indices(len(flows), 1)].mean())


PEERS = {
    "entropy threshold (Feinstein et al. 2003)": entropy_threshold,
    "old-client ratio (Jung et al. 2002)": old_clients,
    "flow correlation (Yu et al. 2012)": flow_correlation,
}


def judged(case: Scenario) -> tuple[float, ...]:
    """Every peer's score of a scenario's first minute."""
    past = stretch(case.requests, 0, case.onset)
    now = stretch(case.requests, case.onset, case.onset + MINUTE)
    return tuple(peer(past, now) for peer in PEERS.values())
