"""Does the file agree with itself? What must hold between values of feeds.yaml.

Called by `bot.config.loading` with the document as read, not with the models, so that these mistakes
are told together with those in single values; a value that is wrong by itself is passed over here.
"""

from collections.abc import Iterable, Iterator

from bot.config.document_places import Place
from bot.config.reading import Document, shown
from bot.config.strike_checks import check_strikes, strike_notices
from bot.config.topic_checks import check_choices, check_topics, nowhere_notices, topic_notices
from bot.config.values import (
    meant_host,
    nearest,
    read_account,
    read_feed_url,
    read_id,
    read_snowflake,
    valid_or_none,
)
from bot.core.errors import Mistake
from bot.core.hosts import link_host
from bot.core.model import Account, Platform
from bot.core.platforms import (
    feed_matches_account,
    lists_visitors_words,
    may_list_visitors_words,
    names_an_account,
    platform_hosts,
)
from bot.core.sharedhosts import is_shared_platform

_FEED_ADDRESSES = {
    Platform.BLUESKY: "https://bsky.app/profile/{account}/rss",
    Platform.YOUTUBE: "https://www.youtube.com/feeds/videos.xml?channel_id={account}",
    Platform.MASTODON: "https://{host}/@{user}.rss",
}


def check(document: Document) -> Iterator[Mistake]:
    """Find what does not fit together in the file."""
    root = Place((), document.data)
    unions = list(root.items("unions"))
    strikes = [strike for union in unions for strike in union.items("strikes")]
    feeds = [feed for union in unions for name in ("feeds", "watch") for feed in union.items(name)]
    channels = list(root.items("channels"))
    for what, places in [("union", unions), ("feed", feeds), ("strike", strikes), ("channel", channels)]:
        yield from _check_unique(document, what, places)
    for union in unions:
        yield from _check_feeds(document, union)
        yield from check_strikes(document, union, _hosts(union))
        yield from check_topics(document, union)
    for channel in channels:
        yield from _check_statements(document, channel, unions)
        yield from _check_counter(document, channel, strikes)
        yield from _check_mention(document, channel)
        yield from check_choices(document, channel, unions)
    yield from _check_review_channel(document, root.key("review_channel"), channels)


def notices(document: Document) -> Iterator[Mistake]:
    """Find what can be used and may still not be what its author meant; for a file without mistakes."""
    unions = list(Place((), document.data).items("unions"))
    channels = list(Place((), document.data).items("channels"))
    for channel in channels:
        yield from topic_notices(document, channel, unions)
    for union in unions:
        yield from nowhere_notices(document, union, channels)
        yield from strike_notices(document, union)
        for feed in union.items("feeds"):
            url = feed.key("url")
            if feed.key("account").value is None and url.text and may_list_visitors_words(url.text):
                message = "this looks like a feed in which anybody can write, as in a forum or under a post"
                hint = (
                    "if only the union can write there, leave it; else name the feed of its own statements, "
                )
                hint += "such as one category that is closed to others, or put this one under `watch:`"
                yield document.mistake(url.path, message, hint)


def _check_review_channel(document: Document, review: Place, channels: list[Place]) -> Iterator[Mistake]:
    review_id = valid_or_none(read_snowflake, review.value)
    posted_in = {valid_or_none(read_snowflake, channel.key("id").value) for channel in channels}
    if review_id is not None and review_id in posted_in:
        message = "the review channel is also one of `channels`, so members would see what is held"
        yield document.mistake(review.path, message, "name a channel that only admins can see")


def _check_unique(document: Document, what: str, places: Iterable[Place]) -> Iterator[Mistake]:
    lines: dict[object, int] = {}
    for place in places:
        found = place.key("id")
        key = valid_or_none(read_snowflake, found.value) if what == "channel" else found.text
        if key in lines:
            message = f"the id {shown(key)} is taken by the {what} in line {lines[key]}"
            hint = f"give each {what} an id of its own"
            if what == "channel":
                hint = "write all that one channel carries in one place"
            yield document.mistake(found.path, message, hint)
        elif key is not None:
            lines[key] = document.values[found.path].line


def _hosts(union: Place) -> frozenset[str]:
    """Return the union's hosts, also those meant by what is miswritten (which is told by itself)."""
    meant = (meant_host(host.text) for host in union.items("hosts") if host.text)
    return frozenset(host for host in meant if host and not is_shared_platform(host))


