"""Waiting for something that happens elsewhere in the process, without looking again and again."""

import asyncio


class Bell:
    """Wakes everybody who waits at the moment it is rung."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait now; who comes later waits for the next time."""
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()

    async def wait(self, seconds: float) -> bool:
        """Return whether it rang within so many real seconds."""
        try:
            await asyncio.wait_for(self._rung.wait(), max(seconds, 0.0))
        except TimeoutError:
            return False
        return True
