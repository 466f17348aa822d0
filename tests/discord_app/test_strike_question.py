"""The admins are asked in a simulated Discord whether a statement means something for a strike."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.core.model import Strike
from tests.discord_app.desk import FEED, Desk
from tests.discord_app.shown import custom_ids, told, words

STRIKE = Strike("stages", FEED.union_id, "Stages strike", ZoneInfo("America/New_York"), date(2026, 1, 2))
TEXT = (
    "Tonight our committee reached a tentative agreement. The strike is not over, and we stay out together."
)


async def test_the_question_comes_to_the_review_channel_alone_and_once(desk: Desk) -> None:
    desk.strikes = (STRIKE,)
    await desk.say("News from the table", text=TEXT)
    await desk.restart()
    await desk.deliver()

    [post] = desk.posts.history()
    assert "Nothing was changed" not in words(post)
    [card] = desk.reviews.history()
    shown = words(card)
    assert "### Is there a tentative agreement?" in shown
    assert "> Tonight our committee reached a tentative agreement." in shown
    assert "Nothing was changed" in shown
    line = 'tentative_agreement_at: {at: 2026-01-05T13:10, evidence: "https://www.stagehands.example/'
    assert f'```yaml\n{line}news-from-the-table"}}\n```' in shown
    assert desk.catalogue.strikes == (STRIKE,)


async def test_how_we_know_is_answered_under_the_question_too(desk: Desk) -> None:
    desk.strikes = (STRIKE,)
    await desk.say("News from the table", text=TEXT)
    [card] = desk.reviews.history()
    [how] = custom_ids(card)

    result = await desk.member("alma").click(card, custom_id=how)

    told(result, "SHA-256")
