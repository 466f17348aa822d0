"""Is it straight from the union? `judge` and the rules it asks (see `bot.core.provenance.ruleset`)."""

from bot.core.provenance.ruleset import RULES, judge
from bot.core.provenance.verdicts import RULESET_VERSION

__all__ = ["RULES", "RULESET_VERSION", "judge"]
