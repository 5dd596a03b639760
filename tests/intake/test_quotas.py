"""An API key is good for so many reports a minute, and its bearer sees what is left."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.limits import WINDOW_MS, Buckets
from marsad.intake.quotas import Quotas
from marsad.intake.rules import Rules
from marsad.nouns.failure import Failure

KEYS = {"press": sha256(b"open sesame").hexdigest(), "bank": sha256(b"vault").hexdigest()}
TIGHT = Rules(keys=KEYS, quotas={"press": 2}, quota=3)
PRESS = {"authorization": "Bearer open sesame"}
BANK = {"authorization": "Bearer vault"}


@pytest.mark.parametrize("rules", [TIGHT])
async def test_a_keys_quota_is_its_own_and_the_answer_says_what_is_left(visitor):
    first = await visitor.post({"service": "x"}, **PRESS)
    await visitor.post({"service": "x"}, **PRESS)
    spent = await visitor.post({"service": "x"}, **PRESS)
    assert first.headers["ratelimit-policy"] == '"reports";q=2;w=60'
    assert first.headers["ratelimit"] == '"reports";r=1;t=30'
    assert (spent.status, spent.problem) == (429, "quota-spent")
    assert spent.headers["retry-after"] == "30"
    assert spent.headers["ratelimit"] == '"reports";r=0;t=30'
    assert "`press`" in spent.json["detail"]
    others = [(await visitor.post({"service": "x"}, **BANK)).status for _ in range(4)]
    assert others == [202, 202, 202, 429]
    visitor.time += 30_000
    assert (await visitor.post({"service": "x"}, **PRESS)).status == 202


@pytest.mark.parametrize("rules", [TIGHT])
async def test_a_batch_takes_a_report_for_each_line_and_refuses_the_rest(visitor):
    reply = await visitor.batch(*[{"service": "x"}] * 4, **PRESS)
    assert [line["status"] for line in reply.lines] == [202, 202, 429, 429]
    assert reply.headers["ratelimit"] == '"reports";r=0;t=60'
    assert visitor.door.counters.keyed == {"press": 2}


@pytest.mark.parametrize("rules", [TIGHT])
async def test_reports_are_counted_by_key_and_keyless_ones_by_none(visitor):
    await visitor.post({"service": "x"}, **BANK)
    plain = await visitor.post({"service": "x"})
    assert visitor.door.counters.keyed == {"bank": 1}
    assert "ratelimit" not in plain.headers


@pytest.mark.parametrize("rules", [Rules(keys=KEYS)])
async def test_a_key_without_a_quota_has_the_usual_one(visitor):
    reply = await visitor.post({"service": "x"}, **PRESS)
    assert reply.headers["ratelimit-policy"] == '"reports";q=60000;w=60'


def test_a_quota_for_no_key_is_said():
    with pytest.raises(Failure, match=r"intake\.quotas: `pres` is no API key; .*marsad key NAME"):
        Quotas(Rules(keys=KEYS, quotas={"pres": 5}))


@given(st.integers(1, 500), st.lists(st.integers(0, 5_000), max_size=100))
def test_what_is_said_to_be_left_can_be_taken_and_not_one_more(per_minute, gaps):
    buckets, now = Buckets(per_minute, room=1), 1_000_000
    for gap in gaps:
        now += gap
        buckets.take("key", now)
    left = buckets.left("key", now)
    assert 0 <= left <= per_minute
    assert all(buckets.take("key", now) == 0 for _ in range(left))
    assert buckets.take("key", now) > 0
    assert buckets.left("key", now) == 0
    assert buckets.left("key", now + WINDOW_MS) == per_minute
