"""`make soak`: what takes too long for every landing.

    python -m tests.soak --seed 7 --seeds 300 --seconds 0 --statements 2000

Each part prints its seeds as it goes; a failure names the one to try again with, and the others go on. Ends
with 1 where anything failed. A part is a coroutine function in `PARTS`.
"""

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.discord_server.client import DiscordServer, ServerProcess
from tests.kill.chaos import Chaos
from tests.kill.edits import Unrest
from tests.kill.outpost import open_outpost
from tests.kill.trials import Trial
from tests.kill.warm import WarmParent

#: Seeds of the part `edits`, however many there are of trials; each takes minutes.
MOST_UNREST = 5
UNREST_SCALE = 12


@dataclass(frozen=True, slots=True)
class Soak:
    """How much of it, and with what."""

    seed: int  #: the first
    seeds: int
    seconds: float  #: for the trials, whatever `seeds` says; 0: no limit
    statements: int  #: of the chaos run
    beside: int  #: so many trials at a time
    folder: Path
    discord: DiscordServer
    parent: WarmParent

    def room(self, name: str) -> Path:
        """Return a new folder."""
        folder = self.folder / name
        folder.mkdir()
        return folder


@dataclass(slots=True)
class Trials:
    """The kill trials of some seeds, several at a time: one mostly waits."""

    soak: Soak
    tried: int = 0
    failed: int = 0
    kills: Counter[str] = field(default_factory=Counter)  #: by place
    _began: float = field(default_factory=time.monotonic)
    _next: int = 0

    async def run(self) -> None:
        """Try them all."""
        await asyncio.gather(*(self._try_on(number) for number in range(self.soak.beside)))

    async def _try_on(self, number: int) -> None:
        """Try whatever is next, on a Discord of one's own."""
        with ServerProcess.start(self.soak.room(f"discord-{number}") / "journal.jsonl") as process:
            async with process.control() as discord:
                while (seed := self._take()) is not None:
                    await self._try(seed, discord)

    def _take(self) -> int | None:
        seed, self._next = self.soak.seed + self._next, self._next + 1
        is_over = self._next > self.soak.seeds or 0 < self.soak.seconds < time.monotonic() - self._began
        return None if is_over else seed

    async def _try(self, seed: int, discord: DiscordServer) -> None:
        try:
            at = await Trial.of(seed).run(self.soak.room(f"kill-{seed}"), discord, self.soak.parent)
        except AssertionError as error:
            self.failed += 1
            _say(f"FAILED {error}")
        else:
            self.kills.update(place.partition(":")[0] for place in at)
        self.tried += 1
        if self.tried % 10 == 0:
            _say(f"kill: {self}")

    def __str__(self) -> str:
        each = (time.monotonic() - self._began) / max(self.tried, 1)
        what = f"{self.tried} trials from seed {self.soak.seed} on, {self.failed} failed"
        return f"{what}; {self.kills.total()} kills at {len(self.kills)} places; {each:.1f} s each"


async def kill(soak: Soak) -> int:
    """Try the kill trials of all seeds; return how many failed."""
    trials = Trials(soak)
    await trials.run()
    _say(f"kill: {trials}")
    return trials.failed


async def chaos(soak: Soak) -> int:
    """Make one full chaos run; return whether it failed."""
    run = Chaos(soak.seed, soak.statements)
    _say(f"{run} begins")
    try:
        await run.run(soak.room("chaos"), soak.discord, soak.parent)
    except AssertionError as error:
        _say(f"FAILED {error}")
        return 1
    lives = sum(run.endings.values())
    _say(f"{run}: all arrived once and in order in {run.seconds:.0f} s, {run.digested} of them in digests;")
    _say(f"the bot had {lives} lives, which ended so: {dict(run.endings)}")
    _say(f"and went on from a snapshot that knew nothing of {run.forgotten} posts")
    return 0


async def season(soak: Soak) -> int:
    """Play the simulated seasons of all seeds, which end at the first that fails; return whether one did."""
    seeds = f"{soak.seed}:{soak.seed + soak.seeds}"
    playing = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.season", seeds)
    return await playing.wait()


async def edits(soak: Soak) -> int:
    """Edit feeds.yaml under load, two thousand times for each of a few seeds; return how many failed."""
    failed = 0
    for seed in range(soak.seed, soak.seed + min(soak.seeds, MOST_UNREST)):
        try:
            async with open_outpost(
                soak.room(f"edits-{seed}"), soak.discord, soak.parent, scale=UNREST_SCALE
            ) as outpost:
                await Unrest(outpost, seed, edits=2_000).run()
        except (AssertionError, TimeoutError) as error:
            failed += 1
            _say(f"FAILED {error}")
        _say(f"edits: seed {seed} is done, {failed} failed so far")
    return failed


PARTS: Mapping[str, Callable[[Soak], Awaitable[int]]] = {
    "kill": kill,
    "season": season,
    "chaos": chaos,
    "edits": edits,
}


async def _soak(options: argparse.Namespace) -> int:
    with (
        TemporaryDirectory(prefix="picketwire-soak-") as place,
        WarmParent() as parent,
        ServerProcess.start(Path(place) / "journal.jsonl") as process,
    ):
        async with process.control() as discord:
            amount = (options.seed, options.seeds, options.seconds, options.statements, options.beside)
            soak = Soak(*amount, Path(place), discord, parent)
            return sum([await PARTS[name](soak) for name in options.parts or PARTS])


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """Soak, and end the process."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="The long runs.")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 1_000_000, help="the first one")
    parser.add_argument("--seeds", type=int, default=300, help="kill trials")
    parser.add_argument("--seconds", type=float, default=0, help="end the kill trials after so long")
    parser.add_argument("--beside", type=int, default=(os.cpu_count() or 1) + 1, help="trials at a time")
    parser.add_argument("--statements", type=int, default=2000, help="of the chaos run")
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}; by default all")
    options = parser.parse_args()
    _say(f"soak from seed {options.seed}; again with SEED={options.seed}")
    sys.exit(min(asyncio.run(_soak(options)), 1))


if __name__ == "__main__":
    main()
