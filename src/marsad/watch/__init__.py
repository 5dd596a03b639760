"""The outside: probes, vendors' pages, public posts, request streams."""
