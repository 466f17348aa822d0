"""What does a post look like? Pure functions from stored things to `Message`.

Called by the services; the posters show what comes out. Every message fits Discord's limits, and nothing
that came from a feed can ping, form a link, or break the layout.
"""

from bot.core.render.about import render_help
from bot.core.render.day import render_day, render_days
from bot.core.render.receipt import render_no_record, render_receipt, render_unknown_post
from bot.core.render.review import (
    needs_decision,
    render_not_quarantined,
    render_quarantine,
    render_release_question,
    render_released,
    render_review,
    render_ruling,
    render_trust,
    render_withdrawal,
    render_withdrawal_question,
)
from bot.core.render.statement import render_statement, render_withdrawn
from bot.core.render.status import render_latest, render_sources, render_status

__all__ = [
    "needs_decision",
    "render_day",
    "render_days",
    "render_help",
    "render_latest",
    "render_no_record",
    "render_not_quarantined",
    "render_quarantine",
    "render_receipt",
    "render_release_question",
    "render_released",
    "render_review",
    "render_ruling",
    "render_sources",
    "render_statement",
    "render_status",
    "render_trust",
    "render_unknown_post",
    "render_withdrawal",
    "render_withdrawal_question",
    "render_withdrawn",
]
