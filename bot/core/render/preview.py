"""What stands above a preview: what would be posted of an address, where, and if not, why not.

Below it come the post as it would look, where there is one, and the receipt with every check
(`render_receipt`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.core.hosts import LinkFault
from bot.core.language import mark
from bot.core.model import (
    ActionButton,
    Block,
    Decision,
    DeliveryState,
    Message,
    MessageKind,
    PlannedEntry,
    StandingPost,
    Statement,
)
from bot.core.reasons import retold
from bot.core.render.words import bold, code, foreign, heading, joined, say, stacked
from bot.core.render.works import place
from bot.core.sharedhosts import is_shared_platform

_STATES: Final = {
    DeliveryState.SENT: mark("posted"),
    DeliveryState.PARKED: mark("refused for now; `/status` says why"),
}
_WAITS: Final = mark("waits to be posted")
_HELD: Final = mark("It would be held for a person: nothing of it is posted until somebody approves it.")
_REJECTED: Final = mark("It would be rejected and never posted.")
_NOWHERE: Final = mark("Nothing of it would be posted; the receipt below says why.")
_ELSEWHERE: Final = mark(
    "Nothing of it would be posted: the same statement is known from another of the union's sources."
)


def as_shown(post: Message) -> Message:
    """Return a post with its buttons as they look, not to be pressed but for links: nothing answers them."""
    buttons = (replace(one, is_chosen=True) if isinstance(one, ActionButton) else one for one in post.buttons)
    return replace(post, buttons=tuple(buttons))


def render_known(
    statement: Statement,
    standing: Mapping[str, StandingPost],
    targets: Sequence[str],
    *,
    declining: Collection[str] = (),
    is_shown: bool,
) -> Message:
    """Tell that an entry is stored, and where it stands; `is_shown`: below it comes what its post shows.

    `targets` follow its feed; those `declining` don't carry what it is about.
    """
    if statement.is_unions_word and not is_shown:
        words = say("It is stored, and feeds.yaml no longer has its feed among those whose words are posted.")
    elif is_shown:
        words = say("It is stored, and below is what a post of it shows now.")
    else:
        words = say("It is stored, and nothing of it is posted; the receipt below says why.")
    lines = [
        _standing(target, standing.get(target), is_declining=target in declining)
        for target in sorted({*targets, *standing})
    ]
    return _head([words, *([stacked(lines)] if lines else [])])


def _standing(target: str, post: StandingPost | None, *, is_declining: bool) -> Block:
    if post is None and is_declining:
        return say("• {place}: not posted, for it does not carry what this is about", place=place(target))
    if post is None:
        return say("• {place}: not posted", place=place(target))
    return say("• {place}: {state}", place=place(target), state=say(_STATES.get(post.state, _WAITS)))


def render_planned(feed_id: str, planned: PlannedEntry) -> Message:
    """Tell what the next poll would make of an entry that its feed lists now."""
    if planned.known_id is None:
        listed = say(
            "{feed} lists it now, and the bot has not stored it yet.", feed=bold(foreign(feed_id, 100))
        )
    else:
        listed = say(
            "{feed} lists it now; the bot has stored the same entry under another address.",
            feed=bold(foreign(feed_id, 100)),
        )
    return _head([listed, _outcome(planned)])


def _outcome(planned: PlannedEntry) -> Block:
    if planned.verdict.decision is Decision.HELD:
        return say(_HELD)
    if planned.verdict.decision is Decision.REJECTED:
        return say(_REJECTED)
    targets = planned.post_to or planned.edit_at
    if not targets:
        return say(_ELSEWHERE if planned.duplicate_of is not None else _NOWHERE)
    places = joined(*map(place, targets), by=", ")
    if planned.post_to:
        return say("The next poll would post it as shown below: {places}", places=places)
    return say("The next poll would bring its posts up to date, as shown below: {places}", places=places)


def render_looking(link: str, feed_ids: Sequence[str]) -> Message:
    """Tell that feeds are being asked about an address; the answer is completed in place."""
    names = foreign(", ".join(feed_ids))
    return _head(
        [
            foreign(link, 300),
            say("It is not stored. Asking now whether a feed lists it: {feeds}…", feeds=names),
        ]
    )


def render_not_listed(link: str, asked: Sequence[str], failed: Mapping[str, str]) -> Message:
    """Tell that no feed lists an address; `failed` says by feed id why one could not be asked."""
    blocks = [foreign(link, 300)]
    names = foreign(", ".join(asked))
    if asked and failed:
        blocks.append(say("It is not listed now by {feeds}.", feeds=names))
    elif asked:
        blocks.append(
            say(
                "It would not be posted: it is not listed now by {feeds}, and only what a feed lists is ever "
                "posted.",
                feeds=names,
            )
        )
    blocks += [
        say(
            "{feed} could not be asked: {reason}.",
            feed=foreign(feed_id, 100),
            reason=foreign(retold(words.rstrip(".")), 300),
        )
        for feed_id, words in failed.items()
    ]
    if failed:
        blocks.append(
            say("So whether it would be posted is not known; only what a feed lists is ever posted.")
        )
    return _head(blocks)


def render_look_failed(link: str) -> Message:
    """Tell that the feeds could not be asked, for a fault of ours."""
    return _head(
        [
            foreign(link, 300),
            say("The feeds could not be asked: something went wrong here, and it has been logged."),
        ]
    )


def render_unfollowed(link: str, host: str | LinkFault) -> Message:
    """Tell what would be needed for an address on a host that no feed here speaks for."""
    blocks = [foreign(link, 300), say("It would not be posted.")]
    if isinstance(host, LinkFault):
        fault = foreign(retold(host.problem), 200)
        blocks.append(
            say(
                "The link {fault}, so it would never be treated as the union's, whatever lists it.",
                fault=fault,
            )
        )
    elif is_shared_platform(host):
        blocks.append(
            say(
                "{host} is shared by many publishers, so its name proves nothing. Needed: a feed of the "
                "union's own account there, with that account pinned by {key} in feeds.yaml.",
                host=bold(foreign(host)),
                key=code("account"),
            )
        )
    else:
        blocks.append(
            say(
                "{host} is on no union's list here. Needed: a feed that lists it, and, if and only if that "
                "host belongs to the union, the host under the union's {key} in feeds.yaml.",
                host=bold(foreign(host)),
                key=code("hosts"),
            )
        )
    return _head(blocks)


def render_too_many() -> Message:
    """Tell that feeds are not asked now, because too much is being asked."""
    return _head([say("Too many previews are being asked for at the moment; try again in a minute.")])


def _head(blocks: Sequence[Block]) -> Message:
    return Message(MessageKind.ANSWER, (heading(say("Preview")), *blocks))
