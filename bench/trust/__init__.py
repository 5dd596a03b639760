"""How hard it is to fool the observatory, and what honest outages pay for it."""
