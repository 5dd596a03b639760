"""Pages, API, live stream."""
