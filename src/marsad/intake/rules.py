"""What the door allows: every limit it works by, as one value."""

from __future__ import annotations

import msgspec


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of the door; the defaults suit a public page of one machine."""

    trusted: tuple[str, ...] = ()
    """Networks (CIDR, or ``unix``) that may say ``reporter`` and ``ip`` and have no limits."""
    proxies: tuple[str, ...] = ()
    """Networks (CIDR, or ``unix``) whose X-Forwarded-For is believed."""
    keys: dict[str, str] = {}
    """API keys: a name for each, and the SHA-256 of the key in hexadecimal."""
    quotas: dict[str, int] = {}
    """Reports a minute that a key of this name is good for."""
    quota: int = 60_000
    """The same for keys without one of their own."""
    origins: tuple[str, ...] = ()
    """Other origins (``https://host``) whose pages may post the form."""
    networks: str = ""
    """An operator's own table of networks (CSV or TSV); the bundled one where empty."""

    single_bytes: int = 16 * 1024
    batch_bytes: int = 8 * 1024 * 1024
    batch_lines: int = 10_000
    held_bytes: int = 64 * 1024 * 1024
    """Bodies being read at once, all together; more is refused for the moment."""
    note_chars: int = 500
    patience_seconds: float = 10.0
    """How long a client may take to send one report."""
    batch_patience_seconds: float = 60.0

    ahead_ms: int = 2 * 60_000
    """How far a sender's clock may run ahead of ours."""
    oldest_ms: int = 24 * 3_600_000

    network_per_minute: int = 300
    """Reports from one /24 or /48. A carrier's NAT puts many thousand people behind one /24, so
    this only keeps one network from filling the disk; what weighs is for trust to say."""
    reporter_per_minute: int = 20
    """Reports from one address (or IPv6 /64) on one service; homes and offices share one."""
    rented_per_minute: int = 10
    """Reports from one network that anybody can rent, before proof of work is asked for."""
    unproven_per_minute: int = 6
    """Reports under suspicion that are taken from one network a minute from readers who wait for
    want of a script."""
    remembered: int = 65_536
    """Idempotency keys, limits' buckets and used tokens kept in memory, of each."""
