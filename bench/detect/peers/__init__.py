"""Published methods, each in a file of its own, with its source."""
