"""Attack, crowd or fault: what a service's request stream looks like."""
