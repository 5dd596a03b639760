"""The formats of logs: each module brings one as ``FORMAT``, and is found by itself."""
