"""Attack, crowd or fault: simulated traffic, training, peers and figures."""
