"""Picketwire carries a labour union's own words to its members on Discord, and nothing else."""

#: The same as in pyproject.toml; a test holds the two together.
__version__ = "0.1.0"
