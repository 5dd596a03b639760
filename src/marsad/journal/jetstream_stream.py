"""The stream behind a journal: made when it isn't there, else checked for what we rely on.

One subject a partition (``<stream>.<partition>``), storage on file, no limit by age or size, and a
memory of message ids. The stream's list of subjects fixes the number of partitions.
"""

from __future__ import annotations

import nats.js.errors
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamInfo

from marsad.journal.errors import JournalDamaged, JournalForeign
from marsad.journal.jetstream_failure import DUPLICATES
from marsad.journal.jetstream_url import JetStreamUrl

CLUSTER_REPLICAS = 3
NO_CLUSTER = 10074
"""The server's code for: replicas need a cluster."""
NAME_TAKEN = 10058
"""The server's code for: a stream of this name has another configuration."""


async def open_stream(context: JetStreamContext, url: JetStreamUrl, partitions: int) -> StreamInfo:
    """The journal's stream. Raises JournalForeign, JournalDamaged and the client's errors."""
    subjects = [f"{url.stream}.{partition}" for partition in range(partitions)]
    try:
        info = await context.stream_info(url.stream)
    except nats.js.errors.NotFoundError:
        info = await _make(context, url, subjects)
    _check(info, url, subjects)
    return info


async def _make(context: JetStreamContext, url: JetStreamUrl, subjects: list[str]) -> StreamInfo:
    config = StreamConfig(
        name=url.stream,
        description="Journal of Marsad, format 1",
        subjects=subjects,
        storage=StorageType.FILE,
        retention=RetentionPolicy.LIMITS,
        discard=DiscardPolicy.NEW,
        duplicate_window=DUPLICATES,
        num_replicas=url.replicas or CLUSTER_REPLICAS,
    )
    try:
        return await context.add_stream(config)
    except nats.js.errors.APIError as error:
        if error.err_code == NO_CLUSTER and not url.replicas:
            return await context.add_stream(config, num_replicas=1)
        if error.err_code == NAME_TAKEN:  # another process made it meanwhile
            return await context.stream_info(url.stream)
        raise


def _check(info: StreamInfo, url: JetStreamUrl, subjects: list[str]) -> None:
    config = info.config
    there = config.subjects or []
    if sorted(there) != sorted(subjects):
        raise JournalForeign(
            f"The stream has {len(there)} subjects ({', '.join(there[:3])}…), "
            f"a journal of {len(subjects)} partitions has {url.stream}.0 and so on",
            url.where,
            "Set the number of partitions it was made with, or name another stream.",
        )
    if config.storage != StorageType.FILE or config.retention != RetentionPolicy.LIMITS:
        raise _unfit("The stream isn't kept on file until it is trimmed", url)
    if config.max_age or (config.max_msgs or 0) > 0:
        raise _unfit("The stream forgets by itself (max_age or max_msgs)", url)
    if (config.num_replicas or 1) < url.replicas:
        raise _unfit(f"The stream has {config.num_replicas} replicas, not {url.replicas}", url)
    if info.state.lost and info.state.lost.msgs:
        raise JournalDamaged(
            f"The server has lost {len(info.state.lost.msgs)} messages",
            url.where,
            "Restore the stream from a backup or a replica.",
        )


def _unfit(what: str, url: JetStreamUrl) -> JournalForeign:
    return JournalForeign(
        what, url.where, f"Put it right with `nats stream edit {url.stream}`, or name another."
    )
