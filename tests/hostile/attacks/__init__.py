"""Every attack on the door; ``hostile.line.ATTACKS`` has them by name."""

from hostile.attacks import floods, slow, tricks

__all__ = ["floods", "slow", "tricks"]
