"""Measures how well the rules tell the union's own words from others' (``make eval``)."""
