"""Is this flood real people? What of the reports may raise a problem."""
