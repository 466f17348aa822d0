"""Figures for Prometheus; docs/operations.md says what each means.

The composition root tells `Metrics` of polls and deliveries as they happen; the endpoint asks `exposed` for
the whole page. Guarantees: a registry of our own; labels are ids from feeds.yaml and words of ours alone, so
that their number is bounded and nothing that a feed or a member wrote is among them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as CONTENT_TYPE
from prometheus_client.registry import Collector

from bot import __version__
from bot.core.health import Part
from bot.core.model import Change, Delivery, DeliveryKind, DeliveryState, PollReport
from bot.core.provenance import RULESET_VERSION
from bot.ports import Figures, StoreFigures

__all__ = ["CONTENT_TYPE", "Metrics"]

PREFIX: Final = "picketwire_"
_POLL_SECONDS: Final = (0.1, 0.3, 1, 3, 10, 30)
_DELAY_SECONDS: Final = (1, 3, 10, 30, 60, 300, 1800, 3600, 21600)
_POLL_OUTCOMES: Final = ("read", "not_modified", "failed")


class Metrics:
    """What is counted in this process, and what is asked for when somebody looks."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # they would double the page for nothing that is used
        self.registry = CollectorRegistry()
        self._state = _State()
        self.registry.register(self._state)
        ProcessCollector(registry=self.registry)
        self._polled: set[str] = set()  # feed ids that have counters
        self._polls = Counter(
            PREFIX + "polls", "Polls that ended.", ["feed", "outcome"], registry=self.registry
        )
        self._poll_seconds = Histogram(
            PREFIX + "poll_seconds", "How long a poll took.", buckets=_POLL_SECONDS, registry=self.registry
        )
        self._judged = Counter(
            PREFIX + "entries_judged",
            "New and changed entries by verdict.",
            ["decision"],
            registry=self.registry,
        )
        self._deliveries = Counter(
            PREFIX + "deliveries", "Attempts to deliver.", ["kind", "outcome"], registry=self.registry
        )
        self._delay = Histogram(
            PREFIX + "delivery_delay_seconds",
            "From when a statement's post was put into the outbox until it was made.",
            buckets=_DELAY_SECONDS,
            registry=self.registry,
        )

    def polled(self, report: PollReport) -> None:
        """Take note of a poll that ended; a paused feed's is none."""
        if report.paused:
            return
        outcome = "failed" if report.error else "not_modified" if report.not_modified else "read"
        self._polls.labels(report.feed_id, outcome).inc()
        self._polled.add(report.feed_id)
        if report.seconds is not None:
            self._poll_seconds.observe(report.seconds)
        for entry in report.entries:
            if entry.change is not Change.UNCHANGED:
                self._judged.labels(entry.verdict.decision.value).inc()

    def made(self, delivery: Delivery, at: datetime) -> None:
        """Take note of a delivery that was made."""
        self._deliveries.labels(delivery.kind.value, "made").inc()
        if delivery.kind is DeliveryKind.STATEMENT:
            self._delay.observe(max(0.0, (at - delivery.created_at).total_seconds()))

    def failed(self, delivery: Delivery) -> None:
        """Take note of an attempt that failed."""
        self._deliveries.labels(delivery.kind.value, "failed").inc()

    def exposed(self, figures: Figures) -> bytes:
        """Return the page, with these figures on it."""
        for feed_id in self._polled.difference(figures.feed_ids):
            self._polled.discard(feed_id)
            for outcome in _POLL_OUTCOMES:
                self._polls.remove(feed_id, outcome)
        self._state.figures = figures
        return generate_latest(self.registry)


class _State(Collector):
    """What is not counted but looked up."""

    figures: Figures | None = None

    def describe(self) -> Iterator[Metric]:
        """Describe nothing beforehand: what there is depends on the moment."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield what there is."""
        build = GaugeMetricFamily(
            PREFIX + "build_info", "Version of the program and of its rules.", labels=["version", "ruleset"]
        )
        build.add_metric([__version__, str(RULESET_VERSION)], 1)
        yield build
        if self.figures is not None:
            yield from _health(self.figures)
            yield from _jobs(self.figures)
            yield from _discord(self.figures)
            yield _gauge("store_up", "Whether the database answers.", self.figures.store is not None)
            if self.figures.store is not None:
                yield from _feeds(self.figures, self.figures.store)
                yield from _store(self.figures.store)


