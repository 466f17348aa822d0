"""Use cases: gather, let core decide, apply. They know ports and core only."""
