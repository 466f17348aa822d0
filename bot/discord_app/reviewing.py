"""What admins can do in Discord: the buttons of review and quarantine cards, and **Withdraw**.

Every press and every call is checked here, whatever Discord itself lets through: only members with Manage
Server or the configured role, in the server of the review channel. The store decides which of two presses
counts; cards are brought up to date through the outbox, so a press never waits for the card, and one on a
card that is gone still counts.
"""

import re
from collections.abc import Awaitable, Callable
from re import Match
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands

from bot.core.custom_ids import ADMINS, RELEASE, RELEASE_THESE, REVIEW, WITHDRAW, feed_marked
from bot.core.errors import ReviewError
from bot.core.language import _, mark
from bot.core.model import Message, MessageKind, ReviewDecision
from bot.core.render import (
    render_not_quarantined,
    render_release_question,
    render_released,
    render_ruling,
    render_trust,
    render_withdrawal,
    render_withdrawal_question,
)
from bot.core.render.words import foreign
from bot.core.targets import DISCORD
from bot.discord_app.forums import targets_at
from bot.discord_app.pressing import Pressed
from bot.discord_app.views import notice, show
from bot.services.reviewer import Release, Reviewer

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient

NOT_ALLOWED = mark(
    "Only members with the permission Manage Server, or with the role for reviewing, can do this, and only "
    "in the server of the review channel."
)
NOT_A_POST = mark("This message is no statement that this bot has posted, so there is nothing to withdraw.")
NO_HOST = mark("Trusting an address would not change this verdict: something else decided it.")
NO_FEED = mark("This feed is no longer in feeds.yaml; there is nothing to release")

LONGEST_REFUSAL = 1_000  #: characters of the reason why something can't be done

#: What an admin asks for: carried out for ``discord:<user id>``, answered with a message.
Act = Callable[[Reviewer, str], Awaitable[Message]]


def may_review(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether who presses may decide; in doubt, no."""
    reviewer = _reviewer(interaction)
    guild = interaction.guild
    if guild is None:
        return False
    channel = reviewer.review_channel
    if channel is not None and guild.get_channel_or_thread(channel) is None:
        return False  # another server that the bot is in; its admins decide nothing here
    if interaction.permissions.manage_guild:
        return True
    roles = interaction.user.roles if isinstance(interaction.user, discord.Member) else ()
    return any(role.id == reviewer.review_role for role in roles)


async def answer_admin(interaction: discord.Interaction[Any], act: Act) -> None:
    """Carry out what an admin asks for, and tell that admin alone; anybody else is told why not."""
    if not may_review(interaction):
        await show(interaction, notice(NOT_ALLOWED))
        return
    try:
        message = await act(_reviewer(interaction), f"{DISCORD}{interaction.user.id}")
    except ReviewError as error:
        message = refused(error)
    await show(interaction, message)


def refused(error: ReviewError) -> Message:
    """Return what tells an admin why something can't be done."""
    return Message(MessageKind.ANSWER, (foreign(f"{error}.", LONGEST_REFUSAL),))


def _reviewer(interaction: discord.Interaction[Any]) -> Reviewer:
    return cast("PicketwireClient", interaction.client).desk.reviewer


class AdminButton(Pressed, template=ADMINS):
    """A button of a review or quarantine card, or one that confirms; answers admins alone."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the custom id says, for who may ask for it."""
        await answer_admin(interaction, _act(self.custom_id))


def _act(custom_id: str) -> Act:
    for template, carry_out in _ACTS.items():
        if match := template.fullmatch(custom_id):
            return lambda reviewer, by: carry_out(reviewer, by, match)
    raise ValueError(f"{custom_id!r} has the shape of no button's template")


async def _review(reviewer: Reviewer, by: str, match: Match[str]) -> Message:
    entry_id = int(match["entry"])
    if match["act"] == "trust":
        statement, feed = await reviewer.entry(entry_id)
        return (render_trust(statement, feed) if feed else None) or notice(NO_HOST)
    decision = ReviewDecision.APPROVED if match["act"] == "approve" else ReviewDecision.REJECTED
    ruling = await reviewer.decide(entry_id, decision, by=by, number=int(match["revision"]))
    return render_ruling(
        ruling.review,
        statement=ruling.statement,
        is_new=ruling.is_new,
        is_off_topic=ruling.is_off_topic,
    )


async def _release(reviewer: Reviewer, by: str, match: Match[str]) -> Message:
    feed_id = _feed_id(reviewer, match)
    if match["act"] == "releasepost" and (held := await reviewer.quarantined(feed_id)):
        # Others may have come since the card was made: what is posted is what the admin has read.
        return render_release_question(feed_id, held)
    return _released(await reviewer.release(feed_id, by=by))


async def _release_these(reviewer: Reviewer, by: str, match: Match[str]) -> Message:
    feed_id = _feed_id(reviewer, match)
    return _released(await reviewer.release(feed_id, by=by, post=True, listed=match["listed"]))


def _feed_id(reviewer: Reviewer, match: Match[str]) -> str:
    feed_id = feed_marked(match["feed"], reviewer.feed_ids)
    if feed_id is None:
        raise ReviewError(_(NO_FEED))
    return feed_id


def _released(release: Release) -> Message:
    if not release.was_quarantined:
        return render_not_quarantined(release.feed_id)
    return render_released(
        release.feed_id,
        approved=release.approved,
        held=release.held,
        off_topic=release.off_topic,
    )


async def _withdraw(reviewer: Reviewer, by: str, match: Match[str]) -> Message:
    withdrawal = await reviewer.withdraw(int(match["entry"]), by=by)
    return render_withdrawal(withdrawal.statement, is_new=withdrawal.is_new)


_ACTS: dict[re.Pattern[str], Callable[[Reviewer, str, Match[str]], Awaitable[Message]]] = {
    re.compile(REVIEW): _review,
    re.compile(RELEASE): _release,
    re.compile(RELEASE_THESE): _release_these,
    re.compile(WITHDRAW): _withdraw,
}


async def _ask_to_withdraw(interaction: discord.Interaction[Any], message: discord.Message) -> None:
    """Ask whether the statement this message shows is really to be withdrawn."""

    async def ask(reviewer: Reviewer, by: str) -> Message:
        for target in targets_at(message.channel):
            entry_id = await reviewer.entry_of_message(target, str(message.id))
            if entry_id is not None:
                statement, _ = await reviewer.entry(entry_id)
                return render_withdrawal_question(statement)
        return notice(NOT_A_POST)

    await answer_admin(interaction, ask)


#: In the menu of a message, under Apps.
withdraw = app_commands.ContextMenu(
    name="Withdraw",
    callback=_ask_to_withdraw,
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
)
withdraw.default_permissions = discord.Permissions(manage_guild=True)
