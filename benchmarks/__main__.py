"""Measure everything and print it; about seven minutes. `--large` adds a store of 100,000 statements."""

import asyncio
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import delivering, judging, polling, site, start, status, texts

NOTE = (
    "Ours and theirs are medians; the ratio is ours over theirs in the same round, measured in turn. "
    "Loopback HTTPS, the server in a process of its own, CPU of the parser process included."
)


def machine() -> str:
    """Describe the machine in the words that matter to the figures."""
    names = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = names[0].partition(":")[2].strip() if names else platform.machine()
    return f"{os.cpu_count()} cores, {processor}, {platform.system()}, Python {platform.python_version()}"


async def main() -> None:
    """Measure, then print."""
    console = Console(width=max(140, Console().width))
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, site.serve(Path(folder)) as running:
        console.print("polling …", style="dim")
        rows = [*await polling.rows(running)]
        console.print("judging …", style="dim")
        rows += await judging.rows()
        console.print("from words to cards …", style="dim")
        rows += await texts.rows()
        console.print("starting and stopping …", style="dim")
        rows += await start.rows(running)
    console.print("delivering …", style="dim")
    rows += await delivering.rows()
    table = Table("", "ours", "theirs", "ratio min", "median", "max", "theirs is", caption=NOTE)
    for row in rows:
        table.add_row(*row.cells())
    console.print(machine())
    console.print(table)
    console.print("asking what the union said …", style="dim")
    # In a process of its own, for what the other parts left in this one costs up to a quarter more.
    apart = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.quotes", *sys.argv[1:])
    await apart.wait()
    console.print("asking where things stand …", style="dim")
    console.print(await status.table())
    console.print(f"took {time.perf_counter() - begun:.0f} s", style="dim")


if __name__ == "__main__":
    asyncio.run(main())
