"""A failure is told in one line: where, what, and what to do next."""

from marsad.nouns.failure import Failure


def test_all_three_are_said_in_order():
    failure = Failure("the port is taken.", where="127.0.0.1:80", remedy="choose another")
    assert str(failure) == "127.0.0.1:80: the port is taken; choose another"


def test_what_is_not_known_is_left_out():
    assert str(Failure("no room")) == "no room"
    assert str(Failure("no room", remedy="make some")) == "no room; make some"
