"""The feeds.yaml that ``init`` writes loads, whatever a site said, and confirms nobody by itself."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.config import load
from bot.config.writing import SCHEMA_FILE, SCHEMA_LINE, feeds_yaml, schema_text, write_feeds_yaml
from bot.core.errors import BotError
from bot.core.model import Account, Platform
from bot.core.proposing import Confirmed, Proposal, ProposedFeed, ProposedHost

ON = date(2026, 1, 5)
SITE = "https://www.guild.example/"
ALL = Confirmed("Example Guild", "America/Los_Angeles", channel=123456789012345678, review_channel=234)


def proposal(
    *feeds: ProposedFeed, confirmed: Confirmed = ALL, hosts: tuple[ProposedHost, ...] = ()
) -> Proposal:
    own = ProposedHost("www.guild.example", "you named it", is_active=True)
    return Proposal(SITE, "guild", confirmed, (own, *hosts), feeds)


def feed(number: int = 1, *notes: str, url: str = f"{SITE}feed/", is_active: bool = True) -> ProposedFeed:
    return ProposedFeed(f"guild-news-{number}", url, None, notes, is_active)


def test_everything_confirmed_is_in_force(tmp_path: Path) -> None:
    mastodon = Account(Platform.MASTODON, "@guild@social.example")
    social = ProposedFeed("guild-mastodon", "https://social.example/@guild.rss", mastodon, (), is_active=True)
    path = tmp_path / "feeds.yaml"
    strike = ProposedHost("strike.guild.example", "2 entries link there", is_active=True)
    loaded = write_feeds_yaml(feeds_yaml(proposal(feed(), social, hosts=(strike,)), ON), path, replace=False)
    catalogue = load(path).catalogue
    assert catalogue == loaded.catalogue
    assert [(one.id, one.account) for one in catalogue.feeds] == [
        ("guild-news-1", None),
        ("guild-mastodon", mastodon),
    ]
    assert catalogue.feeds[0].hosts == {"www.guild.example", "strike.guild.example"}
    (channel,) = catalogue.channels
    assert (channel.id, sorted(channel.feed_ids)) == (ALL.channel, ["guild-mastodon", "guild-news-1"])
    assert catalogue.review_channel == 234
    assert (loaded.notices, list(catalogue.union_timezones)) == ((), ["guild"])


def test_what_is_not_confirmed_is_a_comment_that_works_once_it_is_none(tmp_path: Path) -> None:
    bluesky = Account(Platform.BLUESKY, "did:plc:abc123")
    url = "https://bsky.app/profile/did:plc:abc123/rss"
    account = ProposedFeed(
        "guild-bluesky", url, bluesky, ("Is this account the union's own?",), is_active=False
    )
    other = ProposedHost("strike.guild.example", "2 entries link there", is_active=False)
    nothing = Proposal(SITE, "guild", Confirmed("1199"), (other,), (account,))
    path = tmp_path / "feeds.yaml"
    text = feeds_yaml(nothing, ON)
    loaded = write_feeds_yaml(text, path, replace=False)
    assert not loaded.catalogue.feeds
    assert not loaded.catalogue.channels
    assert loaded.catalogue.union_names == {"guild": "1199"}
    for line in ("feeds:", "- id: guild-bluesky", f"  url: {url}", "  account: did:plc:abc123", "hosts:"):
        assert f"# {line}" in text
        text = text.replace(f"# {line}", line)
    text = text.replace("# - strike.guild.example", "- strike.guild.example")
    path.write_text(text, encoding="utf-8")
    (followed,) = load(path).catalogue.feeds
    assert followed.account == bluesky
    assert followed.hosts == {"strike.guild.example"}


HOSTILE = st.text(
    st.sampled_from("ab\"'\\#:-[]{}&*!|>%@`, \n\r\t\x85\u2028\u202e\ufeff\x00é組🪧"), max_size=30
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=HOSTILE.filter(lambda text: text.strip().isprintable() and text.strip()), note=HOSTILE, path=HOSTILE
)
@example(name="yes", note="\nunions: []", path="#")
@example(name="- id: x", note="\u2028  - id: evil\n    hosts: [evil.example]", path='"\n    account: x')
def test_whatever_a_site_says_stays_a_value_or_a_comment(
    tmp_path: Path, name: str, note: str, path: str
) -> None:
    url = f"{SITE}{path}"
    text = feeds_yaml(
        proposal(feed(1, note), feed(2, note, url=url, is_active=False), confirmed=Confirmed(name)), ON
    )
    file = tmp_path / "feeds.yaml"
    file.write_text(text, encoding="utf-8")
    loaded = load(file)
    assert loaded.catalogue.union_names == {"guild": " ".join(name.split())}
    assert [one.id for one in loaded.catalogue.feeds] == ["guild-news-1"]
    assert loaded.catalogue.feeds[0].hosts == {"www.guild.example"}


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("mine", encoding="utf-8")
    text = feeds_yaml(proposal(feed()), ON)
    with pytest.raises(BotError, match=r"is there already; name another with --output, .* --force"):
        write_feeds_yaml(text, path, replace=False)
    assert (path.read_text(encoding="utf-8"), len(list(tmp_path.iterdir()))) == ("mine", 1)
    write_feeds_yaml(text, path, replace=True)
    assert path.read_text(encoding="utf-8") == text
    with pytest.raises(BotError, match="could not be written"):
        write_feeds_yaml(text, tmp_path / "nowhere" / "feeds.yaml", replace=False)


@pytest.mark.parametrize(
    ("there", "is_replaced"),
    [
        (None, True),
        ('{"title": "Picketwire\'s feeds.yaml"}', True),
        ('{"title": "x"}', False),
        ("[]", False),
        ("?", False),
    ],
)
def test_the_schema_lies_where_the_first_line_points(
    tmp_path: Path, there: str | None, is_replaced: bool
) -> None:
    path, schema = tmp_path / "feeds.yaml", tmp_path / SCHEMA_FILE
    if there is not None:
        schema.write_text(there, encoding="utf-8")
    write_feeds_yaml(feeds_yaml(proposal(feed()), ON), path, replace=False)
    assert path.read_text(encoding="utf-8").splitlines()[0] == SCHEMA_LINE
    written = schema.read_text(encoding="utf-8")
    assert written == (schema_text() if is_replaced else there)
