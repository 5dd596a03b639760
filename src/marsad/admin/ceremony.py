"""The two ceremonies of WebAuthn (level 3): registering a passkey, and signing with one.

Discoverable credentials with user verification; no attestation is asked for. The library is
loaded with the first ceremony: an observatory without passkeys does without its 28 MB.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from marsad.admin.challenges import LIFE_MS, Challenges
from marsad.admin.editors import Editor
from marsad.admin.passkeys import Passkey, Passkeys

if TYPE_CHECKING:
    from webauthn.helpers.structs import AuthenticationCredential, RegistrationCredential


class Party(NamedTuple):
    """Who asks for a signature: the relying party."""

    id: str
    """The site's host name."""
    origin: str


class NotShown(Exception):
    """Raised where an answer proves nothing; says why, for the log."""


class Ceremony:
    """Asks for signatures and judges them. Its methods are for threads beside the loop."""

    def __init__(self, passkeys: Passkeys, challenges: Challenges) -> None:
        self._passkeys = passkeys
        self._challenges = challenges

    def asked_for_new(
        self, party: Party, editor: Editor, name: str, purpose: bytes, now: int
    ) -> dict[str, Any]:
        """``publicKey`` of navigator.credentials.create(), as JSON; ``name`` is the site's."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers import options_to_json_dict, structs  # noqa: PLC0415

        options = webauthn.generate_registration_options(
            rp_id=party.id,
            rp_name=name,
            user_id=editor.id,
            user_name=editor.name,
            challenge=self._challenges.make(purpose, now),
            timeout=LIFE_MS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(self._passkeys.of(editor.id)),
        )
        return options_to_json_dict(options)

    def new(
        self, party: Party, editor: Editor, answer: str, label: str, purpose: bytes, now: int
    ) -> None:
        """Keep the passkey that an answer registers. Raises NotShown."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers import parse_registration_credential_json  # noqa: PLC0415

        try:
            credential = parse_registration_credential_json(answer)
            made = webauthn.verify_registration_response(
                credential=credential,
                expected_challenge=self._answered(credential, purpose, now),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        # What a stranger sends may break the library's parsers in any way.
        except Exception as error:
            raise NotShown(_told(error)) from error
        passkey = Passkey(
            made.credential_id,
            editor.id,
            made.credential_public_key,
            made.sign_count,
            label,
            now,
            now,
        )
        if not self._passkeys.add(passkey):
            raise NotShown("it is known already, or there are too many")

    def asked_for(
        self, party: Party, editor: Editor | None, purpose: bytes, now: int
    ) -> dict[str, Any]:
        """``publicKey`` of navigator.credentials.get(), as JSON; for all where none is named."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers import options_to_json_dict, structs  # noqa: PLC0415

        options = webauthn.generate_authentication_options(
            rp_id=party.id,
            challenge=self._challenges.make(purpose, now),
            timeout=LIFE_MS,
            allow_credentials=_described(self._passkeys.of(editor.id)) if editor else None,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    def shown(self, party: Party, answer: str, purpose: bytes, now: int) -> Editor:
        """Whose passkey signed. Raises NotShown."""
        import webauthn  # noqa: PLC0415
        from webauthn.helpers import parse_authentication_credential_json  # noqa: PLC0415

        try:
            credential = parse_authentication_credential_json(answer)
            passkey, editor = self._known(credential)
            signed = webauthn.verify_authentication_response(
                credential=credential,
                expected_challenge=self._answered(credential, purpose, now),
                expected_rp_id=party.id,
                expected_origin=party.origin,
                credential_public_key=passkey.key,
                credential_current_sign_count=passkey.uses,
                require_user_verification=True,
            )
        except Exception as error:
            raise NotShown(_told(error)) from error
        self._passkeys.use(passkey.id, signed.new_sign_count, now)
        return editor

    def _known(self, credential: AuthenticationCredential) -> tuple[Passkey, Editor]:
        found = self._passkeys.find(credential.raw_id)
        if found is None:
            raise NotShown("no editor has this passkey")
        handle = credential.response.user_handle
        if handle is not None and handle != found[1].id:
            raise NotShown("the passkey is another editor's")
        return found

    def _answered(
        self,
        credential: AuthenticationCredential | RegistrationCredential,
        purpose: bytes,
        now: int,
    ) -> bytes:
        """The challenge that was answered, if it is one of ours; from now on it was taken."""
        from webauthn.helpers import parse_client_data_json  # noqa: PLC0415

        challenge = parse_client_data_json(credential.response.client_data_json).challenge
        if not self._challenges.take(challenge, purpose, now):
            raise NotShown("the challenge is not ours, too old, or was answered before")
        return challenge


def _told(error: Exception) -> str:
    """An error on one line of a log: its words may be a stranger's."""
    said = str(error)[:200] or type(error).__name__
    return "".join(each if each.isprintable() else " " for each in said)


def _described(passkeys: Sequence[Passkey]) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415

    return [PublicKeyCredentialDescriptor(id=passkey.id) for passkey in passkeys]
