"""Which hosts do many publishers share? There a host's name says nothing about who speaks.

Called by the configuration (such a host is never a union's own) and by the rules. What is listed here is
completed by the Public Suffix List, in whose private part companies name the domains under which
their customers publish.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from publicsuffixlist import PSLFILE

from bot.core.hosts import normalise_host


def _listed(hosts: str) -> frozenset[str]:
    return frozenset(hosts.split())


#: Where unions have pages and accounts beside their site: a link there leads to nobody else in particular.
WELL_KNOWN: Final = _listed(
    """
    actionnetwork.org blogger.com blogspot.com bsky.app bsky.social buttondown.com buttondown.email
    campaign-archive.com campaign-archive1.com campaign-archive2.com discord.com discord.gg facebook.com
    fb.com feedburner.com ghost.io github.com github.io gitlab.io google.com instagram.com libsyn.com
    linkedin.com linktr.ee livejournal.com mailchi.mp mastodon.social medium.com netlify.app pages.dev
    patreon.com podbean.com reddit.com soundcloud.com spreaker.com squarespace.com substack.com t.co t.me
    telegram.me telegram.org threads.com threads.net tiktok.com tumblr.com twitch.tv twitter.com
    typepad.com vercel.app vimeo.com weebly.com whatsapp.com wix.com wixsite.com wordpress.com x.com
    youtu.be youtube.com
    """
)

#: Instances of Mastodon and the like, press wires, newsletters, campaigns, site builders, podcasts, and
#: services that make a feed of anything.
_FURTHER: Final = _listed(
    """
    acast.com accesswire.com anchor.fm apple.com aus.social bearblog.dev beehiiv.com bird.makeup
    bitbucket.org blubrry.com businesswire.com buzzsprout.com c.im canalblog.com captivate.fm carrd.co
    change.org chaos.social ck.page codeberg.org codeberg.page dailymotion.com dreamwidth.org
    einpresswire.com eventbrite.com everyaction.com feedly.com fetchrss.com flickr.com fosstodon.org
    gitlab.com globenewswire.com godaddysites.com gofundme.com hachyderm.io hatenablog.com infosec.exchange
    issuu.com jimdo.com jimdofree.com jimdosite.com journa.host kolektiva.social lemmy.world
    list-manage.com mas.to masto.ai mastodon.cloud mastodon.ie mastodon.nu mastodon.online mastodon.scot
    mastodon.world mastodonapp.uk megaphone.fm micro.blog mixcloud.com moveon.org mstdn.ca mstdn.party
    mstdn.social nationbuilder.com neocities.org newsie.social newswire.ca newswire.com nitter.net
    norden.social notion.site notion.so nrw.social openpr.com ots.at over-blog.com piaille.fr pinterest.com
    pixelfed.social politepol.com presseportal.de prlog.org prnewswire.co.uk prnewswire.com prweb.com
    quora.com rss.app rsshub.app rumble.com scribd.com simplecast.com snapchat.com social.coop spotify.com
    square.site strikingly.com techhub.social telegra.ph tilda.ws tinyletter.com toot.community
    transistor.fm troet.cafe union.place universeodon.com vk.com webflow.io weibo.com wordpress.org
    write.as yahoo.com zapier.com
    """
)

#: Hosts that many publishers share. Each stands for itself and for all hosts below it.
SHARED_PLATFORMS: Final = WELL_KNOWN | _FURTHER

#: In the private part of the list, yet registries like any other: a name there has one holder.
_REGISTRIES: Final = _listed(
    """
    ae.org asso.eu.org br.com cn.com co.ca co.com co.nl co.no com.de com.se de.com eu.com eu.org gb.net
    gr.com hk.com hk.org hu.net in.net it.com jp.net jpn.com jpn.org mex.com ngo.us ru.com sa.com se.net
    uk.com uk.net us.com us.org za.com za.net za.org
    """
)

#: One company, a domain a country; the Public Suffix List names only some of them.
_BLOGSPOT: Final = re.compile(r"(?:^|\.)blogspot\.(?:[a-z]{2,3}|(?:com|co)\.[a-z]{2})\Z")


@lru_cache(maxsize=4096)
def is_shared_platform(host: str) -> bool:
    """Tell whether a normalised host is one that many publishers share, or is below one."""
    parents = list(_itself_and_parents(host))
    if not SHARED_PLATFORMS.isdisjoint(parents) or _BLOGSPOT.search(host):
        return True
    if not _REGISTRIES.isdisjoint(parents):
        return False
    private = _private_suffixes()
    return any(parent in private or f"*.{parent}" in private for parent in parents)


def is_well_known_platform(host: str) -> bool:
    """Tell whether a normalised host is, or is below, one of `WELL_KNOWN`."""
    return not WELL_KNOWN.isdisjoint(_itself_and_parents(host))


def _itself_and_parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


@lru_cache(maxsize=1)
def _private_suffixes() -> frozenset[str]:
    """Return the private part of the bundled list (https://publicsuffix.org/list/), in normal form.

    Its few exceptions (``!``) are left out: they would only let a host through.
    """
    text = Path(PSLFILE).read_text(encoding="utf-8")
    private = text.partition("===BEGIN PRIVATE DOMAINS===")[2].splitlines()
    rules = (line.strip() for line in private if line and not line.startswith(("//", "!")))
    return frozenset(rule if rule.isascii() else normalise_host(rule) or rule for rule in rules)
