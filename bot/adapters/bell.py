"""Wakes a job of this process at the moment there is work for it.

The composition root hands `Bell.ring` to the store and the bell to the runner, so that what is committed is
posted at once. Where nobody rings (another process put it there), the job's next tick finds the work.
"""

import asyncio


class Bell:
    """Rung from within the event loop; heard once, however often it was rung meanwhile."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake who waits, now or next."""
        self._rung.set()

    async def wait(self) -> None:
        """Return once it was rung since the last time."""
        await self._rung.wait()
        self._rung.clear()
