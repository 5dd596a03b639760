"""Others' files in: counts and reports are replayed, scenarios simulated, demonstrations played."""
