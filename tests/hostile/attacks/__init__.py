"""Every attack on the door."""

from hostile.attacks import floods, slow, tricks
from hostile.line import ATTACKS

__all__ = ["ATTACKS", "floods", "slow", "tricks"]
