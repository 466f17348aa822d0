"""What does a post look like? Pure functions from stored things to `Message`.

Called by the services; the posters show what comes out. Every message fits Discord's limits, and nothing
that came from a feed can ping, form a link, or break the layout.
"""

from bot.core.render.about import render_help
from bot.core.render.alert import render_alert
from bot.core.render.changes import render_changes, render_correction
from bot.core.render.day import (
    News,
    render_day,
    render_days,
    render_topic,
    render_total,
    render_total_taken_back,
    said_at,
)
from bot.core.render.digest import DigestItem, digest_parts, render_digest
from bot.core.render.file import render_file_report
from bot.core.render.fulltext import render_page, render_page_gone, render_thread_page
from bot.core.render.marks import marks_of, with_mark, with_receipt
from bot.core.render.receipt import (
    render_no_record,
    render_receipt,
    render_unknown_post,
    render_unknown_statement,
)
from bot.core.render.review import (
    needs_decision,
    render_more_held,
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
from bot.core.render.search import PAGE_SIZE, render_search
from bot.core.render.sources import render_sources
from bot.core.render.statement import render_statement, render_withdrawn
from bot.core.render.status import render_latest, render_no_status, render_status
from bot.core.render.timechart import chart_of
from bot.core.render.timeline import Missing, picture_of, render_no_timeline, render_timeline
from bot.core.render.verify import render_check

__all__ = [
    "PAGE_SIZE",
    "DigestItem",
    "Missing",
    "News",
    "chart_of",
    "digest_parts",
    "marks_of",
    "needs_decision",
    "picture_of",
    "render_alert",
    "render_changes",
    "render_check",
    "render_correction",
    "render_day",
    "render_days",
    "render_digest",
    "render_file_report",
    "render_help",
    "render_latest",
    "render_more_held",
    "render_no_record",
    "render_no_status",
    "render_no_timeline",
    "render_not_quarantined",
    "render_page",
    "render_page_gone",
    "render_quarantine",
    "render_receipt",
    "render_release_question",
    "render_released",
    "render_review",
    "render_ruling",
    "render_search",
    "render_sources",
    "render_statement",
    "render_status",
    "render_thread_page",
    "render_timeline",
    "render_topic",
    "render_total",
    "render_total_taken_back",
    "render_trust",
    "render_unknown_post",
    "render_unknown_statement",
    "render_withdrawal",
    "render_withdrawal_question",
    "render_withdrawn",
    "said_at",
    "with_mark",
    "with_receipt",
]
