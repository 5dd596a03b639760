"""The table of connections: bounded, shared by networks, and never full of those who are idle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marsad.intake.seats import SHARE, Seats


class Guest:
    def __init__(self, *, idle: bool = True) -> None:
        self.idle = idle
        self.gone = False

    def is_idle(self) -> bool:
        return self.idle

    def dismiss(self) -> None:
        self.gone = True


def address(network: int, host: int) -> str:
    return f"10.{network >> 8}.{network & 255}.{host}"


def test_an_idle_one_leaves_for_a_newcomer_the_longest_idle_first():
    seats = Seats(room=3)
    guests = [Guest() for _ in range(4)]
    assert all(seats.enter(guest, address(n, 1)) for n, guest in enumerate(guests))
    assert [guest.gone for guest in guests] == [True, False, False, False]
    assert seats.dismissed == 1


def test_those_in_use_stay_and_the_newcomer_is_turned_away():
    seats = Seats(room=3)
    guests = [Guest(idle=False) for _ in range(3)]
    assert all(seats.enter(guest, address(n, 1)) for n, guest in enumerate(guests))
    assert not seats.enter(Guest(), address(9, 1))
    assert seats.turned_away == 1
    assert not any(guest.gone for guest in guests)


def test_a_network_that_has_its_share_makes_room_among_its_own():
    seats = Seats(room=40)
    stranger = Guest()
    assert seats.enter(stranger, address(1, 1))
    crowd = [Guest() for _ in range(30)]
    assert all(seats.enter(guest, address(2, host)) for host, guest in enumerate(crowd))
    assert len(seats) == 40 // SHARE + 1
    assert not stranger.gone


def test_proxies_have_the_whole_table():
    seats = Seats(room=40, is_exempt=lambda address: address == "127.0.0.1")
    assert all(seats.enter(Guest(idle=False), "127.0.0.1") for _ in range(40))
    assert not seats.enter(Guest(), "127.0.0.1")


def test_ipv6_is_counted_by_its_48():
    seats = Seats(room=8)
    assert [seats.enter(Guest(idle=False), f"2001:db8:1:{n}::1") for n in range(3)] == [
        True,
        True,
        False,
    ]


moves = st.lists(
    st.tuples(st.sampled_from(["enter", "leave"]), st.integers(0, 5), st.booleans()), max_size=200
)


@given(moves, st.integers(1, 12))
def test_it_never_holds_more_than_its_room_nor_a_network_more_than_its_share(moves, room):
    seats = Seats(room)
    inside: list[tuple[Guest, int]] = []
    for what, number, idle in moves:
        if what == "enter":
            guest = Guest(idle=idle)
            if seats.enter(guest, address(number, 1)):
                inside.append((guest, number))
        elif inside:
            guest, _ = inside.pop(number % len(inside))
            seats.leave(guest)
        inside = [(guest, network) for guest, network in inside if not guest.gone]
        assert len(seats) == len(inside) <= room
        for network in range(6):
            assert sum(own == network for _, own in inside) <= max(room // SHARE, 1)
