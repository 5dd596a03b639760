"""Numbers in, verdicts out: pure."""
