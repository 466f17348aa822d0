"""Everything that is remembered, put together."""

from typing import Protocol

from bot.ports.deciding import Decisions
from bot.ports.keeping import Keeping
from bot.ports.outbox import Outbox
from bot.ports.overseeing import Oversight
from bot.ports.polling import PollingStore
from bot.ports.statements import Statements


class Store(PollingStore, Outbox, Statements, Decisions, Oversight, Keeping, Protocol):
    """The store. Every method is one transaction; errors are StoreError."""
