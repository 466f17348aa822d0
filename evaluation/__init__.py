"""Measures how well the bot tells the union's own words from others' (``make eval``)."""
