"""The demo's page, visited with a real browser while the story plays and after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.demo.visitor import CHROMIUM, browser_page, posts, run_command, running_demo

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM} on this machine")

FAST = 40.0

expect.set_options(timeout=30_000)


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """Where the demo keeps its files while it runs, and leaves nothing."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []


async def test_a_visitor_sees_the_posts_and_can_ask(temporary: Path, tmp_path: Path) -> None:
    async with running_demo(FAST, temporary) as demo:
        address = await demo.read_until(r"The page: (http://127\.0\.0\.1:\S+)")
        async with browser_page(address[1]) as page:
            # In the middle of the story, while the page is refreshed all the time.
            await expect(posts(page, "The national board has called a strike").first).to_be_visible()
            await run_command(page, "status")
            await expect(posts(page, "Only you can see this").first).to_be_visible()
            await demo.read_until(r"The page stays open")

            await expect(posts(page, "Day 12 of the Stage and screen strike")).to_have_count(1)
            await expect(posts(page, "employer-facts")).to_have_count(0)
            await expect(posts(page, "Curtain falls")).to_have_count(0)
            await expect(posts(page, "meet at the south gate")).to_have_count(1)
            # Only the reply that tells of the change still shows what it said before.
            await expect(posts(page, "meet at the north gate")).to_have_count(1)

            answer = posts(page, "1 of 3 quotations is word for word; 1 was changed")
            await expect(answer).to_have_count(1)
            await expect(answer).to_contain_text("No record")
            await answer.get_by_role("button", name="Receipt: Our answer").click()
            await expect(posts(page, "SHA-256")).to_have_count(1)

            card = posts(page, "Tentative agreement reached").first
            await card.get_by_role("button", name="How do we know?").click()
            await expect(posts(page, "SHA-256")).to_have_count(2)

            await run_command(page, "status")
            await expect(posts(page, "/status").last).to_contain_text("12 days")
            await page.screenshot(path=tmp_path / "page.png")

            await run_command(page, "timeline")
            picture = posts(page, "/timeline").last.get_by_alt_text("Timeline of the Stage and screen strike")
            await expect(picture).to_be_visible()
        assert "Traceback" not in demo.output
    assert demo.process.returncode == 0


async def test_admins_are_asked_in_a_channel_of_their_own(temporary: Path) -> None:
    async with running_demo(FAST, temporary, admins=True) as demo:
        address = await demo.read_until(r"The page: (http://127\.0\.0\.1:\S+)")
        await demo.read_until(r"The page stays open")
        async with browser_page(address[1]) as page:
            question = posts(page, "Is there a tentative agreement?")
            await expect(question).to_have_count(1)
            await expect(question).to_contain_text("tentative_agreement_at: {at: 2026-01-16T23:15, evidence:")
            await expect(posts(page, "Is the strike over?")).to_have_count(1)
            await expect(posts(page, "Day 12 of the Stage and screen strike")).to_have_count(0)
            held = posts(page, "Held for a person: A letter from the Harbor City stagehands")
            await held.get_by_role("button", name="Reject").click()
            await expect(posts(page, "Rejected: it is kept")).to_have_count(1)
            await run_command(page, "preview", "https://strike.lanternguild.example/nothing")
            await expect(posts(page, "It would not be posted: it is not listed now by")).to_have_count(1)
        assert "in #admins: Is the strike over?" in demo.output
        assert "Traceback" not in demo.output
    assert demo.process.returncode == 0
