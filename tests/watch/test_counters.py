"""Counters and rates from a Prometheus range query become requests."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from watch.written import read

from marsad.watch.traffic.refusal import LogRefused

START, STEP = 1_700_000_000, 15


def answer(*series: tuple[dict[str, str], list[float]]) -> bytes:
    result = [
        {"metric": metric, "values": [[START + i * STEP, repr(v)] for i, v in enumerate(values)]}
        for metric, values in series
    ]
    return json.dumps(
        {"status": "success", "data": {"resultType": "matrix", "result": result}}
    ).encode()


COUNTER = {"__name__": "http_requests_total", "code": "200"}
counts = st.lists(st.integers(0, 10_000), min_size=1, max_size=30)


@given(added=counts, resets=st.sets(st.integers(1, 29)))
def test_what_a_counter_counted_comes_back_across_resets(added, resets):
    shown, total = [0.0], 0
    for i, step in enumerate(added, 1):
        total = step if i in resets else total + step
        shown.append(float(total))
    got, _ = read(answer((COUNTER, shown)))
    # A reset shows only where the counter fell.
    fell = [b < a for a, b in pairwise(shown)]
    wanted = [b if f else b - a for a, b, f in zip(shown, shown[1:], fell, strict=False)]
    assert got.weight.tolist() == wanted
    assert got.time.tolist() == [1000 * (START + i * STEP) for i in range(1, len(shown))]
    assert set(got.status.tolist()) == {200}


@given(rates=st.lists(st.floats(0, 1e4), min_size=2, max_size=30))
def test_rates_add_up_to_the_requests_they_are_rates_of(rates):
    got, _ = read(answer(({"code": "503"}, rates)))
    assert abs(int(got.weight.sum()) - sum(rates[1:]) * STEP) <= 1 + 1e-6 * sum(rates)


def test_statuses_are_kept_apart_and_rows_are_in_order_of_time():
    got, log = read(answer((COUNTER, [0, 5, 9]), ({"status": "5xx"}, [0, 1, 2]), ({}, [1, 1, 1])))
    assert got.time.tolist() == sorted(got.time.tolist())
    assert sorted(set(got.status.tolist())) == [0, 200, 500]
    assert got.client.tolist() == [0] * len(got)
    assert np.isnan(got.seconds).all()
    assert log.form is not None and log.form.name == "prometheus"


@pytest.mark.parametrize(
    "text",
    [
        b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"x"],[2,"y"]]}]}}',
        b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":',
        b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[2,"1"],[1,"2"]]}]}}',
    ],
)
def test_a_damaged_answer_is_refused_in_one_line(text):
    with pytest.raises(LogRefused, match="is damaged") as refused:
        read(text)
    assert "\n" not in str(refused.value)


def test_odd_numbers_count_nothing():
    got, _ = read(
        answer((COUNTER, [1.0, float("nan"), float("inf"), 5.0]), ({}, [float("nan")] * 3))
    )
    assert (got.weight >= 0).all()
