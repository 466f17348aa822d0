"""From nothing to a feeds.yaml: `init`, and what the commands after it say of what it wrote."""

from tests.acceptance.conftest import FEED, Program, statement
from tests.documents import Item, rss
from tests.services.conftest import START
from tests.site.server import Reply

TEXT = "We, the members of the Guild, have voted. Our picket lines open on Monday at nine."
HOME = "https://www.guild.example/"
BLUESKY = "https://bsky.app/profile/guild.example/rss"
PAGE = f"""<title>Home | Example Guild</title><link rel="alternate" type="application/rss+xml" href="{FEED}">
    <a href="https://bsky.app/profile/guild.example">Bluesky</a>"""


def serve(program: Program) -> None:
    program.site.put(HOME, Reply(PAGE.encode(), content_type="text/html"))
    elsewhere = Item("We meet", "https://strike.guild.example/meet", TEXT, START, "2")
    program.publish(statement("one", "We march", TEXT, published_at=START), elsewhere)
    guid = "at://did:plc:abc123/app.bsky.feed.post/3k"
    post = Item("", "https://bsky.app/profile/guild.example/post/3k", TEXT, START, guid)
    program.site.put(BLUESKY, rss([post], title="@guild.example"))
    program.site.put("https://bsky.app/profile/did:plc:abc123/rss", rss([post], title="@guild.example"))


async def test_a_file_for_a_site_that_was_asked_nothing_about_and_what_the_doctor_says_of_it(
    program: Program,
) -> None:
    serve(program)
    ended = await program("init", "www.guild.example", "--yes")
    assert ended.code == 1
    assert "feeds.yaml is there already" in ended.err
    (program.folder / "feeds.yaml").unlink()
    ended = await program("init", "www.guild.example", "--yes", "--timezone", "Europe/Madrid")
    assert (ended.code, ended.err) == (0, "")
    assert "feeds.yaml is written: 1 feed to follow." in ended.out
    assert {path.name for path in program.folder.iterdir()} == {
        "feeds.yaml",
        "feeds.schema.json",
        "site-ca.pem",
    }
    checked = await program("check", "--live")
    assert checked.code == 0
    assert "  ok:      its last 2 entries: 1 direct, 1 held" in checked.err
    assert "  note:    1 held by link-subdomain, such as “We meet”: " in checked.err
    assert "Only if strike.guild.example is the union's own host alone, add it to `hosts`." in checked.err
    records = (await program("check", "--live", "--json")).records
    assert [(record["level"], record["path"]) for record in records] == [
        ("warning", "unions[0].feeds[0].url"),  # its newest entry is old
        ("note", "unions[0].hosts"),
    ]


async def test_what_an_admin_confirms_is_followed_and_a_draft_can_be_planned(program: Program) -> None:
    serve(program)
    answers = [
        "Example Performers Guild",
        "Nowhere",
        "Europe/Madrid",
        "y",
        "y",
        "y",
        "",
        "234567890123456789",
    ]
    ended = await program("init", HOME, "--output", "new.yaml", given="\n".join([*answers, ""]).encode())
    assert ended.code == 0, ended.out + ended.err
    assert "'Nowhere' is not a known time zone" in ended.out
    draft = (program.folder / "new.yaml").read_text(encoding="utf-8")
    for line in ("      - strike.guild.example", "        account: did:plc:abc123", "review_channel: 2345"):
        assert f"\n{line}" in draft
    assert (await program("check", "new.yaml")).code == 0
    planned = await program("plan", "new.yaml", "--json")
    assert "feeds.yaml would change: Added: the feed example-performers-guild-news of " in planned.err
    assert sorted((one["feed"], one["verdict"]) for one in planned.records) == [
        ("example-performers-guild-bluesky", "direct"),
        ("example-performers-guild-news", "direct"),
        ("example-performers-guild-news", "direct"),
    ]


async def test_where_there_is_no_feed_nothing_is_written_and_it_says_what_was_tried(program: Program) -> None:
    program.site.put("https://strike.guild.example/", Reply(b"<p>Strike!", content_type="text/html"))
    ended = await program("init", "strike.guild.example", "--yes", "--output", "new.yaml")
    assert ended.code == 1
    assert "https://strike.guild.example/feed/: strike.guild.example answered 404 (Not Found)" in ended.out
    assert ended.err.startswith(
        "No feed was found for https://strike.guild.example/, and no file was written."
    )
    assert not (program.folder / "new.yaml").exists()
    for arguments in (("--yes",), ("the guild", "--yes"), ("--account", "guild.example")):
        assert (await program("init", "--output", "new.yaml", *arguments)).code == 2
