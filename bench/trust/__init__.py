"""The detector beside its limit and its peers, at the same measured false-alarm rate."""
