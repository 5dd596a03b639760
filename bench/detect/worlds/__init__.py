"""Where detectors are tried: simulated minutes and weeks, real curves, real mentions."""
