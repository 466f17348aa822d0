"""A visitor to the demo's page: the demo as a subprocess, and Chromium driven by playwright."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_SECONDS = 60
ROOT = Path(__file__).parents[2]


@dataclass
class Demo:
    """A demo that is running, and what it has printed."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def read_until(self, pattern: str) -> re.Match[str]:
        """Read its output until a line matches."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in self.process.stdout:
                self.lines.append(line.decode())
                if found := re.search(pattern, self.lines[-1]):
                    return found
        raise AssertionError(f"the demo ended without {pattern!r}:\n{''.join(self.lines)}")

    @property
    def output(self) -> str:
        return "".join(self.lines)


@asynccontextmanager
async def running_demo(
    speed: float, temporary: Path | None = None, *, admins: bool = False, language: str = "en"
) -> AsyncIterator[Demo]:
    """Start the demo with its page; ended by SIGTERM, as a person would by Ctrl-C.

    `temporary` is where it may put its temporary files, by default the system's place.
    """
    # No desktop: nothing is to open a window of its own.
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    if temporary is not None:
        environment["TMPDIR"] = str(temporary)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        f"from bot.demo import play; play(headless=False, speed={speed}, admins={admins}, "
        f"language={language!r})",
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Demo(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def browser_page(
    url: str, *, width: int = 1280, height: int = 860, scale: int = 1
) -> AsyncIterator[Page]:
    """Open the address in headless Chromium, and wait until the channel is shown."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        page = await browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
        await page.goto(url)
        await page.locator("#preview-app[aria-busy=false]").wait_for()
        yield page
        await browser.close()


def posts(page: Page, text: str) -> Locator:
    """Return the channel's messages that contain `text`."""
    return page.locator("article.channel-message").filter(has_text=text)


async def run_command(page: Page, command: str, option: str | None = None) -> None:
    """Type a slash command, and its required option, into the channel's composer and send it."""
    await page.locator("#channel-composer-input").click()
    await page.keyboard.type(f"/{command}")
    await page.get_by_role("option").filter(has_text=f"/{command}").first.wait_for()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=f"Command /{command}").wait_for()
    if option is not None:
        await page.keyboard.type(option)
    await page.get_by_role("button", name="Send").click()
