"""Headers that keep visitors safe, on every answer: nothing foreign, nothing inline, no frames."""

from __future__ import annotations

from marsad.show.asgi import Message, Receive, Scope, Send
from marsad.show.outlet import is_outlet

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FRAMED = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *"
)
"""The policy of what is made to stand in others' pages, and of nothing else."""
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    # Not "no-referrer": the report form's Origin, which the door checks, would be "null" then.
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
PUBLIC = [
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
"""The API, feeds, pictures and cards are loaded by anybody's page."""
OWN = [(b"cross-origin-resource-policy", b"same-origin")]


class Guard:
    """ASGI middleware that adds them."""

    def __init__(self, app: object) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)  # type: ignore[operator]
        extra = HEADERS + (PUBLIC if _is_public(scope["path"]) else OWN)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                said = {name for name, _ in own}
                message["headers"] = own + [each for each in extra if each[0] not in said]
            await send(message)

        return await self._app(scope, receive, guarded)  # type: ignore[operator]


def _is_public(path: str) -> bool:
    return path.startswith("/api/") or path == "/openapi.json" or is_outlet(path)
