"""How a test starts the server and drives it.

    with ServerProcess.start(tmp_path / "journal.jsonl") as process:
        async with process.control() as discord:
            await discord.order("reply-lost", channel=UPDATES, times=1)
            ... run a bot with process.environment()
            sent = await discord.wait_for(Kind.CREATE, count=1)

`ServerProcess` is plain and blocking, so that a driver of many processes can use it; `DiscordServer` is its
control side. The fixtures in `tests.discord_server.fixtures` wrap both.
"""

import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.discord_server.journal import Kind
from tests.discord_server.settings import ChannelPlan, Rate, Settings

REPOSITORY = Path(__file__).parents[2]
#: For anything that should take a moment; a test that runs into it fails.
PATIENCE = 30.0

Line = dict[str, Any]


class Refused(Exception):
    """The server can't do what the test asked of it; the message says why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot answered to an interaction."""

    interaction: int
    responded: bool
    kind: (
        str | None
    )  #: ``message``, ``deferred``, ``deferred_update``, ``update``, ``modal``, ``autocomplete``
    ephemeral: bool
    message: Line | None  #: as Discord shows it
    followups: Sequence[Line]
    modal: Line | None
    choices: Sequence[Line] | None


@dataclass(slots=True)
class ServerProcess:
    """A running server."""

    process: subprocess.Popen[str]
    journal: Path
    url: str
    api: str
    gateway: str

    @classmethod
    def start(cls, journal: Path, *arguments: str) -> Self:
        """Start a server with the command line's options and return when it is ready."""
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "tests.discord_server"]
        command += ["--journal", str(journal), *arguments]
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            with process:  # which closes its pipe
                status = process.wait(PATIENCE)
            raise Refused(f"The server ended with {status} before it was ready; see standard error")
        told = json.loads(line)
        return cls(process, journal, told["url"], told["api"], told["gateway"])

    def environment(self) -> dict[str, str]:
        """Return the variables that point a bot at it."""
        return {"PICKETWIRE_DISCORD_API": self.api, "PICKETWIRE_DISCORD_GATEWAY": self.gateway}

    def read_journal(self) -> list[Line]:
        """Return all that was accepted, straight from the file."""
        return [json.loads(line) for line in self.journal.read_text(encoding="utf-8").splitlines()]

    @asynccontextmanager
    async def control(self) -> AsyncIterator["DiscordServer"]:
        """Open its control side."""
        async with aiohttp.ClientSession(self.url) as session:
            yield DiscordServer(self, session)

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self.process.terminate()
        with self.process:
            self.process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class DiscordServer:
    """The control side of a running server; durations are in its own seconds where nothing else is said."""

    def __init__(self, process: ServerProcess, session: aiohttp.ClientSession) -> None:
        self.process = process
        self._session = session

    @property
    def api(self) -> str:
        """Return what `PICKETWIRE_DISCORD_API` is to be."""
        return self.process.api

    @property
    def gateway(self) -> str:
        """Return what `PICKETWIRE_DISCORD_GATEWAY` is to be."""
        return self.process.gateway

    async def reset(self, settings: Settings | None = None) -> None:
        """Begin anew: an empty Discord, no faults, an empty journal, every client disconnected."""
        await self._call("POST", "/reset", (settings or Settings()).to_json())

    async def state(self) -> Line:
        """Return what the server knows of itself.

        Keys: `now`; `requests` (how many); `unsupported` (what it could not do, to be empty at a test's end);
        `struck` (how often each fault came); `faults` (all names); `journal` (its length); `sessions`.
        """
        state: Line = await self._call("GET", "")
        return state

    async def requests(self) -> list[Line]:
        """Return the last thousand requests: `asked`, `status` (None: dropped), `code`."""
        recent: list[Line] = await self._call("GET", "/requests")
        return recent

    # --- what was accepted ---------------------------------------------------------------------------

    async def journal(self, after: int = 0, *, wait: float = 0.0) -> list[Line]:
        """Return the lines after the given `seq`, waiting so many real seconds for the first."""
        path = f"/control/journal?after={after}&seconds={wait}"
        async with self._session.get(path) as response:
            return [json.loads(line) for line in (await response.text()).splitlines()]

    async def wait_for(self, *kinds: Kind, count: int = 1, channel: int | None = None) -> list[Line]:
        """Return the accepted of these kinds (and channel) once there are `count`.

        Raises:
            TimeoutError: there are fewer after `PATIENCE` real seconds.
        """
        found: list[Line] = []
        seq, deadline = 0, time.monotonic() + PATIENCE
        while True:
            for line in await self.journal(seq, wait=1.0):
                seq = line["seq"]
                if line["kind"] in kinds and channel in (None, line.get("channel")):
                    found.append(line)
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(found)} of {count} {', '.join(kinds)} were accepted: {found}")

    async def messages(self, channel: int) -> list[Line]:
        """Return what stands in a channel, oldest first, ephemeral messages included."""
        kept: list[Line] = await self._call("GET", f"/channels/{channel}/messages")
        return kept

    # --- what goes wrong -----------------------------------------------------------------------------

    async def order(
        self,
        name: str,
        *,
        channel: int | None = None,
        route: str = "*",
        times: int | None = None,
        seconds: float | None = None,
    ) -> int:
        """Order a fault of `tests.discord_server.faults.KNOWN`, and return the order's number.

        It strikes `times` requests, or for `seconds`, or until it is lifted; only those about `channel` (its
        threads included) and on `route`, a pattern such as ``POST /channels/*/messages``; with the route
        ``CONNECT /gateway``, any fault refuses the gateway's sockets.
        """
        given = {"name": name, "channel": channel, "route": route, "times": times, "seconds": seconds}
        answer = await self._call("POST", "/faults", given)
        return int(answer["order"])

    async def outage(self, *, seconds: float | None = None) -> None:
        """Answer everything 503 and refuse the gateway, for so long or until all orders are lifted."""
        await self.order("503", seconds=seconds)
        await self.order("503", seconds=seconds, route="CONNECT /gateway")
        await self.close_gateway("resumable")

    async def lift(self, order: int | None = None) -> None:
        """Lift one order, or all."""
        await self._call("DELETE", "/faults" if order is None else f"/faults?order={order}")

    async def wait_struck(self, name: str, *, count: int = 1) -> None:
        """Return once a fault has befallen so many requests.

        Raises:
            Refused: it has not after `PATIENCE` real seconds.
        """
        await self._call("GET", f"/faults/{name}?count={count}&seconds={PATIENCE}")

    async def set_rates(self, *rates: Rate) -> None:
        """Let faults befall requests about channels at random, in place of what did so before."""
        await self._call("POST", "/rates", [asdict(rate) for rate in rates])

    async def tune(self, **given: float | bool) -> None:
        """Change `limits` (on or off) or the `nonce_window` of the running server."""
        await self._call("POST", "/tuning", given)

    async def advance(self, seconds: float) -> None:
        """Let so much of the server's time pass at once."""
        await self._call("POST", "/clock", {"advance": seconds})

    # --- the gateway ---------------------------------------------------------------------------------

    async def close_gateway(self, how: str) -> None:
        """Close every gateway socket: ``resumable``, ``fresh``, or ``refused`` as for a token gone bad."""
        await self._call("POST", "/gateway/close", {"how": how})

    async def wait_gateway(self, *, ready: int = 0, resumed: int = 0, connected: int = 0) -> Line:
        """Return the state once so many sessions were begun, resumed, and are connected."""
        query = f"ready={ready}&resumed={resumed}&connected={connected}&seconds={PATIENCE}"
        state: Line = await self._call("GET", f"/gateway?{query}")
        return state

    # --- the servers' admins and members -------------------------------------------------------------

    async def add_channel(self, guild: int, plan: ChannelPlan) -> None:
        """Make a channel."""
        await self._call("POST", "/channels", {**asdict(plan), "guild": guild})

    async def delete_channel(self, channel: int) -> None:
        """Delete a channel or thread for good."""
        await self._call("DELETE", f"/channels/{channel}")

    async def deny(self, channel: int, *permissions: str) -> None:
        """Take permissions such as ``send_messages`` from the bot in a channel; none: give all back."""
        await self._call("PATCH", f"/channels/{channel}", {"deny": permissions})

    async def archive(self, thread: int, *, archived: bool = True, locked: bool = False) -> None:
        """Archive a thread, or open it again."""
        await self._call("PATCH", f"/channels/{thread}", {"archived": archived, "locked": locked})

    async def say(self, channel: int, content: str, *, user: int | None = None) -> int:
        """Let a member write a message and return its id."""
        answer = await self._call("POST", f"/channels/{channel}/messages", {"content": content, "user": user})
        return int(answer["message"])

    async def interact(
        self, channel: int, *, user: int | None = None, seconds: float = PATIENCE, **what: Any
    ) -> Reply:
        """Let a member do something, and return the bot's answer, or what there is of it in so many seconds.

        Either ``command="why" , options={…}``; ``menu="Is this the union?", message=id``;
        ``message=id, custom_id="…"``; or ``modal=reply.interaction, values={custom_id: text}``.

        Raises:
            Refused: nobody could do that in Discord, or no bot is connected.
        """
        begun = await self._call("POST", "/interactions", {"channel": channel, "user": user, **what})
        number = int(begun["interaction"])
        answer = await self._call("GET", f"/interactions/{number}?seconds={seconds}")
        return Reply(interaction=number, **answer)

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | list[Any] | None = None) -> Any:
        async with self._session.request(method, f"/control{path}", json=body) as response:
            if response.status >= 400:
                raise Refused(await response.text())
            return await response.json()