def _check_feeds(document: Document, union: Place) -> Iterator[Mistake]:
    hosts = _hosts(union)
    for feed in union.items("feeds"):
        url, pinned = feed.key("url"), feed.key("account")
        address = valid_or_none(read_feed_url, url.value)
        if address is None:
            continue
        if pinned.value is None:
            yield from _check_host(document, url, address, hosts)
            continue
        account = valid_or_none(read_account, pinned.value)
        if account and not feed_matches_account(address, account):
            yield _account_mistake(document, url, pinned, account)


def _check_host(document: Document, url: Place, address: str, hosts: frozenset[str]) -> Iterator[Mistake]:
    host = str(link_host(address))
    if lists_visitors_words(address):
        message = "this is a feed of what visitors write, and anybody can write there"
        yield document.mistake(url.path, message, "put it under `watch:`, or name the feed of the statements")
        return
    if host in hosts and not names_an_account(address):
        return
    if host in hosts:
        message = f"this is one account's feed among others on {host}, and no account is pinned"
        hint = 'add `account: "@user@host"` with whose feed it is; its address is https://host/@user.rss'
    elif is_shared_platform(host):
        message = f"{host} is a platform that many publishers share, and no account is pinned"
        hint = "add `account:` with whose feed it is: did:… (Bluesky), UC… (YouTube) or "
        hint += '"@user@host" (Mastodon); '
        hint += "a platform that has no such account goes under `watch:`"
    else:
        message = f"{host} is not one of the union's hosts"
        hint = f"put somebody else's feed under `watch:`; if {host} is the union's own, add it to `hosts:`; "
        hint += "for a platform pin `account:`"
    yield document.mistake(url.path, message, hint)


def _account_mistake(document: Document, url: Place, pinned: Place, account: Account) -> Mistake:
    host = link_host(str(url.value))
    name, _, instance = account.value.removeprefix("@").partition("@")
    right = _FEED_ADDRESSES[account.platform].format(account=account.value, user=name, host=instance)
    if host in platform_hosts(account):
        message = f"{shown(pinned.value)} is not the account that `url` names"
        return document.mistake(pinned.path, message, f"its feed is {right}; correct one of the two")
    message = f"{shown(url.value)} is not a feed of the account {shown(pinned.value)}"
    hint = f"its feed is {right}; for a feed on the union's own host leave out `account:`"
    return document.mistake(url.path, message, hint)


def _check_statements(document: Document, channel: Place, unions: list[Place]) -> Iterator[Mistake]:
    union_ids = {union.key("id").text for union in unions}
    own = {feed.key("id").text: union for union in unions for feed in union.items("feeds")}
    watched = {feed.key("id").text for union in unions for feed in union.items("watch")}
    known = {name for name in (*union_ids, *own) if name}
    for item in channel.items("statements"):
        name = item.text
        if name in union_ids and name in own and not _is_only_feed(name, own[name]):
            message = f"{shown(name)} is both a union and one of several feeds"
            yield document.mistake(item.path, message, "give the feed another id")
        elif name in watched and name not in known:
            message = f"{shown(name)} is a feed under `watch:`, which is never posted"
            yield document.mistake(item.path, message, "name a union or one of its own feeds")
        elif name and name not in known:
            yield document.mistake(
                item.path, f"there is no union or feed {shown(name)}", _instead(name, known)
            )


def _is_only_feed(name: str | None, union: Place) -> bool:
    """Tell whether the union and its only feed share a name, so that both mean the same."""
    return union.key("id").text == name and len(list(union.items("feeds"))) == 1


def _check_counter(document: Document, channel: Place, strikes: list[Place]) -> Iterator[Mistake]:
    strike = channel.key("day_counter").key("strike")
    known = {name for name in (place.key("id").text for place in strikes) if name}
    if strike.text and strike.text not in known:
        message = f"there is no strike {shown(strike.text)}"
        hint = _instead(strike.text, known, under="`strikes:` of its union")
        yield document.mistake(strike.path, message, hint)


def _check_mention(document: Document, channel: Place) -> Iterator[Mistake]:
    mention = channel.key("mention_role")
    categories = mention.key("categories")
    if categories.value == []:
        message = "without a category the role is never called"
        hint = "name categories as the feed writes them, such as [Strike], or remove `mention_role`"
        yield document.mistake(categories.path, message, hint)
    if isinstance(mention.value, dict) and not channel.key("statements").value:
        message = "this channel carries no statements, and only these call a role"
        yield document.mistake(mention.path, message, "add `statements:`, or remove `mention_role`")


def _instead(name: str, known: set[str], *, under: str = "`unions:`") -> str:
    usable = {other for other in known if valid_or_none(read_id, other)}  # a miswritten id is told by itself
    near = nearest(name, usable)
    if near:
        return f"write {near}"
    return f"there are {', '.join(sorted(usable))}" if usable else f"add it under {under} first"
