"""Request streams: access logs, counters and flows, read into columns."""
