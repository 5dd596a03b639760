"""How often somebody was heard lately, in bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from marsad.tally.times import Times

calls = st.lists(
    st.tuples(st.sampled_from([b"a", b"b", b"c", b"d"]), st.integers(0, 30)), max_size=60
)


@given(calls, st.integers(0, 60))
def test_counts_are_the_same_however_often_they_are_kept(made, cut):
    whole, parted = Times(10, 3), Times(10, 3)
    expected = [whole.heard(*call) for call in made]
    found = [parted.heard(*call) for call in made[:cut]]
    again = Times(10, 3)
    again.restore(parted.state())
    found += [again.heard(*call) for call in made[cut:]]
    assert found == expected and again.state() == whole.state()


@given(calls)
def test_no_more_are_remembered_than_the_limit(made):
    times = Times(10, 3)
    for call in made:
        times.heard(*call)
        assert len(times) <= 3


def test_who_was_forgotten_is_heard_for_the_first_time():
    times = Times(10, 2)
    assert [times.heard(key, 1) for key in (b"a", b"a", b"b", b"c", b"a")] == [1, 2, 1, 1, 1]
