"""Counts per minute, folded from the journal; the archive."""
