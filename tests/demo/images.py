"""Make the pictures in docs/images from the demo's own page: `python -m tests.demo.images`.

The page shows Discord in its dark colours alone.

Needs Chromium at /usr/bin/chromium. Look at the pictures before you commit them.
"""

import asyncio
from pathlib import Path

from playwright.async_api import FloatRect, Locator, Page, expect

from tests.demo.visitor import ROOT, browser_page, posts, run_command, running_demo

FOLDER = ROOT / "docs" / "images"
SHOWN = "Tentative agreement reached"
ASKED_ABOUT = "Have you seen this?"
ANSWERED = "1 of 3 quotations is word for word"
NARROW, TALL = 960, 1600  #: a viewport in which a story and its answer are seen together
FRAME = ".component-container"
#: Pictures of day posts, by the words that tell them.
DAYS = {
    "day-post.png": "Day 8 of the Stage and screen strike",
    "day-quiet.png": "Day 5 of the Stage and screen strike",
    "day-unreached.png": "Day 6 of the Stage and screen strike",
    "day-round.png": "Day 10 of the Stage and screen strike",
    "day-agreement.png": "Day 12 of the Stage and screen strike",
    "day-total.png": "The Stage and screen strike is over",
}
SPANISH_DAYS = {
    "day-post-spanish.png": "Día 8: Stage",
    "day-round-spanish.png": "Día 10: Stage",
    "day-total-spanish.png": "Duró 12 días",
}
QUESTION = "Is there a tentative agreement?"
MARGIN = 16


async def make_images(folder: Path) -> None:
    """Write every picture.

    post.png (one card), verify.png (a story, asked about), page.png (an answer to /status), day-….png (day
    posts) and question.png (what the admins are asked).
    """
    async with running_demo(speed=100) as demo:
        address = await demo.read_until(r"The page: (\S+)")
        # Opened after the story, a page begins at the newest post.
        await demo.read_until(r"The page stays open")
        async with browser_page(address[1], scale=2) as page:
            card = posts(page, SHOWN).first
            await _shoot(page, card, folder / "post.png")
            for name, words in DAYS.items():
                await _shoot(page, posts(page, words).first, folder / name)
        async with browser_page(address[1], width=NARROW, height=TALL, scale=2) as page:
            await _shoot_question(page, folder / "verify.png")
        async with browser_page(address[1]) as page:
            await run_command(page, "status")
            await expect(posts(page, "Only you can see this")).to_be_visible()
            await page.locator("#preview-app[aria-busy=false]").wait_for()
            await page.mouse.move(0, 0)
            await posts(page, "Only you can see this").evaluate("post => post.scrollIntoView({block: 'end'})")
            await page.screenshot(path=folder / "page.png")


async def make_admins_image(folder: Path) -> None:
    """Write question.png, from the admins' channel."""
    async with running_demo(speed=100, admins=True) as demo:
        address = await demo.read_until(r"The page: (\S+)")
        await demo.read_until(r"The page stays open")
        async with browser_page(address[1], scale=2) as page:
            await _shoot(page, posts(page, QUESTION).first, folder / "question.png")


async def make_spanish_images(folder: Path) -> None:
    """Write day-…-spanish.png; the union's own words stay as they are."""
    async with running_demo(speed=100, language="es") as demo:
        address = await demo.read_until(r"The page: (\S+)")
        await demo.read_until(r"The page stays open")
        async with browser_page(address[1], scale=2) as page:
            for name, words in SPANISH_DAYS.items():
                await _shoot(page, posts(page, words).first, folder / name)


async def _shoot(page: Page, card: Locator, file: Path) -> None:
    await card.scroll_into_view_if_needed()
    await page.screenshot(path=file, clip=await around(card))


async def _shoot_question(page: Page, file: Path) -> None:
    """Take a picture of the story a member posted and of the answer below it."""
    story, answer = posts(page, ASKED_ABOUT).first, posts(page, ANSWERED).first
    await answer.evaluate("post => post.scrollIntoView({block: 'end'})")
    await expect(answer.get_by_role("button").first).to_be_enabled()
    above, clip = await story.bounding_box(), await around(answer)
    assert above is not None
    clip["height"] += clip["y"] - above["y"]
    await page.screenshot(path=file, clip={**clip, "y": above["y"]})


async def around(card: Locator) -> FloatRect:
    """Return the card's place on the page, without the empty half of the channel beside it."""
    post = await card.bounding_box()
    frame = await card.locator(FRAME).first.bounding_box()
    assert post is not None
    assert frame is not None
    right = frame["x"] + frame["width"] + MARGIN
    return {
        "x": post["x"],
        "y": post["y"] - MARGIN / 2,
        "width": right - post["x"],
        "height": post["height"] + MARGIN,
    }


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(make_images(FOLDER))
    asyncio.run(make_admins_image(FOLDER))
    asyncio.run(make_spanish_images(FOLDER))
