"""Keeps in mind how the running bot's own work is going, so that `/status` can say it.

The runner tells `Vigil.ended` of every run of a job; `Answers` asks. It is of this process alone: what
another one, such as ``python -m bot status``, can know is in the store.
"""


class Vigil:
    """Which jobs failed when they last ran."""

    def __init__(self) -> None:
        self._failing: dict[str, None] = {}  # in the order in which they began to

    @property
    def failing_jobs(self) -> tuple[str, ...]:
        """Return the names of the jobs that can't do their work, first the one that failed first."""
        return tuple(self._failing)

    def ended(self, job: str, error: Exception | None) -> None:
        """Take note that a job's run ended, with an error or well."""
        if error is None:
            self._failing.pop(job, None)
        else:
            self._failing.setdefault(job)
