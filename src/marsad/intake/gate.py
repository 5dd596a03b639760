"""What stands between a keyless sender and the journal, beside the limits: token and proof.

Called by the clerk for every report, and by the door for forms. See docs/decisions/0017.
"""

from __future__ import annotations

from collections.abc import Callable

from marsad.intake.problems import refusal
from marsad.intake.proofs import Proofs
from marsad.intake.rules import Rules
from marsad.intake.sender import Place
from marsad.intake.suspicion import Suspicion
from marsad.intake.tokens import Tokens

WAIT_MS = 8_000
"""How long one without a script waits with a ticket in hand, in place of proving."""


class Gate:
    """Lets in, or says what is missing. ``key`` signs, ``draw`` gives 16 random bytes."""

    def __init__(self, rules: Rules, key: bytes, now: int, draw: Callable[[], bytes]) -> None:
        self.tokens = Tokens(key, now, rules.remembered)
        self._proofs = Proofs(key, now, rules.remembered)
        self._suspicion = Suspicion(rules)
        self._draw = draw

    def admit(self, place: Place, service: str, proof: str, now: int, waited: bool = False) -> None:
        """Let a report in that is not under suspicion, or proven. Raises Refused."""
        if not self._suspicion.falls_on(place, service, now):
            return
        if proof and self._proofs.holds(proof, service, place.network, now):
            return
        if waited and self._suspicion.spared(place.network, now):
            return
        what = "The solution is wrong, old or was sent before" if proof else "So many reports came"
        raise refusal(
            "proof-needed",
            f"{what} from your network; solve the challenge and send the report with it.",
            pointer="/altcha",
            challenge=self._proofs.challenge(service, place.network, now, self._draw),
        )

    def waited(self, token: str, service: str, network: bytes, now: int) -> bool:
        """Whether a form's token is a ticket that its sender took time with.

        Raises Refused where it is no token of ours, not of this service, too old, or used up.
        """
        if self.tokens.fits(token, service, now):
            return False
        ticket = self.tokens.read(token, service, network, now)
        if ticket is None or not self.tokens.use(ticket, now):
            raise refusal("form-expired", "The form's token is missing, too old, or was used.")
        return now - ticket.issued >= WAIT_MS

    def ticket(self, service: str, network: bytes, now: int) -> str:
        """A new ticket for a sender who has to be asked."""
        return self.tokens.ticket(service, network, now, self._draw)
