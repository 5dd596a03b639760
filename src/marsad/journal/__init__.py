"""The truth: a durable, ordered log of events; two engines, one protocol."""
