"""Reading one partition of a stream in order, from a position on.

A short-lived pull consumer of the server remembers where we are. It numbers what it delivers; a
number left out means that a message was lost on the way, and the reader starts anew behind the
last one it has (what NATS calls an ordered consumer).
"""

from __future__ import annotations

import json

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from marsad.journal.errors import lost

READ_BYTES = 8 << 20
ANSWER = 2.5
"""Seconds the server has to give a sign of life."""
HEARTBEAT = 1.0
"""Seconds between its signs of life while there is nothing to deliver."""
IDLE = 60.0
"""Seconds after which the server forgets a reader that doesn't come back."""
_DONE = {"404", "408"}
_ENOUGH = ("Message Size Exceeds MaxBytes", "Batch Completed")


class TailLost(nats.errors.Error):
    """The server has forgotten this reader, or a message to it was lost: make a new one."""


class Tail:
    """A reader of ``subject`` standing after a position; made by ``start``."""

    def __init__(self, client: Client, stream: str, consumer: str, inbox: Subscription) -> None:
        self._client = client
        self._stream = stream
        self._consumer = consumer
        self._inbox = inbox
        self._pulls = 0
        self._delivered = 0
        self.connection: int = client.stats["reconnects"]
        """The connection it was made on: what was under way when one broke is lost."""
        self.ahead: list[Msg] = []
        """Messages that came while somebody waited, not yet handed out."""

    @classmethod
    async def start(
        cls, client: Client, context: JetStreamContext, stream: str, subject: str, after: int
    ) -> Tail:
        """A reader after a position. Raises JournalDamaged if the stream ends before it."""
        end = (await context.stream_info(stream)).state.last_seq
        if after > end:
            raise lost(after, end, f"stream {stream}, {subject}")
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after + 1,
            ack_policy=AckPolicy.NONE,
            filter_subject=subject,
            inactive_threshold=IDLE,
            mem_storage=True,
            num_replicas=1,
        )
        consumer = (await context.add_consumer(stream, config)).name
        inbox = await client.subscribe(f"{client.new_inbox()}.*")
        return cls(client, stream, consumer, inbox)

    async def next(self, limit: int) -> list[Msg]:
        """What is there now, oldest first."""
        ahead, self.ahead = self.ahead[:limit], self.ahead[limit:]
        if ahead:
            return ahead
        return await self._pull({"batch": limit, "no_wait": True, "max_bytes": READ_BYTES})

    async def wait(self, seconds: float) -> bool:
        """True once a message is there, False when none came in time."""
        if not self.ahead:
            times = {"expires": int(seconds * 1e9), "idle_heartbeat": int(HEARTBEAT * 1e9)}
            self.ahead = await self._pull({"batch": 1, **times})
        return bool(self.ahead)

    async def stop(self) -> None:
        """Forget this reader, here and on the server."""
        await self._inbox.unsubscribe()
        await self._client.publish(f"$JS.API.CONSUMER.DELETE.{self._stream}.{self._consumer}")

    async def _pull(self, request: dict[str, int]) -> list[Msg]:
        self._pulls += 1
        reply = f"{self._inbox.subject.removesuffix('*')}{self._pulls}"
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
        await self._client.publish(subject, json.dumps(request).encode(), reply=reply)
        messages: list[Msg] = []
        while len(messages) < request["batch"]:
            message = await self._inbox.next_msg(timeout=ANSWER)
            if message.headers and "Status" in message.headers:
                # The end of an earlier pull may arrive after all of its messages did.
                if message.subject == reply and _ends(message.headers):
                    break
            else:
                self._count(message)
                messages.append(message)
        return messages

    def _count(self, message: Msg) -> None:
        self._delivered += 1
        if message.metadata.sequence.consumer != self._delivered:
            raise TailLost


def _ends(headers: dict[str, str]) -> bool:
    status, description = headers["Status"], headers.get("Description", "")
    if status == "100":
        return False
    if status in _DONE or description in _ENOUGH:
        return True
    raise TailLost(f"{status} {description}")
