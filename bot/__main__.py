"""Starts Picketwire: ``python -m bot``."""

from bot.importing import importing

with importing():
    from bot.cli import main

main()
