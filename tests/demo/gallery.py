"""Make the pictures of docs/gallery.md: `python -m tests.demo.gallery`.

The real bot posts what an invented union says to a simulated Discord, whose page is photographed in Chromium.
The page has Discord's dark colours alone; for light pictures they are replaced by Discord's light ones. Needs
Chromium at /usr/bin/chromium. Look at the pictures before you commit them.
"""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import simcord
from PIL import Image as Pillow
from playwright.async_api import Locator, Page
from simcord import MemberActor
from simcord.backend.cdn import CDN_BASE

from bot.adapters.database.store import open_store
from bot.core.model import Entry
from bot.demo.picture import picket_sign
from tests.demo.exhibits import (
    CHANGED_PICKETS,
    FEED,
    HELD,
    LETTER,
    PICKETS,
    PICTURE,
    RALLY,
    SPANISH,
    VIDEO,
    VOTE,
    WITHDRAWN,
    Exhibit,
    gate_three,
)
from tests.demo.images import around
from tests.demo.visitor import ROOT, browser_page, posts
from tests.discord_app.desk import Desk

FOLDER = ROOT / "docs" / "images"
STARTS_AT = datetime(2026, 3, 5, 17, tzinfo=UTC)
PHONE = 390  #: points; as wide as many phones
COLOURS = 128
#: Discord's light theme, by the names the page has for its colours.
LIGHT = {
    "discord-bg": "#ffffff",
    "discord-surface": "#f2f3f5",
    "discord-elevated": "#e3e5e8",
    "discord-control": "#ebedef",
    "discord-hover": "#f7f7f8",
    "discord-text": "#313338",
    "discord-muted": "#5c5e66",
    "discord-subtle": "#4e5058",
    "discord-border": "#d8dade",
    "component-surface": "#f9f9fa",
    "component-border": "#e3e5e8",
    "control-border": "#d8dade",
    "chip-surface": "#ebedef",
    "list-surface": "#f2f3f5",
    "subtle-surface": "#e3e5e8",
    "subtle-surface-text": "#313338",
    "entity-text": "#4e5058",
    "entity-dim": "#5c5e66",
    "button-secondary-surface": "#e3e5e8",
    "button-alt": "#e3e5e8",
    "code-surface": "#f2f3f5",
    "code-border": "#e3e5e8",
    "code-text": "#313338",
    "link-text": "#0067e0",
    "link-accent": "#0067e0",
}
#: What the page colours without a name: words, and those on buttons, which are grey in these pictures.
_WORDS = "body, .message-content, .text-display, .component-button { color: #313338 !important; }"
_RECOLOUR = """([colours, words]) => {
    for (const [name, colour] of Object.entries(colours))
        document.documentElement.style.setProperty(`--${name}`, colour);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(words);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


@dataclass(slots=True)
class Gallery:
    """The bot at work, and somebody who looks at its channel."""

    desk: Desk
    reader: MemberActor

    async def say(self, exhibit: Exhibit, text: str | None = None) -> None:
        """Have the union publish something, or change it."""
        desk = self.desk
        desk.clock.at += timedelta(minutes=25)
        await desk.env.advance_time((desk.clock.at - desk.env.now()).total_seconds())
        desk.listed = [one for one in desk.listed if one.guid != exhibit.slug]
        entry = Entry(
            exhibit.slug,
            f"{exhibit.site}/{exhibit.slug}",
            exhibit.title,
            text or exhibit.text,
            published_at=desk.clock.at - timedelta(minutes=4),
            categories=exhibit.categories,
            images=exhibit.images,
        )
        desk.listed.insert(0, entry)
        await desk.poll()
        await desk.deliver()

    async def shoot(
        self, names: dict[str, str], *, width: int = 1280, reviews: bool = False, light: bool = False
    ) -> None:
        """Take pictures of posts, by the words that tell them."""
        async with self._page(width, reviews=reviews) as page:
            if light:
                await page.evaluate(_RECOLOUR, [LIGHT, _WORDS])
            for name, words in names.items():
                await _shoot(page, posts(page, words).last, FOLDER / f"gallery-{name}.png")

    async def shoot_read_here(self) -> None:
        """Take a picture of the second page of a text, as whoever opens it sees it."""
        async with self._page(1280) as page:
            await posts(page, LETTER.title).first.get_by_role("button", name="Read it here").click()
            await posts(page, "Page 1 of").get_by_role("button", name="Next page").click()
            await posts(page, "Page 2 of").wait_for()
            await page.locator("#preview-app[aria-busy=false]").wait_for()
            await _shoot(page, posts(page, "Page 2 of"), FOLDER / "gallery-read-here.png")

    @asynccontextmanager
    async def _page(self, width: int, *, reviews: bool = False) -> AsyncIterator[Page]:
        desk = self.desk
        bot = desk.env.bot.user
        assert bot is not None
        preview = desk.env.preview(
            desk.reviews if reviews else desk.posts,
            viewers=[self.reader],
            layout="channel",
            timezone="America/Los_Angeles",
            assets={
                f"{CDN_BASE}/embed/avatars/{bot.default_avatar.key}.png": ("picketwire.png", picket_sign()),
                PICTURE.url: ("gate-three.png", gate_three()),
            },
        )
        async with preview, browser_page(preview.url, width=width, height=1400, scale=2) as page:
            yield page


async def _shoot(page: Page, card: Locator, file: Path) -> None:
    await card.evaluate("card => card.scrollIntoView({block: 'center'})")
    await page.mouse.move(0, 0)
    png = await page.screenshot(clip=await around(card))
    picture = Pillow.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Pillow.Dither.NONE).save(file, optimize=True)


@asynccontextmanager
async def open_gallery() -> AsyncIterator[Gallery]:
    """Start the bot in a simulated Discord, with a database of its own."""
    nobody = discord.Client(intents=discord.Intents.none())
    with tempfile.TemporaryDirectory() as folder:
        async with (
            simcord.run(nobody, approved_intents=discord.Intents.default()) as env,
            open_store(f"sqlite:///{folder}/bot.db") as store,
        ):
            assert nobody.user is not None
            await nobody.user.edit(username="Picketwire")
            await env.advance_time((STARTS_AT - env.now()).total_seconds())
            server = env.create_guild("Lanternlight members")
            channel, reviews = server.create_text_channel("strike-news"), server.create_text_channel("admins")
            desk = Desk(env, store, channel, reviews, reviews.id, feed=FEED)
            desk.clock.at = STARTS_AT
            await desk.restart()
            yield Gallery(desk, desk.admin("robin"))


async def make_gallery() -> None:
    """Write gallery-….png."""
    async with open_gallery() as gallery:
        for exhibit in (LETTER, RALLY, PICKETS, VOTE, VIDEO):
            await gallery.say(exhibit)
        await gallery.shoot(
            {"notice": RALLY.title, "pickets": PICKETS.title, "vote": VOTE.title, "video": VIDEO.title}
        )
        await gallery.shoot({"phone": RALLY.title}, width=PHONE)
        await gallery.shoot({"light": RALLY.title}, light=True)
        await gallery.shoot({"phone-light": PICKETS.title}, width=PHONE, light=True)
        await gallery.shoot_read_here()
        await gallery.say(PICKETS, CHANGED_PICKETS)
        await gallery.say(WITHDRAWN)
        withdrawn = await gallery.desk.reviewer.withdraw(6, by="discord:1")
        assert withdrawn.statement.title == WITHDRAWN.title
        await gallery.desk.deliver()
        await gallery.shoot({"correction": "changed this statement", "withdrawn": WITHDRAWN.title})
        await gallery.say(HELD)
        await gallery.shoot({"review": HELD.title}, reviews=True)
        gallery.desk.language = "es"
        await gallery.desk.restart()
        await gallery.say(SPANISH)
        await gallery.shoot({"spanish": SPANISH.title})


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(make_gallery())
