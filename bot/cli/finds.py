"""What `init` shows: the feeds that were found, what was tried in vain, what comes next."""

import sys
from pathlib import Path

from rich.text import Text

from bot import printing
from bot.core.errors import Mistake
from bot.core.escape import printable
from bot.core.findings import Findings, Sighting, described, entry_hosts, seen_in
from bot.core.proposing import Proposal

_MOST_FAILURES = 20


def show_findings(findings: Findings) -> None:
    """Show each feed that was found, and where there is none."""
    made = f" (made with {findings.maker.value})" if findings.maker else ""
    if findings.site is not None:
        _line(f"{findings.site}{made}, called “{findings.title}”")
    for sighting in findings.sightings:
        _show(findings, sighting)
    if findings.failures:
        _line("")
        _line("No feed to follow at:")
    for failure in findings.failures[:_MOST_FAILURES]:
        _line(f"  {failure.url}: {failure.words}")


def _show(findings: Findings, sighting: Sighting) -> None:
    seen = seen_in(sighting, findings.title, findings.hosts)
    _line("")
    _line(f"{sighting.url}")
    title = f"“{sighting.parsed.title}”: " if sighting.parsed.title else ""
    _line(f"  {title}{described(seen)}")
    _line(f"  Tried because {sighting.how.value}.")
    hosts = entry_hosts(sighting.parsed)
    if hosts:
        _line("  Its entries link to " + ", ".join(f"{host} ({number})" for host, number in hosts.items()))
    if sighting.account is not None:
        _line(f"  It is the feed of the account {sighting.account.value}")
    for words, number in seen.against:
        _line(f"  {number} {words}")


def show_nothing(findings: Findings) -> None:
    """Say that there is nothing to follow, and what can be done about it."""
    where = f" for {findings.site}" if findings.site else ""
    printing.tell(
        f"No feed was found{where}, and no file was written. Many unions publish no feed: look on the site "
        "for “RSS”, try the address of its news page, or name an account of the union's with --account "
        "(did:… of Bluesky, UC… of YouTube, @user@host of Mastodon)."
    )


def show_written(path: Path, proposal: Proposal, notices: tuple[Mistake, ...], *, is_in_force: bool) -> None:
    """Say what was written and what comes next; `is_in_force`: it is the file that all commands read."""
    feeds = sum(feed.is_active for feed in proposal.feeds)
    asked = [feed for feed in proposal.feeds if not feed.is_active]
    _line("")
    _line(f"{path} is written: {feeds} {'feed' if feeds == 1 else 'feeds'} to follow.")
    if asked:
        more = (
            "1 more stands in it as a comment"
            if len(asked) == 1
            else f"{len(asked)} more stand in it as comments"
        )
        _line(f"{more}; take away the # of what is the union's own.")
    for notice in notices:
        _line(str(notice))
    bot = f"{_python()} -m bot"
    named = "" if is_in_force else f" {path}"
    steps = [
        (f"{bot} check --live{named}", "asks every feed and says what to mend"),
        (f"{bot} plan{named}", "shows what would be posted, held and rejected, and why"),
        *([] if is_in_force else [(f"export FEEDS_FILE={path}", "lets every command read it")]),
        (f"{bot} run", "begins; without DISCORD_TOKEN it prints the posts here"),
        ("docs/discord.md", "make the bot in Discord, invite it, copy a channel's id"),
    ]
    width = max(len(command) for command, _ in steps)
    _line("Next:")
    for command, words in steps:
        _line(f"  {command:<{width}}   {words}")


def _python() -> str:
    """Return how this Python is called from here."""
    try:
        return str(Path(sys.executable).relative_to(Path.cwd()))
    except ValueError:
        return "python"


def _line(words: str) -> None:
    printing.standard_output().print(Text(printable(words)), soft_wrap=True)