def _health(figures: Figures) -> Iterator[Metric]:
    yield _gauge("healthy", "Whether everything is at work, as /healthz tells.", figures.findings.is_well)
    troubled = {trouble.part for trouble in figures.findings.troubles}
    trouble = GaugeMetricFamily(PREFIX + "trouble", "Whether this part stands still.", labels=["part"])
    for part in Part:
        trouble.add_metric([part.value], float(part in troubled))
    yield trouble


def _jobs(figures: Figures) -> Iterator[Metric]:
    runs = CounterMetricFamily(PREFIX + "job_runs", "Runs of a job that ended.", labels=["job"])
    failures = CounterMetricFamily(PREFIX + "job_failures", "Those that failed.", labels=["job"])
    age = GaugeMetricFamily(
        PREFIX + "job_success_age_seconds", "Since a job's last run that went well.", labels=["job"]
    )
    for job in figures.jobs:
        runs.add_metric([job.name], job.runs)
        failures.add_metric([job.name], job.failures)
        if job.well_for is not None:
            age.add_metric([job.name], job.well_for.total_seconds())
    yield from (runs, failures, age)


def _discord(figures: Figures) -> Iterator[Metric]:
    if figures.gateway_up is None:
        return
    yield _gauge("gateway_up", "Whether Discord's gateway is connected.", figures.gateway_up)
    yield _counter("gateway_reconnects", "Times it was connected again.", figures.reconnects)
    yield _counter("discord_rate_limited", "Answers of Discord that asked to wait.", figures.rate_limited)
    yield _counter(
        "discord_paced_seconds", "Time requests waited for their turn here.", figures.waited_seconds
    )


def _feeds(figures: Figures, store: StoreFigures) -> Iterator[Metric]:
    age = GaugeMetricFamily(
        PREFIX + "feed_contact_age_seconds", "Since a source last answered.", labels=["feed"]
    )
    failures = GaugeMetricFamily(PREFIX + "feed_failures", "Polls in a row that failed.", labels=["feed"])
    paused = GaugeMetricFamily(PREFIX + "feed_paused", "Whether an admin paused it.", labels=["feed"])
    quarantined = GaugeMetricFamily(
        PREFIX + "feed_quarantined", "Whether it is in quarantine.", labels=["feed"]
    )
    held = GaugeMetricFamily(PREFIX + "held_entries", "Entries that wait for a person.", labels=["feed"])
    for feed_id in figures.feed_ids:
        held.add_metric([feed_id], store.held_by_feed.get(feed_id, 0))
        state = store.states.get(feed_id)
        if state is None:
            continue
        if state.reached_at is not None:
            age.add_metric([feed_id], max(0.0, (figures.at - state.reached_at).total_seconds()))
        failures.add_metric([feed_id], state.failures)
        paused.add_metric([feed_id], float(state.paused_at is not None))
        quarantined.add_metric([feed_id], float(state.quarantine is not None))
    yield from (age, failures, paused, quarantined, held)


def _store(store: StoreFigures) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        PREFIX + "deliveries_waiting", "Deliveries that are not made yet.", labels=["kind", "state"]
    )
    for (kind, state), number in sorted(store.waiting.items()):
        waiting.add_metric([kind.value, state.value], number)
    yield waiting
    parked = sum(number for (_, state), number in store.waiting.items() if state is DeliveryState.PARKED)
    yield _gauge("outbox_depth", "Deliveries to be made.", sum(store.waiting.values()) - parked)
    yield _gauge("outbox_parked", "Deliveries that wait for an admin.", parked)
    yield _gauge("database_bytes", "Size of the database.", store.database_bytes)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(PREFIX + name, meaning, value=float(value))


def _counter(name: str, meaning: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(PREFIX + name, meaning, value=float(value))
